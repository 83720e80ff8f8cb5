"""Mutations that break nothing, each with why one knows."""

from dataclasses import replace
from datetime import timedelta, timezone
from random import Random

from tests.planning.mutations.kind import Kinds, entries, opens_day, pick, slack
from tests.planning.wishes import WISHED
from tests.planning.world import World
from tests.planning.world.edits import (
    activity_known,
    asking,
    day,
    item,
    items,
    knowing,
    later,
    paid,
    planned,
    wishing,
    without,
)
from travel.dates import TravelDates, Window
from travel.itinerary import Item
from travel.request import Budget

KINDS = Kinds()


@KINDS.neutral
def sight_moved_within_its_slack(world: World, random: Random) -> World | None:
    """Neighbours, stated ways and hours leave these minutes free; see `slack`."""
    at = pick(world, random, "sight")
    return None if at is None else later(world, at, random.randint(*slack(world, at)))


@KINDS.neutral
def sight_of_three_quarters(world: World, random: Random) -> World | None:
    """The rule's own bound; every sight of the world lasts its usual time."""
    at = pick(world, random, "sight")
    if at is None:
        return None
    sight = entries(world)[at]
    return item(world, at, end=sight.start + (sight.end - sight.start) * random.uniform(0.76, 1))


@KINDS.neutral
def last_of_a_day_left_out(world: World, random: Random) -> World | None:
    """No rule asks for sights or meals, and nothing is reached from the last one."""
    plan = entries(world)
    last = [
        n
        for n, each in enumerate(plan)
        if each.kind in ("sight", "meal") and (n + 1 == len(plan) or opens_day(world, n + 1))
    ]
    return paid(without(world, random.choice(last))) if last else None


@KINDS.neutral
def note_written(world: World, random: Random) -> World | None:
    """Free text that nothing is computed from."""
    at = pick(world, random, "sight", "meal", "transfer", "flight")
    return None if at is None else item(world, at, note=f"{random.random()}")


@KINDS.neutral
def other_way_of_going(world: World, random: Random) -> World | None:
    """The minutes are judged, not what one sits in."""
    at = pick(world, random, "sight", "meal")
    return None if at is None else item(world, at, travel_mode=random.choice(("walk", "taxi")))


@KINDS.neutral
def same_offset_without_a_zone(world: World, random: Random) -> World | None:
    """A fixed offset that is the zone's own is the same instant on the same clock."""

    def fixed(_: int, each: Item) -> list[Item]:
        start = timezone(each.start.utcoffset() or timedelta(0))
        end = timezone(each.end.utcoffset() or timedelta(0))
        told = {"start": each.start.astimezone(start), "end": each.end.astimezone(end)}
        return [each.model_copy(update=told)]

    return items(world, fixed) if entries(world) else None


@KINDS.neutral
def weather_not_told(world: World, random: Random) -> World | None:
    """A day may go without."""
    if not world.plan.days:
        return None
    return day(world, random.randrange(len(world.plan.days)), weather=None)


@KINDS.neutral
def more_was_offered(world: World, random: Random) -> World | None:
    """What isn't chosen doesn't matter."""
    others = tuple(
        offer.model_copy(update={"id": f"{offer.id}:b", "seats_left": random.randint(0, 9)})
        for offer in world.evidence.flights
    )
    return knowing(world, flights=(*others, *world.evidence.flights))


@KINDS.neutral
def budget_just_met(world: World, random: Random) -> World | None:
    """A ceiling is the most that may be spent."""
    return asking(world, budgets=(Budget(amount=world.plan.total),))


@KINDS.neutral
def budget_soft(world: World, random: Random) -> World | None:
    """Only hard wishes bind."""
    little = world.plan.total * 0
    return asking(world, budgets=(Budget(amount=little, hard=False),))


@KINDS.neutral
def wish_soft(world: World, random: Random) -> World | None:
    slot = random.choice(sorted(WISHED))
    if world.request.wish(slot) is not None:
        return None
    return wishing(world, slot, WISHED[slot], hard=False)


@KINDS.neutral
def window_around_the_trip(world: World, random: Random) -> World | None:
    """Two days on both sides hold the way home too."""
    dates = world.request.dates
    assert dates.start and dates.end
    around = Window(
        earliest=dates.start - timedelta(days=random.randint(2, 9)),
        latest=dates.end + timedelta(days=random.randint(2, 9)),
    )
    return asking(world, dates=TravelDates(window=around))


@KINDS.neutral
def stays_in_another_order(world: World, random: Random) -> World | None:
    """Offers have dates; their order in the plan says nothing."""
    if len(world.plan.stays) < 2:
        return None
    return planned(world, stays=tuple(reversed(world.plan.stays)))


@KINDS.neutral
def a_little_earlier_now(world: World, random: Random) -> World | None:
    """Every offer of the world holds for a year."""
    return replace(world, now=world.now + timedelta(days=random.randint(0, 360)))


@KINDS.neutral
def garden_by_day(world: World, random: Random) -> World | None:
    """Between eight and five the sun is up in all the world's places and months, but in Tokyo's October."""
    sights = [
        each.name
        for each in entries(world)
        if each.kind == "sight" and each.start.hour >= 8 and each.end.hour < 17
    ]
    if not sights or world.name == "tokyo":
        return None
    kind = random.choice(("garden", "viewpoint", "market"))
    return activity_known(world, random.choice(sights), setting="outdoor", category=kind)


@KINDS.neutral
def closed_on_other_days(world: World, random: Random) -> World | None:
    """None of the world's days is a public holiday in its country."""
    at = pick(world, random, "sight")
    if at is None:
        return None
    told = next(each for each in world.evidence.activities if each.id == entries(world)[at].ref)
    hours = told.hours.model_copy(update={"holidays": ()})
    return activity_known(world, told.name, hours=hours)
