"""Where the server keeps conversations' owners, and runs with their logs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from memory.migrations import apply_migrations
from memory.runs import PostgresRuns, open_runs
from memory.threads import PostgresThreads
from wiring.open import database
from wiring.settings import Settings


@asynccontextmanager
async def open_kept_runs(
    settings: Settings,
) -> AsyncGenerator[tuple[PostgresRuns, PostgresThreads]]:
    """The embedded database is migrated on the way; another is the person's to migrate.

    Raises StorageError.
    """
    dsn = await database(settings)
    if settings.database_url is None:
        await apply_migrations(dsn)
    async with open_runs(dsn) as pool:
        yield PostgresRuns(pool), PostgresThreads(pool)
