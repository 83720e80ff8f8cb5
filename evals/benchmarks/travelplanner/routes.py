"""Ways to lay out a trip: an order of cities, nights in each, legs between them and a bed in each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from evals.benchmarks.travelplanner.legs import POLICIES, Leg
from evals.benchmarks.travelplanner.tables import Stay

_ROOM_TYPES: Mapping[str, frozenset[str]] = {
    "entire room": frozenset({"Entire home/apt"}),
    "private room": frozenset({"Private room"}),
    "shared room": frozenset({"Shared room"}),
    "not shared room": frozenset({"Entire home/apt", "Private room"}),
}


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


@dataclass(frozen=True)
class Atlas:
    """What routes are drawn from: the cities that may be visited, ways between them, beds in them."""

    home: str
    cities: tuple[str, ...]
    start: date
    leg: Callable[[str, str, date, frozenset[str]], Leg | None]
    bed: Callable[[str, int], Stay | None]  # by city and nights
    board: Callable[
        [str, int], float | None
    ]  # dollars for everyone's bed and meals at least, by city and nights


Draft = tuple[
    float, tuple[str, ...], tuple[int, ...], frozenset[str]
]  # dollars at least, cities, nights, modes


def drafts(atlas: Atlas, split: tuple[int, ...]) -> Iterator[Draft]:
    """Every order of cities with this share of nights whose legs and beds exist, and what it costs at least."""
    for modes in POLICIES.values():
        for cost, order in _onward(atlas, split, modes, (), 0):
            yield cost, order, split, modes


def _onward(
    atlas: Atlas, split: tuple[int, ...], modes: frozenset[str], order: tuple[str, ...], cost: float
) -> Iterator[tuple[float, tuple[str, ...]]]:
    place = len(order)
    here, on = order[-1] if place else atlas.home, atlas.start + timedelta(sum(split[:place]))
    if place == len(split):
        back = atlas.leg(here, atlas.home, on, modes)
        if back:
            yield cost + back.cost, order
        return
    for city in atlas.cities:
        if city == atlas.home or city in order:
            continue
        board, leg = atlas.board(city, split[place]), atlas.leg(here, city, on, modes)
        if board is not None and leg:
            yield from _onward(atlas, split, modes, (*order, city), cost + board + leg.cost)


def drawn(atlas: Atlas, draft: Draft) -> Route:
    """The route of a draft."""
    _, order, split, modes = draft
    days, stops = (0, *accumulate(split)), (atlas.home, *order, atlas.home)
    legs = {
        day: atlas.leg(here, there, atlas.start + timedelta(day), modes)
        for day, here, there in zip(days, stops, stops[1:], strict=False)
    }
    beds = (atlas.bed(city, nights) for city, nights in zip(order, split, strict=True))
    found = {day: leg for day, leg in legs.items() if leg}
    return Route(order, split, found, tuple(bed for bed in beds if bed))


def fixed_cost(route: Route, people: int) -> float:
    """Dollars for everyone's legs and beds."""
    beds = zip(route.stays, route.nights, strict=True)
    return sum(leg.cost for leg in route.legs.values()) + sum(
        nightly(stay, people) * nights for stay, nights in beds
    )
