"""What one message means in its conversation: the result of understanding."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from travel.disruption import Disruption
from travel.places import Place
from travel.request import Intent, TripRequest
from travel.value import Value

Language = Literal["en", "de", "es", "fr"]

ProblemCode = Literal[
    "empty",
    "too_long",
    "unknown_place",
    "dates_past",
    "dates_reversed",
    "too_long_stay",
    "nobody",
    "same_place",
    "too_far_ahead",
]


class Problem(Value):
    """Something in the message that can't be used, with the words that said it."""

    code: ProblemCode
    words: str = ""
    hint: str = ""  # the nearest thing that would do, e.g. a place's right spelling


class Ambiguity(Value):
    """A place name with several serious candidates, the likeliest first."""

    words: str
    slot: Literal["origin", "destination"]
    candidates: tuple[Place, ...]


EditKind = Literal[
    "cheaper",  # the target may cost less than it does now
    "nearer_centre",  # a hotel closer in than the present one
    "better",  # a better hotel, a more comfortable flight
    "other",  # another one of the target, price as it may be
    "faster",  # less time on the way
    "later_start",  # of the days or of the flight, see target
    "earlier_start",
    "drop",  # `value` is the name of a sight, a city or a wish
    "add_day_trip",  # `value` is the place's name, also in the request's wishes
    "set",  # the request already holds the new value; `value` is the slot
    "swap_days",  # `value` is "2,3": the days of the plan, from 1
    "keep",  # the target stays as it is from now on, "free" lets it change again
    "free",
    "place",  # the sight `value` is to be seen `on` that day, in the plan already or not
    "longer",  # more time at the sight `value`
    "shorter",
    "choose",  # of alternatives shown: `value` is the number from 1, "-1" for the last, or a role
    "disrupted",  # something happened that the plan has to cope with, see `disruption`
]
EditTarget = Literal["trip", "flight", "return_flight", "stay", "days"]


class Edit(Value):
    """A change to the plan under discussion. What can be said in the request is there already."""

    kind: EditKind
    target: EditTarget = "trip"
    value: str = ""
    words: str = ""
    on: date | None = None
    day: int | None = None  # of the plan, from 1
    disruption: Disruption | None = None


Question = Literal[
    "why_price", "why_hotel", "why_flight", "show_flight", "show_stay", "show_days", "show_weather",
    "show_budget", "alternatives", "help", "thanks", "greeting", "goodbye", "yes", "no", "injection",
    "off_topic", "booking", "book_flight", "book_stay", "cancel_flight", "cancel_stay",
    "recap", "memories", "forget_that", "forget_about", "forget_everything",
]  # fmt: skip
LastTime = Literal["trip", "stay", "flight"]


class TurnRequest(Value):
    """The message understood. `request` is whole: what earlier turns said is merged in."""

    language: Language = "en"
    intent: Intent
    request: TripRequest
    about_plan: bool = False  # refines or asks about the plan under discussion
    edits: tuple[Edit, ...] = ()
    asks: Question | None = None  # small talk, or a question about the plan
    about: str = ""  # what is to be forgotten, in the person's words
    last_time: LastTime | None = None  # "like last time", "the same hotel as last time"
    problems: tuple[Problem, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    words: Mapping[str, str] = {}  # slot -> the words that gave it
    unread: tuple[str, ...] = ()  # content words that no rule accounts for
    reader: Literal["rules", "model"] = "rules"

    @property
    def clear(self) -> bool:
        """Whether rules accounted for every content word."""
        return not self.unread
