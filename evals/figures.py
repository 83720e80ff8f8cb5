"""Figures of a run: pass@1, pass^k, their intervals, and what it took."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import comb, sqrt
from typing import NamedTuple

from evals.ran import Ran, Report

Z = 1.959964  # 95 %


class Share(NamedTuple):
    passed: int
    of: int

    @property
    def value(self) -> float:
        return self.passed / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's score interval at 95 % (Wilson 1927)."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.value
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def pass_hat(tries: Iterable[tuple[int, int]], k: int) -> float:
    """pass^k: the mean chance that k of a case's attempts all pass (Yao et al. 2024, tau-bench).

    `tries` are (passed, attempts) a case; each has at least k attempts.
    """
    shares = [comb(passed, k) / comb(of, k) for passed, of in tries]
    return sum(shares) / len(shares) if shares else 0.0


class Line(NamedTuple):
    """One row: a suite's half, or a slice. Times are in milliseconds a turn, cost in USD."""

    suite: str
    cut: str
    cases: Share
    checks: Share
    pass_k: float
    k: int
    median: int
    p95: int
    model_calls: int
    tokens: int
    cost: Decimal | None


def lines(report: Report) -> Iterator[Line]:
    """A row for each half of each suite."""
    for (suite, half), rans in _grouped(report.cases, lambda ran: [ran.half]).items():
        yield _line(suite, half, rans, report.milliseconds)


def slice_lines(report: Report) -> Iterator[Line]:
    for (suite, cut), rans in _grouped(report.cases, lambda ran: ran.slices).items():
        yield _line(suite, cut, rans, report.milliseconds)


def scorer_lines(report: Report) -> Iterator[tuple[str, str, Share]]:
    """(suite, scorer, checks right)."""
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for ran in report.cases:
        for check in ran.checks:
            counts[ran.suite, check.scorer].append(check.ok)
    for (suite, scorer), oks in counts.items():
        yield suite, scorer, Share(sum(oks), len(oks))


def _grouped(
    rans: Iterable[Ran], cuts: Callable[[Ran], Sequence[str]]
) -> Mapping[tuple[str, str], Sequence[Ran]]:
    found: dict[tuple[str, str], list[Ran]] = defaultdict(list)
    for ran in rans:
        for cut in cuts(ran):
            found[ran.suite, cut].append(ran)
    return found


def attempts(rans: Sequence[Ran]) -> dict[str, list[bool]]:
    """Whether each attempt at a case passed, by suite and id."""
    found: dict[str, list[bool]] = defaultdict(list)
    for ran in rans:
        found[f"{ran.suite}/{ran.id}"].append(ran.passed)
    return found


def _line(suite: str, cut: str, rans: Sequence[Ran], times: Mapping[str, Sequence[int]]) -> Line:
    tried = attempts(rans)
    k = min(len(oks) for oks in tried.values())
    taken = sorted(each for ran in rans for each in times.get(ran.key, ()))
    turns = [turn for ran in rans for turn in ran.turns]
    costs = [turn.cost for turn in turns]
    known = [cost for cost in costs if cost is not None]
    return Line(
        suite=suite,
        cut=cut,
        cases=Share(sum(ran.passed for ran in rans), len(rans)),
        checks=Share(
            sum(check.ok for ran in rans for check in ran.checks),
            sum(len(ran.checks) for ran in rans),
        ),
        pass_k=pass_hat([(sum(oks), len(oks)) for oks in tried.values()], k),
        k=k,
        median=_quantile(taken, 0.5),
        p95=_quantile(taken, 0.95),
        model_calls=sum(turn.model_calls for turn in turns),
        tokens=sum(turn.input_tokens + turn.output_tokens for turn in turns),
        cost=sum(known, Decimal(0)) if len(known) == len(costs) else None,
    )


def _quantile(ordered: Sequence[int], share: float) -> int:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0
