"""Runs and their logs in PostgreSQL: what a client that rejoins is told, from whichever process.

A run is held by one process through a lease. Everything that the process writes holds only as long as the
run is still its own and running: a process that was held to have died writes nothing after that.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from memory.pooling import Pool, borrowed, open_pool, require
from travel.value import Value

RunState = Literal["running", "finished", "interrupted", "cancelled", "failed"]
LEASE = timedelta(seconds=6)
PAGE = 500  # events read at once

_BEGIN = """
WITH run AS (
    INSERT INTO runs (id, user_id, thread_id, state, server, lease_until, message)
    VALUES (%(id)s, %(user)s, %(thread)s, 'running', %(server)s, now() + %(lease)s, %(message)s)
    ON CONFLICT DO NOTHING RETURNING *
), first AS (
    INSERT INTO run_events (run_key, number, body) SELECT key, 1, %(body)s FROM run
), touched AS (
    UPDATE threads SET updated_at = now() WHERE id = %(thread)s AND EXISTS (SELECT 1 FROM run)
)
SELECT * FROM run
"""
_WRITE = """
WITH mine AS (
    UPDATE runs SET state = %(state)s, lease_until = now() + %(lease)s
    WHERE key = %(key)s AND server = %(server)s AND state = 'running' RETURNING key
)
INSERT INTO run_events (run_key, number, body)
SELECT mine.key, %(after)s + told.number, told.body
FROM mine, unnest(%(bodies)s::text[]) WITH ORDINALITY AS told (body, number)
RETURNING number
"""
_RENEW = """
UPDATE runs SET lease_until = now() + %s WHERE server = %s AND state = 'running' RETURNING key, stop
"""
_BURY = """
WITH dead AS (
    SELECT key FROM runs WHERE state = 'running' AND lease_until < now() FOR UPDATE SKIP LOCKED
), ended AS (
    UPDATE runs SET state = 'failed' FROM dead WHERE runs.key = dead.key RETURNING runs.key
)
INSERT INTO run_events (run_key, number, body)
SELECT ended.key, 1 + (SELECT max(number) FROM run_events WHERE run_key = ended.key), %s FROM ended
RETURNING run_key
"""


class Run(Value):
    """`key` is ours, `id` the client's or made for it."""

    key: int
    id: str
    user_id: str
    thread_id: str
    state: RunState
    message: str = ""


class Line(NamedTuple):
    """An event of a log, as JSON."""

    number: int
    body: str


class PostgresRuns:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, run: "NewRun", *, server: str, first: str) -> Run | None:
        """With its first event; None where the id is taken or the conversation has a run already."""
        values = {**run.model_dump(), "server": server, "lease": LEASE, "body": first}
        return _run(await self._row(_BEGIN, values))

    async def write(
        self, run: Run, after: int, bodies: Sequence[str], *, state: RunState, server: str
    ) -> bool:
        """Whether the run was still `server`'s: else nothing was written."""
        values = {
            "key": run.key,
            "server": server,
            "state": state,
            "lease": LEASE,
            "after": after,
            "bodies": list(bodies),
        }
        return await self._row(_WRITE, values) is not None

    async def renew(self, server: str) -> dict[int, bool]:
        """The keys of the runs that are still the process's, and whether a person stopped each."""
        rows = await self._rows(_RENEW, (LEASE, server))
        return {row["key"]: row["stop"] for row in rows}

    async def bury(self, last: str) -> int:
        """Ends those whose process died, with this event; how many."""
        return len(await self._rows(_BURY, (last,)))

    async def stop(self, run: Run) -> None:
        await self._rows("UPDATE runs SET stop = true WHERE key = %s RETURNING key", (run.key,))

    async def found(self, user: str, id: str) -> Run | None:
        query = "SELECT * FROM runs WHERE user_id = %s AND id = %s"
        return _run(await self._row(query, (user, id)))

    async def current(self, thread: str) -> Run | None:
        """The one that runs."""
        query = "SELECT * FROM runs WHERE thread_id = %s AND state = 'running'"
        return _run(await self._row(query, (thread,)))

    async def state(self, run: Run) -> RunState | None:
        """None where it was deleted."""
        row = await self._row("SELECT state FROM runs WHERE key = %s", (run.key,))
        return None if row is None else row["state"]

    async def lines(self, run: Run, after: int) -> list[Line]:
        """The next ones, at most a page."""
        query = (
            "SELECT number, body FROM run_events WHERE run_key = %s AND number > %s "
            "ORDER BY number LIMIT %s"
        )
        rows = await self._rows(query, (run.key, after, PAGE))
        return [Line(row["number"], row["body"]) for row in rows]

    async def keep_transcript(self, run: Run, transcript: str) -> None:
        query = "UPDATE runs SET transcript = %s WHERE key = %s RETURNING key"
        await self._rows(query, (transcript, run.key))

    async def thread_of(self, user: str, transcript: str) -> str | None:
        """The conversation that has come to just this and no further."""
        query = (
            "SELECT thread_id FROM runs WHERE user_id = %s AND transcript = %s AND NOT EXISTS "
            "(SELECT 1 FROM runs AS later WHERE later.thread_id = runs.thread_id AND later.key > runs.key) "
            "ORDER BY key DESC LIMIT 1"
        )
        row = await self._row(query, (user, transcript))
        return None if row is None else row["thread_id"]

    async def _row(self, query: str, values: Any) -> Mapping[str, Any] | None:
        rows = await self._rows(query, values)
        return rows[0] if rows else None

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)


class NewRun(Value):
    """`message` is the client's own id of the message that goes on."""

    id: str
    user: str
    thread: str
    message: str = ""


async def rows_of(pool: Pool, query: str, values: Any) -> list[dict[str, Any]]:
    """Of one statement, a transaction by itself. Raises StorageError with nothing of what was sent."""
    async with borrowed(pool) as connection:
        found = await connection.execute(query.encode(), values)
        return await found.fetchall()


@asynccontextmanager
async def open_runs(dsn: str, *, connections: int = 4) -> AsyncGenerator[Pool]:
    """The pool that runs and threads are kept through. Raises StorageError."""
    async with open_pool(dsn, connections=connections) as pool:
        await require(pool, "run_events")
        yield pool


def _run(row: Mapping[str, Any] | None) -> Run | None:
    if row is None:
        return None
    return Run.model_validate({name: row[name] for name in Run.model_fields})
