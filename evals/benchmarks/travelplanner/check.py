"""Whether a plan holds: TravelPlanner's commonsense and hard constraints, from the published definitions.

Source: "TravelPlanner: A Benchmark for Real-World Planning with Language Agents" (2024) and the evaluation it was
published with (evaluation/commonsense_constraint.py, hard_constraint.py). Where that code lets more through than
the definitions do (house rule "parties", minimum nights of names found twice, places of days without travel,
the day of a flight), the definitions hold here. Shares nothing with the solver but the tables and the request.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import ceil

from evals.benchmarks.travelplanner.cells import (
    BED,
    MEALS,
    RIDE,
    Case,
    attractions_of,
    cities_of,
    fare_of,
    is_said,
    mode_of,
    name_and_city,
    restaurant_at,
    stay_at,
    stays_of,
    written,
)  # fmt: skip
from evals.benchmarks.travelplanner.request import Request

WRITTEN = (RIDE, *MEALS, "attraction", BED)


Verdict = str | None  # what is wrong, or None


def check(case: Case) -> dict[str, Verdict]:
    """What is wrong, by constraint; None where it holds. Hard ones appear as far as they were asked for, and,
    as published, only where the plan is complete and inside the sandbox."""
    found = {name: judge(case) for name, judge in COMMONSENSE.items()}
    if found["Complete Information"] is None and found["Within Sandbox"] is None:
        found |= {name: HARD[name](case) for name in hard_constraints(case.request)}
    return found


def hard_constraints(request: Request) -> tuple[str, ...]:
    """Those the request brings into play."""
    asked = {
        "Budget": True,
        "Room Rule": bool(request.house_rules),
        "Cuisine": bool(request.cuisines),
        "Room Type": request.room_type is not None,
        "Transportation": bool(request.barred),
    }
    return tuple(name for name, wanted in asked.items() if wanted)


def _within_current_city(case: Case) -> Verdict:
    for number, day in enumerate(case.plan, 1):
        cities = cities_of(day)
        if any(city not in written(day, "transportation") for city in cities if is_said(day, RIDE)):
            return f"day {number}: transportation does not join {' and '.join(cities)}"
        for item in (*(day[meal] for meal in MEALS if is_said(day, meal)), *attractions_of(day)):
            if not any(city in item for city in cities):
                return f"day {number}: {item} is not in {' or '.join(cities)}"
        if is_said(day, BED) and cities[-1] not in day[BED]:
            return f"day {number}: {day[BED]} is not in {cities[-1]}"
    return None


def _within_sandbox(case: Case) -> Verdict:
    for number, day in enumerate(case.plan):
        for meal in MEALS:
            if is_said(day, meal) and restaurant_at(case, day[meal]) is None:
                return f"day {number + 1}: no restaurant {day[meal]}"
        for item in attractions_of(day):
            name, city = name_and_city(item)
            if not any(name in known.name for known in case.database.attractions.get(city, ())):
                return f"day {number + 1}: no attraction {item}"
        if is_said(day, BED) and stay_at(case, day[BED]) is None:
            return f"day {number + 1}: no accommodation {day[BED]}"
        if is_said(day, RIDE) and fare_of(case, day, number) is None:
            return f"day {number + 1}: no such ride: {day[RIDE]}"
    return None


def _reasonable_city_route(case: Case) -> Verdict:
    request, visited = case.request, [city for day in case.plan for city in cities_of(day)]
    stretches = [(city, len(list(run))) for city, run in groupby(visited)]
    if not visited or visited[0] != request.origin or visited[-1] != request.origin:
        return f"the trip does not start and end in {request.origin}"
    between = stretches[1:-1]
    if not between or len({city for city, _ in between}) < len(between):
        return "a city is left and entered again"
    if any(length < 2 for _, length in between):
        return "a city is passed through in no time"
    for city, _ in between:
        if city not in case.database.states:
            return f"{city} is not a city of the benchmark"
        state = case.database.states[city]
        if (request.days or 0) > 3 and state != request.destination:
            return f"{city} is not in {request.destination}"
        if (request.days or 0) <= 3 and city != request.destination:
            return f"{city} is not {request.destination}"
    return None


def _diverse_restaurants(case: Case) -> Verdict:
    return _repeated([day[meal] for day in case.plan for meal in MEALS if is_said(day, meal)])


def _diverse_attractions(case: Case) -> Verdict:
    return _repeated([item for day in case.plan for item in attractions_of(day)])


def _non_conflicting_transportation(case: Case) -> Verdict:
    if not case.plan or not is_said(case.plan[0], RIDE):
        return "day 1 has no transportation"
    modes = {mode_of(day[RIDE]) for day in case.plan if is_said(day, RIDE)}
    if "Self-driving" in modes and modes & {"Flight", "Taxi"}:
        return f"modes conflict: {', '.join(sorted(map(str, modes)))}"
    return None


def _minimum_nights(case: Case) -> Verdict:
    for name, run in groupby(written(day, BED) for day in case.plan):
        nights, stay = len(list(run)), stay_at(case, name)
        if stay is not None and nights < stay.minimum_nights:
            return f"{name}: {nights} nights of at least {stay.minimum_nights:g}"
    return None


def _complete_information(case: Case) -> Verdict:
    days = case.request.days or 0
    if len(case.plan) != days:
        return f"{len(case.plan)} days instead of {days}"
    cities = {city for day in case.plan for city in cities_of(day)} - {case.request.origin}
    if len(cities) != case.request.cities:
        return f"{len(cities)} cities instead of {case.request.cities}"
    for number, day in enumerate(case.plan, 1):
        missing = [key for key in WRITTEN if key not in day]
        travels = len(cities_of(day)) > 1
        if travels and not is_said(day, RIDE):
            missing.append(RIDE)
        if not travels:
            missing += [key for key in ("attraction", *MEALS) if not is_said(day, key)]
        if number < days and not is_said(day, BED):
            missing.append(BED)
        if missing:
            return f"day {number}: no {', '.join(missing)}"
    said = sum(bool(day[key]) and day[key] != "-" for day in case.plan for key in day)
    return None if said >= 3 * days else "more than half of the information is absent"


def _budget(case: Case) -> Verdict:
    cost = total_cost(case)
    return None if cost <= (case.request.budget or 0) else f"costs {cost:g}"


def total_cost(case: Case) -> float:
    """Dollars for everyone: a seat and a meal for each, cars of five, taxis of four, units of their occupancy."""
    people, total = case.request.people or 1, 0.0
    for number, day in enumerate(case.plan):
        total += (fare_of(case, day, number) or 0) if is_said(day, RIDE) else 0
        eaten = (restaurant_at(case, day[meal]) for meal in MEALS if is_said(day, meal))
        total += people * sum(place.cost for place in eaten if place)
        stay = stay_at(case, written(day, BED))
        total += stay.price * ceil(people / stay.occupancy) if stay else 0
    return total


def _room_rule(case: Case) -> Verdict:
    for stay in stays_of(case):
        refused = [rule for rule in case.request.house_rules if f"No {rule}" in stay.house_rules]
        if refused:
            return f"{stay.name} refuses {', '.join(refused)}"
    return None


def _room_type(case: Case) -> Verdict:
    wanted = case.request.room_type or ""
    for stay in stays_of(case):
        shared = stay.room_type == "Shared room"
        holds = {
            "not shared room": not shared,
            "shared room": shared,
            "private room": stay.room_type == "Private room",
            "entire room": stay.room_type == "Entire home/apt",
        }
        if not holds[wanted]:
            return f"{stay.name} is a {stay.room_type}"
    return None


def _cuisine(case: Case) -> Verdict:
    eaten = [restaurant_at(case, day[m]) for day in case.plan for m in MEALS if is_said(day, m)]
    away = [place for place in eaten if place and place.city != case.request.origin]
    missing = case.request.cuisines - {kind for place in away for kind in place.cuisines}
    return f"no {', '.join(sorted(missing))}" if missing else None


def _transportation(case: Case) -> Verdict:
    ridden = {str(mode_of(day[RIDE])).lower() for day in case.plan if is_said(day, RIDE)}
    barred = ridden & case.request.barred
    return f"uses {', '.join(sorted(barred))}" if barred else None


COMMONSENSE: Mapping[str, Callable[[Case], Verdict]] = {
    "Within Sandbox": _within_sandbox,
    "Complete Information": _complete_information,
    "Within Current City": _within_current_city,
    "Reasonable City Route": _reasonable_city_route,
    "Diverse Restaurants": _diverse_restaurants,
    "Diverse Attractions": _diverse_attractions,
    "Non-conf. Transportation": _non_conflicting_transportation,
    "Minimum Nights Stay": _minimum_nights,
}
HARD: Mapping[str, Callable[[Case], Verdict]] = {
    "Budget": _budget,
    "Room Rule": _room_rule,
    "Cuisine": _cuisine,
    "Room Type": _room_type,
    "Transportation": _transportation,
}


def _repeated(items: Sequence[str]) -> Verdict:
    twice = [item for item in items if items.count(item) > 1]
    return f"{twice[0]} comes twice" if twice else None
