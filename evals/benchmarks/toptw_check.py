"""Routes re-checked from the instance alone; nothing is shared with the solver."""

from collections.abc import Sequence

from evals.benchmarks.toptw_instances import Instance, distance


def value_of(instance: Instance, routes: Sequence[Sequence[int]]) -> float:
    """The profit of the routes (numbers of stops, depot 0 left out); ValueError where one fails."""
    seen = [stop for route in routes for stop in route]
    if len(set(seen)) != len(seen):
        raise ValueError("a stop is seen twice")
    for route in routes:
        _drive(instance, route)
    return sum(instance[stop].profit for stop in seen)


def _drive(instance: Instance, route: Sequence[int]) -> None:
    clock, here = instance[0].opens, instance[0]
    for number in route:
        if not 0 < number < len(instance):
            raise ValueError(f"there is no stop {number}")
        there = instance[number]
        clock = max(clock + distance(here, there), there.opens)
        if clock > there.closes:
            raise ValueError(f"stop {number} is reached at {clock / 10}, after it closes")
        clock, here = clock + there.service, there
    if clock + distance(here, instance[0]) > instance[0].closes:
        raise ValueError("the depot is reached too late")
