"""`tripsage db`: migrating and stopping the database."""

import asyncio
import sys

from cli.exits import Exit
from memory.checkpoints import migrate, prune
from memory.migrations import apply_migrations, latest_migration
from wiring.embedded import start_embedded, stop_embedded
from wiring.open import database
from wiring.settings import read_settings


def migrate_database() -> int:
    settings = read_settings()
    if settings.database_url is not None:
        dsn, name = settings.database_url.get_secret_value(), "DATABASE_URL"
    else:
        dsn, name = start_embedded(settings.home), f"the embedded database in {settings.home}"
    version = asyncio.run(_migrated(dsn))
    sys.stdout.write(f"{name} is at version {version}\n")
    return Exit.DONE


async def _migrated(dsn: str) -> str:
    """The checkpointer's number, and the last of our own migrations."""
    number = await migrate(dsn)
    await apply_migrations(dsn)
    return f"{number}, {latest_migration()}"


def prune_database() -> int:
    async def work() -> int:
        done = await prune(await database(read_settings()))
        sys.stdout.write(
            f"{done.checkpoints} earlier checkpoints of {done.threads} conversations deleted\n"
        )
        return Exit.DONE

    return asyncio.run(work())


def stop_database() -> int:
    settings = read_settings()
    stopped = stop_embedded(settings.home)
    sys.stdout.write("stopped\n" if stopped else "no embedded database was running\n")
    return Exit.DONE
