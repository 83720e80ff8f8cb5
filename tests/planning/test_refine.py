"""Refining a plan: days swapped, sights moved and stretched, offers kept; and all else left alone."""

from datetime import date
from functools import cache

import pytest

from planning.plan import plan
from planning.plan.standing import settled, standing_after
from planning.verify import verify
from tests.planning.solve_world import LISBON, MADRID, NOW, PORTO, asked, evidence_for
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Outcome
from travel.request import TripRequest
from travel.turn import Edit

REQUEST = asked((LISBON, 4), (PORTO, 2), nights=6)
EVIDENCE = evidence_for(REQUEST, stays=10, sights=26)


def edited(
    before: Itinerary,
    *edits: Edit,
    standing: tuple[Edit, ...] = (),
    request: TripRequest = REQUEST,
    evidence: Evidence = EVIDENCE,
) -> Outcome:
    outcome = plan(
        request, evidence, now=NOW, currency="EUR", edits=edits, previous=before, standing=standing
    )
    if outcome.itinerary is not None:
        assert verify(outcome.itinerary, request, evidence, now=NOW) == ()
    return outcome


def made(outcome: Outcome) -> Itinerary:
    assert outcome.itinerary is not None, outcome.violations
    assert outcome.unmet == ()
    return outcome.itinerary


BEFORE = made(plan(REQUEST, EVIDENCE, now=NOW, currency="EUR"))


def sights(found: Itinerary) -> dict[date, list[str]]:
    return {d.date: [i.name for i in d.items if i.kind == "sight"] for d in found.days}


def test_two_days_are_swapped_and_the_others_stay() -> None:
    after = made(edited(BEFORE, Edit(kind="swap_days", value="2,3")))
    old, new = list(sights(BEFORE).values()), list(sights(after).values())
    assert (set(new[1]), set(new[2])) == (set(old[2]), set(old[1]))
    assert new[:1] + new[3:] == old[:1] + old[3:]
    assert (after.flights, after.stays) == (BEFORE.flights, BEFORE.stays)


def test_days_in_two_cities_are_not_swapped_and_that_is_said() -> None:
    outcome = edited(BEFORE, Edit(kind="swap_days", value="2,6"))
    assert [each.rule for each in outcome.unmet] == ["edit.swap_days"]
    assert outcome.itinerary == BEFORE


def test_a_sight_is_moved_to_the_day_that_was_said() -> None:
    day, name = next(
        (d.date, i.name)
        for d, i in BEFORE.items()
        if i.kind == "sight" and ("park" in i.name or "viewpoint" in i.name)
    )
    goal = next(d.date for d in BEFORE.days[1:4] if d.date != day)
    after = made(edited(BEFORE, Edit(kind="place", value=name, on=goal)))
    assert name in sights(after)[goal]
    assert name not in sights(after)[day]


def test_a_sight_that_was_not_in_the_plan_is_added_on_its_day() -> None:
    seen = {name for names in sights(BEFORE).values() for name in names}
    new = next(
        a.name
        for a in EVIDENCE.activities
        if a.city == "Lisbon" and not a.meals and not a.day_trip
        and a.name not in seen and a.category in ("park", "viewpoint")
    )  # fmt: skip
    after = made(edited(BEFORE, Edit(kind="place", value=new, day=3)))
    assert new in sights(after)[BEFORE.days[2].date]


def test_more_time_at_a_sight_lasts_in_later_turns_until_less_is_asked() -> None:
    item = next(
        i for _, i in BEFORE.items() if i.kind == "sight" and (i.end - i.start).seconds < 5000
    )
    longer = Edit(kind="longer", value=item.name)
    after = made(edited(BEFORE, longer))
    standing = standing_after((), settled((longer,), BEFORE, EVIDENCE))
    later = edited(after, Edit(kind="cheaper"), standing=standing).itinerary
    for found in filter(None, (after, later)):
        mine = [i for _, i in found.items() if i.name == item.name]
        assert all(i.end - i.start > item.end - item.start for i in mine)
        assert mine


@pytest.mark.parametrize("kind", ["cheaper", "better", "other", "nearer_centre"])
def test_a_kept_hotel_is_never_moved_until_it_is_freed(kind: str) -> None:
    standing = standing_after((), (Edit(kind="keep", target="stay"),))
    edit = Edit.model_validate({"kind": kind, "target": "stay"})
    outcome = edited(BEFORE, edit, standing=standing)
    assert outcome.itinerary is not None
    assert outcome.itinerary.stays == BEFORE.stays
    assert [each.rule for each in outcome.unmet] == ["edit.kept"] * len(BEFORE.stays)
    freed = standing_after(standing, (Edit(kind="free", target="stay"),))
    assert freed == ()


def test_a_cheaper_trip_around_kept_flights_keeps_them() -> None:
    outcome = edited(BEFORE, Edit(kind="keep", target="flight"), Edit(kind="cheaper"))
    assert outcome.itinerary is not None
    assert [f.slices for f in outcome.itinerary.flights] == [f.slices for f in BEFORE.flights]
    assert outcome.itinerary.total <= BEFORE.total


def test_sights_are_dropped_by_kind_one_or_all() -> None:
    museums = [i.name for _, i in BEFORE.items() if i.kind == "sight" and " museum " in i.name]
    assert len(museums) > 1
    one = made(edited(BEFORE, Edit(kind="drop", value="museum")))
    left = {name for names in sights(one).values() for name in names}
    assert len([name for name in museums if name not in left]) == 1
    all_gone = made(edited(BEFORE, Edit(kind="drop", value="museums")))
    left = {name for names in sights(all_gone).values() for name in names}
    assert not left & set(museums)


def test_days_that_start_later_still_do_after_another_edit() -> None:
    later = Edit(kind="later_start", target="days")
    after = made(edited(BEFORE, later))
    standing = standing_after((), (later,))
    again = edited(after, Edit(kind="cheaper", target="stay"), standing=standing).itinerary
    assert again is not None
    assert sights(again) == sights(after)
    starts = [[i.start.time() for _, i in p.items() if i.kind == "sight"] for p in (again, after)]
    assert min(starts[0]) >= min(starts[1])


@cache
def world(number: int) -> tuple[TripRequest, Evidence, Itinerary]:
    stops = ([(LISBON, 3)], [(LISBON, 3), (PORTO, 2)], [(MADRID, 3), (LISBON, 3)])[number % 3]
    request = asked(*stops, nights=sum(n for _, n in stops), start=date(2026, 5, 11 + number))
    evidence = evidence_for(request, flights=8, stays=8, sights=20 + 2 * number, seed=number + 1)
    found = plan(request, evidence, now=NOW, currency="EUR").itinerary
    assert found is not None
    return request, evidence, found


def locality(number: int, edit: Edit, touched: set[date]) -> tuple[int, int]:
    """Days that the edit isn't about: (as they were, all of them)."""
    request, evidence, before = world(number)
    outcome = edited(before, edit, request=request, evidence=evidence)
    after = outcome.itinerary
    assert after is not None
    if any(each.rule.startswith("edit.") for each in outcome.unmet):
        return 0, 0
    others = [day.date for day in before.days if day.date not in touched]
    old, new = sights(before), sights(after)
    return sum(old[d] == new.get(d) for d in others), len(others)


def edits_of(number: int) -> list[tuple[str, Edit, set[date]]]:
    _, _, before = world(number)
    cases: list[tuple[str, Edit, set[date]]] = []
    for day, item in before.items():
        if item.kind == "sight":
            cases.append(("drop", Edit(kind="drop", value=item.name), {day.date}))
            cases.append(("longer", Edit(kind="longer", value=item.name), {day.date}))
            for other in before.days:
                if other.city == day.city and other.date != day.date:
                    move = Edit(kind="place", value=item.name, on=other.date)
                    cases.append(("move", move, {day.date, other.date}))
    for one in range(len(before.days) - 1):
        swap = Edit(kind="swap_days", value=f"{one + 1},{one + 2}")
        dates = {before.days[one].date, before.days[one + 1].date}
        cases.append(("swap", swap, dates))
    for kind in ("cheaper", "other", "better"):
        cases.append((f"{kind} stay", Edit.model_validate({"kind": kind, "target": "stay"}), set()))
    return cases


def measured(worlds: int = 6) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for number in range(worlds):
        for name, edit, touched in edits_of(number):
            same, of = locality(number, edit, touched)
            had = found.get(name, (0, 0))
            found[name] = had[0] + same, had[1] + of
    return found


def test_an_edit_of_one_thing_leaves_the_other_days_alone() -> None:
    found = measured()
    for name, (same, of) in sorted(found.items()):
        print(f"{name:14} {same:5} of {of:5} other days as before: {same / max(1, of):.1%}")
    for name in ("drop", "longer", "move", "swap"):
        same, of = found[name]
        assert same >= 0.9 * of, name
