"""The day level: what is done when."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from planning.plan import plan
from tests.planning.solve_world import (
    BERLIN,
    HONOLULU,
    LISBON,
    NOW,
    PORTO,
    TWO,
    activity,
    asked,
    evidence_for,
    wish,
)
from travel.evidence import Evidence
from travel.itinerary import Day, Item, Itinerary
from travel.party import Party
from travel.places import distance_km
from travel.request import TripRequest


def made(request: TripRequest, evidence: Evidence | None = None) -> Itinerary:
    found = evidence_for(request) if evidence is None else evidence
    outcome = plan(request, found, now=NOW, currency="EUR")
    assert outcome.itinerary is not None, outcome.violations
    return outcome.itinerary


def of_kind(made: Itinerary, *kinds: str) -> list[Item]:
    return [item for _, item in made.items() if item.kind in kinds]


def full_days(made: Itinerary) -> list[Day]:
    return [day for day in made.days if all(i.kind != "flight" for i in day.items)]


@pytest.mark.parametrize(("pace", "most"), [("relaxed", 3), ("balanced", 4), ("packed", 6)])
def test_pace_sets_the_most_sights_a_day(pace: str, most: int) -> None:
    plan_made = made(asked((LISBON, None), nights=2, wishes=[wish("pace", pace)]))
    counts = [sum(i.kind == "sight" for i in day.items) for day in plan_made.days]
    assert max(counts) == most


def test_nothing_is_seen_before_nine_and_each_full_day_has_meals() -> None:
    plan_made = made(asked((LISBON, None), nights=5))
    assert min(item.start.hour for item in of_kind(plan_made, "sight")) >= 9
    for day in full_days(plan_made):
        meals = [i for i in day.items if i.kind == "meal" or i.name == "Lunch"]
        assert len(meals) == 2
        lunch, dinner = meals
        assert 12 <= lunch.start.hour <= 14
        assert 19 <= dinner.start.hour <= 20


def test_no_table_is_sat_at_twice_on_a_day() -> None:
    for day in made(asked((LISBON, None), nights=5)).days:
        tables = [item.ref for item in day.items if item.kind == "meal"]
        assert len(tables) == len(set(tables))


def test_must_sees_of_rank_one_come_in_the_first_half() -> None:
    request = asked((LISBON, None), nights=6)
    evidence = evidence_for(request)
    ranks = {a.id: a.rank for a in evidence.activities}
    days = made(request, evidence).days
    first = [i for d in days[: len(days) // 2 + 1] for i in d.items if i.kind == "sight"]
    rest = [i for d in days[len(days) // 2 + 1 :] for i in d.items if i.kind == "sight"]
    assert sum(ranks[i.ref] == 1 for i in first) > sum(ranks[i.ref] == 1 for i in rest)


def test_wet_days_are_spent_indoors() -> None:
    request = asked((LISBON, None), nights=5)
    evidence = evidence_for(request)
    wet = request.dates.start + timedelta(days=2)  # type: ignore[operator]
    weather = tuple(
        w.model_copy(update={"rain_chance": 0.9 if w.date == wet else 0.05})
        for w in evidence.weather
    )
    settings = {a.id: a.setting for a in evidence.activities}
    plan_made = made(request, evidence.model_copy(update={"weather": weather}))
    day = next(day for day in plan_made.days if day.date == wet)
    seen = [settings[i.ref] for i in day.items if i.kind == "sight"]
    assert seen
    assert seen.count("outdoor") <= 1


def test_a_day_stays_in_one_part_of_town() -> None:
    request = asked((LISBON, None), nights=2)
    evidence = evidence_for(request)
    sights = tuple(
        activity(f"{side} {n}", LISBON, km=0.2 * n, east=6.0 if side == "East" else -6.0)
        for side in ("East", "West")
        for n in range(4)
    )
    poor = evidence.model_copy(
        update={"activities": sights, "matrices": (), "day_trips": (), "weather": ()}
    )
    for day in full_days(made(request, poor)):
        points = [item for item in day.items if item.kind == "sight"]
        assert points
        assert all(distance_km(a, b) < 2 for a, b in pairwise(points))


def test_interests_come_first() -> None:
    request = asked((LISBON, None), nights=2, wishes=[wish("interests", ("markets",))])
    evidence = evidence_for(request)
    named = {a.id: a.interests for a in evidence.activities}
    seen = [named[i.ref] for i in of_kind(made(request, evidence), "sight")]
    assert sum("markets" in interests for interests in seen) >= 2


def test_a_must_see_is_seen_and_what_is_to_be_avoided_is_not() -> None:
    request = asked(
        (LISBON, None),
        nights=2,
        wishes=[wish("must_see", ("lisbon museum 14",)), wish("avoid", ("parks",))],
    )
    names = [item.name for item in of_kind(made(request), "sight")]
    assert "Lisbon museum 14" in names
    assert not any("park" in name for name in names)


def test_a_wished_day_trip_rides_there_and_back_on_a_full_day() -> None:
    request = asked((LISBON, None), nights=3, wishes=[wish("day_trips", ("lisbon hills",))])
    days = [
        day
        for day in made(request).days
        if sum(item.ref == "trip:Lisbon Hills" for item in day.items) == 2
    ]
    assert len(days) == 1
    assert any("Palace" in item.name for item in days[0].items if item.kind == "sight")


def test_a_must_see_out_of_town_makes_a_day_trip() -> None:
    request = asked((LISBON, None), nights=3, wishes=[wish("must_see", ("Lisbon Palace 1",))])
    assert "Lisbon Palace 1" in [item.name for item in of_kind(made(request), "sight")]


def test_small_children_are_back_early_and_eat_early() -> None:
    party = Party(adults=2, children=(3, 6))
    plan_made = made(asked((LISBON, None), nights=4, party=party))
    assert max(item.end.hour for item in of_kind(plan_made, "sight", "meal")) <= 20
    assert all(sum(i.kind == "sight" for i in day.items) <= 3 for day in plan_made.days)


def test_a_diet_is_respected_or_nothing_is_suggested() -> None:
    request = asked((LISBON, None), nights=3, wishes=[wish("diet", ("vegan",))])
    evidence = evidence_for(request)
    diets = {a.id: a.diet for a in evidence.activities}
    assert all("vegan" in diets[i.ref] for i in of_kind(made(request, evidence), "meal"))
    halal = request.with_wish(wish("diet", ("halal",)))
    assert of_kind(made(halal, evidence), "meal") == []


def test_bags_are_dropped_and_check_in_waits_for_its_hour() -> None:
    request = asked((LISBON, None), nights=3, wishes=[wish("arrive_before", "11:30")])
    evidence = evidence_for(request)
    first = made(request, evidence).days[0]
    check_in = next(item for item in first.items if item.kind == "check_in")
    assert check_in.start.hour >= 15
    assert any(i.kind == "sight" and i.end < check_in.start for i in first.items) or any(
        i.kind == "meal" and i.end < check_in.start for i in first.items
    )


def test_a_late_evening_has_the_ride_and_the_bed_only() -> None:
    late = [wish("depart_after", "18:30"), wish("max_stops", 0)]
    request = asked((LISBON, None), nights=3, wishes=late)
    first = made(request).days[0]
    assert [item.kind for item in first.items if item.kind != "flight"] == ["transfer", "check_in"]


def test_placeholders_are_used_only_where_there_is_nothing_real() -> None:
    request = asked((LISBON, None), nights=2)
    evidence = evidence_for(request)
    filler = tuple(
        activity(f"Old town walk {n}", LISBON, placeholder=True, km=n / 2) for n in range(3)
    )
    mixed = evidence.model_copy(update={"activities": (*evidence.activities, *filler)})
    assert not any("walk" in i.name for i in of_kind(made(request, mixed), "sight"))
    alone = evidence.model_copy(update={"activities": filler})
    assert any("walk" in i.name for i in of_kind(made(request, alone), "sight"))


def test_no_sight_is_seen_twice_over_the_whole_trip() -> None:
    request = asked((LISBON, 2), (PORTO, 2), (LISBON, 2), nights=6)
    seen = Counter(item.ref for item in of_kind(made(request), "sight"))
    assert max(seen.values()) == 1


def test_tickets_are_left_out_rather_than_the_budget_broken() -> None:
    request = asked((LISBON, None), nights=3)
    cheapest = plan(
        request.model_copy(update={"budgets": asked((LISBON, None), budget=1).budgets}),
        evidence_for(request),
        now=NOW,
        currency="EUR",
    ).relaxations[0]
    assert cheapest.cost is not None
    limit = int(cheapest.cost.amount) + 5
    plan_made = made(asked((LISBON, None), nights=3, budget=limit))
    tickets = [item for item in of_kind(plan_made, "sight") if item.price is not None]
    assert len(tickets) <= 1


def test_the_last_day_ends_at_the_airport_in_time() -> None:
    plan_made = made(asked((HONOLULU, None), origin=BERLIN, nights=5, party=TWO))
    ride = [item for item in plan_made.days[-1].items if item.kind == "transfer"][-1]
    leaves = plan_made.flights[-1].slices[-1].depart
    assert leaves - ride.end >= timedelta(minutes=120)
