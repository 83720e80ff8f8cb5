"""Orders cancelled and changed, through the real client and the simulator."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.providers.duffel.conftest import DAY, NOW, Desk, order_of
from tests.simulators.duffel import DuffelSimulator
from tests.simulators.serving import Fault
from tools.providers.duffel import NewSlice
from travel.errors import OutcomeUnknown, ProviderRefused
from travel.money import money


async def test_a_cancellation_shows_the_refund_first_and_is_confirmed_once(desk: Desk) -> None:
    order = await desk.ordered("BER", "LIS")
    quote = await desk.orders.quote_cancellation(order.id)
    assert (quote.refund, quote.refund_to) == (order.total, "balance")
    assert quote.confirmed_at is None
    assert (await desk.orders.get(order.id)).cancelled_at is None
    assert await desk.orders.cancellation(quote.id) == quote
    done = await desk.orders.confirm_cancellation(quote.id)
    assert done.confirmed_at == NOW
    assert (await desk.orders.get(order.id)).actions == {"update"}
    for again in (
        desk.orders.quote_cancellation(order.id),
        desk.orders.confirm_cancellation(quote.id),
    ):
        with pytest.raises(ProviderRefused, match="already_cancelled"):
            await again


async def test_a_refund_may_come_as_airline_credits_or_not_at_all(desk: Desk) -> None:
    order = await desk.ordered("LTN", "SYD")
    assert (await desk.orders.quote_cancellation(order.id)).refund_to == "airline_credits"
    held = await desk.orders.create(order_of(await desk.buyable("BER", "LIS"), held=True))
    quote = await desk.orders.quote_cancellation(held.id)
    assert (quote.refund, quote.refund_to) == (money("0.00", "EUR"), "awaiting_payment")


async def test_a_flight_is_changed_for_its_price_once(desk: Desk) -> None:
    order = await desk.ordered("LHR", "JFK")
    to = NewSlice(origin="LHR", destination="JFK", day=DAY + timedelta(days=2), cabin="first")
    offers = await desk.orders.change_offers(order.id, order.slices[0].id, to)
    assert len(offers) == 3
    assert offers[0].to_pay == money("125.00", "EUR")
    assert offers[0].penalty == money("25.00", "EUR")
    change = await desk.orders.choose_change(offers[1].id)
    assert change.confirmed_at is None
    assert (await desk.orders.get(order.id)).total == order.total
    done = await desk.orders.confirm_change(change)
    assert done.confirmed_at == NOW
    changed = await desk.orders.get(order.id)
    assert changed.total.amount == order.total.amount + Decimal("125.00")
    assert changed.slices[0].flights == offers[1].adds[0]
    assert changed.slices[0].flights.segments[0].cabin == "first"
    with pytest.raises(ProviderRefused, match="order_not_changeable"):
        await desk.orders.change_offers(order.id, changed.slices[0].id, to)


async def test_a_change_that_is_not_offered_is_an_empty_answer(desk: Desk) -> None:
    order = await desk.ordered("LHR", "JFK")
    to = NewSlice(origin="LHR", destination="JFK", day=DAY, cabin="business")
    assert await desk.orders.change_offers(order.id, order.slices[0].id, to) == ()


@pytest.mark.parametrize("step", ["pay", "cancel", "change"])
async def test_every_later_write_is_sent_once_and_unknown_when_its_answer_is_lost(
    desk: Desk, simulator: DuffelSimulator, step: str
) -> None:
    terms = await desk.buyable("LHR", "JFK")
    order = await desk.orders.create(order_of(terms, held=step == "pay"))
    simulator.faults.plan("POST", ".*(payments|confirm)", Fault(after=True, cut=0))
    with pytest.raises(OutcomeUnknown):
        if step == "pay":
            await desk.orders.pay(order.id, order.total)
        elif step == "cancel":
            quote = await desk.orders.quote_cancellation(order.id)
            await desk.orders.confirm_cancellation(quote.id)
        else:
            to = NewSlice(origin="LHR", destination="JFK", day=DAY)
            offers = await desk.orders.change_offers(order.id, order.slices[0].id, to)
            await desk.orders.confirm_change(await desk.orders.choose_change(offers[0].id))
    sent = [each for each in simulator.faults.requests if "payments" in each or "confirm" in each]
    assert len(sent) == 1
    after = await desk.orders.get(order.id)
    happened = {
        "pay": not after.awaiting_payment,
        "cancel": after.cancelled_at is not None,
        "change": after.total != order.total,
    }
    assert happened[step]
