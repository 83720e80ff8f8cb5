"""Mutations of daylight, holidays and rest, each of which breaks a rule."""

from datetime import date, timedelta
from random import Random

import holidays

from tests.planning.mutations.kind import Kinds, entries, pick
from tests.planning.world import World
from tests.planning.world.edits import activity_known, index, item, knowing, shifted
from travel.activities import Activity

KINDS = Kinds()
OUTDOORS = ("viewpoint", "garden", "park", "nature", "beach", "market", "ruins")
COUNTRIES = (
    "TR",
    "GE",
    "LK",
    "TH",
    "IN",
    "CZ",
    "PT",
    "FR",
    "NZ",
    "BD",
    "EG",
    "IR",
    "MM",
    "NP",
    "ID",
)


def known(world: World, at: int) -> Activity:
    ref = entries(world)[at].ref
    return next(each for each in world.evidence.activities if each.id == ref)


@KINDS.caught_by("sight.daylight")
def garden_seen_in_the_dark(world: World, random: Random) -> World | None:
    """Between ten at night and four, which is dark in all the world's places and months."""
    at = pick(world, random, "sight")
    if at is None:
        return None
    sight = entries(world)[at]
    night = (22 - sight.start.hour) * 60 - sight.start.minute + random.randint(0, 180)
    outside = activity_known(
        world, known(world, at).name, setting="outdoor", category=random.choice(OUTDOORS)
    )
    moved = shifted(sight, night)
    return item(outside, at, start=moved.start, end=moved.end)


def keeping(day: date) -> list[str]:
    """Countries with a public holiday on that day."""
    return [c for c in COUNTRIES if day in holidays.country_holidays(c, years=day.year)]


@KINDS.caught_by("sight.holiday")
def closed_for_a_holiday(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight")
    if at is None or not keeping(entries(world)[at].start.date()):
        return None
    day, activity = entries(world)[at].start.date(), known(world, at)
    land = random.choice(keeping(day))
    hours = activity.hours.model_copy(update={"holidays": random.choice(((), ((0, 60),)))})
    city = world.evidence.cities[activity.city].model_copy(update={"country": land})
    closed = activity_known(world, activity.name, hours=hours)
    return knowing(closed, cities={**world.evidence.cities, activity.city: city})


@KINDS.caught_by("rest.night_flight")
def no_rest_after_the_night(world: World, random: Random) -> World | None:
    if world.name != "night_flight":
        return None
    ride, sight = entries(world)[index(world, "Ride LIS")], entries(world)[index(world, "Arch")]
    start = ride.end + timedelta(minutes=random.randint(0, 59))
    return item(world, "Arch", start=start, end=start + (sight.end - sight.start))
