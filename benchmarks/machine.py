"""The facts of this machine that figures depend on, and a home for what is measured."""

import os
import platform
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from wiring.embedded import stop_embedded

CPUS = Path("/proc/cpuinfo")


def facts() -> str:
    """System, cores and processor, load, Python: a line each."""
    return "\n".join(
        (
            f"{platform.platform()}; {os.cpu_count()} cores of {_processor()}",
            f"load when begun: {os.getloadavg()[0]:.1f} (the figures suffer from whatever else runs)",
            f"Python {platform.python_version()}",
        )
    )


@contextmanager
def own_home(kept: Path | None = None) -> Generator[Path]:
    """A folder for the embedded database, which is stopped afterwards; it goes away unless it is to be kept."""
    with tempfile.TemporaryDirectory(prefix="tripsage-", ignore_cleanup_errors=True) as folder:
        home = kept or Path(folder)
        home.mkdir(exist_ok=True)
        home.chmod(0o755)  # the database is another user's where this is run by root
        try:
            yield home
        finally:
            stop_embedded(home)


def _processor() -> str:
    lines = CPUS.read_text().splitlines() if CPUS.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())
