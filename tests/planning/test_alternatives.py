"""Ways to do one trip that truly differ: what each is, and that it is what it says."""

from decimal import Decimal
from functools import cache
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.doors import travel_minutes
from planning.plan import plan
from planning.plan.alternatives import alternatives, identity
from planning.plan.bought import bought
from planning.plan.sacrifices import MORE_IS_BETTER, figures
from planning.verify import verify
from tests.planning.solve_world import (
    LISBON,
    MADRID,
    NOW,
    PORTO,
    asked,
    evidence_for,
    wish,
)
from travel.alternatives import ROLES, Alternative, Alternatives
from travel.evidence import Evidence
from travel.request import TripRequest
from travel.turn import Edit

REQUEST = asked((LISBON, 4), (PORTO, 2), nights=6)


def shown(request: TripRequest, evidence: Evidence) -> Alternatives:
    return alternatives(request, evidence, now=NOW, currency="EUR")


@cache
def evidence() -> Evidence:
    return evidence_for(REQUEST, stays=10, sights=20)


@cache
def three() -> Alternatives:
    return shown(REQUEST, evidence())


def the(role: str, found: Alternatives) -> Alternative:
    option = found.meant(role)
    assert option is not None, [each.roles for each in found.plans]
    return option


def is_borne_out(found: Alternatives, request: TripRequest, known: Evidence) -> None:
    """Verified, as cheap and as fast as is said, no two alike, each sacrifice as large as it is."""
    assert found.plans
    plans = [each.itinerary for each in found.plans]
    for each in found.plans:
        assert verify(each.itinerary, request, known, now=NOW) == ()
        assert each.travel_minutes == travel_minutes(each.itinerary, dict(known.airports))
        size = max(1, request.party.size)
        assert abs(each.per_person.amount * size - each.itinerary.total.amount) <= size
        if "cheapest" in each.roles:
            assert each.itinerary.total == min(plan.total for plan in plans)
        if "fastest" in each.roles:
            assert each.travel_minutes == min(other.travel_minutes for other in found.plans)
    assert len({identity(plan) for plan in plans}) == len(plans)
    assert sum("best" in each.roles for each in found.plans) == 1
    assert any("cheapest" in each.roles for each in found.plans)
    sacrifices_are_real(found, known)


def sacrifices_are_real(found: Alternatives, known: Evidence) -> None:
    measured = [figures(p.itinerary, p.unmet, dict(known.airports)).measures for p in found.plans]
    for mine, each in zip(measured, found.plans, strict=True):
        for one in each.gives_up:
            assert one.amount > 0
            if one.measure == "wish":
                continue
            theirs = measured[one.against - 1][one.measure]
            assert one.than == theirs
            assert abs(mine[one.measure] - theirs) == one.amount
            assert (mine[one.measure] < theirs) == (one.measure in MORE_IS_BETTER)


def test_there_are_three_and_each_is_what_it_says() -> None:
    found = three()
    assert len(found.plans) == 3
    is_borne_out(found, REQUEST, evidence())
    assert [each.roles[0] for each in found.plans] == ["cheapest", "fastest", "best"]
    firsts = [ROLES.index(each.roles[0]) for each in found.plans]
    assert all(one <= other for one, other in pairwise(firsts))


def test_the_best_is_the_plan_itself() -> None:
    outcome = plan(REQUEST, evidence(), now=NOW, currency="EUR")
    assert the("best", three()).itinerary == outcome.itinerary


def test_the_fastest_takes_no_longer_than_any_way_on_offer_for_its_legs() -> None:
    fastest = the("fastest", three()).itinerary
    chosen = [each for offer in fastest.flights for each in offer.slices]
    for mine in chosen:
        rivals = [
            each.minutes
            for offer in evidence().flights
            for each in offer.slices
            if (each.origin, each.destination) == (mine.origin, mine.destination)
            and each.depart.date() == mine.depart.date()
        ]
        assert mine.minutes == min(rivals)


def test_what_costs_more_or_takes_longer_says_by_how_much() -> None:
    found = three()
    cheapest, best = the("cheapest", found), the("best", found)
    gap = best.itinerary.total.amount - cheapest.itinerary.total.amount
    assert [one.amount for one in best.gives_up if one.measure == "money"] == [gap]
    assert any(one.measure in ("stars", "rating", "centre") for one in cheapest.gives_up)


def test_the_same_question_has_the_same_answer() -> None:
    assert shown(REQUEST, evidence()) == three()


def test_it_takes_no_more_than_some_plans_together() -> None:
    began = process_time()
    before = plan(REQUEST, evidence(), now=NOW, currency="EUR").itinerary
    alone = process_time() - began
    began = process_time()
    alternatives(REQUEST, evidence(), now=NOW, currency="EUR", previous=before)
    assert process_time() - began < 5 * alone + 0.2


def test_with_a_single_offer_for_everything_there_is_one_way() -> None:
    request = asked((LISBON, 3), nights=3)
    few = evidence_for(request, flights=1, stays=1).model_copy(update={"grounds": ()})
    found = shown(request, few)
    assert [each.roles for each in found.plans] == [("cheapest", "fastest", "best")]
    assert found.plans[0].gives_up == ()


def test_where_only_the_hotel_can_change_the_travel_is_the_same_and_no_one_is_the_fastest() -> None:
    request = asked((LISBON, 3), nights=3)
    few = evidence_for(request, flights=1, stays=6).model_copy(update={"grounds": ()})
    found = shown(request, few)
    is_borne_out(found, request, few)
    assert len(found.plans) > 1
    assert len({each.travel_minutes for each in found.plans}) == 1
    assert not any("fastest" in each.roles for each in found.plans)
    assert found.meant("fastest") == found.meant("best")


def test_without_any_offer_there_is_none() -> None:
    request = asked((LISBON, 3), nights=3)
    nothing = evidence_for(request).model_copy(update={"stays": ()})
    assert shown(request, nothing).plans == ()


def test_days_and_weather_alone_have_no_alternatives() -> None:
    request = REQUEST.model_copy(update={"intent": "activities"})
    assert shown(request, evidence()).plans == ()


def test_beds_alone_have_a_cheapest_and_a_best_and_none_that_is_faster() -> None:
    request = asked((LISBON, 3), nights=3).model_copy(update={"intent": "stay"})
    known = evidence_for(request, stays=8)
    found = shown(request, known)
    is_borne_out(found, request, known)
    assert not any("fastest" in each.roles for each in found.plans)


def test_flights_alone_differ_in_their_flights() -> None:
    request = asked((LISBON, 3), nights=3).model_copy(update={"intent": "flight"})
    known = evidence_for(request)
    found = shown(request, known)
    is_borne_out(found, request, known)
    assert len(found.plans) == 3


def test_hard_wishes_hold_in_each_and_soft_ones_are_told_where_they_are_given_up() -> None:
    wishes = (wish("max_stops", 0), wish("min_stars", 4, hard=False))
    request = asked((LISBON, 4), nights=4, wishes=wishes)
    known = evidence_for(request, stays=10)
    found = shown(request, known)
    is_borne_out(found, request, known)
    for each in found.plans:
        assert all(offer.stops == 0 for offer in each.itinerary.flights)
    cheapest = the("cheapest", found)
    assert all(stay.stars < 4 for stay in cheapest.itinerary.stays)
    given_up = [one for one in cheapest.gives_up if one.measure == "wish"]
    assert [one.unmet.wish for one in given_up if one.unmet] == ["min_stars"]


def test_what_is_bought_is_in_each() -> None:
    offer = the("best", three()).itinerary.flights[0]
    found = alternatives(
        REQUEST,
        evidence(),
        now=NOW,
        currency="EUR",
        previous=the("best", three()).itinerary,
        held=(offer,),
    )
    is_borne_out(found, REQUEST, evidence().merged(bought((offer,))))
    assert found.bound
    assert len(found.plans) > 1
    for each in found.plans:
        assert offer.id in {offer.id for offer in each.itinerary.flights}


@pytest.mark.parametrize("target", ["stay", "flight", "trip"])
def test_what_is_to_be_kept_is_in_each(target: str) -> None:
    before = the("best", three()).itinerary
    keep = Edit.model_validate({"kind": "keep", "target": target})
    found = alternatives(
        REQUEST, evidence(), now=NOW, currency="EUR", previous=before, standing=(keep,)
    )
    is_borne_out(found, REQUEST, evidence())
    for each in found.plans:
        if target != "flight":
            assert {s.name for s in each.itinerary.stays} == {s.name for s in before.stays}
        if target != "stay":
            assert identity(each.itinerary)[0] == identity(before)[0]
    assert len(found.plans) == 1 if target == "trip" else len(found.plans) > 1


def test_a_dropped_sight_comes_back_in_none() -> None:
    before = the("best", three()).itinerary
    name = next(item.name for _, item in before.items() if item.kind == "sight")
    drop = Edit(kind="drop", value=name)
    done = plan(
        REQUEST, evidence(), now=NOW, currency="EUR", previous=before, edits=(drop,)
    ).itinerary
    found = alternatives(
        REQUEST, evidence(), now=NOW, currency="EUR", previous=done, standing=(drop,)
    )
    for each in found.plans:
        assert name not in {item.name for _, item in each.itinerary.items()}


def test_the_plan_in_hand_is_shown_as_it_is() -> None:
    before = the("best", three()).itinerary
    found = alternatives(REQUEST, evidence(), now=NOW, currency="EUR", previous=before)
    assert the("best", found).itinerary == before


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    flights=st.integers(2, 9),
    stays=st.integers(1, 8),
    cities=st.integers(1, 3),
    window=st.sampled_from([0, 2]),
    budget=st.sampled_from([None, 1500, 4000]),
)
def test_whatever_is_on_offer_each_is_verified_and_what_it_says(
    seed: int, flights: int, stays: int, cities: int, window: int, budget: int | None
) -> None:
    places = (LISBON, PORTO, MADRID)[:cities]
    request = asked(
        *((place, 2) for place in places), nights=2 * cities, window=window, budget=budget
    )
    known = evidence_for(request, flights=flights, stays=stays, sights=8, seed=seed)
    found = shown(request, known)
    outcome = plan(request, known, now=NOW, currency="EUR")
    assert bool(found.plans) == (outcome.itinerary is not None)
    if found.plans:
        is_borne_out(found, request, known)
        assert len(found.plans) <= 3
        if budget:
            assert all(each.itinerary.total.amount <= Decimal(budget) for each in found.plans)


@pytest.mark.parametrize(
    ("said", "number"), [("1", 1), ("3", 3), ("-1", 3), ("cheapest", 1), ("fastest", 2)]
)
def test_one_is_meant_by_its_number_or_its_role(said: str, number: int) -> None:
    assert three().meant(said) == three().plans[number - 1]


@pytest.mark.parametrize("said", ["0", "4", "99", "-4", "dearest", ""])
def test_none_is_meant_by_another_number_or_word(said: str) -> None:
    assert three().meant(said) is None
