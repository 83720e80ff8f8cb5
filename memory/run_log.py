"""What runs told, numbered from 1, in PostgreSQL or (see `memory.run_log_in_redis`) in Redis.

A log is written by one process at a time, the run's holder: an event of an earlier holder is refused.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from memory.pooling import Pool
from memory.runs import Run, rows_of

PAGE = 500  # events read at once
POLL = 0.2  # seconds between two looks

_WRITE = """
WITH mine AS (
    SELECT key FROM runs WHERE key = %(key)s AND epoch = %(epoch)s AND state IN ('queued', 'running') FOR SHARE
), written AS (
    INSERT INTO run_events (run_key, number, body)
    SELECT mine.key, %(after)s + told.number, told.body
    FROM mine, unnest(%(bodies)s::text[]) WITH ORDINALITY AS told (body, number)
    ON CONFLICT DO NOTHING
)
SELECT key FROM mine
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


class LogInPostgres:
    """Implements `RunLog`. `runs.epoch` is the seal."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def write(self, run: Run, after: int, bodies: Sequence[str]) -> int | None:
        values = {"key": run.key, "epoch": run.epoch, "after": after, "bodies": list(bodies)}
        mine = await self._rows(_WRITE, values)
        return after + len(bodies) if mine else None

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


async def whole(log: RunLog, run: Run) -> list[str]:
    """All that was told so far. Raises StorageError."""
    told: list[str] = []
    while True:
        page = await log.lines(run, len(told))
        told += [line.body for line in page]
        if len(page) < PAGE:
            return told
