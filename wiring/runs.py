"""Where the server keeps conversations' owners, runs with their logs, and scripts' keys."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple

from memory.api_keys import PostgresApiKeys
from memory.migrations import apply_migrations
from memory.runs import PostgresRuns, open_runs
from memory.threads import PostgresThreads
from wiring.open import database
from wiring.settings import Settings


class Kept(NamedTuple):
    runs: PostgresRuns
    threads: PostgresThreads
    keys: PostgresApiKeys


@asynccontextmanager
async def open_kept_runs(settings: Settings) -> AsyncGenerator[Kept]:
    """The embedded database is migrated on the way; another is the person's to migrate.

    Raises StorageError.
    """
    dsn = await database(settings)
    if settings.database_url is None:
        await apply_migrations(dsn)
    async with open_runs(dsn) as pool:
        yield Kept(PostgresRuns(pool), PostgresThreads(pool), PostgresApiKeys(pool))
