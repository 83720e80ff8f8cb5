"""The yardsticks of planning in one run, with the facts of this machine. `make bench-planning`.

The benchmarks of others are read from TRIPSAGE_BENCH_DATA, else from `../shared/benchmarks` beside the repository.
`make evals-report` sets them beside published results, in one table with the suites.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import facts
from evals.benchmarks.__main__ import main as yardstick
from evals.benchmarks.measured import data_folder


def main() -> int:
    """0 where every yardstick ran."""
    data = data_folder()
    os.environ["TRIPSAGE_BENCH_DATA"] = str(data)
    print(facts())
    with tempfile.TemporaryDirectory() as folder:
        return max([_run(*each) for each in _runs(data, folder)])


def _runs(data: Path, folder: str) -> list[list[str]]:
    plans = f"{folder}/plans"
    natural = [
        [
            "natural-plan",
            "--input",
            str(data / "natural-plan" / f"{name}_even.json"),
            "--output",
            plans,
        ]
        for name in ("trip_planning", "meeting_planning")
    ]
    return [
        ["toptw", "--seconds", "1"],
        ["toptw", "--seconds", "10"],
        ["travelplanner", "--output", plans],
        ["travelplanner", "--output", plans, "--from-text"],
        *natural,
        ["trips", "--cities", "1..5", "--days", "2..21", "--seeds", "1"],
    ]


def _run(*argv: str) -> int:
    print(f"\n== {' '.join(argv[:1])} {' '.join(each for each in argv[1:] if '/' not in each)}")
    begun = time.perf_counter()
    status = yardstick(argv)
    print(f"({time.perf_counter() - begun:.1f} s)", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
