"""Memories in PostgreSQL, each touched under its person's id alone."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from memory.long_term.values import Fact, Memory, Source
from memory.pooling import Pool, borrowed, open_pool, require, transaction

_OF_USER = """
SELECT id, payload FROM memories WHERE payload ->> 'user_id' = %s
ORDER BY payload ->> 'created_at', id
"""
# One row at least, without an id where nothing is remembered.
_KNOWN = """
SELECT id, payload, EXISTS (SELECT 1 FROM memory_pauses WHERE user_id = %(user)s) AS paused
FROM (SELECT) AS person LEFT JOIN (
    SELECT id, payload FROM memories WHERE payload ->> 'user_id' = %(user)s AND payload ->> 'trip' IS NULL
    UNION ALL (
        SELECT id, payload FROM memories
        WHERE payload ->> 'user_id' = %(user)s AND payload ->> 'trip' IS NOT NULL
        ORDER BY (payload #>> '{source,at}')::timestamptz DESC, id LIMIT %(trips)s
    )
) AS known ON true
ORDER BY payload ->> 'created_at', id
"""
# Of one topic the later said holds; `table` is `memories`.
PUT: LiteralString = """
INSERT INTO {table} (id, vector, payload) VALUES (%s, %s::vector, %s)
ON CONFLICT ((payload ->> 'user_id'), (payload ->> 'topic'))
DO UPDATE SET id = excluded.id, vector = excluded.vector, payload = excluded.payload
WHERE ({table}.payload #>> '{{source,at}}')::timestamptz <= (excluded.payload #>> '{{source,at}}')::timestamptz
RETURNING id, payload
"""
_ONE = "SELECT id, payload FROM memories WHERE id = %s AND payload ->> 'user_id' = %s"
_OF_TOPIC = """
SELECT id, payload FROM memories WHERE payload ->> 'user_id' = %s AND payload ->> 'topic' = %s
"""
_EDIT = """
UPDATE memories SET vector = %(vector)s::vector, payload = payload || %(changes)s
WHERE id = %(id)s AND payload ->> 'user_id' = %(user)s RETURNING id, payload
"""
_SAME_TOPIC = """
DELETE FROM memories WHERE payload ->> 'user_id' = %s AND payload ->> 'topic' = %s AND id <> %s
"""
_FORGET = "DELETE FROM memories WHERE id = %s AND payload ->> 'user_id' = %s"
_FORGET_ALL = "DELETE FROM memories WHERE payload ->> 'user_id' = %s"
_OF_TURN = """
DELETE FROM memories WHERE payload ->> 'user_id' = %s AND payload #>> '{source,thread}' = %s
AND payload #>> '{source,turn}' = %s AND payload ->> 'trip' IS NULL RETURNING id, payload
"""
_PAUSE = "INSERT INTO memory_pauses (user_id, since) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_RESUME = "DELETE FROM memory_pauses WHERE user_id = %s"
_STALE = """
SELECT id, payload FROM memories
WHERE payload ->> 'user_id' = %s AND payload ->> 'embedder' IS DISTINCT FROM %s
"""
_REEMBED = """
UPDATE memories SET vector = %s::vector, payload = payload || %s
WHERE id = %s AND payload ->> 'user_id' = %s AND payload ->> 'data' = %s
"""


class MemoryRows:
    """Raises StorageError, which never repeats what was sent."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def listed(self, user: str) -> tuple[Memory, ...]:
        """The oldest first, expired ones too."""
        return await self._read(_OF_USER, user)

    async def known(self, user: str, trips: int | None = None) -> tuple[bool, tuple[Memory, ...]]:
        """Whether the person paused, and what `listed` has, of trips at most so many, the latest.

        Nothing where nobody made the tables yet.
        """
        async with borrowed(self.pool) as connection:
            try:
                found = await connection.execute(_KNOWN, {"user": user, "trips": trips})
            except psycopg.errors.UndefinedTable:
                return False, ()
            rows = await found.fetchall()
        kept = (each for each in rows if each["id"] is not None)
        return rows[0]["paused"], tuple(as_memory(each["id"], each["payload"]) for each in kept)

    async def get(self, user: str, memory_id: UUID) -> Memory | None:
        found = await self._read(_ONE, memory_id, user)
        return found[0] if found else None

    async def of_topic(self, user: str, topic: str) -> Memory | None:
        found = await self._read(_OF_TOPIC, user, topic)
        return found[0] if found else None

    async def put(
        self, user: str, fact: Fact, vector: list[float], marks: Mapping[str, Any]
    ) -> Memory | None:
        """As Mem0 lays it out. None where a later memory of the topic is there already."""
        payload = {
            "user_id": user,
            "data": fact.text,
            "topic": fact.topic,
            "expiration_date": _day(fact),
            "created_at": datetime.now(UTC).isoformat(),  # the order within a turn, and no more
            **({"trip": fact.trip.model_dump(mode="json")} if fact.trip else {}),
            **marks,
        }
        query = PUT.format(table="memories")
        found = await self._read(query, uuid4(), str(vector), Jsonb(payload))
        return found[0] if found else None

    async def edit(
        self, user: str, memory_id: UUID, fact: Fact, vector: list[float], marks: Mapping[str, Any]
    ) -> Memory | None:
        """Whatever else was known of the new text's topic goes. None where there is no such memory."""
        changes = {"data": fact.text, "topic": fact.topic, "expiration_date": _day(fact), **marks}
        given = {"vector": str(vector), "changes": Jsonb(changes), "id": memory_id, "user": user}
        async with transaction(self.pool) as connection:
            while True:
                try:
                    async with connection.transaction() as attempt:
                        await connection.execute(_SAME_TOPIC, (user, fact.topic, memory_id))
                        changed = await connection.execute(_EDIT, given)
                        row = await changed.fetchone()
                        if row is None:
                            raise psycopg.Rollback(attempt)
                        return as_memory(row["id"], row["payload"])
                    return None
                except psycopg.errors.UniqueViolation:
                    continue  # the topic was remembered anew meanwhile: that goes, too

    async def forget(self, user: str, memory_id: UUID) -> bool:
        return await self._write(_FORGET, memory_id, user) > 0

    async def forget_turn(self, user: str, thread: str, turn: int) -> tuple[Memory, ...]:
        """What was remembered of that turn's words, which is gone now."""
        return await self._read(_OF_TURN, user, thread, str(turn))

    async def forget_all(self, user: str) -> int:
        """How many memories there were. Whoever had paused isn't listened to now either."""
        return await self._write(_FORGET_ALL, user)

    async def pause(self, user: str, now: datetime) -> None:
        await self._write(_PAUSE, user, now)

    async def resume(self, user: str) -> None:
        await self._write(_RESUME, user)

    async def paused_since(self, user: str) -> datetime | None:
        async with borrowed(self.pool) as connection:
            found = await connection.execute(
                "SELECT since FROM memory_pauses WHERE user_id = %s", (user,)
            )
            row = await found.fetchone()
        return None if row is None else row["since"]

    async def of_another_embedder(self, user: str, embedder: str) -> tuple[Memory, ...]:
        return await self._read(_STALE, user, embedder)

    async def reembed(self, user: str, memory: Memory, vector: list[float], embedder: str) -> None:
        """Leaves alone what was changed meanwhile."""
        mark = Jsonb({"embedder": embedder})
        await self._write(_REEMBED, str(vector), mark, UUID(memory.id), user, memory.text)

    async def _read(self, query: str, *values: object) -> tuple[Memory, ...]:
        async with borrowed(self.pool) as connection:
            rows = await connection.execute(query.encode(), values)
            return tuple(as_memory(row["id"], row["payload"]) for row in await rows.fetchall())

    async def _write(self, query: str, *values: object) -> int:
        async with borrowed(self.pool) as connection:
            return (await connection.execute(query.encode(), values)).rowcount


def holding(memories: Iterable[Memory], today: date) -> tuple[Memory, ...]:
    """Those that have not ended."""
    return tuple(each for each in memories if each.expires_on is None or each.expires_on >= today)


def as_memory(id: object, payload: Mapping[str, Any], score: float | None = None) -> Memory:
    """A row of Mem0's format."""
    ends = payload.get("expiration_date")
    return Memory(
        id=str(id),
        text=payload["data"],
        topic=payload["topic"],
        expires_on=date.fromisoformat(ends) if ends else None,
        trip=payload.get("trip"),
        source=Source.model_validate(payload["source"]),
        updated_at=datetime.fromisoformat(payload["updated_at"]),
        score=score,
    )


def _day(fact: Fact) -> str | None:
    return fact.expires_on.isoformat() if fact.expires_on else None


@asynccontextmanager
async def open_rows(dsn: str, *, connections: int = 4) -> AsyncGenerator[MemoryRows]:
    """Raises StorageError where the database can't be reached or isn't migrated."""
    async with open_pool(dsn, connections=connections) as pool:
        await require(pool, "memory_pauses")
        yield MemoryRows(pool)
