"""The team orienteering problem with time windows, as values.

Times and durations are whole numbers of whatever unit the caller takes (minutes, tenths of a unit).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

import numpy as np

from travel.errors import BadInput

Window = tuple[int, int]  # a visit may begin from the first to the second, both included
Matrix = Sequence[Sequence[int]]
MOST = 2**40  # of any time: sums stay far within 64 bits
MOST_SITES = 1000


@dataclass(frozen=True, slots=True)
class Site:
    """Worth seeing once; `windows` a route, as many as there are routes, in which a visit may begin."""

    profit: float
    service: int
    windows: tuple[tuple[Window, ...], ...]
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """A day: leaves the point `start` from `opens` on, is at the point `end` by `closes`.

    Nothing happens during `pause`: a visit ends before or begins after it, a way is interrupted.
    """

    start: int
    end: int
    opens: int
    closes: int
    pause: Window | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Site i is at point i; further points may follow. `travel` has one matrix for all routes or one each."""

    sites: tuple[Site, ...]
    routes: tuple[Route, ...]
    travel: tuple[Matrix, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    site: int
    begin: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The visits of each route in order. `proved`: no answer has fewer missing or more profit.

    `missing` are the mandatory sites that found no place; proved, there is no place for all.
    """

    routes: tuple[tuple[Visit, ...], ...]
    profit: float
    missing: tuple[int, ...]
    proved: bool


def check(problem: Problem) -> None:
    """Raises BadInput where the problem makes no sense, saying what to change."""
    if not problem.routes:
        raise BadInput("There are no days to plan: give one route at least.")
    if len(problem.sites) > MOST_SITES:
        raise BadInput(f"{len(problem.sites)} sites are too many: give {MOST_SITES} at most.")
    if len(problem.travel) not in (1, len(problem.routes)):
        raise BadInput("Travel times: give one matrix for all routes, or one for each.")
    sizes = {_checked_matrix(matrix, k) for k, matrix in enumerate(problem.travel)}
    if len(sizes) > 1 or min(sizes) < len(problem.sites):
        raise BadInput("Travel times: each matrix needs a row and a column for each point.")
    for k, route in enumerate(problem.routes):
        _check_route(problem, route, k, min(sizes))
    for i, site in enumerate(problem.sites):
        _check_site(site, i, len(problem.routes))


def _checked_matrix(matrix: Matrix, k: int) -> int:
    try:
        table = np.asarray(matrix, dtype=float)
    except (TypeError, ValueError):
        raise BadInput(f"Travel times {k}: not a full matrix of numbers.") from None
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise BadInput(f"Travel times {k}: the matrix isn't square.")
    if not np.isfinite(table).all():
        raise BadInput(f"Travel times {k}: the matrix has holes.")
    if (table < 0).any() or (table > MOST).any() or (table != np.floor(table)).any():
        raise BadInput(f"Travel times {k}: they must be whole numbers, not negative or immense.")
    return table.shape[0]


def _check_route(problem: Problem, route: Route, k: int, points: int) -> None:
    if not (0 <= route.start < points and 0 <= route.end < points):
        raise BadInput(f"Route {k} starts or ends at a point that has no travel times.")
    if not _whole(route.opens, route.closes):
        raise BadInput(f"Route {k}: times must be whole numbers, not negative or immense.")
    if route.opens > route.closes:
        raise BadInput(f"Route {k} closes before it opens.")
    paused = 0
    if route.pause is not None:
        if not _whole(*route.pause) or route.pause[0] > route.pause[1]:
            raise BadInput(f"Route {k}: the pause must end after it begins.")
        first, last = (min(max(t, route.opens), route.closes) for t in route.pause)
        paused = last - first
    matrix = problem.travel[k if len(problem.travel) > 1 else 0]
    if route.opens + matrix[route.start][route.end] + paused > route.closes:
        raise BadInput(f"Route {k} is too short to get from its start to its end.")


def _check_site(site: Site, i: int, routes: int) -> None:
    if not (isfinite(site.profit) and 0 <= site.profit <= MOST):
        raise BadInput(f"Site {i}: the profit must be a number, not negative or immense.")
    if not _whole(site.service):
        raise BadInput(
            f"Site {i}: the service time must be a whole number, not negative or immense."
        )
    if len(site.windows) != routes:
        raise BadInput(f"Site {i} needs its windows for each of the {routes} routes.")
    for windows in site.windows:
        if not all(_whole(*window) and window[0] <= window[1] for window in windows):
            raise BadInput(f"Site {i}: a window closes before it opens, or isn't in whole numbers.")
        if any(one[1] >= two[0] for one, two in pairwise(sorted(windows))):
            raise BadInput(f"Site {i}: two windows of the same day overlap.")


def _whole(*times: float) -> bool:
    return all(t == int(t) and 0 <= t <= MOST if isfinite(t) else False for t in times)
