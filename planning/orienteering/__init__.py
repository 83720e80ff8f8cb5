"""Which sights on which day, in which order: the team orienteering problem with time windows.

A large neighbourhood search, then for a single route labels with dominance, which prove the best where windows are
narrow enough; what time is left goes to the search again.
"""

from collections.abc import Callable
from time import monotonic

from planning.orienteering.exact import best_route
from planning.orienteering.model import Model, model_of, real
from planning.orienteering.problem import (
    Answer,
    Matrix,
    Problem,
    Route,
    Site,
    Visit,
    Window,
    check,
)
from planning.orienteering.search import Search, Tours
from planning.orienteering.tour import tour_of

__all__ = ["Answer", "Matrix", "Problem", "Route", "Site", "Visit", "Window", "solve"]

FIRST, BOUND, EXACT = (
    0.25,
    0.5,
    0.8,
)  # shares of the time: search, then first bounds, then proof, end by
STALE, STALE_PER_SITE = 50, 10  # rounds without a gain, after which a single route is left to proof
LABELS = 60  # as much work as a round of search


def solve(
    problem: Problem, *, seconds: float, rounds: int | None = None, seed: int = 0,
    clock: Callable[[], float] = monotonic,
) -> Answer:  # fmt: skip
    """The best routes found within so many seconds; BadInput where the problem makes no sense.

    Where `rounds` of search are given and end before the time does, equal seeds give equal answers.
    """
    began = clock()

    def over(done: int) -> float:
        """How much of the time, or of the rounds, is over."""
        return done / rounds if rounds else (clock() - began) / max(seconds, 1e-9)

    def late() -> bool:
        return clock() - began >= seconds

    check(problem)
    model = model_of(problem)
    search = Search(model, seed, late)
    one = len(model.days) == 1
    search.run(lambda: _first_over(search, over) if one else over(search.rounds))
    proved = search.complete
    if one and not proved:

        def stop(stage: int, labels: int) -> bool:
            done = over(search.rounds + labels // LABELS)
            return late() or done > (EXACT if stage else BOUND)

        proved = _exactly(model, search, stop)
        if not proved:
            since = min(over(search.rounds), 0.99)
            search.run(lambda: (over(search.rounds) - since) / (1 - since))
    return _answer(problem, model, search.best, proved=proved)


def _first_over(search: Search, over: Callable[[int], float]) -> float:
    stale = (search.rounds - search.last) / (STALE + STALE_PER_SITE * search.model.count)
    return max(over(search.rounds) / FIRST, stale)


def _exactly(model: Model, search: Search, stop: Callable[[int, int], bool]) -> bool:
    order, proved = best_route(model, model.days[0], search.best[0].order, stop)
    tour = tour_of(model, model.days[0], order)
    assert tour is not None
    search.adopt((tour,))
    return proved


def _answer(problem: Problem, model: Model, tours: Tours, *, proved: bool) -> Answer:
    routes: list[tuple[Visit, ...]] = []
    for k, tour in enumerate(tours):
        visits: list[Visit] = []
        for i, free in zip(tour.order, tour.free[1:], strict=True):
            site = problem.sites[i]
            begin = real(free - site.service, model.days[k].pause, site.windows[k], site.service)
            visits.append(Visit(i, begin))
        routes.append(tuple(visits))
    seen = {visit.site for route in routes for visit in route}
    return Answer(
        routes=tuple(routes),
        profit=sum(problem.sites[i].profit for i in sorted(seen)),
        missing=tuple(
            i for i, site in enumerate(problem.sites) if site.mandatory and i not in seen
        ),
        proved=proved,
    )
