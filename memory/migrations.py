"""The SQL of `supabase/migrations`, applied in order, each file once and whole."""

import asyncio
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import psycopg

from memory.connecting import MIGRATION_LOCK, Connection, alone, connected
from travel.errors import StorageError

_HERE = Path(__file__).resolve().parent
_RECORD = """
CREATE TABLE IF NOT EXISTS tripsage_migrations (
    name text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    sha256 text NOT NULL
)
"""


def migrations_folder() -> Path:
    """In a wheel beside this module (a top-level `supabase` there would be another's package)."""
    shipped = _HERE / "sql"
    return shipped if shipped.is_dir() else _HERE.parent / "supabase" / "migrations"


def latest_migration() -> str:
    """Its name."""
    return list(_read(migrations_folder()))[-1]


async def apply_migrations(dsn: str, folder: Path | None = None) -> tuple[str, ...]:
    """The names of those that were applied now; safe to run from several processes.

    Raises StorageError where the database can't be reached, a file fails, or one that was applied has
    since been changed.
    """
    files = await asyncio.to_thread(_read, folder or migrations_folder())
    async with connected(dsn) as connection:
        await alone(connection)
        try:
            return await _apply(connection, files)
        finally:
            await connection.execute("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))


async def pending_migrations(dsn: str, folder: Path | None = None) -> tuple[str, ...]:
    """Those that weren't applied yet. Raises StorageError."""
    files = await asyncio.to_thread(_read, folder or migrations_folder())
    async with connected(dsn) as connection:
        known = await _applied(connection)
    return tuple(name for name in files if name not in known)


async def _apply(connection: Connection, files: Mapping[str, str]) -> tuple[str, ...]:
    await connection.execute(_RECORD)
    known = await _applied(connection)
    new: list[str] = []
    for name, text in files.items():
        mark = sha256(text.encode()).hexdigest()
        if name not in known:
            await _run(connection, name, text, mark)
            new.append(name)
        elif known[name] != mark:
            raise StorageError(f"migration {name} was changed after it was applied: add a new one")
    return tuple(new)


async def _run(connection: Connection, name: str, text: str, mark: str) -> None:
    try:
        async with connection.transaction():
            await connection.execute(text.encode(), prepare=False)  # several statements
            await connection.execute(
                "INSERT INTO tripsage_migrations (name, sha256) VALUES (%s, %s)", (name, mark)
            )
    except psycopg.Error as error:
        raise StorageError(f"migration {name} failed: {error.diag.message_primary}") from error


async def _applied(connection: Connection) -> dict[str, str]:
    there = await connection.execute("SELECT to_regclass('tripsage_migrations') AS found")
    row = await there.fetchone()
    if row is None or row["found"] is None:
        return {}
    rows = await connection.execute("SELECT name, sha256 FROM tripsage_migrations")
    return {row["name"]: row["sha256"] for row in await rows.fetchall()}


def _read(folder: Path) -> dict[str, str]:
    """By name, in order: a name begins with its date."""
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise StorageError(f"no migrations in {folder}")
    return {each.stem: each.read_text(encoding="utf-8") for each in files}
