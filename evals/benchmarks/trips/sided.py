"""Trips planned in several ways beside the one: what that takes, and whether it is as it is said."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from statistics import median
from time import process_time

from evals.benchmarks.trips.tried import CURRENCY, Tried
from planning.plan.alternatives import alternatives, identity
from planning.verify import verify
from travel.alternatives import Alternatives

HEAD = "\ncities days  planned  with 1, 2, 3 ways  plan s  ways s   ratio"


def sided(results: Mapping[tuple[int, int], Sequence[Tried]]) -> list[str]:
    """Prints a row for each size; what isn't as it should be, a sentence each."""
    faults: list[str] = []
    ratios: list[float] = []
    print(HEAD)
    for (cities, days), done in results.items():
        planned = [each for each in done if each.planned]
        ways = [_timed(each) for each in planned]
        if not ways:
            continue
        for each, (shown, _) in zip(planned, ways, strict=True):
            faults += [f"{cities} cities, {days} days: {fault}" for fault in _faults(each, shown)]
        counts = [sum(len(shown.plans) == n for shown, _ in ways) for n in (1, 2, 3)]
        alone = median(each.planning for each in planned)
        beside = median(seconds for _, seconds in ways)
        ratios += [s / each.planning for each, (_, s) in zip(planned, ways, strict=True)]
        told = ", ".join(map(str, counts))
        print(
            f"{cities:6} {days:4} {len(planned):8} {told:>18} {alone:7.2f} {beside:7.2f}"
            f" {beside / alone:7.1f}"
        )
    if ratios:
        print(f"{len(ratios)} trips: median {median(ratios):.1f}, at most {max(ratios):.1f} times")
    return faults


def _timed(each: Tried) -> tuple[Alternatives, float]:
    began = process_time()
    told = each.told
    shown = alternatives(
        each.request,
        told.found,
        now=told.now,
        currency=CURRENCY,
        previous=each.outcome.itinerary,
    )
    return shown, process_time() - began


def _faults(each: Tried, shown: Alternatives) -> Iterator[str]:
    plans = shown.plans
    if not plans:
        yield "there is a plan, but no way beside it is told"
        return
    for way in plans:
        if broken := verify(way.itinerary, each.request, each.told.found, now=each.told.now):
            yield f"{way.roles[0]} breaks {broken[0].rule}"
        if "cheapest" in way.roles and way.itinerary.total > min(p.itinerary.total for p in plans):
            yield "the cheapest isn't"
        if "fastest" in way.roles and way.travel_minutes > min(p.travel_minutes for p in plans):
            yield "the fastest isn't"
    for one, other in combinations(plans, 2):
        if identity(one.itinerary) == identity(other.itinerary):
            yield "two of them travel and sleep alike"
