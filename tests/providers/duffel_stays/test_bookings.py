"""Stays booked, found again and cancelled with Duffel: once, whatever fails on the way."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.providers.duffel_stays.conftest import ADA, World, person
from tests.simulators.serving import Fault
from tools.providers.duffel_stays.booking import OURS
from travel.booking import Quote
from travel.errors import BadInput, OfferGone, OutcomeUnknown, PriceChanged, ProviderRefused

BOOK = "/stays/bookings"


async def test_a_stay_is_quoted_booked_found_and_cancelled_for_nothing(world: World) -> None:
    quote = await world.quote()
    world.desk.fits(quote, ADA)
    assert quote.refund.allowed
    assert quote.refund.until == quote.offer.refundable_until  # type: ignore[union-attr]
    assert [step.fee and step.fee.amount for step in quote.refund.steps] == [
        quote.charge.amount - round(quote.charge.amount / 2, 2),
        quote.charge.amount,
    ]
    placed = await world.desk.place("ts-1", quote, ADA)
    assert placed.total == quote.charge
    assert placed.reference.startswith("REF")
    assert await world.desk.find("ts-1", quote) == placed
    assert await world.desk.find("ts-2", quote) is None
    assert await world.desk.get(placed.order_id) == placed
    refund = await world.desk.refund_quote(placed.order_id)
    assert refund.amount == quote.charge
    assert refund.fee is not None
    assert refund.fee.amount == 0
    done = await world.desk.cancel(refund)
    assert done.amount == quote.charge
    assert (await world.desk.get(placed.order_id)).cancelled


async def test_what_comes_back_shrinks_and_a_refund_shown_before_is_not_acted_upon(
    world: World,
) -> None:
    quote = await world.quote()
    placed = await world.desk.place("ts-1", quote, ADA)
    refund = await world.desk.refund_quote(placed.order_id)
    assert refund.expires_at is not None
    world.now = refund.expires_at + timedelta(minutes=1)
    with pytest.raises(PriceChanged):
        await world.desk.cancel(refund)
    less = await world.desk.refund_quote(placed.order_id)
    assert less.amount is not None
    assert less.amount.amount == round(quote.charge.amount / 2, 2)
    world.now += timedelta(days=3)
    nothing = await world.desk.refund_quote(placed.order_id)
    assert nothing.amount is not None
    assert nothing.amount.amount == Decimal(0)
    assert not (await world.desk.get(placed.order_id)).cancelled


async def test_a_rate_sold_out_since_the_quote_buys_nothing(world: World) -> None:
    quote = await world.quote()
    world.simulator.stays.gone.add(quote.offer.id)
    with pytest.raises(OfferGone):
        await world.desk.place("ts-1", quote, ADA)
    assert world.simulator.stays.bookings == {}


LOST = {
    "202": Fault(status=202, raw=b"{}"),
    "500": Fault(status=500),
    "503": Fault(status=503),
    "cut": Fault(cut=0),
    "cut in the body": Fault(cut=30),
    "slow": Fault(delay=0.5, cut=0),
    "nonsense": Fault(raw=b"<html>"),
    "no booking": Fault(raw=b'{"data": {"id": "bok_1"}}'),
}


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
async def test_a_booking_whose_answer_was_lost_is_found_and_never_repeated(
    world: World, lost: Fault
) -> None:
    quote = await world.quote()
    world.plan("POST", BOOK, replace(lost, after=True))
    with pytest.raises(OutcomeUnknown):
        await world.desk.place("ts-1", quote, ADA)
    assert world.simulator.faults.requests.count(f"POST {BOOK}") == 1
    found = await world.desk.find("ts-1", quote)
    assert found is not None
    assert list(world.simulator.stays.bookings) == [found.order_id]


@pytest.mark.parametrize("name", ["500", "503", "cut", "slow"])
async def test_a_booking_that_never_came_about_is_not_found(world: World, name: str) -> None:
    quote = await world.quote()
    world.plan("POST", BOOK, LOST[name])
    with pytest.raises(OutcomeUnknown):
        await world.desk.place("ts-1", quote, ADA)
    assert await world.desk.find("ts-1", quote) is None


async def test_where_metadata_is_not_kept_a_booking_that_may_be_ours_is_left_to_a_person(
    world: World,
) -> None:
    world.simulator.stays.keeps_metadata = False
    earlier, other = await world.quote(), await world.quote()
    await world.desk.place("ts-0", earlier, ADA)
    world.now += timedelta(minutes=5)
    quote = await world.quote()
    assert await world.desk.find("ts-1", quote) is None  # the other one was made before
    await world.desk.place("ts-1", quote, ADA)
    with pytest.raises(OutcomeUnknown, match="may be this one"):
        await world.desk.find("ts-1", quote)
    elsewhere = _of_another_house(other)
    assert await world.desk.find("ts-1", elsewhere) is None


def _of_another_house(quote: Quote) -> Quote:
    carried = quote.carried.replace('"house_id":"', '"house_id":"another')
    return quote.model_copy(update={"carried": carried})


async def test_bookings_are_looked_for_on_every_page(world: World) -> None:
    quote = await world.quote()
    placed = await world.desk.place("ts-1", quote, ADA)
    made = world.simulator.stays.bookings.pop(placed.order_id)
    for number in range(250):
        key = f"bok_{number}"
        world.simulator.stays.bookings[key] = replace(made, id=key, metadata={OURS: key})
    world.simulator.stays.bookings[placed.order_id] = made
    assert await world.desk.find("ts-1", quote) == placed


WRONG = {
    "a child first": (person("Kid", date(2015, 1, 1)), person("Ada")),
    "too many": (person("Ada"), person("Bea"), person("Cleo")),
}


@pytest.mark.parametrize("people", WRONG.values(), ids=WRONG.keys())
async def test_travellers_who_do_not_fit_the_rooms_are_sent_back(
    world: World, people: tuple[object, ...]
) -> None:
    quote = await world.quote()
    details = ADA.model_copy(update={"travellers": people})
    with pytest.raises(BadInput):
        world.desk.fits(quote, details)


async def test_a_cancellation_whose_answer_was_lost_can_be_asked_for(world: World) -> None:
    quote = await world.quote()
    placed = await world.desk.place("ts-1", quote, ADA)
    refund = await world.desk.refund_quote(placed.order_id)
    world.plan("POST", ".*/actions/cancel", Fault(cut=0, after=True))
    with pytest.raises(OutcomeUnknown):
        await world.desk.cancel(refund)
    assert (await world.desk.get(placed.order_id)).cancelled
    with pytest.raises(ProviderRefused, match="already_cancelled"):
        await world.desk.cancel(refund)


async def test_travellers_show_in_no_error(world: World) -> None:
    quote = await world.quote()
    nobody = ADA.model_copy(update={"travellers": ()})
    with pytest.raises(ProviderRefused) as caught:
        await world.desk.place("ts-1", quote, nobody)
    assert "ada@" not in str(caught.value)
