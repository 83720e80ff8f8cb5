"""Wishes that can't all be met: the set that is named is minimal, and each way out is one."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planning.plan import plan
from planning.plan.clash import names_of, only
from planning.verify import verify
from tests.planning.solve_world import LISBON, NOW, asked, evidence_for, wish
from travel.evidence import Evidence
from travel.itinerary import Outcome, Relaxation
from travel.money import money
from travel.request import Budget, TripRequest
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
    "must_see": (("Eiffel Tower",), ("Lisbon museum 0",), ("Lisbon castle 1", "Eiffel Tower")),
    "pace": ("relaxed",),
    "interests": (("hiking",), ("museums",)),
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
            if slot in ("amenities", "must_see", "interests"):
                read = tuple(value.split(","))
            request = request.with_wish(Wish.model_validate({"slot": slot, "value": read}))
    return request


def accounted_for(outcome: Outcome) -> set[str]:
    """The wishes of the clash of which a way out is told, or that there is none."""
    ways = (each.wish for each in outcome.relaxations if each.wish != "dates")
    told = {"budget.trip" if wish == "budget" else wish for wish in ways}
    return told | {each.wish for each in outcome.out_of_reach}


@settings(
    max_examples=30,
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
    assert accounted_for(outcome) == set(core)
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


@pytest.mark.parametrize("budget", [300, 500])
def test_a_sight_a_cabin_and_a_budget_give_way_together(budget: int) -> None:
    wishes = [wish("must_see", ("Lisbon museum 0", "Eiffel Tower")), wish("cabin", "business")]
    request = asked((LISBON, 3), nights=3, budget=budget, wishes=wishes)
    outcome = planned(request)
    (way,) = outcome.relaxations
    assert [change.partition("=")[0] for change in way.change.split("; ")] == [
        *("must_see", "cabin", "budget"),
    ]
    assert way.change.startswith("must_see=Lisbon museum 0; cabin=economy; ")
    assert way.wish == "budget"
    again = planned(relaxed(request, way)).itinerary
    assert again is not None
    assert any(item.name == "Lisbon museum 0" for _, item in again.items())


def test_a_budget_pays_for_the_tickets_of_what_must_be_seen() -> None:
    cheapest = planned(asked((LISBON, 3), nights=3, budget=300)).relaxations[0]
    wishes = [wish("must_see", ("Lisbon museum 0", "Lisbon castle 1"))]
    seen = planned(asked((LISBON, 3), nights=3, budget=300, wishes=wishes)).relaxations[0]
    assert seen.cost is not None
    assert cheapest.cost is not None
    assert seen.cost.amount > cheapest.cost.amount


def test_a_budget_without_a_rate_is_out_of_reach_and_says_why() -> None:
    request = asked((LISBON, 3), nights=3, wishes=[wish("min_stars", 3)])
    yen = Budget(amount=money(300_000, "JPY"), words="300,000 yen")
    outcome = planned(request.model_copy(update={"budgets": (yen,)}))
    assert outcome.itinerary is None
    assert [each.wish for each in outcome.clash] == ["budget.trip"]
    assert outcome.relaxations == ()
    assert [(each.wish, each.words, each.reason) for each in outcome.out_of_reach] == [
        ("budget.trip", "300,000 yen", "no_rate")
    ]


def test_where_no_bed_is_free_other_days_are_a_way_out() -> None:
    request = asked((LISBON, 3), nights=3)
    later = asked((LISBON, 3), nights=3, start=date(2026, 5, 15))
    known = evidence_for(later, flights=6, stays=6, sights=8)
    outcome = plan(request, known, now=NOW, currency="EUR")
    assert {each.rule.partition(".")[0] for each in outcome.violations} == {"offers"}
    (way,) = outcome.relaxations
    assert way.change == "start=2026-05-15"
    found = plan(later, known, now=NOW, currency="EUR").itinerary
    assert found is not None
    assert found.total == way.cost


def test_days_of_quite_another_length_are_no_way_out() -> None:
    request = asked((LISBON, None), nights=3, budget=60, intent="stay")
    short = evidence_for(asked((LISBON, 1), nights=1), flights=0, stays=6).stays
    night = tuple(s.model_copy(update={"id": f"short:{s.id}"}) for s in short)
    both = EVIDENCE.merged(Evidence(stays=night))
    outcome = plan(request, both, now=NOW, currency="EUR")
    assert [each.wish for each in outcome.relaxations] == ["budget"]


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
