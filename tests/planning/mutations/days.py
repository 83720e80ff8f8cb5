"""Mutations of days, weather and the total, each of which breaks a rule."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.planning.mutations.kind import Kinds
from tests.planning.world import World
from tests.planning.world.edits import (
    day,
    paid,
    planned,
)
from tests.planning.world.facts import PLACES
from travel.money import Money, money

KINDS = Kinds()


def some_day(world: World, random: Random) -> int:
    return random.randrange(len(world.plan.days))


@KINDS.caught_by("days.complete", "items.missing")
def day_left_out(world: World, random: Random) -> World | None:
    """Not the only one; the first or last of a list of days without flights may go."""
    days = world.plan.days
    ends = world.request.intent == "trip"
    numbers = range(len(days)) if ends else range(1, len(days) - 1)
    if not days:
        return None
    number = random.choice(numbers)
    return paid(planned(world, days=(*days[:number], *days[number + 1 :])))


@KINDS.caught_by("days.complete")
def day_told_twice(world: World, random: Random) -> World | None:
    days = world.plan.days
    if not days:
        return None
    number = some_day(world, random)
    return planned(world, days=(*days[: number + 1], *days[number:]))


@KINDS.caught_by("days.complete")
def days_swapped(world: World, random: Random) -> World | None:
    days = list(world.plan.days)
    if not days:
        return None
    a, b = random.sample(range(len(days)), 2)
    days[a], days[b] = days[b], days[a]
    return planned(world, days=tuple(days))


@KINDS.caught_by("days.complete")
def day_on_another_date(world: World, random: Random) -> World | None:
    if not world.plan.days:
        return None
    number = random.randrange(1, len(world.plan.days) - 1)
    date = world.plan.days[number].date
    return day(world, number, date=date + timedelta(days=random.choice((-9, -1, 1, 2, 400))))


@KINDS.caught_by("days.city")
def day_in_another_city(world: World, random: Random) -> World | None:
    if not world.plan.days:
        return None
    number = some_day(world, random)
    known = {stop.place.name for stop in world.request.stops} | {world.plan.days[number].city}
    other = random.choice(sorted(PLACES.keys() - known))
    return day(world, number, city=other)


@KINDS.caught_by("days.zone")
def day_in_another_zone(world: World, random: Random) -> World | None:
    if not world.plan.days:
        return None
    return day(
        world, some_day(world, random), tz=random.choice(("Asia/Kathmandu", "", "Mars/Base"))
    )


@KINDS.caught_by("weather.unknown")
def weather_edited(world: World, random: Random) -> World | None:
    told = [n for n, each in enumerate(world.plan.days) if each.weather is not None]
    if not told:
        return None
    number = random.choice(told)
    weather = world.plan.days[number].weather
    assert weather is not None
    edits: list[dict[str, Any]] = [
        {"high_c": 35.0},
        {"rain_chance": 0.0},
        {"summary": "snow"},
        {"kind": "forecast"},
        {"date": weather.date + timedelta(days=1)},
    ]
    return day(world, number, weather=weather.model_copy(update=random.choice(edits)))


@KINDS.caught_by("price.total")
def total_edited(world: World, random: Random) -> World | None:
    off = Decimal(random.choice((-1, 1)) * random.randint(1, 90000)) / 100
    return planned(world, total=world.plan.total + Money(amount=off, currency="EUR"))


@KINDS.caught_by("price.total", "price.rate")
def total_in_another_currency(world: World, random: Random) -> World | None:
    total = world.plan.total
    if total.amount == 0:
        return None
    return planned(world, total=money(total.amount, random.choice(("USD", "JPY", "XAU"))))
