"""Conversations kept in PostgreSQL through LangGraph's checkpointer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psycopg
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from travel.errors import StorageError
from travel.value import Value

MIGRATION_LOCK = 7_246_119_031  # any number that nothing else of ours uses
CONNECT_SECONDS = 10.0
Connection = psycopg.AsyncConnection[DictRow]


@asynccontextmanager
async def open_checkpoints(
    dsn: str, values: frozenset[type[Value]], *, connections: int = 4
) -> AsyncGenerator[AsyncPostgresSaver]:
    """A checkpointer that reads back only the given kinds of values, and LangChain's messages.

    Raises StorageError where the database can't be reached or isn't migrated.
    """
    _require_migrated(await version(dsn))
    pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        dsn,
        connection_class=Connection,
        min_size=1,
        max_size=connections,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        timeout=CONNECT_SECONDS,
    )
    try:
        await pool.open(wait=True, timeout=CONNECT_SECONDS)
    except PoolTimeout as error:
        await pool.close()
        raise StorageError("the database can't be reached") from error
    try:
        allowed = [(each.__module__, each.__name__) for each in values]
        yield AsyncPostgresSaver(pool, serde=JsonPlusSerializer(allowed_msgpack_modules=allowed))
    finally:
        await pool.close()


async def migrate(dsn: str) -> int:
    """Brings the tables up to date and returns their version; safe to run from several processes.

    Raises StorageError where the database can't be reached.
    """
    async with _connected(dsn) as connection:
        await _alone(connection)
        await AsyncPostgresSaver(connection).setup()
        await connection.execute("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))
    return latest_version()


def latest_version() -> int:
    return len(AsyncPostgresSaver.MIGRATIONS) - 1


async def version(dsn: str) -> int | None:
    """Of the tables in the database; None where there are none. Raises StorageError."""
    async with _connected(dsn) as connection:
        return await _version(connection)


async def _alone(connection: Connection) -> None:
    """Returns once no other process migrates.

    Asks again and again rather than wait in the database: an index built concurrently waits for
    every statement that is under way, the waiting one too.
    """
    while True:
        answer = await connection.execute(
            "SELECT pg_try_advisory_lock(%s) AS mine", (MIGRATION_LOCK,)
        )
        row = await answer.fetchone()
        if row is not None and row["mine"]:
            return
        await asyncio.sleep(0.05)


@asynccontextmanager
async def _connected(dsn: str) -> AsyncGenerator[Connection]:
    try:
        connection = await Connection.connect(
            dsn,
            autocommit=True,
            prepare_threshold=0,
            row_factory=dict_row,
            connect_timeout=int(CONNECT_SECONDS),
        )
    except psycopg.OperationalError as error:
        raise StorageError("the database can't be reached") from error
    async with connection:
        yield connection


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
