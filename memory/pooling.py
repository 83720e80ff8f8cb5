"""Pools of connections to PostgreSQL, and what is done on one of theirs.

Nothing of the database's own words is passed on: they may repeat what was sent.
"""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from memory.connecting import CONNECT_SECONDS, Connection
from travel.errors import StorageError

Pool = AsyncConnectionPool[Connection]
_PATIENCE_SECONDS = 5.0


@asynccontextmanager
async def open_pool(dsn: str, *, connections: int, **more: Any) -> AsyncGenerator[Pool]:
    """`more` is for each connection. Raises StorageError where the database can't be reached."""
    pool = _pool(dsn, connections, CONNECT_SECONDS, more)
    try:
        await pool.open(wait=True, timeout=CONNECT_SECONDS)
    except PoolTimeout as error:
        await pool.close()
        raise StorageError("the database can't be reached") from error
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def opening_pool(dsn: str, *, connections: int, **more: Any) -> AsyncGenerator[Pool]:
    """At once: its connections are made in the background, and who borrows one waits for it some seconds."""
    pool = _pool(dsn, connections, _PATIENCE_SECONDS, more)
    await pool.open(wait=False)
    try:
        yield pool
    finally:
        await pool.close(timeout=1.0)


@asynccontextmanager
async def borrowed(pool: Pool) -> AsyncGenerator[Connection]:
    """A connection, each statement a transaction by itself. Raises StorageError."""
    with told_as_storage():
        async with pool.connection() as connection:
            yield connection


@contextmanager
def told_as_storage() -> Generator[None]:
    """The database's failures as StorageError."""
    try:
        yield
    except (psycopg.Error, PoolTimeout) as error:
        told = StorageError(f"the database didn't do it ({type(error).__name__})")
    else:
        return
    raise told


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncGenerator[Connection]:
    """Raises StorageError, and then nothing was done."""
    async with borrowed(pool) as connection, connection.transaction():
        yield connection


async def require(pool: Pool, table: str) -> None:
    """Raises StorageError where the migration that makes it wasn't applied."""
    async with borrowed(pool) as connection:
        found = await connection.execute("SELECT to_regclass(%s) AS found", (table,))
        row = await found.fetchone()
    if row is None or row["found"] is None:
        raise StorageError("the database isn't migrated: run `tripsage db migrate`")


def _pool(dsn: str, connections: int, seconds: float, more: Mapping[str, Any]) -> Pool:
    return AsyncConnectionPool(
        dsn,
        connection_class=Connection,
        min_size=1,
        max_size=connections,
        open=False,
        kwargs={"autocommit": True, "row_factory": dict_row, **more},
        timeout=seconds,
    )
