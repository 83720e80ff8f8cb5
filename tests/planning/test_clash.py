"""Wishes that can't all be met: the set that is named is minimal, and each way out is one."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planning.plan import plan
from planning.plan.clash import names_of, only
from planning.verify import verify
from tests.planning.solve_world import LISBON, NOW, asked, evidence_for, wish
from travel.itinerary import Outcome, Relaxation
from travel.money import money
from travel.request import TripRequest
from travel.wishes import Wish

EVIDENCE = evidence_for(asked((LISBON, 3), nights=3), flights=6, stays=6, sights=8)
VALUES: dict[str, tuple[object, ...]] = {
    "max_stops": (0,),
    "cabin": ("business",),
    "depart_after": ("09:00", "22:30"),
    "return_before": ("06:00", "10:00"),
    "min_stars": (4, 5),
    "near_centre": (0.1, 0.6),
    "amenities": (("pool",),),
    "must_see": (("Eiffel Tower",), ("Lisbon museum 0",)),
}


def planned(request: TripRequest) -> Outcome:
    return plan(request, EVIDENCE, now=NOW, currency="EUR")


@st.composite
def requests(draw: st.DrawFn) -> TripRequest:
    slots = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=5, unique=True))
    wishes = [wish(slot, draw(st.sampled_from(VALUES[slot]))) for slot in slots]
    budget = draw(st.sampled_from((None, 300, 550, 700, 1000)))
    return asked((LISBON, 3), nights=3, wishes=wishes, budget=budget)


def relaxed(request: TripRequest, relaxation: Relaxation) -> TripRequest:
    """The request with the changes that the relaxation states in words for machines."""
    for change in relaxation.change.split("; "):
        slot, _, value = change.partition("=")
        if slot == "budget":
            amount = money(value.removesuffix(" EUR"), "EUR")
            (budget,) = request.budgets
            changed = budget.model_copy(update={"amount": amount})
            request = request.model_copy(update={"budgets": (changed,)})
        elif value == "any":
            request = request.without_wish(slot)  # type: ignore[arg-type]
        else:
            read: Any = value
            if slot in ("max_stops", "min_stars"):
                read = int(value)
            if slot == "near_centre":
                read = float(value)
            if slot in ("amenities", "must_see"):
                read = tuple(value.split(","))
            request = request.with_wish(Wish.model_validate({"slot": slot, "value": read}))
    return request


@settings(
    max_examples=25,
    phases=(Phase.generate,),
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow,),
    derandomize=True,
)
@given(requests())
def test_the_set_that_clashes_is_minimal_and_the_ways_out_are_ways_out(
    request: TripRequest,
) -> None:
    outcome = planned(request)
    if outcome.itinerary is not None:
        assert outcome.clash == ()
        return
    core = [each.wish for each in outcome.clash]
    assert core
    assert set(core) <= set(names_of(request))
    assert planned(only(request, core)).itinerary is None
    for name in core:
        rest = [each for each in core if each != name]
        assert planned(only(request, rest)).itinerary is not None, (core, name)
    for each in outcome.relaxations:
        if each.wish == "dates":
            continue
        asked_then = relaxed(request, each)
        found = planned(asked_then).itinerary
        assert found is not None, each.change
        assert verify(found, asked_then, EVIDENCE, now=NOW) == ()
        assert found.total == each.cost


def test_two_wishes_and_a_budget_are_named_in_the_persons_words() -> None:
    request = asked((LISBON, 3), nights=3, budget=650, wishes=[wish("min_stars", 5)])
    outcome = planned(request)
    assert [(each.wish, each.words) for each in outcome.clash] == [
        ("min_stars", "min_stars"),
        ("budget.trip", "650 euros"),
    ]


def test_what_no_wish_is_to_blame_for_names_none() -> None:
    request = asked((LISBON, 3), nights=3, wishes=[wish("min_stars", 3)])
    nothing = EVIDENCE.model_copy(update={"stays": ()})
    outcome = plan(request, nothing, now=NOW, currency="EUR")
    assert outcome.itinerary is None
    assert outcome.clash == ()


@pytest.mark.parametrize(
    ("slot", "value", "said"),
    [
        ("max_stops", 0, "with up to 1 stop"),
        ("min_stars", 5, "star"),
        ("budget", 300, "with a budget of"),
    ],
)
def test_a_way_out_says_how_far_one_has_to_go(slot: str, value: Any, said: str) -> None:
    wishes = [] if slot == "budget" else [wish(slot, value)]
    budget = value if slot == "budget" else None
    request = asked((LISBON, 3), nights=3, wishes=wishes, budget=budget)
    few = EVIDENCE.model_copy(
        update={
            "flights": tuple(f for f in EVIDENCE.flights if f.stops),
            "stays": tuple(s for s in EVIDENCE.stays if s.stars < 5),
        }
    )
    outcome = plan(request, few, now=NOW, currency="EUR")
    assert outcome.itinerary is None
    assert any(re.search(said, each.detail, re.IGNORECASE) for each in outcome.relaxations)
