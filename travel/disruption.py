"""What goes wrong on a trip, or shortly before it.

What is said of it may be vague: no number means the next flight, no date the day on which the thing stands in
the plan, and `day` counts the days of the plan from 1. `planning.replan` finds what of the plan is meant.
"""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from travel.places import IataCode
from travel.value import Value

Way = Literal["", "outbound", "return"]


class FlightCancelled(Value):
    kind: Literal["flight_cancelled"] = "flight_cancelled"
    number: str = ""  # "FR5017"
    way: Way = ""
    connection: bool = False  # not the first flight of a journey
    via: tuple[IataCode, ...] = ()  # it leaves from one of these
    date: datetime.date | None = None  # local, of the departure


class FlightDelayed(Value):
    """It lands `minutes` later than it was to."""

    kind: Literal["flight_delayed"] = "flight_delayed"
    number: str = ""
    way: Way = ""
    date: datetime.date | None = None
    minutes: Annotated[int, Field(ge=1, le=72 * 60)]


class RideMissed(Value):
    """A train, bus, ferry or flight that left without the traveller."""

    kind: Literal["ride_missed"] = "ride_missed"
    number: str = ""
    way: Way = ""
    date: datetime.date | None = None
    mode: Literal["", "flight", "ground"] = ""
    connection: bool = False
    via: tuple[IataCode, ...] = ()


class RideCancelled(Value):
    """A train, bus or ferry that is called off."""

    kind: Literal["ride_cancelled"] = "ride_cancelled"
    number: str = ""
    date: datetime.date | None = None


class Stranded(Value):
    """The traveller is there, and whatever was to go on from there doesn't."""

    kind: Literal["stranded"] = "stranded"
    place: Annotated[str, Field(min_length=1, max_length=80)]
    airports: tuple[IataCode, ...] = ()  # of the place
    number: str = ""
    date: datetime.date | None = None


class SightClosed(Value):
    """Closed on a day; without one for as long as the trip lasts."""

    kind: Literal["sight_closed"] = "sight_closed"
    name: Annotated[str, Field(min_length=1, max_length=80)]  # or what kind of sight it is
    date: datetime.date | None = None
    day: int | None = None


class BadWeather(Value):
    """A day on which one had better be indoors; the plan's next where none is said."""

    kind: Literal["bad_weather"] = "bad_weather"
    date: datetime.date | None = None
    day: int | None = None


class StayLost(Value):
    """A hotel that doesn't take the traveller in: closed, overbooked, cancelled."""

    kind: Literal["stay_lost"] = "stay_lost"
    name: str = ""


RideLost = FlightCancelled | FlightDelayed | RideMissed | RideCancelled | Stranded
Disruption = Annotated[
    RideLost | SightClosed | BadWeather | StayLost,
    Field(discriminator="kind"),
]
