"""TravelPlanner's rates over many plans: by constraint, micro, macro and final, as the paper defines them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.benchmarks.travelplanner.cells import Case
from evals.benchmarks.travelplanner.check import COMMONSENSE, HARD, check, hard_constraints


@dataclass(frozen=True)
class Judged:
    """A query's verdicts by constraint; none where no plan was delivered."""

    idx: int
    delivered: bool
    asked: tuple[str, ...]  # the hard constraints in play
    verdicts: Mapping[str, str | None]

    def holds(self, constraint: str) -> bool:
        return constraint in self.verdicts and self.verdicts[constraint] is None

    @property
    def commonsense(self) -> bool:
        return all(map(self.holds, COMMONSENSE))

    @property
    def hard(self) -> bool:
        return all(map(self.holds, self.asked))

    @property
    def passes(self) -> bool:
        return self.commonsense and self.hard


def judged(idx: int, case: Case) -> Judged:
    verdicts = check(case) if case.plan else {}
    return Judged(idx, bool(case.plan), hard_constraints(case.request), verdicts)


def report(results: Sequence[Judged]) -> Iterator[str]:
    """Lines to print."""
    for name in COMMONSENSE:
        yield _rate(name, sum(result.holds(name) for result in results), len(results))
    for name in HARD:
        asked = [result for result in results if name in result.asked]
        yield _rate(name, sum(result.holds(name) for result in asked), len(asked))
    number = len(results)
    yield _rate("Delivery", sum(result.delivered for result in results), number)
    held = sum(result.holds(name) for result in results for name in COMMONSENSE)
    yield _rate("Commonsense, micro", held, number * len(COMMONSENSE))
    yield _rate("Commonsense, macro", sum(result.commonsense for result in results), number)
    held = sum(result.holds(name) for result in results for name in result.asked)
    yield _rate("Hard, micro", held, sum(len(result.asked) for result in results))
    yield _rate("Hard, macro", sum(result.hard for result in results), number)
    yield _rate("Final pass", sum(result.passes for result in results), number)


def failures(results: Sequence[Judged]) -> Iterator[str]:
    for result in results:
        if not result.delivered:
            yield f"{result.idx}: no plan"
        for name, wrong in result.verdicts.items():
            if wrong is not None:
                yield f"{result.idx}: {name}: {wrong}"


def _rate(name: str, held: int, of: int) -> str:
    return f"{name:<26} {held:>5}/{of:<5} {held / of:>7.1%}" if of else f"{name:<26}     -"
