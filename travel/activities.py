"""Sights, restaurants, and when they are open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from travel.money import Money
from travel.places import Latitude, Longitude
from travel.provenance import Provenance
from travel.value import Value
from travel.wishes import Diet, Interest

MinuteOfDay = Annotated[int, Field(ge=0, le=30 * 60)]  # past 24:00 runs into the next morning


class OpeningWindow(Value):
    weekdays: frozenset[Annotated[int, Field(ge=0, le=6)]]  # Monday is 0
    opens: MinuteOfDay
    closes: MinuteOfDay


class SpecialDay(Value):
    """The hours of one day; none where it is closed."""

    date: date
    hours: tuple[tuple[MinuteOfDay, MinuteOfDay], ...] = ()


class OpeningHours(Value):
    """Local hours. No window on a day means closed that day.

    `special` are the hours of particular days, which then count alone.
    """

    windows: tuple[OpeningWindow, ...]
    months: frozenset[Annotated[int, Field(ge=1, le=12)]] = frozenset(range(1, 13))
    special: tuple[SpecialDay, ...] = ()
    # On the country's public holidays, instead of the windows; empty where closed, None where nobody says.
    holidays: tuple[tuple[MinuteOfDay, MinuteOfDay], ...] | None = None

    def but(self, day: date, *hours: tuple[int, int]) -> "OpeningHours":
        """The same, but for one day."""
        others = (each for each in self.special if each.date != day)
        return self.model_copy(update={"special": (*others, SpecialDay(date=day, hours=hours))})

    def on(self, day: date, *, holiday: bool = False) -> Iterator[tuple[int, int]]:
        """(opens, closes) of the day in minutes after midnight, in order."""
        for special in self.special:
            if special.date == day:
                yield from special.hours
                return
        if holiday and self.holidays is not None:
            yield from self.holidays
            return
        if day.month not in self.months:
            return
        for window in sorted(self.windows, key=lambda each: each.opens):
            if day.weekday() in window.weekdays:
                yield window.opens, window.closes


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at `minute` of the local clock of `day`; past 1440 is the next day's clock."""
    clock_day = day + timedelta(days=minute // 1440)
    return datetime.combine(clock_day, time(minute % 1440 // 60, minute % 60), tzinfo=zone)


class Activity(Value):
    """Something to do at a place. Prices are per person."""

    id: str
    name: str
    city: str  # the stop it belongs to
    category: str
    lat: Latitude
    lon: Longitude
    hours: OpeningHours
    minutes: Annotated[int, Field(ge=5, le=720)]  # usually spent there
    setting: Literal["indoor", "outdoor", "mixed"]
    price: Money
    price_known: bool = True  # False: `price` is zero because nobody states it
    child_price: Money | None = None
    child_age_max: int = 12
    interests: tuple[Interest, ...] = ()
    rank: Annotated[int, Field(ge=1, le=3)] = 2  # 1 is a must-see
    step_free: bool = False
    about: str = ""
    day_trip: str = ""  # the place it is at, where that is a day trip from `city`
    placeholder: bool = False  # generic, not a real sight
    diet: tuple[Diet, ...] = ()  # for restaurants
    meals: tuple[Literal["lunch", "dinner", "cafe"], ...] = ()
    provenance: Provenance

    def price_for(self, adults: int, children: tuple[int, ...]) -> Money:
        """For a whole party."""
        total = self.price * adults
        for age in children:
            cheaper = self.child_price is not None and age <= self.child_age_max
            total += self.child_price if cheaper and self.child_price else self.price
        return total


class DayTrip(Value):
    """A second place in reach for a day: how to get there; its sights are activities."""

    city: str
    name: str
    lat: Latitude
    lon: Longitude
    minutes_each_way: int
    mode: Literal["train", "bus", "ferry", "car"]
    price_each_way: Money  # per person
    about: str = ""
    provenance: Provenance
