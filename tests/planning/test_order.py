"""Stops whose order is left open."""

from itertools import permutations
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.frame import as_planned, frames, nights_per_stop
from planning.orders import orders
from planning.plan import plan
from planning.select.outlook import sights_worth
from planning.verify import verify
from tests.planning.solve_world import (
    AUCKLAND,
    BERLIN,
    HONOLULU,
    LISBON,
    MADRID,
    NOW,
    PORTO,
    asked,
    evidence_for,
)
from travel.places import Place
from travel.request import TripRequest

IBERIA = (LISBON, MADRID, PORTO)


def free(*stops: tuple[Place, int | None], nights: int = 7, window: int = 0) -> TripRequest:
    return asked(*stops, nights=nights, window=window, free_order=True)


def told(request: TripRequest) -> list[str]:
    return [stop.place.name for stop in request.stops]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.sampled_from((*IBERIA, AUCKLAND, HONOLULU)), min_size=1, max_size=5, unique=True)
)
def test_each_order_has_every_stop_with_its_own_nights_once(places: list[Place]) -> None:
    request = free(*((place, n + 1) for n, place in enumerate(places)), nights=15)
    found = orders(request)
    assert 1 <= len(found) <= 4
    assert all(set(each.stops) == set(request.stops) for each in found)
    assert len({each.stops for each in found}) == len(found)


def test_the_shortest_way_round_comes_first_and_no_detour_is_searched() -> None:
    stops = ((LISBON, 2), (HONOLULU, 3), (PORTO, 2))
    found = [told(each) for each in orders(free(*stops))]
    assert all(abs(each.index("Lisbon") - each.index("Porto")) == 1 for each in found)


def test_an_order_that_is_not_free_is_kept_as_told() -> None:
    request = asked((PORTO, 2), (MADRID, 3), (LISBON, 2), nights=7)
    assert orders(request) == (request,)


@pytest.mark.parametrize("window", [0, 20])
def test_frames_stay_few(window: int) -> None:
    stops = tuple((place, None) for place in (*IBERIA, BERLIN))
    laid = frames(free(*stops, nights=12, window=window))
    assert 2 <= len(laid) <= 6
    assert len({tuple(city.city for city in frame.cities) for frame in laid}) >= 2


def test_many_stops_are_ordered_at_once() -> None:
    names = [LISBON.model_copy(update={"name": f"Lisbon {n}", "lat": 30.0 + n}) for n in range(12)]
    start = perf_counter()
    found = orders(free(*((place, 1) for place in names), nights=12))
    assert perf_counter() - start < 0.5
    assert len(found) == 2


@pytest.mark.parametrize("places", list(permutations(IBERIA)))
def test_a_plan_in_any_order_holds_and_is_the_same_whatever_was_told_first(
    places: tuple[Place, ...],
) -> None:
    request = free(*((place, None) for place in places))
    evidence = evidence_for(request)
    made = plan(request, evidence, now=NOW, currency="EUR").itinerary
    assert made is not None
    assert {stay.city for stay in made.stays} == {"Lisbon", "Madrid", "Porto"}
    fixed = request.model_copy(update={"free_order": False})
    broken = verify(made, fixed, evidence, now=NOW)
    in_told_order = [stay.city for stay in made.stays] == [place.name for place in places]
    assert (not broken) is in_told_order


def test_a_stop_left_out_is_seen_in_any_order() -> None:
    request = free((LISBON, None), (PORTO, None))
    evidence = evidence_for(request)
    made = plan(request, evidence, now=NOW, currency="EUR").itinerary
    assert made is not None
    more = free((LISBON, None), (MADRID, None), (PORTO, None))
    broken = verify(made, more, evidence, now=NOW)
    assert any("Madrid" in each.detail and each.rule.startswith("route.") for each in broken)


def test_a_night_in_the_air_does_not_shorten_the_first_stop_alone() -> None:
    request = asked((LISBON, None), (MADRID, None), origin=AUCKLAND, nights=9)
    (frame,) = frames(request)
    slept = [(city.check_out - city.check_ins[0]).days for city in frame.cities]
    assert max(slept) - min(slept) <= 1


PEOPLE = {"Lisbon": 517_000, "Porto": 250_000, "Madrid": 3_200_000}
SIZED = {
    place.name: place.model_copy(update={"population": PEOPLE[place.name]}) for place in IBERIA
}


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.none() | st.integers(0, 4), min_size=3, max_size=3).filter(lambda n: None in n),
    st.integers(0, 40),
    st.booleans(),
)
def test_open_nights_are_shared_out_whatever_is_stated(
    stated: list[int | None], total: int, by_size: bool
) -> None:
    request = asked(*zip(SIZED.values(), stated, strict=True), nights=total)
    shared = nights_per_stop(request, total, by_size=by_size)
    fixed = sum(each or 0 for each in stated)
    assert sum(shared) == max(total, fixed)
    assert all(mine == said for mine, said in zip(shared, stated, strict=True) if said is not None)
    open_ones = [mine for mine, said in zip(shared, stated, strict=True) if said is None]
    assert min(open_ones) >= (1 if total - fixed >= len(open_ones) else 0)


@pytest.mark.parametrize("rich", ["Madrid", "Porto"])
def test_nights_are_worth_more_where_there_is_more_to_see(rich: str) -> None:
    request = asked((SIZED["Madrid"], None), (SIZED["Porto"], None), nights=10)
    evidence = evidence_for(request, sights=30)
    few = [a for a in evidence.activities if a.city == rich or a.id.endswith(("0", "1"))]
    told = evidence.model_copy(update={"activities": tuple(few)})
    even, by_size = frames(request)
    assert [city.check_out.day for city in (even.cities[0], by_size.cities[0])] == [19, 20]
    more_for_madrid = sights_worth(by_size, told, request) > sights_worth(even, told, request)
    assert more_for_madrid is (rich == "Madrid")


@pytest.mark.parametrize("free_order", [False, True])
def test_what_was_left_open_is_settled_by_the_plan_there_is(free_order: bool) -> None:
    told = [(place, None) for place in (SIZED["Porto"], SIZED["Madrid"], SIZED["Lisbon"])]
    request = asked(*told, nights=9, free_order=free_order)
    evidence = evidence_for(request)
    made = plan(request, evidence, now=NOW, currency="EUR").itinerary
    assert made is not None
    settled = as_planned(request, made)
    assert [stop.place.name for stop in settled.stops] == [stay.city for stay in made.stays]
    (frame,) = frames(settled)
    assert [city.check_out for city in frame.cities] == [stay.check_out for stay in made.stays]
    assert verify(made, settled, evidence, now=NOW) == ()
