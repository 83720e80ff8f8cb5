"""`worker`: does what waits after the answers."""

import asyncio
import sys

from cli.exits import Exit
from wiring.jobs import Queue
from wiring.open import database, system_clock
from wiring.settings import read_settings

MOST_SECONDS = 600.0  # of `--once`


def work_here(*, once: bool) -> int:
    """Raises StorageError."""
    asyncio.run(_work(once=once))
    return Exit.DONE


async def _work(*, once: bool) -> None:
    settings = read_settings()
    queue = Queue(settings, await database(settings), system_clock)
    if once:
        await queue.work(seconds=MOST_SECONDS)
        return
    async with queue.working():
        sys.stderr.write("Working; Ctrl-C ends it.\n")
        await asyncio.Event().wait()
