"""Orders made, paid and found again, through the real client and the simulator."""

import asyncio
import logging
import traceback
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from tests.providers.duffel.conftest import NOW, OURS, Desk, order_of
from tests.simulators.duffel import DuffelSimulator
from tests.simulators.serving import Fault
from tools.providers.duffel import Traveller
from travel.errors import (
    OfferGone,
    OutcomeUnknown,
    PriceChanged,
    ProviderError,
    ProviderRefused,
)
from travel.party import Party


async def test_an_order_is_made_paid_and_found_again(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS", "BER")
    order = await desk.orders.create(order_of(terms))
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
    order = await desk.orders.create(order_of(terms))
    assert order.total == terms.offer.price
    assert len(terms.services) == 3


async def test_a_held_order_waits_for_its_payment_and_is_paid_once(desk: Desk) -> None:
    terms = await desk.buyable("JFK", "EWR")
    assert terms.holdable
    order = await desk.orders.create(order_of(terms, held=True))
    assert order.awaiting_payment
    assert order.pay_by == terms.pay_by == NOW + timedelta(hours=72)
    assert order.price_held_until == NOW + timedelta(hours=48)
    paid = await desk.orders.pay(order.id, order.total)
    assert paid.amount == order.total
    assert not (await desk.orders.get(order.id)).awaiting_payment
    with pytest.raises(ProviderRefused, match="already_paid"):
        await desk.orders.pay(order.id, order.total)


async def test_a_hold_is_not_paid_after_its_time(desk: Desk, simulator: DuffelSimulator) -> None:
    order = await desk.orders.create(order_of(await desk.buyable("BER", "LIS"), held=True))
    simulator.clock = lambda: NOW + timedelta(hours=73)
    with pytest.raises(ProviderRefused, match="past_payment_required_by_date"):
        await desk.orders.pay(order.id, order.total)


async def test_an_order_at_yesterdays_price_buys_nothing(desk: Desk) -> None:
    terms = await desk.buyable("LHR", "STN")
    await desk.flights.reprice(terms.offer)  # and it rises
    with pytest.raises(PriceChanged):
        await desk.orders.create(order_of(terms))
    assert await desk.orders.placed(terms.offer.id, {}) == ()


async def test_an_order_of_an_expired_offer_buys_nothing(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS")
    simulator.clock = lambda: NOW + timedelta(minutes=31)
    with pytest.raises(OfferGone):
        await desk.orders.create(order_of(terms))
    assert simulator.orders.all == {}


async def test_an_empty_balance_buys_nothing(desk: Desk) -> None:
    terms = await desk.buyable("LGW", "STN")
    with pytest.raises(ProviderRefused, match="insufficient_balance"):
        await desk.orders.create(order_of(terms))
    assert await desk.orders.placed(terms.offer.id, {}) == ()


async def test_an_order_the_airline_fails_is_unknown_until_asked_for(desk: Desk) -> None:
    terms = await desk.buyable("LHR", "LGW")
    with pytest.raises(OutcomeUnknown, match="airline_unknown"):
        await desk.orders.create(order_of(terms))
    assert await desk.orders.placed(terms.offer.id, {}) == ()


async def test_a_search_is_booked_once_and_the_second_order_says_to_ask(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS")
    await desk.orders.create(order_of(terms))
    with pytest.raises(OutcomeUnknown, match="offer_request_already_booked"):
        await desk.orders.create(order_of(terms))
    assert len(simulator.orders.all) == 1


async def test_an_order_that_was_promised_not_to_exist_is_refused(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    body = b'{"errors": [{"type": "airline_error", "code": "order_not_created"}]}'
    simulator.faults.plan("POST", "/air/orders", Fault(status=502, raw=body))
    with pytest.raises(ProviderRefused):
        await desk.orders.create(order_of(await desk.buyable("BER", "LIS")))


LOST = {
    "202": Fault(status=202, raw=b"{}"),
    "200 without an order": Fault(status=200, raw=b'{"data": {"id": "ord_1"}}'),
    "500": Fault(status=500),
    "502": Fault(status=502),
    "503": Fault(status=503),
    "504": Fault(status=504),
    "cut": Fault(cut=0),
    "cut in the body": Fault(cut=30),
    "slow": Fault(delay=0.5, cut=0),
    "dripping": Fault(drip=0.05, raw=b"." * 20),
    "nonsense": Fault(raw=b"<html>"),
}


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
async def test_an_order_whose_answer_was_lost_is_asked_for_and_never_repeated(
    desk: Desk, simulator: DuffelSimulator, lost: Fault
) -> None:
    terms = await desk.buyable("BER", "LIS")
    simulator.faults.plan("POST", "/air/orders", replace(lost, after=True))
    with pytest.raises(OutcomeUnknown):
        await desk.orders.create(order_of(terms))
    assert simulator.faults.requests.count("POST /air/orders") == 1
    (order,) = await desk.orders.placed(terms.offer.id, OURS)
    assert order.total == terms.offer.price


@pytest.mark.parametrize("name", ["500", "502", "503", "504", "cut", "slow"])
async def test_an_order_that_never_came_about_is_not_found(
    desk: Desk, simulator: DuffelSimulator, name: str
) -> None:
    terms = await desk.buyable("BER", "LIS")
    simulator.faults.plan("POST", "/air/orders", LOST[name])
    with pytest.raises(OutcomeUnknown):
        await desk.orders.create(order_of(terms))
    assert simulator.faults.requests.count("POST /air/orders") == 1
    assert await desk.orders.placed(terms.offer.id, OURS) == ()


async def test_an_order_cancelled_while_it_is_sent_may_exist_and_can_be_asked_for(
    desk: Desk, simulator: DuffelSimulator
) -> None:
    terms = await desk.buyable("BER", "LIS")
    simulator.faults.plan("POST", "/air/orders", Fault(delay=0.2, after=True))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(desk.orders.create(order_of(terms)), 0.1)
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
        simulator.orders.all[f"ord_{number}"] = replace(made, id=f"ord_{number}", metadata={})
    assert await desk.orders.placed(made.offer.id, OURS) == (order,)


# Travellers -------------------------------------------------------------------------------------


async def test_travellers_show_in_no_print_no_log_and_no_error(
    desk: Desk, simulator: DuffelSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    terms = await desk.buyable("BER", "LIS")
    asked = order_of(terms)
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
    for hidden in ("Amelia", "Earhart", "amelia@", "+4420", "0209", "1987-07"):
        assert hidden not in text
