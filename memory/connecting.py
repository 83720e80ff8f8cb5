"""One connection at a time to PostgreSQL, and the lock that lets one process migrate alone."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psycopg
from psycopg.rows import DictRow, dict_row

from travel.errors import StorageError

MIGRATION_LOCK = 7_246_119_031  # any number that nothing else of ours uses
CONNECT_SECONDS = 10.0
Connection = psycopg.AsyncConnection[DictRow]


@asynccontextmanager
async def connected(dsn: str) -> AsyncGenerator[Connection]:
    """Raises StorageError where the database can't be reached."""
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


async def alone(connection: Connection) -> None:
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
