"""Bookings against the Duffel and LiteAPI simulators with everything going wrong, and the account of it.

`python -m benchmarks.bookings [trials]`, 500 unless said. Real PostgreSQL (embedded, in a folder of its
own), the real vendor clients over HTTP; a process's death is an exception at one of its steps.
"""

import asyncio
import logging
import os
import platform
import sys
import time

from benchmarks.machine import own_home
from tests.bookings.account import run
from tests.bookings.world import opened
from wiring.geography import open_gazetteer

TRIALS = 500


async def main(trials: int) -> int:
    logging.getLogger("tripsage").setLevel(logging.ERROR)
    with own_home() as home:
        async with opened(home, open_gazetteer()) as world:
            begun = time.perf_counter()
            account = await run(world, trials)
            seconds = time.perf_counter() - begun
    print(f"Python {platform.python_version()} on {os.cpu_count()} cores, {seconds:.0f} s")
    print("\n".join([*account.lines(), *account.wrong]))
    return 1 if account.wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS)))
