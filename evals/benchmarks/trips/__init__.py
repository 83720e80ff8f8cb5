"""Whole trips of growing size in the sandbox's world: how many are planned, whether they hold, how long it takes.

    python -m evals.benchmarks trips --cities 1..5 --days 2,5,9,14,21 --seeds 4 [--svg FILE] [--failures]
    python -m evals.benchmarks trips --alternatives --cities 1,3 --days 5,9 --seeds 2

The requests are made up from seeds. Each goes through the agents' own searches, the solver and the verifier, as in
a turn; words are neither read nor written. What can't be met is counted apart, with the rules that stand in the way,
and it is checked that the refusal is explained. Seconds are of the processor, the last column's by the clock: what the
slowest took on this machine as it was. A size without a night for each city is left out.

With `--alternatives` each trip that can be planned is planned in ways that truly differ, too: how many there are,
whether each holds and each role is borne out, and how many times as long that takes as the plan alone.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from evals.benchmarks.measured import Measured
from evals.benchmarks.trips.asked import REGIONS, requests
from evals.benchmarks.trips.growth import bars, svg
from evals.benchmarks.trips.sided import sided
from evals.benchmarks.trips.tried import Tried, tried
from evals.sample import spread
from tools.providers.sandbox import open_sandbox
from wiring.geography import open_gazetteer

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
MOST_CITIES, MOST_DAYS = len(REGIONS[0]), 30
HEAD = "cities days  asked  planned  verified  explained median s   max s  planning  by the clock"

Size = tuple[int, int]


def main(argv: Sequence[str]) -> int:
    """0 where all that is handed out holds and every refusal is explained, else 1."""
    options = _options(argv)
    sizes = _sizes(options.cities, options.days)
    results = asyncio.run(_shown(sizes, options.seeds))
    faults = list(_faults(results))
    for fault in faults:
        print(fault, file=sys.stderr)
    _summed_up(results, failures=options.failures)
    if options.alternatives:
        faults += sided(results)
    if options.svg is not None:
        options.svg.write_text(svg(_medians(results)))
    return 1 if faults else 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="trips", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--cities", type=_numbers, default=[1, 2, 3, 4, 5], help="1..5 or 1,3,5")
    parser.add_argument("--days", type=_numbers, default=[2, 5, 9, 14, 21], help="2..21 or 5,14")
    parser.add_argument("--seeds", type=int, default=4, help="requests of each size")
    parser.add_argument("--svg", type=Path, help="a file to draw the growth of time in")
    parser.add_argument("--failures", action="store_true", help="tell why each refusal was made")
    parser.add_argument(
        "--alternatives", action="store_true", help="plan each in several ways, too"
    )
    options = parser.parse_args(argv)
    if max(options.cities) > MOST_CITIES or max(options.days) > MOST_DAYS or options.seeds < 1:
        parser.error(f"up to {MOST_CITIES} cities and {MOST_DAYS} days, and a seed at least")
    return options


def _numbers(told: str) -> list[int]:
    found: set[int] = set()
    for part in told.split(","):
        first, _, last = part.partition("..")
        found |= set(range(int(first), int(last or first) + 1))
    if not found or min(found) < 1:
        raise argparse.ArgumentTypeError("whole numbers from 1")
    return sorted(found)


def _sizes(cities: Iterable[int], days: Sequence[int]) -> list[Size]:
    return [(c, d) for c in cities for d in days if d > c]


async def _shown(sizes: Iterable[Size], seeds: int) -> dict[Size, list[Tried]]:
    print(HEAD)
    results: dict[Size, list[Tried]] = {}
    async for (cities, days), done in _run(sizes, seeds):
        results[cities, days] = done
        print(_row(cities, days, done), flush=True)
    return results


async def _run(sizes: Iterable[Size], seeds: int) -> AsyncIterator[tuple[Size, list[Tried]]]:
    gazetteer = open_gazetteer()
    toolbox = open_sandbox(gazetteer, clock=lambda: NOW)
    warm = False
    for cities, days in sizes:
        asked = await requests(
            cities, days, seeds, gazetteer=gazetteer, toolbox=toolbox, today=NOW.date()
        )
        if not warm:
            await tried(asked[0], toolbox, gazetteer, now=NOW)  # reads the data, untimed
            warm = True
        yield (cities, days), [await tried(each, toolbox, gazetteer, now=NOW) for each in asked]


def measured(data: Path, sample: int) -> list[Measured]:
    """A request of each size up to five cities and three weeks; nobody else's data is needed."""
    sizes = spread(_sizes(range(1, MOST_CITIES + 1), (2, 5, 9, 14, 21)), sample)
    done = asyncio.run(_all_of(sizes))
    planned = [each for each in done if each.planned]
    refused = [each for each in done if not each.planned]
    return [
        Measured(
            yardstick="trips",
            what="plans that the verifier confirms",
            passed=sum(not each.broken for each in planned),
            of=len(planned),
        ),
        Measured(
            yardstick="trips",
            what="refusals that are explained",
            passed=sum(not each.unexplained for each in refused),
            of=len(refused),
        ),
    ]


async def _all_of(sizes: Iterable[Size]) -> list[Tried]:
    return [each async for _, done in _run(sizes, 1) for each in done]


def _row(cities: int, days: int, done: Sequence[Tried]) -> str:
    planned = [each for each in done if each.planned]
    refused = [each for each in done if not each.planned]
    holds = _share(sum(not each.broken for each in planned), len(planned))
    told = _share(sum(not each.unexplained for each in refused), len(refused))
    times = [each.seconds for each in done]
    return (
        f"{cities:6} {days:4} {len(done):6} {_share(len(planned), len(done)):>8} {holds:>9} {told:>10}"
        f" {median(times):8.2f} {max(times):7.2f} {median(each.planning for each in done):9.2f}"
        f" {max(each.waited for each in done):13.2f}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _faults(results: dict[Size, list[Tried]]) -> Iterable[str]:
    for (cities, days), done in results.items():
        for seed, each in enumerate(done):
            named = f"{cities} cities, {days} days, seed {seed}"
            if each.broken:
                yield f"{named}: handed out, but it breaks {each.broken[0].rule}"
            if each.unexplained:
                yield f"{named}: {each.unexplained}"


def _summed_up(results: dict[Size, list[Tried]], *, failures: bool) -> None:
    done = [each for several in results.values() for each in several]
    planned = [each for each in done if each.planned]
    print(_row_of_all(done))
    print(f"\n{bars(_medians(results))}")
    reasons = Counter(rule for each in done if not each.planned for rule in each.reasons)
    if reasons:
        print(f"\nwhy {len(done) - len(planned)} have no plan:")
        for rule, count in reasons.most_common():
            print(f"  {count:4} {rule}")
    if failures:
        for size, several in results.items():
            for seed, each in enumerate(several):
                for violation in each.outcome.violations:
                    print(f"{size[0]} x {size[1]} #{seed} {violation.rule}: {violation.detail}")


def _row_of_all(done: Sequence[Tried]) -> str:
    planned = [each for each in done if each.planned]
    holds = sum(not each.broken for each in planned)
    told = sum(not each.unexplained for each in done if not each.planned)
    return (
        f"{len(done)} requests: {len(planned)} planned, {holds} of these verified; "
        f"{len(done) - len(planned)} refused, {told} of these explained; "
        f"median {median(each.seconds for each in done):.2f} s, "
        f"at most {max(each.seconds for each in done):.2f} s"
    )


def _medians(results: dict[Size, list[Tried]]) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = {}
    for (cities, days), done in results.items():
        found.setdefault(cities, {})[days] = median(each.seconds for each in done)
    return found
