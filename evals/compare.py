"""Two runs beside each other: which cases changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from evals.figures import Share, attempts
from evals.ran import Report


class Difference(NamedTuple):
    """`fixed` and `broken` are cases of both that pass in all attempts of one run alone.

    `shares` are (suite, half, before, after) over the cases of both; `why` is what first fails in a case of the dev
    half that is broken.
    """

    before: str
    after: str
    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    shares: tuple[tuple[str, str, Share, Share], ...]
    why: Mapping[str, str] = {}


def compared(before: Report, after: Report) -> Difference:
    old = {case: all(oks) for case, oks in attempts(before.cases).items()}
    new = {case: all(oks) for case, oks in attempts(after.cases).items()}
    both = [case for case in new if case in old]
    return Difference(
        before=before.model,
        after=after.model,
        fixed=tuple(case for case in both if new[case] and not old[case]),
        broken=tuple(case for case in both if old[case] and not new[case]),
        new=tuple(case for case in new if case not in old),
        gone=tuple(case for case in old if case not in new),
        shares=tuple(_shares(after, old, new)),
        why=dict(_reasons(after)),
    )


def _reasons(report: Report) -> Iterator[tuple[str, str]]:
    for ran in reversed(report.cases):  # of more attempts the first counts
        if not ran.passed and ran.half == "dev":
            yield f"{ran.suite}/{ran.id}", ran.failures[0].told


def _shares(
    after: Report, old: dict[str, bool], new: dict[str, bool]
) -> list[tuple[str, str, Share, Share]]:
    halves: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case, (suite, half) in {
        f"{ran.suite}/{ran.id}": (ran.suite, ran.half) for ran in after.cases
    }.items():
        if case in old:
            halves[suite, half].append(case)
    return [
        (suite, half, _share(cases, old), _share(cases, new))
        for (suite, half), cases in halves.items()
    ]


def _share(cases: list[str], passed: dict[str, bool]) -> Share:
    return Share(sum(passed[case] for case in cases), len(cases))
