"""Edits of a plan: what they change, and what they leave alone."""

from collections.abc import Iterable

import pytest

from planning.plan import plan
from planning.select import slice_key
from tests.planning.solve_world import LISBON, NOW, PORTO, asked, evidence_for, wish
from travel.itinerary import Itinerary, Outcome
from travel.money import money
from travel.offers import FlightOffer, StayOffer
from travel.request import TripRequest
from travel.turn import Edit

REQUEST = asked((LISBON, 3), (PORTO, 2), nights=5, window=4)
EVIDENCE = evidence_for(REQUEST, stays=20)


def first() -> Itinerary:
    found = plan(REQUEST, EVIDENCE, now=NOW, currency="EUR").itinerary
    assert found is not None
    return found


BEFORE = first()


def edited(
    kind: str, target: str = "trip", value: str = "", request: TripRequest = REQUEST
) -> Outcome:
    edit = Edit.model_validate({"kind": kind, "target": target, "value": value})
    return plan(request, EVIDENCE, now=NOW, currency="EUR", edits=(edit,), previous=BEFORE)


def after(
    kind: str, target: str = "trip", value: str = "", request: TripRequest = REQUEST
) -> Itinerary:
    outcome = edited(kind, target, value, request)
    assert outcome.itinerary is not None, outcome.violations
    assert not [u for u in outcome.unmet if u.rule.startswith("edit.")]
    return outcome.itinerary


def paid(offers: Iterable[FlightOffer] | Iterable[StayOffer]) -> int:
    return int(sum(offer.price.amount for offer in offers))


def sights(found: Itinerary) -> dict[str, list[str]]:
    return {
        str(day.date): [item.name for item in day.items if item.kind == "sight"]
        for day in found.days
    }


def test_without_edits_the_plan_is_the_same() -> None:
    again = plan(REQUEST, EVIDENCE, now=NOW, currency="EUR", previous=BEFORE)
    assert again.itinerary == BEFORE


def test_offers_fetched_again_under_other_ids_are_the_same_offers() -> None:
    renamed = EVIDENCE.model_copy(
        update={
            "flights": tuple(f.model_copy(update={"id": f"{f.id}:2"}) for f in EVIDENCE.flights),
            "stays": tuple(s.model_copy(update={"id": f"{s.id}:2"}) for s in EVIDENCE.stays),
        }
    )
    again = plan(REQUEST, renamed, now=NOW, currency="EUR", previous=BEFORE).itinerary
    assert again is not None
    assert [slice_key(s) for f in again.flights for s in f.slices] == [
        slice_key(s) for f in BEFORE.flights for s in f.slices
    ]
    assert [stay.name for stay in again.stays] == [stay.name for stay in BEFORE.stays]
    assert sights(again) == sights(BEFORE)


def test_cheaper_costs_less() -> None:
    assert after("cheaper").total < BEFORE.total


def test_a_cheaper_flight_keeps_the_beds_and_sights() -> None:
    found = after("cheaper", "flight")
    assert paid(found.flights) < paid(BEFORE.flights)
    assert found.stays == BEFORE.stays


def test_a_cheaper_way_home_keeps_the_way_out() -> None:
    found = after("cheaper", "return_flight")
    assert paid(found.flights) < paid(BEFORE.flights)
    assert found.flights[0] == BEFORE.flights[0]


def test_a_cheaper_stay_keeps_the_flights() -> None:
    found = after("cheaper", "stay")
    assert paid(found.stays) < paid(BEFORE.stays)
    assert found.flights == BEFORE.flights
    assert found.grounds == BEFORE.grounds


def test_nearer_to_the_centre_is_nearer() -> None:
    found = after("nearer_centre", "stay")
    pairs = list(zip(found.stays, BEFORE.stays, strict=True))
    assert any(new.centre_km < old.centre_km for new, old in pairs)
    assert all(new == old or new.centre_km < old.centre_km for new, old in pairs)
    assert found.flights == BEFORE.flights


def test_a_better_stay_has_more_stars_or_a_better_rating() -> None:
    found = after("better", "stay")
    changed = [(a, b) for a, b in zip(found.stays, BEFORE.stays, strict=True) if a.name != b.name]
    assert changed
    for new, old in changed:
        assert (new.stars, new.rating or 0) > (old.stars, old.rating or 0)


def test_another_stay_has_another_name_and_a_like_class() -> None:
    found = after("other", "stay")
    for new, old in zip(found.stays, BEFORE.stays, strict=True):
        assert new.name != old.name
        assert new.stars >= old.stars - 1
    assert found.flights == BEFORE.flights


def test_another_flight_keeps_the_way_home() -> None:
    found = after("other", "flight")
    assert found.flights[0] != BEFORE.flights[0]
    assert found.flights[-1] == BEFORE.flights[-1]


def test_later_and_earlier_flights_leave_later_and_earlier() -> None:
    out, home = BEFORE.flights[0].slices[0], BEFORE.flights[-1].slices[-1]
    assert after("later_start", "flight").flights[0].slices[0].depart > out.depart
    assert after("earlier_start", "flight").flights[0].slices[0].depart < out.depart
    later_home = after("later_start", "return_flight")
    assert later_home.flights[-1].slices[-1].depart > home.depart
    assert later_home.flights[0] == BEFORE.flights[0]


def test_days_that_start_later_keep_their_offers() -> None:
    found = after("later_start", "days")
    assert (found.flights, found.stays) == (BEFORE.flights, BEFORE.stays)
    assert min(_starts(found)) > min(_starts(BEFORE))


def _starts(found: Itinerary) -> list[int]:
    return [
        item.start.hour * 60 + item.start.minute
        for _, item in found.items()
        if item.kind == "sight"
    ]


def test_a_dropped_sight_is_gone_and_the_others_stay() -> None:
    day, names = next((d, n) for d, n in sights(BEFORE).items() if len(n) > 1)
    found = after("drop", "days", names[0].lower())
    assert names[0] not in [name for each in sights(found).values() for name in each]
    assert sights(found)[day] == names[1:]
    assert (found.flights, found.stays) == (BEFORE.flights, BEFORE.stays)


def test_an_added_day_trip_leaves_the_offers_and_the_other_days() -> None:
    request = REQUEST.with_wish(wish("day_trips", ("Lisbon Hills",)))
    found = after("add_day_trip", "days", "Lisbon Hills", request)
    assert any(item.ref == "trip:Lisbon Hills" for _, item in found.items())
    assert (found.flights, found.stays) == (BEFORE.flights, BEFORE.stays)
    same = sum(sights(found).get(day) == names for day, names in sights(BEFORE).items())
    assert same >= len(BEFORE.days) - 2


def test_a_set_wish_changes_only_what_it_concerns() -> None:
    request = REQUEST.with_wish(wish("min_stars", 5))
    found = after("set", "trip", "min_stars", request)
    assert all(stay.stars == 5 for stay in found.stays)
    assert found.flights == BEFORE.flights
    assert sights(found).keys() == sights(BEFORE).keys()


def test_a_lower_budget_keeps_what_it_can() -> None:
    limit = int(BEFORE.total.amount) - 60
    request = asked((LISBON, 3), (PORTO, 2), nights=5, window=4, budget=limit)
    found = after("set", "trip", "budget", request)
    assert found.total <= money(limit, "EUR")
    kept = sum(a == b for a, b in zip(found.stays, BEFORE.stays, strict=True))
    kept += sum(a == b for a, b in zip(found.flights, BEFORE.flights, strict=False))
    assert kept >= 2


@pytest.mark.parametrize("kind", ["faster", "better"])
def test_what_cannot_be_had_leaves_the_plan_and_says_so(kind: str) -> None:
    nonstop = plan(
        REQUEST.with_wish(wish("max_stops", 0)), EVIDENCE, now=NOW, currency="EUR"
    ).itinerary
    assert nonstop is not None
    edit = Edit.model_validate({"kind": kind, "target": "flight"})
    outcome = plan(REQUEST, EVIDENCE, now=NOW, currency="EUR", edits=(edit,), previous=nonstop)
    assert outcome.itinerary is not None
    if outcome.itinerary.flights == nonstop.flights:
        assert [violation.rule for violation in outcome.unmet] == [f"edit.{kind}"]


def test_edits_without_a_plan_before_are_simply_a_plan() -> None:
    edit = Edit(kind="cheaper")
    outcome = plan(REQUEST, EVIDENCE, now=NOW, currency="EUR", edits=(edit,))
    assert outcome.itinerary is not None
