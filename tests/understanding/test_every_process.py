"""What a message is read as doesn't depend on the process that reads it."""

import os
import subprocess
import sys
from pathlib import Path

READ = """
from datetime import date
from llm.understanding import understand
from wiring.geography import open_gazetteer
said = "Ein paar Tage raus in die Berge, gut essen, ganz gemütlich: wir dachten an Innsbruck, von Ulm aus"
turn = understand([said], previous=None, today=date(2026, 3, 10), gazetteer=open_gazetteer())
print(turn.model_dump_json())
"""


def read(seed: int) -> str:
    """With sets in another order for each seed."""
    return subprocess.run(
        [sys.executable, "-c", READ],
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
    ).stdout


def test_a_slip_is_put_right_alike_in_every_process() -> None:
    assert len({read(seed) for seed in (1, 3, 5)}) == 1
