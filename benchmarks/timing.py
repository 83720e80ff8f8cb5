"""Wall time of the command as a person meets it: help, a first plan on an empty home, plans after it.

Each is its own process; the embedded database is started by the first plan and goes on running.
Run with `make timing`.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRIPSAGE = str(Path(sys.executable).parent / "tripsage")
TRIP = "five days in Lisbon in May from Berlin, two of us, 2500 euros, no early flights"
REPEATS = 5


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        environment = {**os.environ, "HOME": folder, "TRIPSAGE_HOME": str(Path(folder) / "data")}
        print(f"Python {platform.python_version()} on {os.cpu_count()} cores")
        _show("tripsage --help", [_timed(["--help"], environment) for _ in range(REPEATS)])
        _show("first plan, empty home", [_timed(["plan", TRIP], environment)])
        _show(
            "plan, database running", [_timed(["plan", TRIP], environment) for _ in range(REPEATS)]
        )
        subprocess.run([TRIPSAGE, "db", "stop"], env=environment, check=True, capture_output=True)


def _timed(arguments: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(
        [TRIPSAGE, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"tripsage {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begun


def _show(what: str, seconds: list[float]) -> None:
    middle = sorted(seconds)[len(seconds) // 2]
    print(
        f"{what:<24} median {middle:5.2f} s   best {min(seconds):5.2f} s   worst {max(seconds):5.2f} s"
    )


if __name__ == "__main__":
    main()
