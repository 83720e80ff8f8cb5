"""What a message says, before it is resolved against the gazetteer, the calendar and the last turn.

Rules and a language model fill the same shape, so everything after it is shared.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from travel.passports import Holder
from travel.request import BudgetBasis, BudgetScope, Intent
from travel.turn import EditKind, EditTarget, Language, LastTime, ProblemCode, Question
from travel.value import Value
from travel.wishes import WishSlot


class StopSaid(Value):
    """A destination as it was named."""

    name: Annotated[
        str, Field(description="the place as written, with its country if that was said")
    ]
    nights: Annotated[int | None, Field(description="nights there, if stated")] = None


class BudgetSaid(Value):
    amount: Annotated[Decimal, Field(description="the number alone: 2400 for '2.4k'")]
    currency: Annotated[str, Field(description="ISO 4217 code; empty if not said")] = ""
    basis: Annotated[BudgetBasis, Field(description="what the amount is for")] = "total"
    scope: Annotated[BudgetScope, Field(description="the whole trip, flights or the stay")] = "trip"
    hard: Annotated[bool, Field(description="False for 'about' or 'if possible'")] = True
    words: str = ""


class WishSaid(Value):
    """One value of one slot; a list is several of these."""

    slot: WishSlot
    value: Annotated[
        str,
        Field(
            description="an enum value of the slot, a number, a time HH:MM, or a name; one value only"
        ),
    ]
    hard: Annotated[
        bool | None, Field(description="True for must/only, False for ideally; None: the usual")
    ] = None
    words: str = ""


DisruptionKind = Literal[
    "flight_cancelled",
    "flight_delayed",
    "ride_missed",
    "ride_cancelled",
    "stranded",
    "sight_closed",
    "bad_weather",
    "stay_lost",
]


class DisruptionSaid(Value):
    """Something that went wrong with the trip under discussion."""

    kind: DisruptionKind
    name: Annotated[
        str, Field(description="flight or train number, or name of the sight or hotel; else empty")
    ] = ""
    way: Annotated[
        Literal["", "outbound", "return"], Field(description="which flight, if that was said")
    ] = ""
    mode: Annotated[
        Literal["", "flight", "ground"], Field(description="of a missed ride: train, bus: ground")
    ] = ""
    connection: Annotated[
        bool, Field(description="of a cancelled or missed flight: it is the connection")
    ] = False
    place: Annotated[
        str, Field(description="city of that connection, or where one is stranded, as written")
    ] = ""
    minutes: Annotated[int | None, Field(description="by how much a flight is late")] = None
    day: Annotated[date | None, Field(description="on which day, ISO, if a date was said")] = None
    day_number: Annotated[int | None, Field(description="3 for 'on day 3' of the trip")] = None


class EditSaid(Value):
    kind: EditKind
    target: Annotated[EditTarget, Field(description="the part of the plan")] = "trip"
    value: Annotated[
        str,
        Field(
            description="name of a sight or city, where one is meant; '2,3' for swap_days; for choose, of "
            "alternatives shown: '2' by number, 'cheapest', 'fastest' or 'best'"
        ),
    ] = ""
    words: str = ""
    on: Annotated[date | None, Field(description="for place: the day, ISO, if a date was said")] = (
        None
    )
    day: Annotated[int | None, Field(description="for place: 3 for 'day 3' of the trip")] = None
    disruption: Annotated[
        DisruptionSaid | None, Field(description="with kind disrupted: what went wrong")
    ] = None


class PassportSaid(Value):
    """Until when somebody's passport is valid."""

    holder: Annotated[Holder, Field(description="whose; self: the person who writes")] = "self"
    expires_on: Annotated[date, Field(description="the last day, ISO")]
    words: str = ""


class Trouble(Value):
    code: ProblemCode
    words: str = ""


class Said(Value):
    """Which words gave which slot."""

    slot: str
    words: str


class Reading(Value):
    """The raw slots of one message. Leave out what the message doesn't say; invent nothing."""

    language: Language = "en"
    intent: Annotated[
        Intent | None,
        Field(
            description="trip: a journey; flight: only flights; stay: only a bed; weather; "
            "activities: things to do; other: anything else; None when a reply changes no intent"
        ),
    ] = None
    nothing_else: Annotated[
        bool,
        Field(description="'flights only', 'just a hotel': the intent replaces an earlier one"),
    ] = False
    new_trip: Annotated[
        bool, Field(description="the person starts another trip instead of changing this one")
    ] = False
    origin: Annotated[str, Field(description="where the journey starts, as written")] = ""
    stops: Annotated[
        tuple[StopSaid, ...], Field(description="destinations in the order of travel")
    ] = ()
    replaces_stops: Annotated[
        bool, Field(description="False when the stops are added to those already known")
    ] = True
    not_stops: Annotated[tuple[str, ...], Field(description="places explicitly not wanted")] = ()
    return_from: Annotated[str, Field(description="home from here, if not the last stop")] = ""
    return_to: Annotated[str, Field(description="home to here, if not the origin")] = ""
    one_way: Annotated[bool | None, Field(description="True: no return; False: a return")] = None
    free_order: Annotated[
        bool, Field(description="The person says that the stops may come in any order")
    ] = False
    start: Annotated[date | None, Field(description="exact first day, ISO")] = None
    end: Annotated[date | None, Field(description="exact last day, ISO")] = None
    earliest: Annotated[date | None, Field(description="flexible dates: not before")] = None
    latest: Annotated[date | None, Field(description="flexible dates: home by")] = None
    keeps_end: Annotated[bool, Field(description="the day of return is said to stay")] = False
    weekend: Annotated[bool, Field(description="a weekend, on no day that is said")] = False
    nights: Annotated[int | None, Field(description="nights in all; N days count as N nights")] = (
        None
    )
    nights_added: Annotated[int, Field(description="'two more nights': 2; shorter: negative")] = 0
    nights_added_at: Annotated[str, Field(description="at which stop, if said")] = ""
    start_shift: Annotated[int, Field(description="'a day earlier': -1 for the departure")] = 0
    end_shift: Annotated[int, Field(description="the same for the return")] = 0
    adults: Annotated[int | None, Field(description="including the person who writes")] = None
    people: Annotated[int | None, Field(description="all travellers, if only that is said")] = None
    children_ages: Annotated[
        tuple[int, ...] | None, Field(description="one age a child; 8 where not said")
    ] = None
    people_added: Annotated[int, Field(description="'my mother comes too': 1")] = 0
    budgets: tuple[BudgetSaid, ...] = ()
    wishes: tuple[WishSaid, ...] = ()
    passports: Annotated[
        tuple[PassportSaid, ...], Field(description="only where an expiry date is said")
    ] = ()
    day_trips: Annotated[
        tuple[str, ...], Field(description="places for a day out from a stop, or 'a day in X'")
    ] = ()
    forget: Annotated[
        tuple[str, ...],
        Field(
            description="wish slots no longer wanted ('cabin', 'amenities=pool'), 'budget', 'dates'"
        ),
    ] = ()
    edits: tuple[EditSaid, ...] = ()
    asks: Annotated[
        Question | None,
        Field(
            description="small talk or a question; recap: what the plan was or cost earlier in this "
            "conversation; memories: what is known of the person; forget_that, "
            "forget_about: something that they said of themselves is to be forgotten"
        ),
    ] = None
    about: Annotated[str, Field(description="with forget_about: what, as written")] = ""
    last_time: Annotated[
        LastTime | None,
        Field(description="'like last time': trip; 'the same hotel/airline as last time'"),
    ] = None
    problems: tuple[Trouble, ...] = ()
    suspects: Annotated[
        tuple[str, ...], Field(description="names that seem to be places but may not exist")
    ] = ()
    said: tuple[Said, ...] = ()
    unread: Annotated[
        tuple[str, ...], Field(description="words that matter and found no slot")
    ] = ()

    def words(self) -> dict[str, str]:
        """Slot to the words that gave it, wishes and budget included."""
        words = {said.slot: said.words for said in self.said}
        for wish in self.wishes:
            words[wish.slot] = ", ".join(filter(None, (words.get(wish.slot, ""), wish.words)))
        for budget in self.budgets:
            words["budget"] = budget.words
        return words
