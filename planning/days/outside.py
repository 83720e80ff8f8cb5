"""What the sun and the calendar of a country do to hours."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import sunrise, sunset

from travel.activities import Activity
from travel.places import Place

BY_DAYLIGHT = frozenset(("viewpoint", "garden", "park", "nature", "beach", "market", "ruins"))
FOR_THE_EVENING = 16 * 60  # what opens no earlier is meant for the dark

Hours = Iterable[tuple[int, int]]


def hours_of(a: Activity, day: date, city: Place | None) -> Iterator[tuple[int, int]]:
    """Minutes after midnight between which a visit may last: as stated for the day, by daylight outdoors."""
    holiday = a.hours.holidays is not None and city is not None and is_holiday(city.country, day)
    stated = list(a.hours.on(day, holiday=holiday))
    if city is None or not needs_daylight(a, stated):
        return iter(stated)
    light = daylight(a.lat, a.lon, city.tz, day)
    return iter(stated) if light is None else _within(stated, *light)


def needs_daylight(a: Activity, stated: Hours) -> bool:
    outside = a.setting == "outdoor" and a.category in BY_DAYLIGHT
    return outside and any(opens < FOR_THE_EVENING for opens, _ in stated)


def _within(stated: Hours, rises: int, sets: int) -> Iterator[tuple[int, int]]:
    for opens, closes in stated:
        if max(opens, rises) < min(closes, sets):
            yield max(opens, rises), min(closes, sets)


@lru_cache(maxsize=8192)
def daylight(lat: float, lon: float, tz: str, day: date) -> tuple[int, int] | None:
    """Whole minutes after midnight of sunrise and sunset; None where the sun doesn't do both that day."""
    observer, zone = Observer(lat, lon), ZoneInfo(tz)
    try:
        rises, sets = sunrise(observer, day, tzinfo=zone), sunset(observer, day, tzinfo=zone)
    except ValueError:  # polar day or night
        return None
    if rises.date() != day or sets.date() != day:
        return None
    return _minute(rises) + 1, _minute(sets)


def _minute(instant: datetime) -> int:
    return instant.hour * 60 + instant.minute


def is_holiday(country: str, day: date) -> bool:
    """Whether the whole country keeps a public holiday; False for countries that nobody lists."""
    return day in _holidays(country, day.year)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # takes a third of a second, and few hours are stated for holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
