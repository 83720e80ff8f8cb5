"""The problem as the search reads it: a clock without pauses, arrays for numpy and lists for Python."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.orienteering.problem import Problem, Route, Site, Window

Ints = NDArray[np.int64]
Numbers = NDArray[np.integer]
Floats = NDArray[np.float64]
SLOTS = 1024  # places in a route at most; a detour and a place share one number
SHORT = 2**19  # times less than this do with 32 bits, four of them summed, times SLOTS


@dataclass(frozen=True, slots=True)
class Day:
    """A route. Sites are 0 to n - 1, its start is n and its end n + 1."""

    opens: int
    closes: int
    ways: list[list[int]]  # from each, to each
    windows: list[tuple[Window, ...]]  # a site's, in order
    never: int  # later than any time
    out: Numbers  # (n + 2, n): from each, to the sites
    back: Numbers  # (n + 2, n): to each, from the sites, with the service there
    earliest: Numbers  # (w, n): where windows open, `never` beyond a site's last
    latest: Numbers  # (w, n): where they close, -1 beyond
    pause: Window | None


@dataclass(frozen=True, slots=True)
class Model:
    count: int
    service: list[int]
    profit: list[float]  # a mandatory site's is above all others together; 0 out of reach
    above: float  # what being mandatory adds
    days: tuple[Day, ...]


def model_of(problem: Problem) -> Model:
    """Of a problem that has been checked."""
    count = len(problem.sites)
    tables = [np.asarray(matrix, dtype=np.int64) for matrix in problem.travel]
    above = 1.0 + sum(site.profit for site in problem.sites)
    service = np.array([site.service for site in problem.sites], dtype=np.int64)
    ways: dict[tuple[int, int, int], _Ways] = {}
    days: list[Day] = []
    for k, route in enumerate(problem.routes):
        which = k if len(tables) > 1 else 0
        key = (which, route.start, route.end)
        if key not in ways:
            ways[key] = _ways(tables[which], count, route, service)
        days.append(_day(problem, k, ways[key]))
    return Model(
        count=count,
        service=[site.service for site in problem.sites],
        profit=[
            site.profit + above * site.mandatory if any(day.windows[i] for day in days) else 0.0
            for i, site in enumerate(problem.sites)
        ],
        above=above,
        days=tuple(days),
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    table: list[list[int]]
    out: Ints
    back: Ints
    least_out: list[int]  # from the start to a visit's begin, over other sites if need be
    least_home: list[int]  # from a visit's begin to the end


def _ways(table: Ints, count: int, route: Route, service: Ints) -> _Ways:
    points = [*range(count), route.start, route.end]
    ways = np.ascontiguousarray(table[np.ix_(points, points)])
    between = ways[:count, :count] + service[:, None]
    return _Ways(
        table=ways.tolist(),
        out=np.ascontiguousarray(ways[:, :count]),
        back=np.ascontiguousarray(ways[:count].T + service),
        least_out=_least(between.T, ways[count, :count]).tolist(),
        least_home=_least(between, ways[:count, count + 1] + service).tolist(),
    )


def _least(ways: Ints, direct: Ints) -> Ints:
    """The shortest way from each site, where it may lead over others."""
    least = direct
    for _ in range(len(direct)):
        shorter = np.minimum(least, (ways + least).min(axis=1))
        if (shorter == least).all():
            break
        least = shorter
    return least


def _day(problem: Problem, k: int, ways: _Ways) -> Day:
    route = problem.routes[k]
    opens, closes = compressed(route.opens, route.pause), compressed(route.closes, route.pause)
    windows = [
        _within(_windows(site, k, route), opens + out, closes - home)
        for site, out, home in zip(problem.sites, ways.least_out, ways.least_home, strict=True)
    ]
    most = max((len(each) for each in windows), default=0) or 1
    longest = int(max(ways.out.max(initial=0), ways.back.max(initial=0), closes))
    kind, never = (np.int32, 2**31 - 1) if longest < SHORT else (np.int64, 2**62)
    earliest = np.full((most, len(windows)), never, dtype=kind)
    latest = np.full((most, len(windows)), -1, dtype=kind)
    for i, each in enumerate(windows):
        for w, (first, last) in enumerate(each):
            earliest[w, i], latest[w, i] = first, last
    return Day(
        opens=opens,
        closes=closes,
        ways=ways.table,
        windows=windows,
        never=never,
        out=ways.out.astype(kind),
        back=ways.back.astype(kind),
        earliest=earliest,
        latest=latest,
        pause=route.pause,
    )


def _windows(site: Site, k: int, route: Route) -> list[Window]:
    """When a visit may begin, on the clock without the pause; it doesn't reach into the pause."""
    windows = sorted(site.windows[k])
    if route.pause is None or route.pause[0] == route.pause[1]:
        return windows
    first, last = route.pause
    gone = last - first
    before = [(o, min(c, first - site.service)) for o, c in windows]
    after = [(max(o, last) - gone, c - gone) for o, c in windows if c >= last]
    return [(o, c) for o, c in before if o <= c] + after


def _within(windows: list[Window], first: int, last: int) -> tuple[Window, ...]:
    cut = ((max(o, first), min(c, last)) for o, c in windows)
    return tuple((o, c) for o, c in cut if o <= c)


def compressed(t: int, pause: Window | None) -> int:
    """A time on the clock that stands still during the pause."""
    if pause is None or t <= pause[0]:
        return t
    return max(pause[0], t - (pause[1] - pause[0]))


def real(t: int, pause: Window | None, windows: tuple[Window, ...], service: int) -> int:
    """When a visit at that time of the compressed clock begins."""
    if pause is None or t < pause[0]:
        return t
    if t == pause[0] and not service and any(o <= t <= c for o, c in windows):
        return t
    return t + pause[1] - pause[0]
