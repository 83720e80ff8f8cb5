"""Mutations of when entries are, each of which breaks a rule by the way it is made."""

from datetime import timedelta, timezone
from random import Random

from tests.planning.mutations.kind import ANYTHING, GROUND, Kinds, entries, opens_day, pick, slack
from tests.planning.world import World
from tests.planning.world.edits import item, items, later, paid, without

KINDS = Kinds()


def some(random: Random, most: int = 600) -> int:
    """Minutes, earlier or later, but not none."""
    return random.choice((-1, 1)) * random.randint(1, most)


@KINDS.caught_by("items.offer")
def flight_or_train_shifted(world: World, random: Random) -> World | None:
    at = pick(world, random, "flight", *GROUND)
    return None if at is None else later(world, at, some(random))


@KINDS.caught_by("items.offer")
def flight_or_train_ends_elsewhen(world: World, random: Random) -> World | None:
    at = pick(world, random, "flight", *GROUND)
    if at is None:
        return None
    return item(world, at, end=entries(world)[at].end + timedelta(minutes=some(random)))


@KINDS.caught_by("sight.hours", "items.overlap", "items.pause", "items.travel", "time.order")
def sight_later_than_it_can_be(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight")
    return None if at is None else later(world, at, slack(world, at)[1] + random.randint(1, 300))


@KINDS.caught_by("sight.hours", "items.overlap", "items.pause", "time.order", "items.day")
def sight_earlier_than_it_can_be(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight")
    return None if at is None else later(world, at, slack(world, at)[0] - random.randint(1, 300))


@KINDS.caught_by("meal.hours")
def meal_at_breakfast_time(world: World, random: Random) -> World | None:
    at = pick(world, random, "meal")
    if at is None:
        return None
    meal = entries(world)[at]
    morning = meal.start.replace(hour=random.randint(6, 9), minute=random.randint(0, 59))
    return later(world, at, (morning - meal.start).total_seconds() / 60)


@KINDS.caught_by("sight.time")
def sight_cut_short(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight")
    if at is None:
        return None
    sight = entries(world)[at]
    lasts = (sight.end - sight.start).total_seconds() / 60
    return item(world, at, end=sight.start + timedelta(minutes=random.uniform(0, lasts * 0.7)))


@KINDS.caught_by("time.order")
def ends_before_it_begins(world: World, random: Random) -> World | None:
    at = pick(world, random, *ANYTHING)
    if at is None:
        return None
    return item(world, at, end=entries(world)[at].start - timedelta(minutes=random.randint(1, 400)))


@KINDS.caught_by("time.order")
def neighbours_swapped(world: World, random: Random) -> World | None:
    plan = entries(world)
    found = [
        n
        for n in range(len(plan) - 1)
        if plan[n].start < plan[n + 1].start and not opens_day(world, n + 1)
    ]
    if not found:
        return None
    at = random.choice(found)
    order = {at: plan[at + 1], at + 1: plan[at]}
    return items(world, lambda n, i: [order.get(n, i)])


@KINDS.caught_by("items.overlap")
def begins_during_the_item_before(world: World, random: Random) -> World | None:
    plan = entries(world)
    found = [n for n in range(1, len(plan)) if plan[n - 1].end > plan[n - 1].start]
    if not found:
        return None
    at = random.choice(found)
    before = plan[at - 1]
    minutes = (before.end - before.start).total_seconds() / 60
    start = before.start + timedelta(minutes=random.randint(0, int(minutes) - 1))
    return item(world, at, start=start)


@KINDS.caught_by("items.day")
def on_another_date_in_the_same_day(world: World, random: Random) -> World | None:
    at = pick(world, random, *ANYTHING)
    return None if at is None else later(world, at, random.choice((-3, -2, 2, 3)) * 24 * 60)


@KINDS.caught_by("items.day", "time.order")
def told_in_another_day(world: World, random: Random) -> World | None:
    daytime = [n for n, each in enumerate(entries(world)) if each.start.hour >= 5]
    if not daytime:
        return None
    at = random.choice(daytime)
    moved = entries(world)[at]
    home = next(day for day in world.plan.days if moved in day.items)
    other = random.choice([day for day in world.plan.days if day is not home])
    cut = without(world, at)
    days = tuple(
        day.model_copy(update={"items": (*day.items, moved)}) if day.date == other.date else day
        for day in cut.plan.days
    )
    return World(cut.name, cut.request, cut.evidence, cut.plan.model_copy(update={"days": days}))


@KINDS.caught_by("time.offset")
def same_instant_at_another_offset(world: World, random: Random) -> World | None:
    at = pick(world, random, *ANYTHING)
    if at is None:
        return None
    told = entries(world)[at]
    offset = told.start.utcoffset() or timedelta(0)
    zone = timezone(
        offset + timedelta(minutes=random.choice((-1, 1)) * random.choice((30, 60, 45)))
    )
    which = random.choice(("start", "end"))
    return item(world, at, **{which: getattr(told, which).astimezone(zone)})


@KINDS.caught_by("time.offset")
def same_clock_at_another_offset(world: World, random: Random) -> World | None:
    """As when daylight saving is forgotten."""
    at = pick(world, random, *ANYTHING)
    if at is None:
        return None
    told = entries(world)[at]
    offset = told.start.utcoffset() or timedelta(0)
    zone = timezone(offset + timedelta(hours=random.choice((-1, 1))))
    return item(world, at, start=told.start.replace(tzinfo=zone), end=told.end.replace(tzinfo=zone))


def _rides(world: World, *, leaving: bool) -> list[int]:
    """Rides from a bed to a way, or from a way to a bed."""
    plan = entries(world)
    ways = ("flight", *GROUND)
    return [
        n
        for n, each in enumerate(plan)
        if each.kind == "transfer"
        and not each.ref.startswith("trip:")
        and (plan[n + 1] if leaving else plan[n - 1]).kind in ways
    ]


@KINDS.caught_by("transfer.arrival")
def ride_before_one_is_at_the_kerb(world: World, random: Random) -> World | None:
    found = _rides(world, leaving=False)
    if not found:
        return None
    at = random.choice(found)
    plan = entries(world)
    wait = (plan[at].start - plan[at - 1].end).total_seconds() / 60
    kerb = 45 if plan[at - 1].kind == "flight" else 15
    return later(world, at, -(wait - kerb) - random.randint(1, kerb))


@KINDS.caught_by("transfer.departure")
def ride_that_comes_too_late(world: World, random: Random) -> World | None:
    found = _rides(world, leaving=True)
    if not found:
        return None
    at = random.choice(found)
    plan = entries(world)
    spare = (plan[at + 1].start - plan[at].end).total_seconds() / 60
    least = 120 if plan[at + 1].kind == "flight" else 15
    return later(world, at, spare - least + random.randint(1, least))


@KINDS.caught_by("transfer.arrival", "transfer.departure", "transfer.move", "daytrip.ride")
def ride_cut_short(world: World, random: Random) -> World | None:
    at = pick(world, random, "transfer")
    if at is None:
        return None
    end = entries(world)[at].end - timedelta(minutes=random.randint(1, 24))
    return item(world, at, end=end)


@KINDS.caught_by("transfer.arrival", "transfer.departure", "transfer.move", "daytrip.ride")
def ride_left_out(world: World, random: Random) -> World | None:
    at = pick(world, random, "transfer")
    return None if at is None else paid(without(world, at))
