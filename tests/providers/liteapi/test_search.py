"""Searching stays with LiteAPI, through the real client, at the simulator."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain, combinations
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.liteapi.desk import CHECK_IN, NOW, Desk
from tools.providers.liteapi.search import occupancies
from travel.errors import (
    ProviderError,
    ProviderRefused,
)
from travel.money import money
from travel.party import Party
from travel.places import distance_km
from travel.wishes import BOARD_ORDER, Board


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


async def test_offers_name_the_hotel_its_place_and_what_it_costs(desk: Desk) -> None:
    offers = await desk.stays.search(desk.query())
    lisbon = desk.place()
    assert offers
    for offer in offers:
        assert offer.name.endswith("Hotel")
        assert (offer.city, offer.country) == ("Lisbon", "PT")
        assert "Example Street" in offer.area
        assert offer.centre_km == pytest.approx(distance_km(lisbon, offer), abs=0.01)
        assert 1 <= offer.stars <= 5
        assert offer.rating is not None
        assert (offer.check_in, offer.nights, offer.rooms) == (CHECK_IN, 3, 1)
        assert offer.sleeps >= 2
        assert offer.price.currency == "EUR"
    assert [offer.price.amount for offer in offers] == sorted(o.price.amount for o in offers)


async def test_every_offer_says_that_it_comes_from_the_sandbox_and_when_it_expires(
    desk: Desk,
) -> None:
    for offer in await desk.stays.search(desk.query()):
        assert offer.provenance.provider == "liteapi"
        assert offer.provenance.sandbox
        assert "sandbox" in offer.provenance.note
        assert offer.provenance.retrieved_at == NOW
        assert offer.provenance.valid_at(NOW)
        assert not offer.provenance.valid_at(NOW + timedelta(hours=1))


async def test_what_is_asked_follows_the_query(desk: Desk) -> None:
    await desk.stays.search(desk.query(min_stars=4, currency="USD"))
    (asked,) = desk.asked("/hotels/rates")
    lisbon = desk.place()
    assert (asked["latitude"], asked["longitude"]) == (lisbon.lat, lisbon.lon)
    assert 1_000 <= asked["radius"] <= 30_000
    assert (asked["checkin"], asked["checkout"]) == ("2026-05-04", "2026-05-07")
    assert (asked["currency"], asked["guestNationality"]) == ("USD", "DE")
    assert asked["occupancies"] == [{"adults": 2}]
    assert asked["starRating"] == [4.0, 4.5, 5.0]
    assert asked["includeHotelData"] is True


@pytest.mark.parametrize(
    ("party", "rooms", "expected"),
    [
        (Party(adults=1), 1, [{"adults": 1}]),
        (Party(adults=2, children=(4,)), 1, [{"adults": 2, "children": [4]}]),
        (Party(adults=4), 2, [{"adults": 2}, {"adults": 2}]),
        (
            Party(adults=3, children=(1, 9)),
            2,
            [{"adults": 2, "children": [9]}, {"adults": 1, "children": [1]}],
        ),
        (Party(adults=1, children=(7,)), 2, [{"adults": 1, "children": [7]}]),
    ],
)
def test_a_party_is_spread_over_rooms_with_an_adult_in_each(
    party: Party, rooms: int, expected: Sequence[Mapping[str, object]]
) -> None:
    assert occupancies(party, rooms) == expected


@given(
    adults=st.integers(1, 20),
    ages=st.lists(st.integers(0, 17), max_size=8),
    rooms=st.integers(1, 10),
)
def test_everyone_has_a_room_and_every_room_an_adult(
    adults: int, ages: list[int], rooms: int
) -> None:
    found = occupancies(Party(adults=adults, children=tuple(ages)), rooms)
    each_adults = [cast(int, each["adults"]) for each in found]
    each_ages = [cast(list[int], each.get("children", [])) for each in found]
    assert len(found) == min(rooms, adults)
    assert sum(each_adults) == adults
    assert max(each_adults) - min(each_adults) <= 1 <= min(each_adults)
    assert sorted(chain.from_iterable(each_ages)) == sorted(ages)


async def test_children_alone_are_refused_before_anything_is_asked(desk: Desk) -> None:
    error = await failure(desk.stays.search(desk.query(party=Party(adults=0, children=(9,)))))
    assert isinstance(error, ProviderRefused)
    assert desk.simulator.exchanges == []


async def test_a_country_is_searched_around_the_city_one_sleeps_in(desk: Desk) -> None:
    portugal = desk.place("Portugal")
    assert portugal.base
    offers = await desk.stays.search(desk.query(place=portugal))
    assert {offer.city for offer in offers} == {portugal.base}
    assert max(offer.centre_km for offer in offers) < 5


async def test_the_price_holds_the_taxes_paid_at_the_property(desk: Desk) -> None:
    offers = await desk.stays.search(desk.query(limit=200))
    room_types = {
        each["offerId"]: each
        for hotel in desk.simulator.exchanges[0].answer["data"]
        for each in hotel["roomTypes"]
    }
    inside = [offer for offer in offers if "of it 15.00 EUR" in offer.provenance.note]
    besides = [offer for offer in offers if "besides, 15.00 CZK" in offer.provenance.note]
    assert len(inside) + len(besides) == len(offers)
    assert besides
    for offer in offers:
        charged = money(str(room_types[offer.id]["offerRetailRate"]["amount"]), "EUR")
        there = Decimal(15) if offer in inside else Decimal(0)  # 2.50 for two adults, three nights
        assert offer.price == money(charged.amount + there, "EUR")


async def test_amounts_stay_exact(desk: Desk) -> None:
    for offer in await desk.stays.search(desk.query()):
        assert offer.price == offer.price.rounded()


async def test_a_refund_ends_when_the_first_charge_begins_in_gmt(desk: Desk) -> None:
    offers = await desk.stays.search(desk.query(limit=200))
    ends = {offer.refundable_until for offer in offers}
    assert ends == {None, datetime(2026, 5, 1, 12, 0, tzinfo=UTC)}


async def test_a_refund_whose_end_has_passed_is_none(desk: Desk) -> None:
    desk.now = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
    offers = await desk.stays.search(desk.query())
    assert {offer.refundable_until for offer in offers} == {None}


async def test_a_hotel_offers_at_most_two_and_the_second_is_better_than_the_first(
    desk: Desk,
) -> None:
    offers = await desk.stays.search(desk.query(limit=200))
    assert max(Counter(offer.name for offer in offers).values()) == 2
    for first, second in combinations(offers, 2):
        if first.name == second.name:
            assert second.refundable_until is not None or second.board != first.board


@pytest.mark.parametrize("board", BOARD_ORDER)
async def test_a_board_is_at_least_what_was_asked_for(desk: Desk, board: Board) -> None:
    offers = await desk.stays.search(desk.query(board=board))
    assert offers
    assert min(BOARD_ORDER.index(o.board) for o in offers) >= BOARD_ORDER.index(board)


async def test_hotels_have_at_least_the_stars_asked_for(desk: Desk) -> None:
    offers = await desk.stays.search(desk.query(min_stars=4))
    assert offers
    assert min(offer.stars for offer in offers) == 4


async def test_a_limit_keeps_cheap_and_dear_hotels(desk: Desk) -> None:
    everything = await desk.stays.search(desk.query(limit=200))
    few = await desk.stays.search(desk.query(limit=5))
    assert len(few) == 5
    assert few[0].price == everything[0].price
    assert len({offer.name for offer in few}) >= 4
    assert few[-1].price.amount > everything[len(everything) // 2].price.amount
