"""Answers in PostgreSQL, partitioned by the month they were written in."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from memory.connecting import Connection
from memory.pooling import Pool, borrowed, opening_pool

APPLICATION = "tripsage-answers"  # by which `cache_connection_metrics` knows our connections
T = TypeVar("T")

# The audit of a lookup isn't waited for until it is on the disk.
FIND = """
WITH found AS (
    SELECT id, body, tokens, 1 - (phrasing <=> %(phrasing)s::halfvec) AS likeness FROM answers
    WHERE key = %(key)s AND created_at > %(since)s AND created_at <= %(now)s
      AND expires_at > %(now)s AND dropped_at IS NULL
    ORDER BY phrasing <=> %(phrasing)s::halfvec, created_at DESC LIMIT 1
), told AS (
    INSERT INTO answer_audit (at, user_id, outcome, kind, key, likeness, tokens)
    SELECT %(now)s, %(user)s, CASE WHEN likeness >= %(likeness)s THEN 'hit' ELSE 'miss' END, %(kind)s, %(key)s,
           likeness, CASE WHEN likeness >= %(likeness)s THEN tokens ELSE 0 END
    FROM (SELECT set_config('synchronous_commit', 'off', true) AS set) AS quick LEFT JOIN found ON set IS NOT NULL
)
SELECT id, body, likeness FROM found WHERE likeness >= %(likeness)s
"""
_KEEP = """
WITH new AS (
    INSERT INTO answers (id, created_at, expires_at, key, kind, tenant, phrasing, tokens, body)
    VALUES (%(id)s, %(created_at)s, %(expires_at)s, %(key)s, %(kind)s, %(tenant)s, %(phrasing)s::halfvec,
            %(tokens)s, %(body)s)
)
INSERT INTO answer_audit (at, user_id, outcome, kind, key, tokens)
VALUES (%(created_at)s, %(user)s, 'kept', %(kind)s, %(key)s, %(tokens)s)
"""
_DROP = """
WITH gone AS (
    UPDATE answers SET dropped_at = %(now)s
    WHERE id = %(id)s AND dropped_at IS NULL AND tenant IN ('', %(user)s) RETURNING kind, key
)
INSERT INTO answer_audit (at, user_id, outcome, kind, key)
SELECT %(now)s, %(user)s, 'dropped', kind, key FROM gone
"""
_VIEWS = (
    "cache_performance_metrics", "partition_health_metrics", "cache_connection_metrics", "user_cache_analytics",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    id: UUID
    key: bytes
    kind: str
    tenant: str
    phrasing: list[float]
    tokens: int
    body: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime


class Found(NamedTuple):
    id: UUID
    body: Mapping[str, Any]
    likeness: float


class AnswerRows:
    """Raises StorageError, which never repeats what was sent."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(
        self, key: bytes, phrasing: list[float], *, kind: str, user: str, now: datetime, since: datetime,
        likeness: float,
    ) -> Found | None:  # fmt: skip
        """The likest under the key, if it is alike enough; and a row of the audit."""
        given = {
            "key": key, "phrasing": str(phrasing), "kind": kind, "user": user, "now": now, "since": since,
            "likeness": likeness,
        }  # fmt: skip

        async def ask(connection: Connection) -> Found | None:
            row = await (await connection.execute(FIND, given)).fetchone()
            return None if row is None else Found(row["id"], row["body"], row["likeness"])

        return await self._in_month(now, ask)

    async def keep(self, kept: Kept, user: str) -> None:
        given = asdict(kept) | {
            "phrasing": str(kept.phrasing),
            "body": Jsonb(kept.body),
            "user": user,
        }

        async def write(connection: Connection) -> None:
            await connection.execute(_KEEP, given)

        await self._in_month(kept.created_at, write)

    async def drop(self, id: UUID, user: str, now: datetime) -> bool:
        async def write(connection: Connection) -> bool:
            done = await connection.execute(_DROP, {"id": id, "user": user, "now": now})
            return done.rowcount > 0

        return await self._in_month(now, write)

    async def forget_all(self, user: str) -> int:
        async with borrowed(self._pool) as connection, connection.transaction():
            gone = 0
            for query in (
                "DELETE FROM answers WHERE tenant = %s AND tenant <> ''",
                "DELETE FROM answer_audit WHERE user_id = %s",
            ):
                gone += (await connection.execute(query.encode(), (user,))).rowcount
            return gone

    async def clear(self) -> int:
        async with borrowed(self._pool) as connection:
            return (await connection.execute("DELETE FROM answers")).rowcount

    async def stats(self) -> dict[str, Any]:
        async with borrowed(self._pool) as connection:
            return {
                view: await (await connection.execute(f"SELECT * FROM {view}".encode())).fetchall()
                for view in _VIEWS
            }

    async def maintain(self, now: datetime, ahead: int) -> dict[str, int]:
        async with borrowed(self._pool) as connection:
            made = await connection.execute(
                "SELECT sum(create_monthly_cache_partition((%s::timestamptz AT TIME ZONE 'UTC' + "
                "make_interval(months => ahead))::date)) AS made FROM generate_series(0, %s) AS ahead",
                (now, ahead),
            )
            gone = await connection.execute(
                "SELECT * FROM cleanup_expired_cache_entries_production(%s)", (now,)
            )
            return {**(await made.fetchone() or {}), **(await gone.fetchone() or {})}

    async def _in_month(self, now: datetime, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Makes the month's partition where no job has made it ahead."""
        async with borrowed(self._pool) as connection:
            try:
                return await work(connection)
            except psycopg.errors.CheckViolation:
                await connection.execute(
                    "SELECT create_monthly_cache_partition((%s::timestamptz AT TIME ZONE 'UTC')::date)",
                    (now,),
                )
                return await work(connection)


@asynccontextmanager
async def open_rows(dsn: str, *, connections: int = 4) -> AsyncGenerator[AnswerRows]:
    """On connections of its own: one that stalls is in nobody else's way."""
    async with opening_pool(dsn, connections=connections, application_name=APPLICATION) as pool:
        yield AnswerRows(pool)
