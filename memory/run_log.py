"""What runs told, numbered from 1, in PostgreSQL or (see `memory.run_log_in_redis`) in Redis.

A log is written by one process at a time, the run's holder: an event of an earlier holder is refused.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from memory.pooling import Pool
from memory.runs import Run, rows_of
from travel.errors import StorageError

PAGE = 500  # events read at once
POLL = 0.2  # seconds between two looks

# Rows are locked by rising key, as wherever several runs are: nobody waits in a ring.
_WRITE = """
WITH told AS (
    SELECT * FROM unnest(%(keys)s::bigint[], %(epochs)s::integer[], %(numbers)s::bigint[], %(bodies)s::text[])
        AS told (key, epoch, number, body)
), mine AS (
    SELECT runs.key, runs.epoch
    FROM runs JOIN unnest(%(runs)s::bigint[], %(holders)s::integer[]) AS asked (key, epoch) USING (key, epoch)
    WHERE runs.state IN ('queued', 'running') ORDER BY runs.key FOR SHARE OF runs
), written AS (
    INSERT INTO run_events (run_key, number, body)
    SELECT key, number, body FROM told JOIN mine USING (key, epoch)
    ON CONFLICT DO NOTHING
)
SELECT key, epoch FROM mine
"""


class Line(NamedTuple):
    """An event of a log, as JSON."""

    number: int
    body: str


class RunLog(Protocol):
    """Every method raises StorageError."""

    async def write(self, run: Run, after: int, bodies: Sequence[str]) -> int | None:
        """Writes the events that follow number `after`, and returns the number of the last.

        The same again changes nothing. None, and nothing is written, where the run has another holder by
        now; less than `after`, and nothing is written, where the log has lost what was in it.
        """
        ...

    async def seal(self, run: Run) -> None:
        """From now on no earlier holder writes."""
        ...

    async def lines(self, run: Run, after: int) -> list[Line]:
        """The next ones, at most a page."""
        ...

    async def awaited(self, run: Run, after: int, seconds: float) -> list[Line]:
        """The next ones as soon as there are any; none after that time."""
        ...


class _Told(NamedTuple):
    """What waits to be written; `done` says whether the run was still its holder's."""

    run: Run
    after: int
    bodies: Sequence[str]
    done: asyncio.Future[bool]


class LogInPostgres:
    """Implements `RunLog`. `runs.epoch` is the seal.

    What several runs tell while one statement is under way is written by the next one.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: list[_Told] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, run: Run, after: int, bodies: Sequence[str]) -> int | None:
        told = _Told(run, after, bodies, asyncio.get_running_loop().create_future())
        self._waiting.append(told)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return after + len(bodies) if await told.done else None

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write_all(batch)
        finally:
            self._writing = None

    async def _write_all(self, batch: Sequence[_Told]) -> None:
        try:
            rows = await self._rows(_WRITE, _columns(batch))
        except StorageError as error:
            for each in _awaited(batch):
                each.set_exception(error)
        else:
            mine = {(row["key"], row["epoch"]) for row in rows}
            for told in batch:
                if not told.done.done():
                    told.done.set_result((told.run.key, told.run.epoch) in mine)
        finally:
            for each in _awaited(batch):
                each.cancel()

    async def seal(self, run: Run) -> None:
        pass

    async def lines(self, run: Run, after: int) -> list[Line]:
        query = (
            "SELECT number, body FROM run_events WHERE run_key = %s AND number > %s "
            "ORDER BY number LIMIT %s"
        )
        rows = await self._rows(query, (run.key, after, PAGE))
        return [Line(row["number"], row["body"]) for row in rows]

    async def awaited(self, run: Run, after: int, seconds: float) -> list[Line]:
        until = time.monotonic() + seconds
        while True:
            found = await self.lines(run, after)
            if found or time.monotonic() >= until:
                return found
            await asyncio.sleep(POLL)

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)


def _awaited(batch: Sequence[_Told]) -> list[asyncio.Future[bool]]:
    """Without those whose turn was stopped meanwhile."""
    return [told.done for told in batch if not told.done.done()]


def _columns(batch: Sequence[_Told]) -> dict[str, list[int] | list[str]]:
    lines = [
        (each.run.key, each.run.epoch, number, body)
        for each in batch
        for number, body in enumerate(each.bodies, each.after + 1)
    ]
    return {
        "runs": [each.run.key for each in batch],
        "holders": [each.run.epoch for each in batch],
        "keys": [key for key, _, _, _ in lines],
        "epochs": [epoch for _, epoch, _, _ in lines],
        "numbers": [number for _, _, number, _ in lines],
        "bodies": [body for _, _, _, body in lines],
    }


async def whole(log: RunLog, run: Run) -> list[str]:
    """All that was told so far. Raises StorageError."""
    told: list[str] = []
    while True:
        page = await log.lines(run, len(told))
        told += [line.body for line in page]
        if len(page) < PAGE:
            return told
