"""The order in which the cities are visited.

Once the set of cities seen is known so is the day, so a dynamic programme over sets and last city is exact.
Of several valid orders it takes the one with most flights flown in the direction the text names them ("Rome and
Oslo": from Rome to Oslo), then the one whose cities come first in the text.
"""

from collections.abc import Mapping, Sequence

from evals.benchmarks.natural_plan.puzzles import Infeasible, Stay, TripPuzzle, Window

_Order = tuple[int, tuple[int, ...]]  # minus the flights flown as named, then places in the text


def _fits(stay: Stay, arrives: int, windows: Sequence[Window]) -> bool:
    """The stay covers the window, or lies in it where the window is the longer."""
    leaves = arrives + stay.days - 1
    return all(
        arrives <= window.first and window.last <= leaves
        if window.last - window.first < stay.days
        else window.first <= arrives and leaves <= window.last
        for window in windows
    )


def _directions(puzzle: TripPuzzle) -> Mapping[tuple[str, str], int]:
    """1 for a flight flown as the text names it, 0 for the way back."""
    back = {(f.destination, f.origin): 0 for f in puzzle.flights if f.both_ways}
    return back | {(f.origin, f.destination): 1 for f in puzzle.flights}


def _impossible(puzzle: TripPuzzle) -> str | None:
    needed = sum(stay.days - 1 for stay in puzzle.stays) + 1
    if needed != puzzle.days:
        return f"the stays take {needed} days, the trip has {puzzle.days}"
    for window in puzzle.windows:
        if window.last > puzzle.days:
            return f"day {window.last} in {window.city} is after the trip's {puzzle.days} days"
    return None


def solve_trip(puzzle: TripPuzzle) -> tuple[Stay, ...]:
    """The stays in order. Raises Infeasible."""
    reason = _impossible(puzzle)
    if reason:
        raise Infeasible(reason)
    stays, flown = puzzle.stays, _directions(puzzle)
    windows = [[w for w in puzzle.windows if w.city == stay.city] for stay in stays]
    layer: dict[tuple[int, int], _Order] = {
        (1 << i, i): (0, (i,)) for i, stay in enumerate(stays) if _fits(stay, 1, windows[i])
    }
    for _ in stays[1:]:
        reached: dict[tuple[int, int], _Order] = {}
        for (seen, last), (score, order) in layer.items():
            day = 1 + sum(stays[i].days - 1 for i in order)
            for i, stay in enumerate(stays):
                named = flown.get((stays[last].city, stay.city))
                if seen >> i & 1 or named is None or not _fits(stay, day, windows[i]):
                    continue
                key, candidate = (seen | 1 << i, i), (score - named, (*order, i))
                reached[key] = min(reached.get(key, candidate), candidate)
        layer = reached
    if not layer:
        raise Infeasible("no order of the cities fits the flights and the days fixed")
    return tuple(stays[i] for i in min(layer.values())[1])
