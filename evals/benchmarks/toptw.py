"""Team orienteering with time windows: how near the solver comes to proved optima.

    python -m evals.benchmarks toptw --instance FILE [--routes M] --seconds 10
    python -m evals.benchmarks toptw [--data DIR] --seconds 10

The first prints profit, seconds and the stops of each route; the second all instances that DIR/optima.csv
(instance,routes,optimum) names, with their gaps. DIR may be given as TRIPSAGE_BENCH_DATA too: it, or its subfolder
toptw. Each route is re-checked from the instance by code that shares nothing with the solver.
"""

import argparse
import csv
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from evals.benchmarks.measured import Measured
from evals.benchmarks.toptw_check import value_of
from evals.benchmarks.toptw_instances import Instance, distance, read
from evals.sample import spread
from planning.orienteering import Answer, Problem, Route, Site, solve
from travel.errors import BadInput

WHERE = """No instances: {folder} has no optima.csv.
Get Solomon's instances from github.com/ricgama/maenvs4vrp (MIT licence), folder
maenvs4vrp/environments/toptw/data/benchmark/Solomon, put them beside an optima.csv with the columns
instance,routes,optimum, and name the folder with --data or TRIPSAGE_BENCH_DATA."""


def main(argv: Sequence[str]) -> int:
    """0 where all ran, 1 where a route fails its check, 2 where there is nothing to run."""
    options = _options(argv)
    try:
        if options.instance is not None:
            return _one(options.instance, options.routes, options.seconds, options.seed)
        return _all(_folder(options.data), options.seconds, options.seed)
    except (BadInput, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"a route fails its check: {error}", file=sys.stderr)
        return 1


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="toptw", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--instance", type=Path, help="one file, instead of all")
    parser.add_argument("--routes", type=int, default=1, help="how many, with --instance")
    parser.add_argument("--data", type=Path, help="a folder with instances and optima.csv")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each instance")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(argv)


def _folder(data: Path | None) -> Path:
    folder = data or Path(os.environ.get("TRIPSAGE_BENCH_DATA", "benchmark-data"))
    return folder if (folder / "optima.csv").exists() else folder / "toptw"


def problem_of(instance: Instance, routes: int) -> Problem:
    """Stop 0, the depot, comes last there."""
    points = (*instance[1:], instance[0])
    depot = instance[0]
    return Problem(
        sites=tuple(
            Site(stop.profit, stop.service, (((stop.opens, stop.closes),),) * routes)
            for stop in instance[1:]
        ),
        routes=(Route(len(points) - 1, len(points) - 1, depot.opens, depot.closes),) * routes,
        travel=(tuple(tuple(distance(a, b) for b in points) for a in points),),
    )


def stops(answer: Answer) -> list[list[int]]:
    return [[visit.site + 1 for visit in route] for route in answer.routes]


def _one(path: Path, routes: int, seconds: float, seed: int) -> int:
    began = monotonic()
    instance = read(path)
    answer = solve(problem_of(instance, routes), seconds=seconds - monotonic() + began, seed=seed)
    took = monotonic() - began
    value = value_of(instance, stops(answer))
    print(f"profit {value:g}{' (proved)' if answer.proved else ''}, {took:.2f} s")
    for route in stops(answer):
        print("route", *route)
    return 0


def _all(folder: Path, seconds: float, seed: int) -> int:
    if not (folder / "optima.csv").exists():
        print(WHERE.format(folder=folder), file=sys.stderr)
        return 2
    gaps: list[float] = []
    print("instance routes   optimum    profit    gap  seconds")
    for each in _tried(folder, seconds, seed):
        gaps.append(each.gap)
        name = f"{each.name:8} {each.routes:6}"
        told = f"{name} {each.optimum:9g} {each.profit:9g} {each.gap:5.2f}% {each.seconds:8.2f}"
        print(told, flush=True)
    print(f"mean gap {sum(gaps) / len(gaps):.2f} % over {len(gaps)} instances, {seconds:g} s each")
    return 0


class Tried(NamedTuple):
    name: str
    routes: int
    optimum: float
    profit: float
    seconds: float

    @property
    def gap(self) -> float:
        """Percent of the optimum."""
        return 100 * (self.optimum - self.profit) / self.optimum


def _tried(folder: Path, seconds: float, seed: int, sample: int = 0) -> Iterator[Tried]:
    with (folder / "optima.csv").open() as table:
        rows = list(csv.DictReader(table))
    for row in spread(rows, sample):
        began = monotonic()
        instance, routes = read(folder / f"{row['instance']}.txt"), int(row["routes"])
        left = seconds - (monotonic() - began)
        answer = solve(problem_of(instance, routes), seconds=left, seed=seed)
        took, value = monotonic() - began, value_of(instance, stops(answer))
        yield Tried(row["instance"], routes, float(row["optimum"]), value, took)


def measured(data: Path, sample: int) -> list[Measured]:
    """With a second for each instance. Raises OSError, BadInput, ValueError where a route fails its check."""
    done = list(_tried(data / "toptw", 1.0, 0, sample))
    gap = sum(each.gap for each in done) / len(done)
    return [
        Measured(
            yardstick="toptw",
            what="at the proved optimum, 1 s each",
            passed=sum(each.profit >= each.optimum for each in done),
            of=len(done),
            value=f"mean gap {gap:.2f} %",
        )
    ]
