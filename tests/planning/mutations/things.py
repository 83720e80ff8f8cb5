"""Mutations of what entries are and cost, each of which breaks a rule."""

from datetime import timedelta
from random import Random

from tests.planning.mutations.kind import ANYTHING, GROUND, Kinds, entries, opens_day, pick
from tests.planning.world import World
from tests.planning.world.edits import index, inserted, item, items, later, paid, shifted, without
from travel.itinerary import Item
from travel.money import money

KINDS = Kinds()


@KINDS.caught_by("transfer.move")
def bags_left_behind(world: World, random: Random) -> World | None:
    """The ride from one hotel to the next is missing, too short, or leads elsewhere."""
    if world.name != "two hotels":
        return None
    at = index(world, "Move to Belem")
    ride = entries(world)[at]
    wrong = random.choice(("missing", "short", "elsewhere"))
    if wrong == "missing":
        return without(world, at)
    if wrong == "elsewhere":
        return item(world, at, ref=random.choice(("s:Alfama", "LIS", "")))
    return item(world, at, end=ride.end - timedelta(minutes=random.randint(1, 29)))


@KINDS.caught_by("items.missing")
def bought_thing_left_out(world: World, random: Random) -> World | None:
    at = pick(world, random, "flight", "check_in", "check_out", *GROUND)
    return None if at is None else without(world, at)


@KINDS.caught_by("items.offer")
def bought_thing_told_twice(world: World, random: Random) -> World | None:
    at = pick(world, random, "flight", "check_in", "check_out", *GROUND)
    return None if at is None else items(world, lambda n, i: [i, i] if n == at else [i])


@KINDS.caught_by("sight.repeated")
def sight_told_twice(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight")
    if at is None:
        return None
    days = random.choice((0, 24 * 60))

    def twice(n: int, i: Item) -> list[Item]:
        return [i, shifted(i, days)] if n == at else [i]

    return paid(items(world, twice))


@KINDS.caught_by("stay.check_in")
def check_in_before_it_opens(world: World, random: Random) -> World | None:
    at = pick(world, random, "check_in")
    if at is None:
        return None
    told = entries(world)[at]
    stay = next(each for each in world.plan.stays if each.id == told.ref)
    opens = told.start.replace(
        year=stay.check_in.year, month=stay.check_in.month, day=stay.check_in.day, hour=15, minute=0
    )
    minutes = (opens - told.start).total_seconds() / 60
    return later(world, at, minutes - random.randint(1, 200))


@KINDS.caught_by("stay.check_out")
def check_out_too_late(world: World, random: Random) -> World | None:
    at = pick(world, random, "check_out")
    if at is None:
        return None
    told = entries(world)[at]
    minutes = 11 * 60 - told.start.hour * 60 - told.start.minute
    return later(world, at, minutes + random.randint(1, 500))


@KINDS.caught_by("items.travel")
def way_shorter_than_the_matrix(world: World, random: Random) -> World | None:
    """Not after free time, of which only the length is judged, nor from a bed that isn't known."""
    plan = entries(world)
    trip = world.request.intent == "trip"
    found = [
        n
        for n, each in enumerate(plan)
        if each.travel_minutes and plan[n - 1].kind != "free" and (trip or not opens_day(world, n))
    ]
    if not found:
        return None
    at = random.choice(found)
    less = random.randint(1, entries(world)[at].travel_minutes)
    return item(world, at, travel_minutes=entries(world)[at].travel_minutes - less)


@KINDS.caught_by("items.pause")
def way_longer_than_the_pause(world: World, random: Random) -> World | None:
    found = [n for n in range(1, len(entries(world))) if not opens_day(world, n)]
    if not found:
        return None
    at = random.choice(found)
    plan = entries(world)
    pause = int((plan[at].start - plan[at - 1].end).total_seconds() // 60)
    return item(world, at, travel_minutes=pause + random.randint(1, 90))


@KINDS.caught_by(
    "sight.unknown", "items.offer", "transfer.arrival", "transfer.departure", "daytrip.ride"
)
def names_something_else(world: World, random: Random) -> World | None:
    plan = entries(world)
    found = [n for n, each in enumerate(plan) if each.ref]
    if not found:
        return None
    return item(world, random.choice(found), ref=f"x:{random.randint(0, 9)}")


@KINDS.caught_by("provenance.missing")
def source_unknown(world: World, random: Random) -> World | None:
    at = pick(world, random, *ANYTHING)
    return None if at is None else item(world, at, evidence=f"p:{random.random()}")


@KINDS.caught_by("sight.place", "items.offer")
def at_another_place(world: World, random: Random) -> World | None:
    at = pick(world, random, "flight", "sight", "meal", "check_in", "check_out")
    if at is None:
        return None
    told = entries(world)[at]
    which = random.choice(("lat", "lon"))
    moved = getattr(told, which) + random.choice((-1, 1)) * random.uniform(0.02, 2)
    return item(world, at, **{which: moved})


@KINDS.caught_by("sight.place")
def under_another_name(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight", "meal")
    return None if at is None else item(world, at, name="Something else")


@KINDS.caught_by("price.item")
def ticket_price_edited(world: World, random: Random) -> World | None:
    """Whether or not the total follows."""
    found = [n for n, each in enumerate(entries(world)) if each.price is not None]
    if not found:
        return None
    at = random.choice(found)
    price = entries(world)[at].price
    assert price is not None
    edited = price + money(random.choice(("0.01", "-0.50", "7", "1000")), price.currency)
    changed = item(world, at, price=edited)
    return random.choice((changed, paid(changed)))


@KINDS.caught_by("price.item")
def ticket_in_another_currency(world: World, random: Random) -> World | None:
    found = [n for n, each in enumerate(entries(world)) if each.price is not None]
    if not found:
        return None
    at = random.choice(found)
    price = entries(world)[at].price
    assert price is not None
    other = random.choice([c for c in ("EUR", "USD", "NZD") if c != price.currency])
    return paid(item(world, at, price=money(price.amount, other)))


@KINDS.caught_by("price.item")
def ticket_for_nothing(world: World, random: Random) -> World | None:
    found = [n for n, each in enumerate(entries(world)) if each.price is not None]
    if not found:
        return None
    return paid(item(world, random.choice(found), price=None))


@KINDS.caught_by("price.item")
def price_where_there_is_none(world: World, random: Random) -> World | None:
    at = pick(world, random, "meal", "check_in", "check_out", "flight", "free", *GROUND)
    if at is None:
        return None
    return item(world, at, price=money(random.randint(1, 90), "EUR"))


@KINDS.caught_by("sight.city")
def sight_after_going_home(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight", "meal")
    if at is None or world.request.intent != "trip":
        return None
    last = world.plan.days[-1]
    after = last.items[-1].end - entries(world)[at].start
    moved = shifted(entries(world)[at], after.total_seconds() / 60 + random.randint(0, 300))
    return inserted(without(world, at), len(world.plan.days) - 1, moved)


@KINDS.caught_by("meal.place")
def sight_told_as_a_meal(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight")
    return None if at is None else paid(item(world, at, kind="meal", price=None))
