"""Logs of runs as events: read whole, followed, and written by the run's holder."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from api.events import LAST, RUN_EVENT, RunEvent
from api.live import Live, Numbered
from api.telling import body
from memory.run_log import RunLog, whole
from memory.runs import PostgresRuns, Run
from travel.errors import StorageError

LOOK = 2.0  # seconds that a follower waits for an event before it looks how the run stands
TRIES = 5  # to write or to read, a second apart


async def told_by(log: RunLog, run: Run) -> list[RunEvent]:
    """All of it so far. Raises StorageError."""
    return [RUN_EVENT.validate_json(each) for each in await whole(log, run)]


async def written(log: RunLog, live: Live, events: Sequence[RunEvent]) -> bool:
    """Whether the run was still this process's: else nothing was written. Raises StorageError."""
    told = [*live.told, *events]
    after = len(live.told)
    for left in reversed(range(TRIES)):
        try:
            last = await log.write(live.run, after, [body(each) for each in told[after:]])
        except StorageError:
            if not left:
                raise
            await asyncio.sleep(1)
            continue
        if last is None or last == len(told):
            return last is not None
        after = last  # the log has lost what it had: all of it anew
    raise StorageError("the log of a run can't be written")


async def followed(
    store: PostgresRuns, log: RunLog, run: Run, after: int
) -> AsyncGenerator[Numbered]:
    """The events after that number up to the last, whoever writes them. Raises StorageError."""
    failed, ended = 0, False
    while not ended:
        try:
            lines = await log.awaited(run, after, LOOK)
            ended = not lines and await _ended(store, run)
            if ended:
                lines = await log.lines(run, after)
        except StorageError:
            failed += 1
            if failed == TRIES:
                raise
            await asyncio.sleep(1)
            continue
        failed = 0
        for line in lines:
            after, event = line.number, RUN_EVENT.validate_json(line.body)
            yield Numbered(after, event)
            if event.type in LAST:
                return


async def _ended(store: PostgresRuns, run: Run) -> bool:
    now = await store.again(run)
    return now is None or not now.live
