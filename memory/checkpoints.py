"""Conversations kept in PostgreSQL through LangGraph's checkpointer."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from memory.connecting import MIGRATION_LOCK, Connection, alone, connected
from memory.pooling import is_there, open_pool
from travel.errors import StorageError
from travel.value import Value

_FENCED = """
INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
SELECT new.* FROM (VALUES (%s::text, %s::text, %s::text, %s::text, %s::jsonb, %s::jsonb))
    AS new (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
WHERE NOT EXISTS (
    SELECT 1 FROM runs WHERE key = (new.metadata ->> 'run')::bigint
    AND epoch > (new.metadata ->> 'epoch')::integer)
ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata
"""


class FencedSaver(AsyncPostgresSaver):
    """What a run's earlier holder still checkpoints is left aside."""

    UPSERT_CHECKPOINTS_SQL = _FENCED


@asynccontextmanager
async def open_checkpoints(
    dsn: str, values: frozenset[type[Value]], *, connections: int = 4
) -> AsyncGenerator[AsyncPostgresSaver]:
    """A checkpointer that reads back only the given kinds of values, and LangChain's messages.

    Raises StorageError where the database can't be reached or isn't migrated.
    """
    _require_migrated(await version(dsn))
    async with open_pool(dsn, connections=connections, prepare_threshold=0) as pool:
        allowed = [(each.__module__, each.__name__) for each in values]
        saver = FencedSaver if await is_there(pool, "idempotent_requests") else AsyncPostgresSaver
        yield saver(pool, serde=JsonPlusSerializer(allowed_msgpack_modules=allowed))


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
