"""The solver of days against a checker and a brute force of its own."""

from itertools import combinations, permutations
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.orienteering import Answer, Problem, Route, Site, solve
from travel.errors import BadInput

ROUNDS = 150


@st.composite
def problems(draw: st.DrawFn, *, most: int = 7, routes: int = 3, metric: bool = False) -> Problem:
    count, days = draw(st.integers(0, most)), draw(st.integers(1, routes))
    points = count + draw(st.integers(1, 2))
    times = st.integers(0, 12)
    matrices = draw(st.sampled_from((1, days)))
    table = st.lists(times, min_size=points**2, max_size=points**2)
    travel = tuple(_matrix(draw(table), points, metric=metric) for _ in range(matrices))
    sites = tuple(draw(_sites(days)) for _ in range(count))
    return Problem(sites, tuple(draw(_routes(count, points)) for _ in range(days)), travel)


def _matrix(times: list[int], points: int, *, metric: bool) -> tuple[tuple[int, ...], ...]:
    rows = [times[i * points : (i + 1) * points] for i in range(points)]
    for i in range(points):
        rows[i][i] = 0
    for by in range(points if metric else 0):
        for row in rows:
            row[:] = [min(way, row[by] + on) for way, on in zip(row, rows[by], strict=True)]
    return tuple(tuple(row) for row in rows)


@st.composite
def _sites(draw: st.DrawFn, days: int) -> Site:
    windows: list[tuple[tuple[int, int], ...]] = []
    for _ in range(days):
        edges = sorted(draw(st.sets(st.integers(0, 60), max_size=6)))
        windows.append(tuple(zip(edges[::2], edges[1::2], strict=False)))
    mandatory = draw(st.integers(0, 5)) == 0
    return Site(draw(st.integers(0, 30)), draw(st.integers(0, 10)), tuple(windows), mandatory)


@st.composite
def _routes(draw: st.DrawFn, count: int, points: int) -> Route:
    depots = st.integers(count, points - 1)
    pause = draw(st.none() | st.tuples(st.integers(10, 30), st.integers(0, 10)))
    return Route(
        start=draw(depots),
        end=draw(depots),
        opens=draw(st.integers(0, 10)),
        closes=draw(st.integers(40, 70)),
        pause=(pause[0], pause[0] + pause[1]) if pause else None,
    )


def _driven(problem: Problem, k: int, order: tuple[int, ...]) -> list[int] | None:
    """When each visit begins, minute by minute; None where the order doesn't work."""
    route, matrix = problem.routes[k], problem.travel[k % len(problem.travel)]
    paused = range(*route.pause) if route.pause else range(0)
    clock, here, begins = route.opens, route.start, list[int]()
    for site in (*order, None):
        there = route.end if site is None else site
        left = matrix[here][there]
        while left:
            left -= clock not in paused
            clock += 1
        if site is None:
            return begins if clock <= route.closes else None
        service = problem.sites[site].service
        while not _may_begin(problem, k, site, clock, paused):
            clock += 1
            if clock > route.closes:
                return None
        begins.append(clock)
        clock, here = clock + service, site
    raise AssertionError


def _may_begin(problem: Problem, k: int, site: int, clock: int, paused: range) -> bool:
    service = problem.sites[site].service
    opened = any(o <= clock <= c for o, c in problem.sites[site].windows[k])
    waits = clock in paused and clock > paused.start
    return opened and not waits and not any(t in paused for t in range(clock, clock + service))


def _value(problem: Problem, seen: set[int]) -> tuple[int, float]:
    """Mandatory sites seen, then profit."""
    return (
        sum(problem.sites[i].mandatory for i in seen),
        sum(problem.sites[i].profit for i in seen),
    )


def _best(problem: Problem) -> tuple[int, float]:
    """By trying everything."""
    sites = range(len(problem.sites))
    sets = [frozenset(c) for n in range(len(problem.sites) + 1) for c in combinations(sites, n)]
    reached = {frozenset[int]()}
    for k in range(len(problem.routes)):
        mine = [s for s in sets if any(_driven(problem, k, o) is not None for o in permutations(s))]
        reached = {one | two for one in reached for two in mine if not one & two}
    return max(_value(problem, set(seen)) for seen in reached)


def _starts_within_reach(problem: Problem) -> bool:
    return all(_driven(problem, k, ()) is not None for k in range(len(problem.routes)))


def _assert_holds(problem: Problem, answer: Answer) -> None:
    seen = [visit.site for route in answer.routes for visit in route]
    assert len(seen) == len(set(seen))
    for k, route in enumerate(answer.routes):
        begins = _driven(problem, k, tuple(visit.site for visit in route))
        assert begins == [visit.begin for visit in route]
    assert answer.profit == sum(problem.sites[i].profit for i in seen)
    must = {i for i, site in enumerate(problem.sites) if site.mandatory}
    assert set(answer.missing) == must - set(seen)


@settings(max_examples=150, deadline=None)
@given(problems(), st.integers(0, 3))
def test_every_route_works_and_what_must_be_seen_is_or_is_said_to_be_missing(
    problem: Problem, seed: int
) -> None:
    if _starts_within_reach(problem):
        _assert_holds(problem, solve(problem, seconds=20, rounds=ROUNDS, seed=seed))


@settings(max_examples=60, deadline=None)
@given(problems(most=5, routes=2, metric=True))
def test_tiny_problems_are_solved_as_by_trying_everything(problem: Problem) -> None:
    if not _starts_within_reach(problem):
        return
    answer = solve(problem, seconds=20, rounds=ROUNDS)
    seen = {visit.site for route in answer.routes for visit in route}
    assert _value(problem, seen) == _best(problem)


@settings(max_examples=60, deadline=None)
@given(problems(most=6, routes=1))
def test_what_is_proved_of_one_route_is_true(problem: Problem) -> None:
    if not _starts_within_reach(problem):
        return
    answer = solve(problem, seconds=20, rounds=4)
    seen = {visit.site for route in answer.routes for visit in route}
    assert not answer.proved or _value(problem, seen) == _best(problem)


@settings(max_examples=30, deadline=None)
@given(problems(most=12), st.integers(0, 9))
def test_equal_seeds_give_equal_answers(problem: Problem, seed: int) -> None:
    if _starts_within_reach(problem):
        answers = {solve(problem, seconds=20, rounds=60, seed=seed) for _ in range(2)}
        assert len(answers) == 1


SITE = Site(5, 10, (((0, 50),),))
DAY = Route(1, 1, 0, 100)
WAYS = ((0, 5), (5, 0))


def test_a_mandatory_site_that_never_opens_is_missing_and_that_is_proved() -> None:
    site = Site(5, 10, ((),), mandatory=True)
    answer = solve(Problem((site,), (DAY,), (WAYS,)), seconds=1, rounds=5)
    assert answer.missing == (0,)
    assert answer.proved


def test_two_mandatory_sites_at_one_hour_are_proved_not_to_fit() -> None:
    site = Site(5, 10, (((20, 25),),), mandatory=True)
    ways = ((0, 0, 5), (0, 0, 5), (5, 5, 0))
    answer = solve(Problem((site, site), (Route(2, 2, 0, 100),), (ways,)), seconds=5)
    assert len(answer.missing) == 1
    assert answer.proved


@pytest.mark.parametrize(
    "problem",
    [
        Problem((SITE,), (), (WAYS,)),
        Problem((SITE,), (DAY,), ()),
        Problem((SITE,), (DAY,), (((0, 5),),)),
        Problem((SITE,), (DAY,), (((0, -5), (5, 0)),)),
        Problem((SITE,), (DAY,), (((0, float("nan")), (5, 0)),)),  # type: ignore[arg-type]
        Problem((SITE,), (DAY,), (((0, None), (5, 0)),)),  # type: ignore[arg-type]
        Problem((SITE,), (DAY,), (((0, 5), (5,)),)),
        Problem((SITE,), (DAY,), (((0,),),)),
        Problem((SITE,), (Route(1, 2, 0, 100),), (WAYS,)),
        Problem((SITE,), (Route(1, 1, 100, 0),), (WAYS,)),
        Problem((SITE,), (Route(1, 0, 0, 4),), (WAYS,)),
        Problem((SITE,), (Route(1, 0, 0, 9, pause=(1, 8)),), (WAYS,)),
        Problem((SITE,), (Route(1, 1, 0, 100, pause=(40, 30)),), (WAYS,)),
        Problem((Site(-1, 10, (((0, 50),),)),), (DAY,), (WAYS,)),
        Problem((Site(1, -10, (((0, 50),),)),), (DAY,), (WAYS,)),
        Problem((Site(1, 10, (((50, 0),),)),), (DAY,), (WAYS,)),
        Problem((Site(1, 10, (((0, 30), (20, 50)),)),), (DAY,), (WAYS,)),
        Problem((Site(1, 10, ()),), (DAY,), (WAYS,)),
    ],
)
def test_nonsense_is_refused(problem: Problem) -> None:
    with pytest.raises(BadInput):
        solve(problem, seconds=1)


def test_a_thousand_sites_over_seven_days_keep_to_the_time() -> None:
    count = 1000
    ways = tuple(
        tuple(abs(i - j) % 37 + (i != j) for j in range(count + 1)) for i in range(count + 1)
    )
    sites = tuple(Site(i % 17, 20, (((i % 300, i % 300 + 200),),) * 7) for i in range(count))
    problem = Problem(sites, (Route(count, count, 0, 600),) * 7, (ways,))
    began = monotonic()
    answer = solve(problem, seconds=2)
    assert monotonic() - began < 6
    assert answer.profit > 0
