"""A planned trip and what is wrong with it."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from travel.money import Money
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.places import Latitude, Longitude
from travel.provenance import Provenance
from travel.value import Value
from travel.weather import WeatherDay
from travel.wishes import WishSlot

ItemKind = Literal[
    "sight",
    "meal",
    "transfer",  # between an airport or station and the bed; also a day trip's ride
    "flight",
    "train",
    "bus",
    "ferry",
    "car",
    "check_in",
    "check_out",
    "free",
]


class Item(Value):
    """One entry of a day. `price` is for the party; None where it is paid elsewhere or not counted.

    A flight, train or stay is paid through its offer, so its item has no price. Meals have none:
    they are suggestions, and no total counts them. `note` is "unpriced" where nobody states a price.
    """

    kind: ItemKind
    name: str
    start: AwareDatetime
    end: AwareDatetime
    lat: Latitude
    lon: Longitude
    price: Money | None = None
    ref: str = ""  # the id of the activity, offer or route it stands for
    evidence: str = ""  # the Provenance.id
    travel_minutes: int = 0  # from the item before it, door to door
    travel_mode: Literal["", "walk", "transit", "taxi"] = ""
    note: str = ""


class Day(Value):
    """A calendar day in the city where one sleeps that night; on the last day, the one that one leaves."""

    date: date
    city: str
    tz: str
    weather: WeatherDay | None = None
    items: tuple[Item, ...] = ()


class Itinerary(Value):
    """What is to be travelled: the offers chosen, and the days."""

    flights: tuple[FlightOffer, ...] = ()
    grounds: tuple[GroundOffer, ...] = ()
    stays: tuple[StayOffer, ...] = ()
    days: tuple[Day, ...] = ()
    total: Money  # offers, transfers and tickets; in the currency of the budget or the origin

    def items(self) -> Iterator[tuple[Day, Item]]:
        for day in self.days:
            for item in day.items:
                yield day, item

    def provenances(self) -> dict[str, Provenance]:
        """By id; of the offers and the weather. Items name theirs by `evidence`."""
        found = [offer.provenance for offer in (*self.flights, *self.grounds, *self.stays)]
        found += [day.weather.provenance for day in self.days if day.weather is not None]
        return {each.id: each for each in found}


# It can't be travelled, or its figures are wrong; it isn't what was asked for; a price has to be asked for anew.
Severity = Literal["impossible", "unmet", "lapsed"]


class Violation(Value):
    """A rule that the itinerary breaks."""

    rule: str  # "budget.total", "time.connection", ...
    subject: str  # what breaks it: an offer, item or wish
    detail: str  # one sentence with the figures
    wish: WishSlot | Literal["budget", "dates", "passport", ""] = ""  # that isn't met, if one

    @property
    def severity(self) -> Severity:
        return "lapsed" if self.rule == "offer.expired" else "unmet" if self.wish else "impossible"


class Relaxation(Value):
    """The nearest plan that holds: which wish gives way, how far, and what it then costs."""

    wish: str  # the slot, or "budget", "dates" or "passport"
    words: str  # as the person said it
    change: str  # machine-readable: "max_stops=1", "budget=1230 EUR", "start=2026-05-06"
    detail: str  # one English sentence
    cost: Money | None = None


class Clashing(Value):
    """One of a minimal set of hard wishes that can't be met together."""

    wish: str  # the slot, or "budget.trip", "budget.flight", "budget.stay"
    words: str  # as the person said it


class OutOfReach(Value):
    """One of the wishes that clash, of which nothing that was tried restores a plan."""

    wish: str  # as in `Clashing`
    words: str
    # no plan without it; its currency has no rate to say how much; not looked for, time had run out
    reason: Literal["no_plan", "no_rate", "no_time"]


class Loss(Value):
    """Something of the plan before that went, with what its terms give back.

    `refund` None: the terms don't state it. `paid` is False where nothing says that it was bought.
    """

    kind: Literal["flight", "train", "bus", "ferry", "car", "stay", "night"]
    name: str
    date: date
    price: Money
    part: bool = False  # the price paid for more than what went, which is still used
    onward: bool = False  # the rest of a journey that broke off on the way
    paid: bool
    by_provider: bool = False  # called off by the carrier or the house
    refund: Literal["yes", "no"] | None = None
    until: AwareDatetime | None = None  # until when it can be given back


class Outcome(Value):
    """What planning came to: a plan that holds, or why there is none.

    With an `itinerary` there are no `violations`. Without, `violations` are those of the `nearest` plan (or
    of the request itself when there is not even one) and `relaxations` lead to plans that hold.
    """

    itinerary: Itinerary | None = None
    nearest: Itinerary | None = None
    violations: tuple[Violation, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    clash: tuple[Clashing, ...] = ()  # without any one of them the others can be met
    out_of_reach: tuple[OutOfReach, ...] = ()  # those of the clash that no relaxation is of
    unmet: tuple[Violation, ...] = ()  # soft wishes that the plan goes without
    since: AwareDatetime | None = None  # planned anew from here on, after a disruption
    lost: tuple[Loss, ...] = ()  # to a disruption
