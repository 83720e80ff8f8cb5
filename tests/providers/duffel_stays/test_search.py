"""Stays searched and re-priced with Duffel, through the real client and the simulator."""

import json
from collections.abc import Sequence
from datetime import time, timedelta
from decimal import Decimal

import pytest

from tests.providers.duffel_stays.conftest import CHECK_IN, NOW, World
from tests.simulators.serving import Fault
from travel.errors import MalformedResponse, OfferGone, ProviderUnavailable
from travel.offers import StayOffer
from travel.party import Party
from travel.wishes import BOARD_ORDER

RATES = ".*/actions/fetch_all_rates"


def wire_rate(world: World, offer: StayOffer) -> dict[str, str]:
    return world.simulator.stays.rates[offer.id].shown()


def _houses(offers: Sequence[StayOffer]) -> set[tuple[str, float, float]]:
    return {(each.name, each.lat, each.lon) for each in offers}


async def test_stays_are_found_with_everything_that_they_state(world: World) -> None:
    offers = await world.stays.search(world.query())
    assert offers == tuple(sorted(offers, key=lambda each: (each.price.amount, each.id)))
    for offer in offers:
        rate = wire_rate(world, offer)
        due = Decimal(rate["due_at_accommodation_amount"] or 0)
        assert offer.price.amount == Decimal(rate["total_amount"]) + due
        assert ("to pay at the property" in offer.provenance.note) == (due > 0)
        assert offer.board == rate["board_type"]
        assert (offer.refundable_until is not None) == bool(rate["cancellation_timeline"])
        assert offer.check_in_from == time(14, 30)
        assert offer.check_out_until == time(11, 30)
        assert offer.provenance.sandbox
        assert offer.provenance.expires_at == NOW + timedelta(minutes=30)
        assert offer.centre_km < 12
    assert any("wifi" in offer.amenities for offer in offers)
    assert any("wheelchair" in offer.accessible for offer in offers)
    free = next(offer for offer in offers if offer.refundable_until)
    assert str(free.refundable_until) == "2026-05-01 12:00:00+00:00"


async def test_a_search_says_who_sleeps_where_and_when(world: World) -> None:
    await world.stays.search(world.query(party=Party(adults=2, children=(7,)), rooms=2))
    (asked,) = world.simulator.stays.searched
    assert asked["guests"] == [{"type": "adult"}, {"type": "adult"}, {"type": "child", "age": 7}]
    assert asked["rooms"] == 2
    assert (asked["check_in_date"], asked["check_out_date"]) == ("2026-05-04", "2026-05-07")
    point = asked["location"]["geographic_coordinates"]
    assert abs(point["latitude"] - 38.72) < 0.1


async def test_meals_stars_and_the_limit_are_kept_to(world: World) -> None:
    found = await world.stays.search(world.query(board="breakfast", min_stars=4))
    assert found
    assert all(BOARD_ORDER.index(each.board) >= 1 and each.stars >= 4 for each in found)
    few = await world.stays.search(world.query(limit=3))
    assert len(few) == 3


async def test_days_past_are_not_asked_for(world: World) -> None:
    assert await world.stays.search(world.query(check_in=NOW.date() - timedelta(days=1))) == ()
    assert world.simulator.faults.requests == []


async def test_rates_that_the_balance_can_not_pay_are_left_out(world: World) -> None:
    world.simulator.stays.methods = ("card",)
    assert await world.stays.search(world.query()) == ()


async def test_a_house_whose_rates_can_not_be_had_is_left_out_and_all_are_an_error(
    world: World,
) -> None:
    everything = await world.stays.search(world.query(limit=200))
    world.plan("POST", RATES, Fault(status=500))
    fewer = await world.stays.search(world.query(limit=200))
    assert len(_houses(fewer)) == len(_houses(everything)) - 1
    world.plan("POST", RATES, Fault(status=500), times=100)
    with pytest.raises(ProviderUnavailable):
        await world.stays.search(world.query())


async def test_a_rate_that_can_not_be_read_is_left_out(world: World) -> None:
    await world.stays.search(world.query())
    result = next(iter(world.simulator.stays.results))
    shown = world.simulator.stays.all_rates(result, NOW)
    rates = shown["accommodation"]["rooms"][0]["rates"]
    rates[0]["total_amount"] = "a lot"
    world.simulator.stays.houses = 2
    for kept in (rates, rates[:1]):
        shown["accommodation"]["rooms"][0]["rates"] = kept
        raw = json.dumps({"data": shown}).encode()
        world.plan("POST", RATES, Fault(raw=raw), times=2)
        if len(kept) > 1:
            assert await world.stays.search(world.query())
        else:
            with pytest.raises(MalformedResponse) as caught:
                await world.stays.search(world.query())
            assert "a lot" not in str(caught.value)


async def test_a_stay_is_quoted_at_its_price_and_at_a_new_one(world: World) -> None:
    offer = await world.offer()
    again = await world.stays.reprice(offer)
    assert again.model_copy(update={"provenance": offer.provenance}) == offer
    world.simulator.stays.dearer(offer.id)
    dearer = await world.stays.reprice(offer)
    assert dearer.price.amount == offer.price.amount + 10
    assert world.simulator.stays.bookings == {}


@pytest.mark.parametrize("how", ["sold", "old", "forgotten"])
async def test_a_rate_that_has_gone_says_so(world: World, how: str) -> None:
    offer = await world.offer()
    match how:
        case "sold":
            world.simulator.stays.gone.add(offer.id)
        case "old":
            world.now += timedelta(minutes=31)
        case _:
            world.simulator.stays.rates.clear()
    with pytest.raises(OfferGone):
        await world.stays.reprice(offer)


async def test_a_quote_of_other_days_is_no_answer(world: World) -> None:
    offer = await world.offer()
    other = offer.model_copy(update={"check_in": CHECK_IN + timedelta(days=1)})
    with pytest.raises(MalformedResponse):
        await world.stays.reprice(other)
