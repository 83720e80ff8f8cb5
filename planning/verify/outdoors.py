"""Daylight and public holidays."""

from datetime import date
from functools import lru_cache

import astral
import astral.sun

from planning.verify.case import Case, Placed
from planning.verify.clock import clock, zone_of
from planning.verify.rule import DAILY, Finding, Findings, Rule
from travel.activities import Activity, at_minute
from travel.dates import utc

SEEN_BY_DAY = ("viewpoint", "garden", "park", "nature", "beach", "market", "ruins")
EVENING_HOUR = 16  # what opens no earlier is meant for the dark


def daylight(case: Case) -> Findings:
    for placed in case.of_kind("sight"):
        activity = case.activity(placed)
        if activity is None or activity.setting != "outdoor":
            continue
        if activity.category not in SEEN_BY_DAY or _opens_in_the_evening(placed, activity):
            continue
        zone = case.city_zones.get(activity.city)
        if zone is None:
            continue
        day = placed.start.astimezone(zone).date()
        where = astral.Observer(activity.lat, activity.lon)
        try:
            rises = astral.sun.sunrise(where, day, tzinfo=zone)
            sets = astral.sun.sunset(where, day, tzinfo=zone)
        except ValueError:  # the sun stays up or down all day
            continue
        if {rises.date(), sets.date()} != {day}:
            continue
        if placed.start < utc(rises) or placed.end > utc(sets):
            yield Finding(
                placed.item.name,
                f"It is visited outdoors from {clock(placed.item.start)} to "
                f"{placed.item.end:%H:%M}; the sun is up from {rises:%H:%M} to {sets:%H:%M}.",
            )


def _opens_in_the_evening(placed: Placed, activity: Activity) -> bool:
    opens = [opens for opens, _ in activity.hours.on(placed.item.start.date())]
    return bool(opens) and min(opens) >= EVENING_HOUR * 60


def holiday(case: Case) -> Findings:
    for placed in case.of_kind("sight"):
        activity = case.activity(placed)
        if activity is None or activity.hours.holidays is None:
            continue
        day = placed.item.start.date()
        zone = case.city_zones.get(activity.city) or zone_of(placed.day.tz)
        if zone is None or not on_holiday(case, activity, day):
            continue
        open_then = any(
            utc(at_minute(day, opens, zone)) <= placed.start
            and placed.end <= utc(at_minute(day, closes, zone))
            for opens, closes in activity.hours.holidays
        )
        if not open_then:
            yield Finding(
                placed.item.name, f"{day} is a public holiday; it isn't open at that time then."
            )


def on_holiday(case: Case, activity: Activity, day: date) -> bool:
    """Whether the country of the activity's city keeps a public holiday, and nothing is told of that very day."""
    if any(special.date == day for special in activity.hours.special):
        return False
    city = case.places.get(activity.city)
    return city is not None and day in _calendar(city.country, day.year)


@lru_cache(maxsize=64)
def _calendar(country: str, year: int) -> frozenset[date]:
    import holidays  # slow to load; few activities need it

    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year).keys())


RULES = (
    Rule(
        "sight.daylight",
        "Viewpoints, gardens, parks, beaches, ruins and markets outdoors are visited while the sun is up.",
        daylight,
        DAILY,
    ),
    Rule(
        "sight.holiday",
        "On a public holiday a sight is visited within the hours stated for holidays.",
        holiday,
        DAILY,
    ),
)
