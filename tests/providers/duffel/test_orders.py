"""Orders made, found again, paid, cancelled and changed, through the real client and the simulator."""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from tests.providers.duffel.conftest import DAY, NOW, Opened, flight, zone
from tests.simulators.duffel import DuffelSimulator
from tests.simulators.serving import Fault
from tools.http import Timeouts
from tools.providers.duffel import (
    Buyable,
    Duffel,
    DuffelOrders,
    NewSlice,
    Order,
    OrderRequest,
    Traveller,
)
from travel.errors import (
    OfferGone,
    OutcomeUnknown,
    PriceChanged,
    ProviderError,
    ProviderRefused,
)
from travel.money import money
from travel.party import Party

OURS = {"booking": "bk_1"}
QUICK = Timeouts(read=0.25, total=0.3)


class Desk:
    """One client, to search with and to order with."""

    def __init__(self, flights: Duffel, orders: DuffelOrders) -> None:
        self.flights = flights
        self.orders = orders

    async def buyable(self, *stops: str, party: Party | None = None, bags: int = 0) -> Buyable:
        query = flight(*stops, party=party or Party(), bags=bags)
        return await self.flights.buyable((await self.flights.search(query))[0])

    async def ordered(self, *stops: str) -> Order:
        return await self.orders.create(request(await self.buyable(*stops)))


@pytest.fixture
async def desk(opened: Opened) -> AsyncGenerator[Desk]:
    async with opened(writing=QUICK) as client:
        yield Desk(Duffel(client, zone=zone, clock=lambda: NOW), DuffelOrders(client, zone=zone))


def request(terms: Buyable, *, held: bool = False) -> OrderRequest:
    """For everybody the offer is for; the first adult carries the first infant, and so on."""
    laps = [each.id for each in terms.passengers if each.type == "infant_without_seat"]
    carried = iter(laps)
    people: list[Traveller] = []
    for each in terms.passengers:
        adult = each.age is None
        people.append(
            Traveller(
                id=each.id,
                given_name="Amelia",
                family_name=f"Earhart{'abcdefg'[len(people)]}",
                born_on=date(1987, 7, 24) if adult else DAY - timedelta(days=366 * each.age + 5),
                gender="f",
                title="ms",
                email="amelia@example.org",
                phone_number="+442080160509",
                infant_passenger_id=next(carried, None) if adult else None,
            )
        )
    return OrderRequest(
        offer_id=terms.offer.id,
        travellers=tuple(people),
        payment=None if held else terms.offer.price,
        services=terms.services,
        metadata=OURS,
    )


async def test_an_order_is_made_paid_and_found_again(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS", "BER")
    order = await desk.orders.create(request(terms))
    assert order.total == terms.offer.price
    assert not order.awaiting_payment
    assert not order.live
    assert order.actions == {"cancel", "change", "update"}
    assert tuple(each.flights for each in order.slices) == terms.offer.slices
    assert await desk.orders.get(order.id) == order
    assert await desk.orders.placed(terms.offer.id, OURS) == (order,)
    assert await desk.orders.placed(terms.offer.id, {"booking": "bk_2"}) == ()
    assert await desk.orders.placed("off_other", OURS) == ()


async def test_a_family_with_an_infant_and_bags_is_booked_at_the_price_shown(desk: Desk) -> None:
    party = Party(adults=2, children=(7, 1))
    terms = await desk.buyable("BER", "LIS", party=party, bags=2)
    order = await desk.orders.create(request(terms))
    assert order.total == terms.offer.price
    assert len(terms.services) == 3


async def test_a_held_order_waits_for_its_payment_and_is_paid_once(desk: Desk) -> None:
    terms = await desk.buyable("JFK", "EWR")
    assert terms.holdable
    order = await desk.orders.create(request(terms, held=True))
    assert order.awaiting_payment
    assert order.pay_by == terms.pay_by == NOW + timedelta(hours=72)
    assert order.price_held_until == NOW + timedelta(hours=48)
    paid = await desk.orders.pay(order.id, order.total)
    assert paid.amount == order.total
    assert not (await desk.orders.get(order.id)).awaiting_payment
    with pytest.raises(ProviderRefused, match="already_paid"):
        await desk.orders.pay(order.id, order.total)


async def test_a_hold_is_not_paid_after_its_time(desk: Desk, simulator: DuffelSimulator) -> None:
    order = await desk.orders.create(request(await desk.buyable("BER", "LIS"), held=True))
    simulator.clock = lambda: NOW + timedelta(hours=73)
    with pytest.raises(ProviderRefused, match="past_payment_required_by_date"):
        await desk.orders.pay(order.id, order.total)


async def test_an_order_at_yesterdays_price_buys_nothing(desk: Desk) -> None:
    terms = await desk.buyable("LHR", "STN")
    await desk.flights.reprice(terms.offer)  # and it rises
    with pytest.raises(PriceChanged):
        await desk.orders.create(request(terms))
    assert await desk.orders.placed(terms.offer.id, {}) == ()


async def test_an_order_of_an_expired_offer_buys_nothing(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS")
    simulator.clock = lambda: NOW + timedelta(minutes=31)
    with pytest.raises(OfferGone):
        await desk.orders.create(request(terms))
    assert simulator.orders.all == {}


async def test_an_empty_balance_buys_nothing(desk: Desk) -> None:
    terms = await desk.buyable("LGW", "STN")
    with pytest.raises(ProviderRefused, match="insufficient_balance"):
        await desk.orders.create(request(terms))
    assert await desk.orders.placed(terms.offer.id, {}) == ()


async def test_an_order_the_airline_fails_is_unknown_until_asked_for(desk: Desk) -> None:
    terms = await desk.buyable("LHR", "LGW")
    with pytest.raises(OutcomeUnknown, match="airline_unknown"):
        await desk.orders.create(request(terms))
    assert await desk.orders.placed(terms.offer.id, {}) == ()


async def test_a_search_is_booked_once_and_the_second_order_says_to_ask(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS")
    await desk.orders.create(request(terms))
    with pytest.raises(OutcomeUnknown, match="offer_request_already_booked"):
        await desk.orders.create(request(terms))
    assert len(simulator.orders.all) == 1


async def test_an_order_that_was_promised_not_to_exist_is_refused(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    body = b'{"errors": [{"type": "airline_error", "code": "order_not_created"}]}'
    simulator.faults.plan("POST", "/air/orders", Fault(status=502, raw=body))
    with pytest.raises(ProviderRefused):
        await desk.orders.create(request(await desk.buyable("BER", "LIS")))


LOST = {
    "202": {"status": 202, "raw": b"{}"},
    "200 without an order": {"status": 200, "raw": b'{"data": {"id": "ord_1"}}'},
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "504": {"status": 504},
    "cut": {"cut": 0},
    "cut in the body": {"cut": 30},
    "slow": {"delay": 0.5, "cut": 0},
    "dripping": {"drip": 0.01},
    "nonsense": {"raw": b"<html>"},
}


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
async def test_an_order_whose_answer_was_lost_is_asked_for_and_never_repeated(
    desk: Desk, simulator: DuffelSimulator, lost: dict[str, object]
) -> None:
    terms = await desk.buyable("BER", "LIS")
    fault = Fault(after=True, **lost)  # pyright: ignore[reportArgumentType]
    simulator.faults.plan("POST", "/air/orders", fault)
    with pytest.raises(OutcomeUnknown):
        await desk.orders.create(request(terms))
    assert simulator.faults.requests.count("POST /air/orders") == 1
    (order,) = await desk.orders.placed(terms.offer.id, OURS)
    assert order.total == terms.offer.price


@pytest.mark.parametrize("name", ["500", "502", "503", "504", "cut", "slow"])
async def test_an_order_that_never_came_about_is_not_found(
    desk: Desk, simulator: DuffelSimulator, name: str
) -> None:
    terms = await desk.buyable("BER", "LIS")
    fault = Fault(**LOST[name])  # pyright: ignore[reportArgumentType]
    simulator.faults.plan("POST", "/air/orders", fault)
    with pytest.raises(OutcomeUnknown):
        await desk.orders.create(request(terms))
    assert simulator.faults.requests.count("POST /air/orders") == 1
    assert await desk.orders.placed(terms.offer.id, OURS) == ()


async def test_an_order_cancelled_while_it_is_sent_may_exist_and_can_be_asked_for(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS")
    simulator.faults.plan("POST", "/air/orders", Fault(delay=0.2, after=True))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(desk.orders.create(request(terms)), 0.1)
    assert len(await desk.orders.placed(terms.offer.id, OURS)) == 1


async def test_an_order_exists_though_its_itinerary_can_not_be_read(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    order = await desk.ordered("BER", "LIS")
    simulator.orders.all[order.id].slices[0]["segments"] = []
    again = await desk.orders.get(order.id)
    assert again.slices == ()
    assert again.booking_reference == order.booking_reference


async def test_orders_are_looked_for_on_every_page(desk: Desk, simulator: DuffelSimulator) -> None:
    order = await desk.ordered("BER", "LIS")
    made = simulator.orders.all[order.id]
    for number in range(250):
        simulator.orders.all[f"ord_{number}"] = type(made)(
            **(vars(made) | {"id": f"ord_{number}", "metadata": {}})
        )
    assert await desk.orders.placed(made.offer.id, OURS) == (order,)


# Afterwards -------------------------------------------------------------------------------------


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
    held = await desk.orders.create(request(await desk.buyable("BER", "LIS"), held=True))
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
    order = await desk.orders.create(request(terms, held=step == "pay"))
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


# Travellers -------------------------------------------------------------------------------------


async def test_travellers_show_in_no_print_no_log_and_no_error(
    desk: Desk, simulator: DuffelSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    terms = await desk.buyable("BER", "LIS")
    asked = request(terms)
    wrong = asked.travellers[0].model_copy(update={"phone_number": "0209-secret"})
    shown = [repr(asked), str(asked)]
    for travellers in ((wrong,), asked.travellers):
        try:
            order = await desk.orders.create(asked.model_copy(update={"travellers": travellers}))
            shown.append(repr(order))
        except ProviderError as error:
            shown += [str(error), "".join(traceback.format_exception(error))]
    with pytest.raises(ValidationError) as caught:
        Traveller.model_validate(wrong.model_dump() | {"gender": "Amelia", "born_on": "1987-7"})
    shown += [str(caught.value), *(str(record.__dict__) for record in caplog.records)]
    text = "\n".join(shown)
    assert "invalid_phone_number" in text
    for hidden in ("Amelia", "Earhart", "amelia@", "+4420", "0209", "1987"):
        assert hidden not in text
