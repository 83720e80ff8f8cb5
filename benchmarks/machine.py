"""The facts of this machine that figures depend on."""

import os
import platform
from pathlib import Path

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


def _processor() -> str:
    lines = CPUS.read_text().splitlines() if CPUS.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())
