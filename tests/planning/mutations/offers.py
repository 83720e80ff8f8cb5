"""Mutations of offers, mostly in plan and evidence alike, each of which breaks a rule."""

from collections.abc import Callable
from datetime import timedelta, timezone
from random import Random
from typing import Any

from tests.planning.mutations.kind import Kinds
from tests.planning.world import World
from tests.planning.world.edits import (
    choosing,
    knowing,
    offering,
    planned,
)
from travel.money import money
from travel.offers import FlightOffer, Segment, Slice

KINDS = Kinds()
Change = Callable[[list[Segment], int], dict[str, Any]]


def some_offer(world: World, random: Random, *kinds: str) -> tuple[str, Any] | None:
    """A kind, and an offer of the plan."""
    found = [(kind, offer) for kind in kinds for offer in getattr(world.plan, kind)]
    return random.choice(found) if found else None


@KINDS.caught_by("offer.unknown")
def offer_price_edited(world: World, random: Random) -> World | None:
    """The total follows."""
    found = some_offer(world, random, "flights", "grounds", "stays")
    if found is None:
        return None
    kind, offer = found
    price = offer.price + money(random.choice(("0.01", "-1", "250")), offer.price.currency)
    edited = offer.model_copy(update={"price": price})
    return choosing(
        world, kind, *(edited if each is offer else each for each in getattr(world.plan, kind))
    )


@KINDS.caught_by("price.total", "items.offer")
def swapped_for_a_dearer_one(world: World, random: Random) -> World | None:
    """A like offer that exists, while days and total stay."""
    found = some_offer(world, random, "flights", "grounds", "stays")
    if found is None:
        return None
    kind, offer = found
    price = offer.price + money(random.randint(1, 400), offer.price.currency)
    other = offer.model_copy(update={"id": f"{offer.id}:b", "price": price})
    chosen = tuple(other if each is offer else each for each in getattr(world.plan, kind))
    known = knowing(world, **{kind: (*getattr(world.evidence, kind), other)})
    return planned(known, **{kind: chosen})


@KINDS.caught_by("route.origin", "route.between", "route.home", "nights.covered", "stops.order")
def offer_left_out(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "flights", "grounds", "stays")
    if found is None:
        return None
    kind, offer = found
    return choosing(world, kind, *(e for e in getattr(world.plan, kind) if e is not offer))


@KINDS.caught_by("nights.covered", "stay.check_out", "dates.end")
def stay_a_night_shorter(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "stays")
    if found is None:
        return None
    return offering(world, found[1].id, check_out=found[1].check_out - timedelta(days=1))


@KINDS.caught_by("stay.nights", "dates.end")
def stay_longer_than_the_visit(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "stays")
    if found is None:
        return None
    more = timedelta(days=random.randint(1, 3))
    return offering(world, found[1].id, check_out=found[1].check_out + more)


@KINDS.caught_by("nights.covered", "stops.order")
def stay_in_another_city(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "stays")
    return None if found is None else offering(world, found[1].id, city="Frankfurt")


@KINDS.caught_by("stay.capacity")
def stay_too_small(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "stays")
    return None if found is None else offering(world, found[1].id, sleeps=1)


def _segments_changed(
    world: World, random: Random, change: Change, *, connecting: bool = False
) -> World | None:
    """One segment of a flight changed, in plan and evidence alike."""
    found = some_offer(world, random, "flights")
    if found is None:
        return None
    offer: FlightOffer = found[1]
    way = random.randrange(len(offer.slices))
    at = random.randrange(len(offer.slices[way].segments))
    if connecting and at == 0:
        return None
    segments: list[Segment] = list(offer.slices[way].segments)
    segments[at] = segments[at].model_copy(update=change(segments, at))
    slices = list(offer.slices)
    slices[way] = Slice(segments=tuple(segments))
    return offering(world, offer.id, slices=tuple(slices))


@KINDS.caught_by("items.offer")
def flight_retimed(world: World, random: Random) -> World | None:
    """While the days stay."""
    by = timedelta(minutes=random.choice((-20, -5, -1, 1, 5, 15)))
    if not world.plan.days:
        return None
    return _segments_changed(world, random, lambda s, n: {"depart": s[n].depart + by})


@KINDS.caught_by("time.offset")
def flight_at_another_offset(world: World, random: Random) -> World | None:
    def moved(segments: list[Segment], at: int) -> dict[str, Any]:
        which = random.choice(("depart", "arrive"))
        return {which: getattr(segments[at], which).astimezone(timezone(timedelta(hours=5)))}

    return _segments_changed(world, random, moved)


@KINDS.caught_by("flight.connection", "items.offer")
def connection_too_short(world: World, random: Random) -> World | None:
    def sooner(segments: list[Segment], at: int) -> dict[str, Any]:
        return {"depart": segments[at - 1].arrive + timedelta(minutes=random.randint(0, 49))}

    return _segments_changed(world, random, sooner, connecting=True)


@KINDS.caught_by("flight.contiguous")
def connection_from_another_airport(world: World, random: Random) -> World | None:
    return _segments_changed(world, random, lambda s, n: {"origin": "CDG"}, connecting=True)


@KINDS.caught_by(
    "route.origin", "route.destination", "route.between", "route.home", "flight.contiguous"
)
def flight_from_or_to_elsewhere(world: World, random: Random) -> World | None:
    end = random.choice(("origin", "destination"))

    def astray(segments: list[Segment], at: int) -> dict[str, Any]:
        ends = (segments[at].origin, segments[at].destination)
        return {end: next(code for code in ("AKL", "CDG", "FRA") if code not in ends)}

    return _segments_changed(world, random, astray)


@KINDS.caught_by("flight.party")
def flight_for_another_party(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "flights")
    return None if found is None else offering(world, found[1].id, party_size=random.choice((1, 5)))


@KINDS.caught_by("flight.party")
def flight_nearly_full(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "flights")
    return None if found is None else offering(world, found[1].id, seats_left=random.randint(0, 1))
