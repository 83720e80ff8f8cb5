"""Runs in PostgreSQL: whose they are, how they stand, and which process holds each.

A run is held through a lease. Whoever takes it over raises its epoch, and what an earlier holder still writes
is refused. What a run told is in its log (see `memory.run_log`): once the log has its last event the run has
ended, whatever stands here.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Literal, NamedTuple

import psycopg
from pydantic import AwareDatetime, Field

from memory.pooling import Pool, borrowed, open_pool, require, transaction
from travel.value import Value

LogPlace = Literal["postgres", "redis"]
RunState = Literal["queued", "running", "finished", "interrupted", "cancelled", "failed"]
LEASE = timedelta(seconds=5)
KEPT = timedelta(hours=24)  # what a run told, after its end
STALE = timedelta(minutes=15)  # without a holder: nobody waits for its answer any more
TAKEN = 50  # taken over at once, at most
QUEUE = 10  # that wait in a conversation, at most

_INSERT = """
INSERT INTO runs (id, user_id, thread_id, state, server, log, lease_until, message, input)
SELECT %(id)s, %(user)s, %(thread)s, %(state)s, %(server)s, %(log)s, now() + %(lease)s, %(message)s, %(input)s
"""
_BEGIN = f"""
WITH run AS (
    {_INSERT} WHERE NOT EXISTS (SELECT 1 FROM runs WHERE thread_id = %(thread)s AND state = 'queued')
    ON CONFLICT DO NOTHING RETURNING *
), touched AS (
    UPDATE threads SET updated_at = now() WHERE id = %(thread)s AND EXISTS (SELECT 1 FROM run)
)
SELECT * FROM run
"""
_BUSY = """
SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) AS live FROM runs
WHERE thread_id = %s AND state IN ('queued', 'running')
"""
_RENEW = """
WITH held AS (
    SELECT key FROM runs WHERE server = %(server)s AND state = 'running' AND key = ANY(%(keys)s)
    ORDER BY key FOR NO KEY UPDATE
)
UPDATE runs SET lease_until = now() + %(lease)s FROM held WHERE runs.key = held.key RETURNING runs.key, stop
"""
_PRUNE = """
WITH old AS (
    UPDATE runs SET pruned = true WHERE ended_at < now() - %(kept)s AND NOT pruned RETURNING key
), forgotten AS (
    DELETE FROM idempotent_requests WHERE created_at < now() - %(kept)s
)
DELETE FROM run_events USING old WHERE run_key = old.key RETURNING number
"""
_TAKE = """
WITH dead AS (
    SELECT key, lease_until FROM runs WHERE state = 'running' AND lease_until < now()
    AND (log = %(log)s OR lease_until < now() - %(stale)s::interval)
    ORDER BY lease_until LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE runs SET server = %(server)s, log = %(log)s, epoch = epoch + 1, lease_until = now() + %(lease)s
FROM dead WHERE runs.key = dead.key
RETURNING runs.*, dead.lease_until < now() - %(stale)s::interval AS stale
"""
_WAITING = """
SELECT DISTINCT thread_id FROM runs WHERE state = 'queued' AND NOT EXISTS (
    SELECT 1 FROM runs AS other WHERE other.thread_id = runs.thread_id AND other.state = 'running')
"""
_PROMOTE = """
UPDATE runs SET state = 'running', server = %(server)s, log = %(log)s, epoch = epoch + 1,
    lease_until = now() + %(lease)s
WHERE state = 'queued' AND key = (
    SELECT min(key) FROM runs WHERE thread_id = %(thread)s AND state = 'queued')
AND (log = %(log)s OR created_at < now() - %(stale)s::interval)
RETURNING *
"""
_END = """
UPDATE runs SET state = %(state)s, transcript = %(transcript)s, input = NULL, ended_at = now()
WHERE key = %(key)s AND state IN ('queued', 'running') RETURNING key
"""


class Run(Value):
    """`key` is ours, `id` the client's or made for it; `input` is what the run was begun with, as JSON."""

    key: int
    id: str
    user_id: str
    thread_id: str
    state: RunState
    message: str = ""
    epoch: int = 0
    stop: bool = False
    created_at: AwareDatetime
    input: str | None = Field(default=None, repr=False)

    @property
    def live(self) -> bool:
        return self.state in ("queued", "running")


class NewRun(Value):
    """`message` is the client's own id of the message that goes on."""

    id: str
    user: str
    thread: str
    message: str = ""
    input: str = Field(repr=False)


class Taken(NamedTuple):
    """`stale` where it had no holder for long."""

    run: Run
    stale: bool


class PostgresRuns:
    """`log` is where the process keeps what its runs tell: it takes no run whose log is elsewhere before it
    is stale.
    """

    def __init__(self, pool: Pool, log: LogPlace = "postgres") -> None:
        self._pool, self._log = pool, log

    async def begin(self, new: NewRun, *, server: str) -> Run | None:
        """None where the id is taken or the conversation has a run already."""
        return _run(await self._row(_BEGIN, self._values(new, server, "running")))

    async def enqueue(self, new: NewRun, *, server: str) -> Run | None:
        """Running where the conversation is free, else queued; None where too many wait or the id is taken."""
        async with transaction(self._pool) as connection:
            await connection.execute(
                "SELECT 1 FROM threads WHERE id = %s FOR UPDATE", (new.thread,)
            )
            row = await (await connection.execute(_BUSY, (new.thread,))).fetchone()
            if row is None or row["queued"] >= QUEUE:
                return None
            values = self._values(new, server, "queued" if row["live"] else "running")
            insert = f"{_INSERT} ON CONFLICT DO NOTHING RETURNING *".encode()
            return _run(await (await connection.execute(insert, values)).fetchone())

    async def renew(self, server: str, keys: list[int]) -> dict[int, bool]:
        """Those of the keys that are still the process's, and whether a person stopped each."""
        rows = await self._rows(_RENEW, {"lease": LEASE, "server": server, "keys": keys})
        return {row["key"]: row["stop"] for row in rows}

    async def take(self, server: str) -> list[Taken]:
        """Those whose process died or gave them up, now this one's."""
        values = {**self._taking(server), "most": TAKEN}
        rows = await self._rows(_TAKE, values)
        return [Taken(_sure(row), row["stale"]) for row in rows]

    async def promote(self, thread: str, server: str) -> Run | None:
        """The first that waits in the conversation, now running; None where one runs or none waits."""
        values = {**self._taking(server), "thread": thread}
        async with borrowed(self._pool) as connection:
            try:
                found = await connection.execute(_PROMOTE.encode(), values)
            except psycopg.errors.UniqueViolation:  # another process was faster
                return None
            return _run(await found.fetchone())

    async def waiting(self) -> list[str]:
        """The conversations in which runs wait and none runs."""
        return [row["thread_id"] for row in await self._rows(_WAITING, ())]

    async def release(self, run: Run) -> None:
        """Gives it up, for another to take at once."""
        query = (
            "UPDATE runs SET lease_until = now() - interval '1 second' "
            "WHERE key = %s AND epoch = %s AND state = 'running' RETURNING key"
        )
        await self._rows(query, (run.key, run.epoch))

    async def end(self, run: Run, state: RunState, transcript: str = "") -> None:
        """Nothing where it has ended. Its log has its last event already."""
        await self._rows(_END, {"key": run.key, "state": state, "transcript": transcript})

    async def stop(self, run: Run) -> None:
        await self._rows("UPDATE runs SET stop = true WHERE key = %s RETURNING key", (run.key,))

    async def found(self, user: str, id: str) -> Run | None:
        query = "SELECT * FROM runs WHERE user_id = %s AND id = %s"
        return _run(await self._row(query, (user, id)))

    async def current(self, thread: str) -> Run | None:
        """The one that runs; else the first that waits."""
        query = (
            "SELECT * FROM runs WHERE thread_id = %s AND state IN ('queued', 'running') "
            "ORDER BY state DESC, key LIMIT 1"
        )
        return _run(await self._row(query, (thread,)))

    async def again(self, run: Run) -> Run | None:
        """As it stands now; None where it was deleted."""
        return _run(await self._row("SELECT * FROM runs WHERE key = %s", (run.key,)))

    async def prune(self, kept: timedelta = KEPT) -> int:
        """Deletes what was told by runs that ended longer ago, and what was kept of requests; how many events."""
        return len(await self._rows(_PRUNE, {"kept": kept}))

    async def thread_of(self, user: str, transcript: str) -> str | None:
        """The conversation that has come to just this and no further."""
        query = (
            "SELECT thread_id FROM runs WHERE user_id = %s AND transcript = %s AND NOT EXISTS "
            "(SELECT 1 FROM runs AS later WHERE later.thread_id = runs.thread_id AND later.key > runs.key) "
            "ORDER BY key DESC LIMIT 1"
        )
        row = await self._row(query, (user, transcript))
        return None if row is None else row["thread_id"]

    def _values(self, new: NewRun, server: str, state: RunState) -> dict[str, Any]:
        return {**new.model_dump(), **self._taking(server), "state": state}

    def _taking(self, server: str) -> dict[str, Any]:
        return {"server": server, "log": self._log, "lease": LEASE, "stale": STALE}

    async def _row(self, query: str, values: Any) -> Mapping[str, Any] | None:
        rows = await self._rows(query, values)
        return rows[0] if rows else None

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)


async def rows_of(pool: Pool, query: str, values: Any) -> list[dict[str, Any]]:
    """Of one statement, a transaction by itself. Raises StorageError with nothing of what was sent."""
    async with borrowed(pool) as connection:
        found = await connection.execute(query.encode(), values)
        return await found.fetchall()


@asynccontextmanager
async def open_runs(dsn: str, *, connections: int = 4) -> AsyncGenerator[Pool]:
    """The pool that runs and threads are kept through. Raises StorageError."""
    async with open_pool(dsn, connections=connections) as pool:
        await require(pool, "idempotent_requests")
        yield pool


def _run(row: Mapping[str, Any] | None) -> Run | None:
    return None if row is None else _sure(row)


def _sure(row: Mapping[str, Any]) -> Run:
    return Run.model_validate({name: row[name] for name in Run.model_fields})
