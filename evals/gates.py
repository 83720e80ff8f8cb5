"""Whether the suites pass as they did: thresholds in `gates.toml`, over a sample that runs in a minute.

`python -m evals.gates` prints the table and what is below its gate; 1 where something is.
"""

import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.figures import lines
from evals.ran import Report
from evals.reports.text import summary
from evals.runner import NAMES, Plan, run

FILE = Path(__file__).parent / "gates.toml"


def gates() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def below(report: Report, least: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A sentence for each half of a suite, and each scorer, that is below its gate."""
    for line in lines(report):
        gate = least["pass_at_1"][line.suite][line.cut]
        if line.cases.value < gate:
            yield f"{line.suite}, {line.cut}: {line.cases.value:.1%} of cases pass, the gate is {gate:.1%}"
    for scorer in least["always"]:
        wrong = [
            ran.key
            for ran in report.cases
            if any(check.scorer == scorer and not check.ok for check in ran.checks)
        ]
        allowed = int(least["always"][scorer])
        if len(wrong) > allowed:
            yield f"{scorer}: {len(wrong)} cases fail, {allowed} may: {', '.join(wrong[:5])}"


def main() -> int:
    wanted, began = gates(), time.perf_counter()
    report = run(Plan(suites=NAMES, workers=wanted["workers"], sample=wanted["sample"]))
    print("\n".join(summary(report)))
    print(f"{time.perf_counter() - began:.0f} s")
    failed = list(below(report, wanted))
    print("\n".join(failed) if failed else "every gate holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
