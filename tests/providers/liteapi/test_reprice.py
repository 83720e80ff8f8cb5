"""Re-pricing a stay with LiteAPI: a prebook, which books nothing."""

from datetime import timedelta
from typing import Any

import pytest

from tests.providers.liteapi.desk import NOW, SLOW, Desk
from tests.simulators.liteapi import Change, error_body
from tests.simulators.serving import Fault
from travel.errors import MalformedResponse, OfferGone, ProviderError, ProviderUnavailable
from travel.money import money
from travel.party import Party


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


async def test_an_offer_that_stands_keeps_its_price_and_gets_a_later_expiry(desk: Desk) -> None:
    offer = await desk.offer()
    desk.now = NOW + timedelta(minutes=5)
    again = await desk.stays.reprice(offer)
    assert again.provenance.retrieved_at == desk.now
    assert again.provenance.sandbox
    assert again == offer.model_copy(update={"provenance": again.provenance})


async def test_nothing_is_booked_by_re_pricing(desk: Desk) -> None:
    await desk.stays.reprice(await desk.offer())
    assert desk.simulator.desk.bookings == {}
    assert desk.asked("/rates/prebook")[0]["usePaymentSdk"] is False


async def test_two_rooms_are_re_priced_together(desk: Desk) -> None:
    offer = await desk.offer(party=Party(adults=3, children=(5,)), rooms=2)
    again = await desk.stays.reprice(offer)
    assert (again.rooms, again.price, again.sleeps) == (2, offer.price, offer.sleeps)


async def test_a_price_that_rose_is_the_new_price(desk: Desk) -> None:
    offer = await desk.offer()
    desk.simulator.desk.change = Change(percent=10)
    prebook = await desk.bookings.prebook(offer)
    there = money(15, "EUR")
    assert prebook.price_difference_percent == 10
    assert prebook.charge == ((offer.price - there) * 11 * money("0.1", "EUR").amount).rounded()
    assert prebook.offer.price == prebook.charge + there


async def test_terms_that_changed_are_the_new_terms(desk: Desk) -> None:
    offer = await desk.offer(board="half_board")
    desk.simulator.desk.change = Change(board="BB", refundable=False)
    prebook = await desk.bookings.prebook(offer)
    assert (prebook.board_changed, prebook.cancellation_changed) == (True, True)
    assert prebook.offer.board == "breakfast"
    assert prebook.offer.refundable_until is None


async def test_an_outdated_offer_is_gone_though_http_calls_it_a_timeout(desk: Desk) -> None:
    offer = await desk.offer()
    desk.now = NOW + timedelta(hours=1)
    assert isinstance(await failure(desk.stays.reprice(offer)), OfferGone)
    assert desk.times("/rates/prebook") == 1


async def test_an_offer_that_was_never_made_is_gone(desk: Desk) -> None:
    offer = (await desk.offer()).model_copy(update={"id": "never-made"})
    assert isinstance(await failure(desk.stays.reprice(offer)), OfferGone)


@pytest.mark.parametrize("code", [2001, 1008])
async def test_a_sold_out_offer_is_gone(desk: Desk, code: int) -> None:
    offer = await desk.offer()
    desk.plan("POST", "/rates/prebook", Fault(status=400, raw=error_body(code)))
    assert isinstance(await failure(desk.stays.reprice(offer)), OfferGone)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=408, raw=error_body(4016)),
        Fault(status=429, raw=error_body(429)),
        Fault(status=502),
        Fault(delay=SLOW),
        Fault(cut=30),
    ],
    ids=["prebook timeout", "rate limit", "gateway", "slow", "cut"],
)
async def test_a_prebook_is_tried_again_after_a_passing_fault(desk: Desk, fault: Fault) -> None:
    offer = await desk.offer()
    desk.plan("POST", "/rates/prebook", fault)
    assert (await desk.stays.reprice(offer)).price == offer.price


async def test_a_supplier_that_stays_silent_is_unavailable_not_gone(desk: Desk) -> None:
    offer = await desk.offer()
    desk.plan("POST", "/rates/prebook", Fault(status=408, raw=error_body(4016)), times=3)
    error = await failure(desk.stays.reprice(offer))
    assert isinstance(error, ProviderUnavailable)
    assert "4016" in str(error)


async def test_a_prebook_for_other_days_is_malformed(desk: Desk) -> None:
    offer = await desk.offer()
    later = offer.model_copy(update={"check_out": offer.check_out + timedelta(days=1)})
    assert isinstance(await failure(desk.stays.reprice(later)), MalformedResponse)
