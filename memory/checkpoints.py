"""Conversations kept in PostgreSQL through LangGraph's checkpointer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from typing import Any, NamedTuple, cast

import psycopg
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_serializable_checkpoint_metadata,
)
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.types.json import Jsonb

from memory.connecting import MIGRATION_LOCK, Connection, alone, connected
from memory.kept_values import KeptValues
from memory.messages import as_message
from memory.pooling import Pool, borrowed, open_pool, require, told_as_storage
from travel.errors import StorageError
from travel.value import Value

# What a run's earlier holder still checkpoints is left aside. What was said is kept beside it, whole, of conversations
# that somebody owns. Lists of plain names go as one text: as arrays they cost the processor several times as much.
_PUT = b"""
WITH new AS (
    SELECT * FROM (VALUES (%(thread)s::text, %(ns)s::text, %(id)s::text, %(parent)s::text, %(row)s::jsonb,
        %(marks)s::jsonb)) AS row (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    WHERE NOT EXISTS (
        SELECT 1 FROM runs WHERE key = (row.metadata ->> 'run')::bigint
        AND epoch > (row.metadata ->> 'epoch')::integer)
), blobs AS (
    INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    SELECT %(thread)s, %(ns)s, blob.*
    FROM unnest(string_to_array(%(channels)s, ','), string_to_array(%(versions)s, ','),
        string_to_array(%(types)s, ','), %(blobs)b::bytea[]) AS blob
    ON CONFLICT DO NOTHING
), owned AS (
    UPDATE threads SET updated_at = now() FROM new
    WHERE threads.id = new.thread_id AND jsonb_array_length(%(said)s::jsonb) > 0 RETURNING threads.id
), said AS (
    INSERT INTO messages (thread_id, id, role, content)
    SELECT owned.id, said ->> 0, said ->> 1, said ->> 2
    FROM owned, jsonb_array_elements(%(said)s::jsonb) WITH ORDINALITY AS said (said, number)
    ORDER BY number
    ON CONFLICT DO NOTHING
)
INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
SELECT * FROM new
ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata
"""

MESSAGES = "messages"  # the channel of what is said
AT_ONCE = 500  # conversations that are pruned before it is looked for more
_GROWN = """
SELECT thread_id FROM checkpoints WHERE checkpoint_ns = '' AND thread_id > %s
GROUP BY thread_id HAVING count(*) > 1 ORDER BY thread_id LIMIT %s
"""


class Checkpoints(AsyncPostgresSaver):
    """Each call on a connection of its own, where LangGraph's has one lock for all of them, pool or not.

    A checkpoint is one statement, and its values are laid out here: by LangGraph it is a thread and a statement for
    each. What was said is kept with it, so that there is never one without the other. A channel that holds an empty
    tuple is kept as an empty channel, which is read back as one. Raises StorageError.
    """

    def __init__(self, pool: Pool, serde: KeptValues) -> None:
        super().__init__(pool, serde=serde)
        self.pool = pool
        self.lock = cast("asyncio.Lock", nullcontext())

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        with told_as_storage():
            return await super().aget_tuple(config)

    async def aput_writes(self, *given: Any, **named: Any) -> None:
        with told_as_storage():
            await super().aput_writes(*given, **named)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        told = config.get("configurable", {})
        thread, ns, id = told["thread_id"], told["checkpoint_ns"], checkpoint["id"]
        values = checkpoint["channel_values"]
        inline = {key: each for key, each in values.items() if _stands_inline(each)}
        kept = [
            (key, str(version), *self.serde.dumps_typed(values[key]))
            for key, version in new_versions.items()
            if key in values and key not in inline and values[key] != ()
        ]
        said = values.get(MESSAGES, ()) if MESSAGES in new_versions else ()
        messages = [(each.id, each.role, each.content) for each in map(as_message, said)]
        async with borrowed(self.pool) as connection:
            await connection.execute(
                _PUT,
                {
                    "thread": thread,
                    "ns": ns,
                    "id": id,
                    "parent": told.get("checkpoint_id"),
                    "row": Jsonb({**checkpoint, "channel_values": inline}),
                    "marks": Jsonb(get_serializable_checkpoint_metadata(config, metadata)),
                    "channels": ",".join(channel for channel, _, _, _ in kept),
                    "versions": ",".join(version for _, version, _, _ in kept),
                    "types": ",".join(type_ for _, _, type_, _ in kept),
                    "blobs": [blob for _, _, _, blob in kept],
                    "said": Jsonb(messages),
                },
            )
        return {"configurable": {"thread_id": thread, "checkpoint_ns": ns, "checkpoint_id": id}}


def _stands_inline(value: Any) -> bool:
    """In the checkpoint's own row, as JSON."""
    return value is None or isinstance(value, str | int | float | bool)


@asynccontextmanager
async def open_checkpoints(
    dsn: str, values: frozenset[type[Value]], *, connections: int = 8
) -> AsyncGenerator[Checkpoints]:
    """A checkpointer that reads back only the given kinds of values, and LangChain's messages.

    Raises StorageError where the database can't be reached or isn't migrated.
    """
    _require_migrated(await version(dsn))
    async with open_pool(dsn, connections=connections, prepare_threshold=0) as pool:
        await require(pool, "messages")
        yield Checkpoints(pool, KeptValues(values))


class Pruned(NamedTuple):
    threads: int
    checkpoints: int


async def prune(dsn: str) -> Pruned:
    """Deletes all but the last checkpoint of each conversation, which has what it waits for.

    One in which a turn is being kept just then is left to the next time. Raises StorageError.
    """
    last, done = "", 0
    async with connected(dsn) as connection:
        before = await _count(connection)
        while grown := await _all(connection, _GROWN, (last, AT_ONCE)):
            last = grown[-1]["thread_id"]
            done += sum([await _pruned(connection, row["thread_id"]) for row in grown])
        return Pruned(done, max(0, before - await _count(connection)))


async def migrate(dsn: str) -> int:
    """Brings the tables up to date and returns their version; safe to run from several processes.

    Raises StorageError where the database can't be reached.
    """
    async with connected(dsn) as connection:
        await alone(connection)
        await AsyncPostgresSaver(connection).setup()
        await connection.execute("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))
    return latest_version()


def latest_version() -> int:
    return len(AsyncPostgresSaver.MIGRATIONS) - 1


async def version(dsn: str) -> int | None:
    """Of the tables in the database; None where there are none. Raises StorageError."""
    async with connected(dsn) as connection:
        return await _version(connection)


def _require_migrated(found: int | None) -> None:
    if found is None or found < latest_version():
        raise StorageError("the database isn't migrated: run `tripsage db migrate`")


async def _version(connection: Connection) -> int | None:
    tables = await connection.execute("SELECT to_regclass('checkpoint_migrations') AS found")
    row = await tables.fetchone()
    if row is None or row["found"] is None:
        return None
    versions = await connection.execute("SELECT max(v) AS latest FROM checkpoint_migrations")
    row = await versions.fetchone()
    return row["latest"] if row else None


async def _pruned(connection: Connection, thread: str) -> bool:
    try:
        await AsyncPostgresSaver(connection).aprune([thread], strategy="keep_latest")
    except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
        return False
    return True


async def _count(connection: Connection) -> int:
    [row] = await _all(connection, "SELECT count(*) AS found FROM checkpoints", ())
    return row["found"]


async def _all(connection: Connection, query: str, values: Any) -> list[dict[str, Any]]:
    found = await connection.execute(query.encode(), values)
    return await found.fetchall()
