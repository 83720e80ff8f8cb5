"""What a yardstick measures, as the report of everything shows it."""

import os
from pathlib import Path

from evals.case import Part

PLACES = [each / "shared" / "benchmarks" for each in Path(__file__).resolve().parents[2:]]


class Measured(Part):
    """`passed` of `of` tasks; `value` is a figure that is no share, with its unit."""

    yardstick: str
    what: str
    passed: int
    of: int
    value: str = ""


def data_folder() -> Path:
    """Of the benchmarks of others: TRIPSAGE_BENCH_DATA, else `shared/benchmarks` beside the repository or above."""
    beside = next((each for each in PLACES if each.is_dir()), PLACES[1])
    return Path(os.environ.get("TRIPSAGE_BENCH_DATA") or beside)
