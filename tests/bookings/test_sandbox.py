"""Booking without keys: the sandbox's desk, with its orders in the database."""

from datetime import timedelta

import pytest

from tests.bookings.world import ADA, THREAD, USER, World
from tools.flights import FlightQuery, SliceQuery
from tools.providers.sandbox import open_sandbox
from tools.providers.sandbox.booking import MemoryLedger, SandboxBookings
from tools.stays import StayQuery
from travel.booking import Booking, Offer
from travel.errors import OfferGone
from travel.offers import FlightOffer, StayOffer


@pytest.fixture
def world_with_sandbox(world: World) -> World:
    add_sandbox(world)
    return world


def add_sandbox(world: World) -> None:
    toolbox = open_sandbox(world.gazetteer, clock=world.clock)
    flights, stays = toolbox.flights, toolbox.stays
    world.providers = {
        flights.name: SandboxBookings(
            flights.name, FlightOffer, flights.reprice, world.ledger, clock=world.clock
        ),
        stays.name: SandboxBookings(
            stays.name, StayOffer, stays.reprice, world.ledger, clock=world.clock
        ),
    }


async def flight(world: World, to: str = "LIS", refundable: bool | None = None) -> FlightOffer:
    """To a test airport: an offer to Lisbon whose last airport is renamed."""
    toolbox = open_sandbox(world.gazetteer, clock=world.clock)
    day = world.now.date() + timedelta(days=60)
    there = SliceQuery(origins=("BER",), destinations=("LIS",), day=day)
    found = await toolbox.flights.search(FlightQuery(slices=(there,)))
    offer = next(each for each in found if refundable in (None, each.refundable))
    (journey,) = offer.slices
    last = journey.segments[-1].model_copy(update={"destination": to})
    renamed = journey.model_copy(update={"segments": (*journey.segments[:-1], last)})
    return offer.model_copy(update={"id": f"{offer.id}-{to}", "slices": (renamed,)})


async def stay(world: World) -> StayOffer:
    toolbox = open_sandbox(world.gazetteer, clock=world.clock)
    place, day = world.gazetteer.lookup("Lisbon").place, world.now.date() + timedelta(days=60)
    assert place is not None
    query = StayQuery(place=place, check_in=day, check_out=day + timedelta(days=2))
    return (await toolbox.stays.search(query))[0]


async def buy(world: World, offer: Offer) -> Booking:
    desk = world.desk()
    asked = await desk.propose(offer, ADA, thread=THREAD, user=USER)
    assert asked.facts.sandbox
    await desk.approve(asked.id, user=USER, thread=THREAD, digest=asked.digest)
    return await desk.place(asked.id, user=USER)


@pytest.mark.parametrize("kind", ["flight", "stay"])
async def test_a_booking_is_made_and_cancelled_by_another_process(
    world_with_sandbox: World, kind: str
) -> None:
    world = world_with_sandbox
    booking = await buy(world, await (flight(world) if kind == "flight" else stay(world)))
    assert booking.state == "confirmed"
    add_sandbox(world)  # nothing is kept in memory
    refund = await world.desk().quote_cancel(booking.id, user=USER)
    done = await world.desk().cancel(booking.id, user=USER, digest=refund.digest())
    assert done.state == "cancelled"
    assert done.refund == refund


async def test_a_refundable_fare_keeps_a_fifth(world_with_sandbox: World) -> None:
    world = world_with_sandbox
    booking = await buy(world, await flight(world, refundable=True))
    refund = await world.desk().quote_cancel(booking.id, user=USER)
    assert refund.amount is not None
    assert refund.fee == booking.facts.refund.penalty == booking.facts.price - refund.amount


@pytest.mark.parametrize(
    ("code", "state"),
    [("ZZG", "failed"), ("ZZH", "confirmed"), ("ZZI", "unknown"), ("ZZJ", "confirmed")],
)
async def test_a_test_airport_fails_as_its_name_says(
    world_with_sandbox: World, code: str, state: str
) -> None:
    world = world_with_sandbox
    booking = await buy(world, await flight(world, code))
    assert booking.state == state
    assert booking.state == "confirmed" or booking.reason
    world.later(minutes=31)
    await world.desk().reconcile()
    settled = await world.desk().get(booking.id, user=USER)
    assert settled.state == ("failed" if code in {"ZZG", "ZZI"} else "confirmed")


async def test_a_price_that_never_stands_is_asked_each_time(world_with_sandbox: World) -> None:
    world = world_with_sandbox
    booking = await buy(world, await flight(world, "ZZC"))
    assert booking.state == "awaiting_approval"
    assert booking.facts.before is not None
    assert booking.facts.before.price < booking.facts.price
    with pytest.raises(OfferGone):
        await buy(world, await flight(world, "ZZD"))


async def test_a_cancellation_that_is_refused_leaves_the_booking_confirmed(
    world_with_sandbox: World,
) -> None:
    world = world_with_sandbox
    booking = await buy(world, await flight(world, "ZZK"))
    refund = await world.desk().quote_cancel(booking.id, user=USER)
    kept = await world.desk().cancel(booking.id, user=USER, digest=refund.digest())
    assert kept.state == "confirmed"
    assert "refused" in kept.reason


async def test_the_ledger_in_memory_does_the_same(world: World) -> None:
    add_sandbox(world)
    toolbox = open_sandbox(world.gazetteer, clock=world.clock)
    ledger = MemoryLedger()
    desk = SandboxBookings(
        toolbox.stays.name, StayOffer, toolbox.stays.reprice, ledger, clock=world.clock
    )
    quote = await desk.reprice(await stay(world))
    assert await desk.find("bk_1", quote) is None
    placed = await desk.place("bk_1", quote, ADA)
    assert await desk.place("bk_1", quote, ADA) == placed == await desk.find("bk_1", quote)
