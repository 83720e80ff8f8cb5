"""A better plan for money left over: the meals a day of travel has time for, then better rated places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.benchmarks.travelplanner.meals import Slot
from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.routes import nightly, suits
from evals.benchmarks.travelplanner.solve import Plan, total, unmistakable
from evals.benchmarks.travelplanner.tables import Database, Restaurant

SHARE = (
    0.5  # of what the cheapest plan leaves over; the rest stays in hand for what no table prices
)


@dataclass(frozen=True)
class _Step:
    """A change: the rating it gains and the dollars it costs everyone."""

    plan: Plan
    gain: float
    cost: float

    @property
    def worth(self) -> float:
        return self.gain / max(self.cost, 1)


def improved(plan: Plan, request: Request, database: Database) -> Plan:
    """The plan with the changes that gain most for their cost, as far as the share of the money goes."""
    people, budget = request.people or 1, request.budget or 0
    limit = total(plan, people) + SHARE * (budget - total(plan, people))
    plan = _with_travel_meals(plan, database, people, limit)
    while True:
        left = limit - total(plan, people)
        steps = [step for step in _steps(plan, request, database) if step.cost <= left]
        if not steps:
            return plan
        plan = max(steps, key=lambda step: step.worth).plan


def _with_travel_meals(plan: Plan, database: Database, people: int, limit: float) -> Plan:
    for slot in plan.slots:
        if slot.fits and slot not in plan.meals:
            place = min(_unused(plan, database, slot.city), key=lambda r: r.cost, default=None)
            if place and total(plan, people) + place.cost * people <= limit:
                plan = replace(plan, meals={**plan.meals, slot: place})
    return plan


def _unused(plan: Plan, database: Database, city: str) -> list[Restaurant]:
    used = {(place.name, place.city) for place in plan.meals.values()}
    known = unmistakable(database.restaurants.get(city, ()))
    return [place for place in known if (place.name, place.city) not in used]


def _steps(plan: Plan, request: Request, database: Database) -> Iterator[_Step]:
    yield from _better_stays(plan, request, database)
    cities = {slot.city for slot in plan.meals}
    unused = {city: _unused(plan, database, city) for city in cities}
    for slot, place in plan.meals.items():
        wanted = _only_here(plan.meals, slot, request.cuisines)
        yield from _better_meals(plan, slot, place, wanted, unused[slot.city], request.people or 1)


def _better_meals(
    plan: Plan,
    slot: Slot,
    place: Restaurant,
    wanted: frozenset[str],
    unused: Sequence[Restaurant],
    people: int,
) -> Iterator[_Step]:
    for other in unused:
        gain = other.rating - place.rating
        if gain > 0 and wanted <= set(other.cuisines):
            better = replace(plan, meals={**plan.meals, slot: other})
            yield _Step(better, gain, (other.cost - place.cost) * people)


def _only_here(
    meals: Mapping[Slot, Restaurant], slot: Slot, cuisines: frozenset[str]
) -> frozenset[str]:
    """The cuisines asked for that no other meal covers."""
    elsewhere = {kind for other, place in meals.items() if other != slot for kind in place.cuisines}
    return cuisines - elsewhere


def _better_stays(plan: Plan, request: Request, database: Database) -> Iterator[_Step]:
    route, people = plan.route, request.people or 1
    for index, (stay, nights) in enumerate(zip(route.stays, route.nights, strict=True)):
        for other in unmistakable(database.stays.get(stay.city, ())):
            gain = (other.rating - stay.rating) * nights * 3
            if gain > 0 and suits(other, nights, request.house_rules, request.room_type):
                cost = (nightly(other, people) - nightly(stay, people)) * nights
                stays = (*route.stays[:index], other, *route.stays[index + 1 :])
                yield _Step(replace(plan, route=replace(route, stays=stays)), gain, cost)
