"""Ways to lay out a trip: an order of cities, nights in each, legs between them and a bed in each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, permutations
from math import ceil

from evals.benchmarks.travelplanner.legs import POLICIES, Leg, Network
from evals.benchmarks.travelplanner.tables import Stay

_ROOM_TYPES: Mapping[str, frozenset[str]] = {
    "entire room": frozenset({"Entire home/apt"}),
    "private room": frozenset({"Private room"}),
    "shared room": frozenset({"Shared room"}),
    "not shared room": frozenset({"Entire home/apt", "Private room"}),
}
Beds = Callable[[str, int], Stay | None]  # by city and nights


@dataclass(frozen=True)
class Route:
    """`legs` by the day (from 0) they are travelled on."""

    cities: tuple[str, ...]
    nights: tuple[int, ...]
    legs: Mapping[int, Leg]
    stays: tuple[Stay, ...]


def night_splits(nights: int, cities: int) -> list[tuple[tuple[int, ...], ...]]:
    """Ways to share out the nights, at least one a city, grouped from the most even to the least."""
    groups: dict[int, list[tuple[int, ...]]] = {}
    for split in _splits(nights, cities):
        groups.setdefault(max(split) - min(split), []).append(split)
    return [tuple(groups[spread]) for spread in sorted(groups)]


def _splits(nights: int, cities: int) -> Iterator[tuple[int, ...]]:
    if cities == 1:
        yield (nights,)
        return
    for first in range(1, nights - cities + 2):
        yield from ((first, *rest) for rest in _splits(nights - first, cities - 1))


def suits(stay: Stay, nights: int, house_rules: frozenset[str], room_type: str | None) -> bool:
    return (
        stay.minimum_nights <= nights
        and (room_type is None or stay.room_type in _ROOM_TYPES[room_type])
        and not any(f"No {rule}" in stay.house_rules for rule in house_rules)
    )


def nightly(stay: Stay, people: int) -> float:
    """Dollars a night for everyone."""
    return stay.price * ceil(people / stay.occupancy)


def routes(
    home: str,
    cities: Sequence[str],
    count: int,
    splits: Sequence[tuple[int, ...]],
    start: date,
    network: Network,
    bed: Beds,
) -> Iterator[Route]:
    """Every layout whose legs and beds exist, at their cheapest."""
    leg = cache(network.cheapest)
    for split in splits:
        days = (0, *accumulate(split))
        for order in permutations([city for city in cities if city != home], count):
            stays = tuple(bed(city, nights) for city, nights in zip(order, split, strict=True))
            found = tuple(stay for stay in stays if stay)
            if len(found) < count:
                continue
            stops = (home, *order, home)
            for modes in POLICIES.values():
                legs = {
                    day: leg(here, there, start + timedelta(days=day), modes)
                    for day, here, there in zip(days, stops, stops[1:], strict=False)
                }
                if all(legs.values()):
                    yield Route(order, split, {d: ride for d, ride in legs.items() if ride}, found)


def fixed_cost(route: Route, people: int) -> float:
    """Dollars for everyone's legs and beds."""
    beds = zip(route.stays, route.nights, strict=True)
    return sum(leg.cost for leg in route.legs.values()) + sum(
        nightly(stay, people) * nights for stay, nights in beds
    )
