"""Merging is the same whoever answers first, changes nothing twice, and never loses the cheapest."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.several.offers import (
    NOW,
    RATES,
    all_flights,
    all_sights,
    all_stays,
    flight,
    rated,
    sight,
    source,
    stay,
)
from tools.merging import (
    Prices,
    merged_flights,
    merged_sights,
    merged_stays,
    without_tests,
)
from travel.activities import Activity
from travel.money import Rates
from travel.offers import FlightOffer, StayOffer
from travel.places import distance_km

EVERYTHING = 1000
IN_EUROS = Prices("EUR", RATES)
Flights = Sequence[Sequence[FlightOffer]]
Stays = Sequence[Sequence[StayOffer]]


@given(all_stays, rated, st.integers(1, 12))
def test_it_does_not_matter_who_answers_first(
    answers: Stays, rates: Rates | None, few: int
) -> None:
    prices = Prices("EUR", rates)
    for limit in (few, EVERYTHING):
        found = merged_stays(answers, prices, limit)
        for order in permutations(answers):
            shuffled = [list(reversed(each)) for each in order]
            assert merged_stays(shuffled, prices, limit) == found


@given(all_flights, rated, st.integers(1, 12))
def test_nor_does_it_for_flights(answers: Flights, rates: Rates | None, few: int) -> None:
    prices = Prices("EUR", rates)
    for limit in (few, EVERYTHING):
        found = merged_flights(answers, prices, limit)
        for order in permutations(answers):
            shuffled = [list(reversed(each)) for each in order]
            assert merged_flights(shuffled, prices, limit) == found


@given(all_stays, all_flights, all_sights, rated, st.integers(1, 12))
def test_merging_twice_is_merging_once(
    stays: Stays,
    flights: Flights,
    sights: Sequence[Sequence[Activity]],
    rates: Rates | None,
    few: int,
) -> None:
    prices = Prices("EUR", rates)
    for limit in (few, EVERYTHING):
        beds = merged_stays(stays, prices, limit)
        assert merged_stays([beds], prices, limit) == beds
        assert merged_stays([beds, beds], prices, limit) == beds
        flying = merged_flights(flights, prices, limit)
        assert merged_flights([flying], prices, limit) == flying
        seen = merged_sights(sights, limit)
        assert merged_sights([seen], limit) == seen


@given(all_stays, rated)
def test_of_every_house_on_every_terms_something_as_cheap_is_kept(
    answers: Stays, rates: Rates | None
) -> None:
    prices = Prices("EUR", rates)
    kept = merged_stays(answers, prices, EVERYTHING)
    for offer in chain.from_iterable(answers):
        assert any(_as_good(one, offer, prices) for one in kept)
    ids = {each.id for each in chain.from_iterable(answers)}
    assert {each.id for each in kept} <= ids


@given(all_flights, rated)
def test_of_every_flight_on_every_terms_something_as_cheap_is_kept(
    answers: Flights, rates: Rates | None
) -> None:
    prices = Prices("EUR", rates)
    kept = merged_flights(answers, prices, EVERYTHING)
    for offer in chain.from_iterable(answers):
        assert any(
            one.slices == offer.slices
            and (one.bags_included, one.refundable) == (offer.bags_included, offer.refundable)
            and _no_dearer(one, offer, prices)
            for one in kept
        )


@given(all_stays, all_flights, st.integers(1, 5))
def test_the_cheapest_of_all_is_within_any_limit(stays: Stays, flights: Flights, few: int) -> None:
    beds, flying = merged_stays(stays, IN_EUROS, few), merged_flights(flights, IN_EUROS, few)
    for found, asked in ((beds, stays), (flying, flights)):
        assert len(found) <= few
        offers: list[Any] = list(chain.from_iterable(asked))
        if offers:
            least = min(IN_EUROS.of(each.price) for each in offers)
            assert IN_EUROS.of(found[0].price) == least


@given(all_stays, rated)
def test_offers_come_in_the_order_of_their_prices(answers: Stays, rates: Rates | None) -> None:
    prices = Prices("EUR", rates)
    found = [prices.of(each.price) for each in merged_stays(answers, prices, EVERYTHING)]
    assert found == sorted(found)


@given(all_stays)
def test_a_price_is_never_edited(answers: Stays) -> None:
    stated = {(each.id, each.price) for each in chain.from_iterable(answers)}
    assert {(each.id, each.price) for each in merged_stays(answers, IN_EUROS, 99)} <= stated


def _as_good(one: StayOffer, offer: StayOffer, prices: Prices) -> bool:
    """The house may be linked to this one by others between them."""
    near = distance_km(one, offer) <= 8 * 0.5
    terms = (one.board, one.refundable_until) == (offer.board, offer.refundable_until)
    return near and terms and _no_dearer(one, offer, prices)


def _no_dearer(one: Any, offer: Any, prices: Prices) -> bool:
    mine, theirs = prices.of(one.price), prices.of(offer.price)
    return mine[:2] == theirs[:2] and mine <= theirs


def test_the_same_hotel_is_kept_at_its_lowest_price_with_a_note_on_who_asks_more() -> None:
    dear = stay("liteapi", "Hotel São Jorge", "310.00")
    cheap = stay("duffel-stays", "Sao Jorge Hotel", "290.00", lat=38.7121)
    (kept,) = merged_stays([[dear], [cheap]], IN_EUROS, 10)
    assert kept.id == cheap.id
    assert kept.provenance.provider == "duffel-stays"
    assert kept.provenance.note == "also offered by LiteAPI 310.00 EUR"


@pytest.mark.parametrize(
    "other",
    [
        stay("duffel-stays", "Plaza", "200.00", lat=38.72),  # a kilometre off
        stay("duffel-stays", "Plaza Garden", "200.00"),
        stay("duffel-stays", "Plaza", "200.00", board="breakfast"),
        stay("duffel-stays", "Plaza", "200.00", refundable_until=NOW + timedelta(days=2)),
        stay("duffel-stays", "Plaza", "200.00", rooms=2),
    ],
    ids=["elsewhere", "another name", "another board", "other terms", "more rooms"],
)
def test_what_is_not_the_same_is_kept_beside_it(other: StayOffer) -> None:
    mine = stay("liteapi", "Hotel Plaza", "210.00")
    assert len(merged_stays([[mine], [other]], IN_EUROS, 10)) == 2


def test_prices_of_different_currencies_are_compared_at_the_days_rates() -> None:
    dollars = stay("duffel-stays", "Plaza", "105.00", "USD")  # 95.45 euros
    euros = stay("liteapi", "Plaza", "100.00")
    assert merged_stays([[euros], [dollars]], IN_EUROS, 10)[0].id == dollars.id
    assert len(merged_stays([[euros], [dollars]], IN_EUROS, 10)) == 1
    unrated = merged_stays([[euros], [dollars]], Prices("EUR"), 10)
    assert [each.id for each in unrated] == [euros.id, dollars.id]


def test_the_same_flight_is_one_and_another_fare_of_it_stays() -> None:
    dear, cheap = flight("duffel", "TP533", "120.00"), flight("other", "TP533", "99.00")
    free = flight("duffel", "TP533", "180.00", refundable=True)
    kept = merged_flights([[dear, free], [cheap]], IN_EUROS, 10)
    assert [each.id for each in kept] == [cheap.id, free.id]


def test_the_same_sight_is_one_and_a_third_of_many_are_restaurants() -> None:
    castle = sight("google-places", "Castelo de São Jorge")
    same = sight("overpass", "Castelo de Sao Jorge", lat=38.7105)
    assert merged_sights([[castle], [same]], 10) == (castle,)
    unpriced = castle.model_copy(update={"price_known": False})
    assert merged_sights([[unpriced], [same]], 10) == (same,)
    museums = [sight("overpass", f"Museum {number}") for number in range(20)]
    tables = [sight("google-places", f"Bar {n}", category="restaurant") for n in range(20)]
    kept = merged_sights([museums, tables], 12)
    assert sum(each.category == "restaurant" for each in kept) == 4
    assert len(kept) == 12


def test_test_data_never_stands_among_real_offers() -> None:
    real = stay("duffel-stays", "Plaza", "200.00")
    fake = stay("liteapi", "Plaza", "1.00", provenance=source("liteapi", sandbox=True))
    assert without_tests([[fake], [real]]) == ([[], [real]], ["LiteAPI"])
    assert without_tests([[fake], []]) == ([[fake], []], [])
