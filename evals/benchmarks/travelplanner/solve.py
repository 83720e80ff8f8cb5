"""A plan for a request: the cheapest within the most even share of nights that the budget allows, then better."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from evals.benchmarks.travelplanner.legs import Network, by_leg
from evals.benchmarks.travelplanner.meals import (
    Choices,
    Slot,
    city_choices,
    combined,
    meal_slots,
    seated,
)
from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.routes import (
    Atlas,
    Draft,
    Route,
    drafts,
    drawn,
    fixed_cost,
    night_splits,
    nightly,
    suits,
)
from evals.benchmarks.travelplanner.tables import Attraction, Database, Flight, Restaurant, Stay


class Infeasible(Exception):
    """No plan meets the request; the message says why."""


@dataclass(frozen=True)
class Plan:
    route: Route
    meals: Mapping[Slot, Restaurant]
    slots: tuple[Slot, ...]


Row = TypeVar("Row", Restaurant, Stay, Attraction)


def solve(
    request: Request, database: Database, flights: Sequence[Flight], listed: Sequence[str]
) -> Plan:
    """Within the cities the query's reference lists if that can be done, else anywhere in the destination.

    Raises Infeasible.
    """
    missing = [name for name in _NEEDED if getattr(request, name) is None]
    if missing:
        raise Infeasible(f"not stated: {', '.join(missing)}")
    everywhere = _destinations(request, database)
    reasons: list[str] = []
    for cities in dict.fromkeys((tuple(c for c in listed if c in everywhere), everywhere)):
        try:
            return _Search(request, database, flights).best(cities)
        except Infeasible as reason:
            reasons.append(str(reason))
    raise Infeasible(reasons[-1])


_NEEDED = ("origin", "destination", "days", "cities", "start", "people", "budget")


def _destinations(request: Request, database: Database) -> tuple[str, ...]:
    place = request.destination or ""
    if request.cities == 1 and (request.days or 0) <= 3:
        return (place,)
    return database.cities_of(place) or (place,)


def total(plan: Plan, people: int) -> float:
    """Dollars for everyone."""
    return fixed_cost(plan.route, people) + people * sum(r.cost for r in plan.meals.values())


class _Search:
    """The tables narrowed to what a request allows."""

    def __init__(self, request: Request, database: Database, flights: Sequence[Flight]) -> None:
        assert (
            request.start and request.origin and request.people and request.days and request.cities
        )
        self.request, self.database = request, database
        self.start, self.home, self.people = request.start, request.origin, request.people
        self.days, self.count, self.budget = request.days, request.cities, request.budget or 0
        network = Network(database.roads, by_leg(flights), self.people, request.barred)
        self.leg = cache(network.cheapest)
        self.bed, self.choices = cache(self._bed), cache(self._choices)
        self.restaurants, self.board = cache(self._restaurants), cache(self._board)

    def best(self, cities: Sequence[str]) -> Plan:
        least, found = float("inf"), list[Draft]()
        atlas = Atlas(self.home, tuple(cities), self.start, self.leg, self.bed, self.board)
        for splits in night_splits(self.days - 1, self.count):
            found = [draft for split in splits for draft in drafts(atlas, split)]
            plan, bound = self._cheapest(atlas, found)
            if plan:
                return plan
            least = min(least, bound)
        if least < float("inf"):
            raise Infeasible(
                f"the cheapest plan costs {least:g} or more, the budget is {self.budget}"
            )
        raise Infeasible(self._why(cities, laid_out=bool(found)))

    def _why(self, cities: Sequence[str], *, laid_out: bool) -> str:
        if laid_out:
            return "no choice of restaurants covers the cuisines"
        named = ", ".join(cities) or "no known city"
        lengths = range(1, self.days)
        if sum(self.bed(city, self.days - 1) is not None for city in cities) < self.count:
            return f"no bed as asked for in enough of {named}"
        if sum(any(self.board(c, n) is not None for n in lengths) for c in cities) < self.count:
            return f"too few restaurants or attractions in {named}"
        return "no transportation as asked for joins the cities"

    def _cheapest(self, atlas: Atlas, found: Iterable[Draft]) -> tuple[Plan | None, float]:
        """Of the plans within the budget; and what every plan costs at least."""
        best, least = None, float("inf")
        for draft in sorted(found, key=lambda draft: draft[0]):
            floor = draft[0]
            if floor >= least or floor > self.budget:
                return best, min(least, floor)
            plan = self._planned(drawn(atlas, draft))
            cost = total(plan, self.people) if plan else least
            if cost < least:
                best, least = plan if cost <= self.budget else None, cost
        return best, least

    def _board(self, city: str, nights: int) -> float | None:
        """At least, for everyone: the meals regardless of cuisines."""
        bed, full = self.bed(city, nights), 3 * (nights - 1)
        costs = sorted(place.cost for place in self.restaurants(city))
        if bed is None or len(costs) < full or len(self.attractions(city)) < nights - 1:
            return None
        return nightly(bed, self.people) * nights + self.people * sum(costs[:full])

    def _planned(self, route: Route) -> Plan | None:
        slots = meal_slots(route.legs, self.days, self.home)
        chosen = combined([self._city(slots, c) for c in route.cities], self.request.cuisines)
        return Plan(route, seated(slots, chosen[1]), slots) if chosen else None

    def _city(self, slots: Sequence[Slot], city: str) -> Choices:
        here = [slot for slot in slots if slot.city == city]
        return self.choices(city, sum(slot.needed for slot in here), len(here))

    def _choices(self, city: str, least: int, most: int) -> Choices:
        return city_choices(self.restaurants(city), least, most, self.request.cuisines)

    def _bed(self, city: str, nights: int) -> Stay | None:
        return min(
            self.stays(city, nights),
            key=lambda stay: (nightly(stay, self.people), -stay.rating),
            default=None,
        )

    def stays(self, city: str, nights: int) -> list[Stay]:
        rules, room_type = self.request.house_rules, self.request.room_type
        known = unmistakable(self.database.stays.get(city, ()))
        return [stay for stay in known if suits(stay, nights, rules, room_type)]

    def _restaurants(self, city: str) -> list[Restaurant]:
        return unmistakable(self.database.restaurants.get(city, ()))

    def attractions(self, city: str) -> list[Attraction]:
        return unmistakable(self.database.attractions.get(city, ()))


def unmistakable(rows: Sequence[Row]) -> list[Row]:
    """Rows a reader finds by name: the evaluation takes the first of a city's rows whose name holds the one
    written, up to a line's end."""
    return [
        row
        for row in rows
        if "\n" not in row.name and ";" not in row.name and _first(rows, row) is row
    ]


def _first(rows: Sequence[Row], wanted: Row) -> Row:
    return next(row for row in rows if wanted.name.strip() in row.name)
