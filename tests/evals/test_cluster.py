"""Suites on a Ray cluster of two workers, started and stopped by the command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]


def report(folder: Path, *more: str) -> tuple[dict[str, object], str]:
    """What the command writes and prints for a case of each half of two suites."""
    file = folder / f"{'-'.join(more) or 'local'}.json"
    suites = ("evals", "run", "infeasible", "bookings", "--sample", "1", "--json", str(file))
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *suites, *more],
        check=True,
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
    )
    told: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    times = told.pop("milliseconds")
    assert isinstance(times, dict)
    return told, done.stdout


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_workers_of_a_cluster_report_the_same_bytes_but_for_the_times(tmp_path: Path) -> None:
    here, printed = report(tmp_path)
    assert "4 attempts, processes: 1\n" in printed
    there, printed = report(tmp_path, "--engine", "ray", "--workers", "2")
    assert "4 attempts, processes: 2\n" in printed
    assert json.dumps(here) == json.dumps(there)


def test_an_engine_that_there_is_not_is_refused() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "cli.main", "evals", "run", "bookings", "--engine", "cloud"],
        check=False,
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 2
    assert "there is no engine 'cloud': local, ray" in told.stderr
