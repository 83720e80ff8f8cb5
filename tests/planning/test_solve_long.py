"""Long stays, and what stands in the way of short ones."""

from datetime import date

from planning.plan import plan
from tests.planning.solve_world import (
    AUCKLAND,
    BERLIN,
    HONOLULU,
    LISBON,
    NOW,
    asked,
    evidence_for,
    wish,
)


def test_a_free_day_has_no_lunch_in_its_middle() -> None:
    request = asked((LISBON, None), nights=16)
    outcome = plan(request, evidence_for(request, sights=10), now=NOW, currency="EUR")
    assert outcome.itinerary is not None
    free = [day for day in outcome.itinerary.days if "Free day" in {i.name for i in day.items}]
    assert free
    assert all(item.start.hour >= 18 for day in free for item in day.items if item.kind == "meal")


def test_a_must_see_outweighs_a_kind_that_one_would_rather_not_see() -> None:
    request = asked((LISBON, None), nights=4)
    evidence = evidence_for(request)
    museum = next(each for each in evidence.activities if each.category == "museum")
    for hard in (False, True):
        wishes = (wish("must_see", (museum.name,)), wish("avoid", ("museum",), hard=hard))
        request = asked((LISBON, None), nights=4, wishes=wishes)
        found = plan(request, evidence, now=NOW, currency="EUR").itinerary
        seen = {item.name for _, item in found.items()} if found else set[str]()
        assert (museum.name in seen) is not hard


def test_a_stop_that_cannot_be_reached_before_going_on_is_told() -> None:
    stops = ((AUCKLAND, 1), (HONOLULU, 4))
    request = asked(*stops, origin=BERLIN, start=date(2026, 5, 14), nights=5)
    outcome = plan(request, evidence_for(request), now=NOW, currency="EUR")
    told = {violation.rule: violation.detail for violation in outcome.violations}
    assert "it takes a night more" in told["offers.nights"]
