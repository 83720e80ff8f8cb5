"""Tables of a run in plain text."""

from collections import Counter
from collections.abc import Iterator, Sequence

from evals.compare import Difference
from evals.figures import Line, lines, scorer_lines, slice_lines
from evals.ran import Ran, Report

MOST_FAILURES = 4  # of one case
MOST_SAID = 300  # letters


def summary(report: Report) -> Iterator[str]:
    """A row for each half of each suite."""
    ran = (
        f"; {len(report.cases)} attempts, processes: {report.processes}" if report.processes else ""
    )
    yield f"model: {report.model}{ran}"
    yield (
        f"{'suite':14} {'half':10} {'cases':>9} {'pass@1':>7} {'95 % interval':>16} {'pass^k':>10} "
        f"{'checks':>13} {'ms/turn':>8} {'p95':>6} {'calls':>6} {'tokens':>8} {'USD':>8}"
    )
    yield from (_row(line) for line in lines(report))


def _row(line: Line) -> str:
    low, high = line.cases.interval()
    cost = "?" if line.cost is None else f"{line.cost:.4f}"
    return (
        f"{line.suite:14} {line.cut:10} {line.cases.passed:4} /{line.cases.of:4} {line.cases.value:7.1%} "
        f"{low:7.1%} to {high:6.1%} {f'{line.pass_k:.1%} ^{line.k}':>10} "
        f"{line.checks.passed:5} /{line.checks.of:6} {line.median:8} {line.p95:6} {line.model_calls:6} "
        f"{line.tokens:8} {cost:>8}"
    )


def slices(report: Report) -> Iterator[str]:
    for line in slice_lines(report):
        low, high = line.cases.interval()
        yield (
            f"{line.suite:14} {line.cut:28} {line.cases.passed:4} /{line.cases.of:4} "
            f"{line.cases.value:7.1%} {low:7.1%} to {high:6.1%}"
        )


def scorers(report: Report) -> Iterator[str]:
    for suite, scorer, share in scorer_lines(report):
        yield f"{suite:14} {scorer:16} {share.passed:5} /{share.of:5} {share.value:7.1%}"


def failures(report: Report) -> Iterator[str]:
    """What went wrong, case by case; of the half that was set aside, how many cases alone."""
    for ran in report.cases:
        if not ran.passed and ran.half == "dev":
            yield f"{ran.suite}/{ran.id}"
            yield from (f"    {line}" for line in (*_said(ran), *why(ran)))
    yield from _most_often(report)
    aside = sum(not ran.passed for ran in report.cases if ran.half == "set aside")
    if aside:
        yield f"and {aside} of those set aside; --set-aside names them"


def _said(ran: Ran) -> Iterator[str]:
    """All that was said up to the first turn that fails: a wish may be of an earlier one."""
    number = ran.failures[0].turn or len(ran.turns)
    said = " / ".join(turn.said for turn in ran.turns[:number])
    if said:
        yield f"said: {said if len(said) <= MOST_SAID else f'... {said[-MOST_SAID:]}'}"


def _most_often(report: Report) -> Iterator[str]:
    failed = [ran for ran in report.cases if not ran.passed and ran.half == "dev"]
    counts = Counter(kind for ran in failed for kind in {each.kind for each in ran.failures})
    told = [
        f"{kind} {number}"
        for kind, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
    if told:
        yield f"cases by what fails in them, dev: {', '.join(told)}"


def why(ran: Ran) -> Sequence[str]:
    shown = [check.told for check in ran.failures[:MOST_FAILURES]]
    more = len(ran.failures) - MOST_FAILURES
    return [*shown, *([f"and {more} more"] if more > 0 else [])]


def difference(found: Difference) -> Iterator[str]:
    yield f"{found.before} -> {found.after}: {len(found.fixed)} fixed, {len(found.broken)} broken"
    yield from (f"  fixed   {each}" for each in found.fixed)
    yield from (f"  broken  {each}  {found.why.get(each, '')}".rstrip() for each in found.broken)
    yield from (f"  new     {each}" for each in found.new)
    yield from (f"  gone    {each}" for each in found.gone)
    for suite, half, before, after in found.shares:
        yield f"  {suite:14} {half:10} {before.value:7.1%} -> {after.value:7.1%}"
