"""Where bookings are kept: migrations, who may read what, and what is encrypted."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import TupleRow
from pydantic import SecretStr

from memory.bookings import open_bookings
from memory.checkpoints import latest_version, migrate
from memory.migrations import apply_migrations, migrations_folder, pending_migrations
from memory.sealing import AesSealer, new_key
from tests.bookings.world import ADA, THREAD, USER, World, empty_database
from travel.errors import ConfigurationError, StorageError

NAME = "20261121000000_bookings"


async def rows(dsn: str, query: str) -> list[TupleRow]:
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        return await (await connection.execute(query.encode())).fetchall()


async def test_migrations_are_applied_once_also_from_many_processes(home: Path) -> None:
    dsn = await empty_database(home)
    assert NAME in await pending_migrations(dsn)
    works = [apply_migrations(dsn) for _ in range(5)]
    version, applied = await asyncio.gather(migrate(dsn), asyncio.gather(*works))
    assert version == latest_version()
    assert sum(NAME in each for each in applied) == 1
    assert await pending_migrations(dsn) == ()
    (recorded,) = await rows(dsn, f"SELECT sha256 FROM tripsage_migrations WHERE name = '{NAME}'")
    assert len(recorded[0]) == 64


async def test_the_sql_may_run_again_on_a_database_the_supabase_command_migrated(
    home: Path,
) -> None:
    dsn = await empty_database(home)
    text = (migrations_folder() / f"{NAME}.sql").read_text()
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute(text.encode())
    assert NAME in await apply_migrations(dsn)


async def test_a_migration_changed_after_it_was_applied_is_refused(
    home: Path, tmp_path: Path
) -> None:
    dsn, file = await empty_database(home), tmp_path / "20260101000000_first.sql"
    file.write_text("CREATE TABLE first (id int);")
    assert await apply_migrations(dsn, tmp_path) == (file.stem,)
    file.write_text("CREATE TABLE first (id bigint);")
    with pytest.raises(StorageError, match="changed after it was applied"):
        await apply_migrations(dsn, tmp_path)


async def test_a_migration_that_fails_leaves_nothing_and_can_be_mended(
    home: Path, tmp_path: Path
) -> None:
    dsn, file = await empty_database(home), tmp_path / "20260101000000_first.sql"
    file.write_text("CREATE TABLE first (id int); CREATE TABLE first (id int);")
    with pytest.raises(StorageError, match="20260101000000_first failed"):
        await apply_migrations(dsn, tmp_path)
    file.write_text("CREATE TABLE first (id int);")
    assert await apply_migrations(dsn, tmp_path) == (file.stem,)


async def test_a_database_that_is_not_migrated_or_not_there_is_said(home: Path) -> None:
    dsn = await empty_database(home)
    with pytest.raises(StorageError, match="tripsage db migrate"):
        async with open_bookings(dsn):
            pass
    with pytest.raises(StorageError) as caught:
        await apply_migrations("postgresql://me:hidden@127.0.0.1:9/nowhere")
    assert "hidden" not in str(caught.value)


async def test_a_person_with_a_token_reads_only_their_own_rows(world: World) -> None:
    for user in (USER, "user-2"):
        await world.desk().propose(await world.stay(), ADA, thread=THREAD, user=user)
    role = sql.Identifier(f"r{world.dsn.rsplit('/', 1)[1][:9]}")
    async with await psycopg.AsyncConnection.connect(world.dsn, autocommit=True) as connection:
        await connection.execute(sql.SQL("CREATE ROLE {}").format(role))
        await connection.execute(
            sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role)
        )
        await connection.execute(sql.SQL("SET ROLE {}").format(role))
        seen: dict[str, list[int]] = {}
        for claims in ("", '{"sub": "user-2"}', '{"sub": "nobody"}'):
            await connection.execute(
                "SELECT set_config('request.jwt.claims', %s, false)", (claims,)
            )
            for table in ("bookings", "booking_events", "booking_travellers", "sandbox_orders"):
                found = await connection.execute(
                    sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                )
                seen.setdefault(claims, []).append((await found.fetchone() or (0,))[0])
        await connection.execute("RESET ROLE")
        await connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        await connection.execute(sql.SQL("DROP ROLE {}").format(role))
    assert seen == {
        "": [0, 0, 0, 0],
        '{"sub": "user-2"}': [1, 2, 0, 0],
        '{"sub": "nobody"}': [0, 0, 0, 0],
    }


async def test_the_log_only_grows(world: World) -> None:
    await world.desk().propose(await world.stay(), ADA, thread=THREAD, user=USER)
    for change in ("UPDATE booking_events SET reason = 'x'", "DELETE FROM booking_events"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            await rows(world.dsn, change)


async def test_a_change_seen_by_nobody_else_wins_and_the_other_is_told(world: World) -> None:
    booking = await world.desk().propose(await world.stay(), ADA, thread=THREAD, user=USER)
    after = booking.model_copy(update={"state": "rejected", "version": 2})
    moves = [world.store.move(booking, after, ()) for _ in range(5)]
    assert sorted(await asyncio.gather(*moves)) == [False] * 4 + [True]


async def test_erased_details_are_gone_and_nothing_is_bought_without_them(world: World) -> None:
    booking = await world.approved(await world.stay())
    assert await world.store.erase("user-2") == 0
    assert await world.store.erase(USER) == 1
    with pytest.raises(StorageError, match="erased"):
        await world.desk().place(booking.id, user=USER)
    assert not world.orders()


def test_what_was_sealed_for_one_booking_opens_for_no_other() -> None:
    sealer = AesSealer([new_key()])
    sealed = sealer.seal(b"Ada", "bk_1")
    assert b"Ada" not in sealed
    assert sealed != sealer.seal(b"Ada", "bk_1")
    assert sealer.unseal(sealed, "bk_1") == b"Ada"
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for text, bound in ((sealed, "bk_2"), (changed, "bk_1"), (sealed[:9], "bk_1")):
        with pytest.raises(StorageError, match="can't be decrypted"):
            sealer.unseal(text, bound)


def test_a_key_can_be_replaced_while_the_old_one_still_opens() -> None:
    old, new = new_key(), new_key()
    sealed = AesSealer([old]).seal(b"Ada", "bk_1")
    assert AesSealer([new, old]).unseal(sealed, "bk_1") == b"Ada"
    with pytest.raises(StorageError, match="a key that isn't set"):
        AesSealer([new]).unseal(sealed, "bk_1")


@pytest.mark.parametrize("key", ["", "short", "not base64 at all !!!", "A" * 45])
def test_a_key_that_is_none_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AesSealer([SecretStr(key)])
    assert not key or key not in str(caught.value)
    with pytest.raises(ConfigurationError):
        AesSealer([])
