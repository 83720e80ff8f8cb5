"""When nothing meets all that is asked: the nearest plan, and what would restore one."""

from datetime import timedelta

from planning.plan import plan
from planning.verify import verify
from tests.planning.solve_world import LISBON, NOW, PORTO, asked, evidence_for, wish
from travel.evidence import Evidence
from travel.itinerary import Outcome
from travel.money import money
from travel.request import TripRequest
from travel.wishes import Wish


def failed(request: TripRequest, evidence: Evidence | None = None) -> Outcome:
    found = evidence_for(request) if evidence is None else evidence
    outcome = plan(request, found, now=NOW, currency="EUR")
    assert outcome.itinerary is None
    assert outcome.nearest is not None
    assert outcome.violations
    return outcome


def test_a_budget_too_low_says_which_would_do() -> None:
    request = asked((LISBON, None), nights=4, budget=300)
    outcome = failed(request)
    (relaxation,) = outcome.relaxations
    assert (relaxation.wish, relaxation.words) == ("budget", "300 euros")
    assert [violation.wish for violation in outcome.violations] == ["budget"]
    needed = money(relaxation.change.removeprefix("budget=").removesuffix(" EUR"), "EUR")
    raised = asked((LISBON, None), nights=4, budget=int(needed.amount))
    assert plan(raised, evidence_for(raised), now=NOW, currency="EUR").itinerary is not None
    lower = asked((LISBON, None), nights=4, budget=int(needed.amount) - 15)
    assert plan(lower, evidence_for(lower), now=NOW, currency="EUR").itinerary is None


def test_a_time_of_day_gives_way_by_as_little_as_it_must() -> None:
    request = asked((LISBON, None), nights=4, wishes=[wish("depart_after", "22:30")])
    outcome = failed(request)
    (relaxation,) = outcome.relaxations
    assert relaxation.change == "depart_after=21:30"
    assert relaxation.cost is not None


def test_each_clashing_wish_is_offered_alone_the_cheapest_first() -> None:
    request = asked(
        (LISBON, None),
        nights=4,
        budget=900,
        wishes=[wish("max_stops", 0), wish("min_stars", 5)],
    )
    relaxations = failed(request).relaxations
    assert {each.wish for each in relaxations} == {"budget", "min_stars"}
    costs = [each.cost.amount for each in relaxations if each.cost]
    assert costs == sorted(costs)


def test_two_wishes_give_way_together_where_one_is_not_enough() -> None:
    request = asked(
        (LISBON, None), nights=4, wishes=[wish("cabin", "business"), wish("near_centre", 0.1)]
    )
    (relaxation,) = failed(request).relaxations
    assert relaxation.change.startswith("cabin=economy; near_centre=")


def test_a_relaxed_request_has_a_plan_that_holds() -> None:
    request = asked((LISBON, None), nights=4, wishes=[wish("near_centre", 0.1)])
    evidence = evidence_for(request)
    (relaxation,) = failed(request, evidence).relaxations
    km = float(relaxation.change.removeprefix("near_centre="))
    relaxed = request.with_wish(Wish(slot="near_centre", value=km))
    found = plan(relaxed, evidence, now=NOW, currency="EUR").itinerary
    assert found is not None
    assert verify(found, relaxed, evidence, now=NOW) == ()
    assert found.total == relaxation.cost


def test_of_a_list_only_what_cannot_be_had_is_given_up() -> None:
    request = asked((LISBON, None), wishes=[wish("must_see", ("Lisbon museum 0", "Eiffel Tower"))])
    (relaxation,) = failed(request).relaxations
    assert relaxation.change == "must_see=Lisbon museum 0"
    assert relaxation.detail.startswith("Without Eiffel Tower there is a plan")


def test_other_days_that_the_evidence_knows_are_offered() -> None:
    request = asked((LISBON, None), nights=3)
    later = asked((LISBON, None), nights=3, start=request.dates.start + timedelta(days=1))  # type: ignore[operator]
    evidence = evidence_for(request, stays=0).merged(evidence_for(later))
    stays = tuple(s for s in evidence.stays if s.check_in == later.dates.start)
    expensive = tuple(
        f.model_copy(update={"price": f.price * 20})
        if f.slices[0].depart.date() in (request.dates.start, request.dates.end)
        else f
        for f in evidence.flights
    )
    both = evidence.model_copy(
        update={
            "flights": expensive,
            "stays": (*stays, *evidence_for(request).stays),
        }
    )
    capped = asked((LISBON, None), nights=3, budget=2000)
    relaxations = failed(capped, both).relaxations
    assert f"start={later.dates.start}" in [each.change for each in relaxations]


def test_the_nearest_plan_breaks_only_what_it_must() -> None:
    request = asked((LISBON, 2), (PORTO, 2), nights=4, wishes=[wish("cabin", "business")])
    outcome = failed(request)
    assert {violation.wish for violation in outcome.violations} == {"cabin"}


def test_a_request_that_contradicts_itself_is_never_an_exception() -> None:
    request = asked((LISBON, 9), (PORTO, 9), nights=4)
    outcome = plan(request, evidence_for(request), now=NOW, currency="EUR")
    assert outcome.itinerary is None
    assert outcome.violations
