"""One route with its schedule, and where each site could be put into it.

A visit fits where the arrival after it is no later than the latest that serves the rest of the route
(Vansteenwegen et al. 2009, "Iterated local search for the team orienteering problem with time windows";
latest starts in place of shifts, so that a site may have several windows).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planning.orienteering.model import SLOTS, Day, Floats, Model


@dataclass(frozen=True, slots=True)
class Tour:
    order: tuple[int, ...]
    free: list[int]  # when each visit is over, after the start's own
    last: list[int]  # the latest arrival at each, and at the end
    profit: float
    length: int  # travel and service
    ease: Floats  # of putting each site in: one in so many units of detour, 0 where it doesn't fit
    places: NDArray[np.integer]  # where it costs the least


def tour_of(model: Model, day: Day, order: tuple[int, ...]) -> Tour | None:
    """The visits in that order, each as early as can be; None where it doesn't work."""
    stops = [model.count, *order, model.count + 1]
    free = [day.opens]
    if not _drive(model, day, stops, free):
        return None
    last = [0] * len(order) + [day.closes]
    _drive_back(model, day, stops, last, len(order) - 1)
    ways, profit, service = day.ways, model.profit, model.service
    length = sum([ways[a][b] for a, b in pairwise(stops)])
    length += sum([service[i] for i in order])
    return _tour(day, stops, free, last, sum([profit[i] for i in order]), length)


def inserted(model: Model, day: Day, tour: Tour, site: int) -> Tour:
    """The tour with a site put in where that costs the least."""
    at, count = int(tour.places[site]), model.count
    order, ways = tour.order, day.ways
    stops = [count, *order[:at], site, *order[at:], count + 1]
    free = tour.free[: at + 1]
    works = _drive(model, day, stops, free, tour.free)
    assert works
    last = [*tour.last[:at], 0, *tour.last[at:]]
    _drive_back(model, day, stops, last, at, known=at)
    before, after = stops[at], stops[at + 2]
    detour = ways[before][site] + ways[site][after] - ways[before][after]
    length = tour.length + detour + model.service[site]
    return _tour(day, stops, free, last, tour.profit + model.profit[site], length)


def _tour(
    day: Day, stops: list[int], free: list[int], last: list[int], profit: float, length: int
) -> Tour:
    ease, places = _ease(day, stops, free, last)
    return Tour(tuple(stops[1:-1]), free, last, profit, length, ease, places)


def _drive(
    model: Model, day: Day, stops: list[int], free: list[int], old: list[int] | None = None
) -> bool:
    """Complete `free`; `old` is that of the same stops less one, known to be in time."""
    ways, windows, service = day.ways, day.windows, model.service
    first = len(free)
    t, at = free[-1], stops[first - 1]
    for n in range(first, len(stops) - 1):
        site = stops[n]
        t += ways[at][site]
        for opens, closes in windows[site]:
            if t <= closes:
                t = (t if t > opens else opens) + service[site]
                break
        else:
            return False
        if old is not None and n > first and t == old[n - 1]:
            free += old[n - 1 :]
            return True
        free.append(t)
        at = site
    return t + ways[at][stops[-1]] <= day.closes


def _drive_back(
    model: Model, day: Day, stops: list[int], last: list[int], at: int, known: int | None = None
) -> None:
    """Set `last` from place `at` back to the first; those before `known` held without it."""
    ways, windows, service = day.ways, day.windows, model.service
    t, to = last[at + 1], stops[at + 2]
    for n in range(at, -1, -1):
        site = stops[n + 1]
        t -= ways[site][to] + service[site]
        for opens, closes in reversed(windows[site]):
            if t >= opens:
                t = t if t < closes else closes
                break
        if known is not None and n < known and last[n] == t:
            return
        last[n] = t
        to = site


def _ease(
    day: Day, stops: list[int], free: list[int], last: list[int]
) -> tuple[Floats, NDArray[np.integer]]:
    ways, kind = day.ways, day.out.dtype
    now = [t + ways[a][b] for t, a, b in zip(free, stops, stops[1:], strict=False)]
    begin = day.out[stops[:-1]]
    begin += np.array(free, dtype=kind)[:, None]
    if len(day.earliest) == 1:
        fits = begin <= day.latest[0]
        np.maximum(begin, day.earliest[0], out=begin)
    else:
        begin = _opening(day, begin)
        fits = begin < day.never
    begin += day.back[stops[1:]]
    fits &= begin <= np.array(last, dtype=kind)[:, None]
    begin -= np.array(now, dtype=kind)[:, None]
    np.maximum(begin, 0, out=begin)  # a way over a third point may be shorter
    begin *= SLOTS
    begin += np.arange(len(now), dtype=kind)[:, None]
    prices = np.where(fits, begin, day.never).min(axis=0)
    return np.where(prices < day.never, SLOTS / (prices + float(SLOTS)), 0.0), prices % SLOTS


def _opening(day: Day, arrival: NDArray[np.integer]) -> NDArray[np.integer]:
    begin = np.full_like(arrival, day.never)
    for earliest, latest in zip(day.earliest[::-1], day.latest[::-1], strict=True):
        begin = np.where(arrival <= latest, np.maximum(arrival, earliest), begin)
    return begin
