"""One route with its schedule, and where each site could be put into it.

A visit fits where the arrival after it is no later than the latest that serves the rest of the route
(Vansteenwegen et al. 2009, "Iterated local search for the team orienteering problem with time windows";
latest starts in place of shifts, so that a site may have several windows).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planning.orienteering.model import NEVER, Day, Floats, Ints, Model

SLOTS = 1024  # of places in a route; a price and a place share a whole number


@dataclass(frozen=True, slots=True)
class Tour:
    order: tuple[int, ...]
    free: tuple[int, ...]  # when each visit is over, after the start's own
    profit: float
    ease: Floats  # of putting each site in: one in so many units of detour, 0 where it doesn't fit
    places: Ints  # where it costs the least
    length: int  # travel and service


def tour_of(model: Model, day: Day, order: tuple[int, ...]) -> Tour | None:
    """The visits in that order, each as early as can be; None where it doesn't work."""
    free = _forward(model, day, order)
    if free is None:
        return None
    last = _backward(model, day, order)
    profit, service = model.profit, model.service
    stops = [model.count, *order, model.count + 1]
    ways = day.ways
    length = sum(ways[a][b] for a, b in pairwise(stops))
    prices = _prices(day, stops, free, last)
    return Tour(
        order=order,
        free=tuple(free),
        profit=sum([profit[i] for i in order]),
        ease=np.where(prices < NEVER, SLOTS / (prices + SLOTS), 0.0),
        places=prices % SLOTS,
        length=length + sum([service[i] for i in order]),
    )


def _forward(model: Model, day: Day, order: tuple[int, ...]) -> list[int] | None:
    t, at = day.opens, model.count
    ways, windows, service = day.ways, day.windows, model.service
    free = [t]
    for site in order:
        t += ways[at][site]
        for opens, closes in windows[site]:
            if t <= closes:
                t = (t if t > opens else opens) + service[site]
                break
        else:
            return None
        free.append(t)
        at = site
    return free if t + ways[at][model.count + 1] <= day.closes else None


def _backward(model: Model, day: Day, order: tuple[int, ...]) -> list[int]:
    """The latest arrival at each visit, and at the end."""
    t, to = day.closes, model.count + 1
    ways, windows, service = day.ways, day.windows, model.service
    last = [t]
    for site in reversed(order):
        t -= ways[site][to] + service[site]
        for opens, closes in reversed(windows[site]):
            if t >= opens:
                t = min(t, closes)
                break
        last.append(t)
        to = site
    last.reverse()
    return last


def _prices(day: Day, stops: list[int], free: list[int], last: list[int]) -> Ints:
    """Each site's least detour times SLOTS, plus where; NEVER where it doesn't fit."""
    ways = day.ways
    now = [t + ways[a][b] for t, a, b in zip(free, stops, stops[1:], strict=False)]
    begin = day.out[stops[:-1]]
    begin += np.array(free)[:, None]
    if len(day.earliest) == 1:
        fits = begin <= day.latest[0]
        np.maximum(begin, day.earliest[0], out=begin)
    else:
        begin = _opening(day, begin)
        fits = begin < NEVER
    begin += day.back[stops[1:]]
    fits &= begin <= np.array(last)[:, None]
    begin -= np.array(now)[:, None]
    np.maximum(begin, 0, out=begin)  # a way over a third point may be shorter
    begin *= SLOTS
    begin += np.arange(len(now))[:, None]
    return np.where(fits, begin, NEVER).min(axis=0)


def _opening(day: Day, arrival: Ints) -> Ints:
    begin = np.full_like(arrival, NEVER)
    for earliest, latest in zip(day.earliest[::-1], day.latest[::-1], strict=True):
        begin = np.where(arrival <= latest, np.maximum(arrival, earliest), begin)
    return begin
