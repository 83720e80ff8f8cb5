"""Conversations in a real PostgreSQL."""

import asyncio
import uuid
from pathlib import Path

import psycopg
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, empty_checkpoint
from psycopg import sql

from memory.checkpoints import latest_version, migrate, open_checkpoints, version
from memory.messages import PostgresMessages
from memory.migrations import apply_migrations
from memory.pooling import borrowed
from memory.threads import PostgresThreads
from travel.errors import StorageError
from wiring.embedded import running_uri, start_embedded, stop_embedded
from wiring.kept import KEPT


async def empty_database(home: Path) -> str:
    """A database of its own in the embedded server."""
    server = start_embedded(home)
    name = f"t{uuid.uuid4().hex[:8]}"
    async with await psycopg.AsyncConnection.connect(server, autocommit=True) as connection:
        await connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


async def test_a_database_that_is_not_migrated_is_refused_with_what_to_do(home: Path) -> None:
    dsn = await empty_database(home)
    assert await version(dsn) is None
    with pytest.raises(StorageError, match="tripsage db migrate"):
        async with open_checkpoints(dsn, KEPT):
            pass


async def test_migrating_from_many_processes_at_once_does_it_once(home: Path) -> None:
    dsn = await empty_database(home)
    versions = await asyncio.gather(*(migrate(dsn) for _ in range(8)))
    assert set(versions) == {latest_version()}
    assert await version(dsn) == latest_version()
    await apply_migrations(dsn)
    async with open_checkpoints(dsn, KEPT) as checkpoints:
        assert [each async for each in checkpoints.alist(None)] == []


async def test_a_database_that_is_not_there_is_a_storage_error() -> None:
    nowhere = "postgresql://me:hidden@127.0.0.1:9/nowhere"
    with pytest.raises(StorageError) as caught:
        await migrate(nowhere)
    assert "hidden" not in str(caught.value)


def test_the_embedded_server_is_found_again_and_can_be_stopped(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    home = tmp_path / "data"
    assert running_uri(home) is None
    assert not stop_embedded(home)
    first = start_embedded(home)
    assert running_uri(home) == first == start_embedded(home)
    assert stop_embedded(home)
    assert running_uri(home) is None


def test_a_home_with_a_blank_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="blank"):
        start_embedded(tmp_path / "a folder")


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageError, match="TRIPSAGE_HOME"):
        start_embedded(blocked)


async def test_what_was_said_is_kept_with_the_checkpoint_or_neither_is(home: Path) -> None:
    dsn = await empty_database(home)
    await migrate(dsn)
    await apply_migrations(dsn)
    thread: RunnableConfig = {"configurable": {"thread_id": "rome", "checkpoint_ns": ""}}

    def said(number: int) -> Checkpoint:
        messages = [HumanMessage(f"{each}", id=f"m{each}") for each in range(number + 1)]
        return {**empty_checkpoint(), "channel_values": {"messages": messages}}

    async with open_checkpoints(dsn, KEPT) as checkpoints:
        written = PostgresMessages(checkpoints.pool)
        assert await PostgresThreads(checkpoints.pool).claim("ada", "rome")
        await checkpoints.aput(thread, said(0), {}, {"messages": "1"})
        await checkpoints.aput(thread, said(1), {}, {"messages": "2"})
        assert [each.content for each in await written.of("rome")] == ["0", "1"]
        async with borrowed(checkpoints.pool) as connection:
            await connection.execute("DROP TABLE checkpoint_blobs")
        with pytest.raises(StorageError):
            await checkpoints.aput(thread, said(2), {}, {"messages": "3"})
        assert [each.content for each in await written.of("rome")] == ["0", "1"]
        with pytest.raises(StorageError):
            await checkpoints.aget_tuple(thread)
