"""Long-term memory for the tests: a database of its own, a clock in hand."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel

from memory.embedding import HashingEmbeddings
from memory.long_term import Embedder, LongTermMemory, Memory, Said, Source, open_long_term
from memory.migrations import apply_migrations
from tests.memory.test_checkpoints import empty_database

TODAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


async def migrated_database(home: Path) -> str:
    dsn = await empty_database(home)
    await apply_migrations(dsn)
    return dsn


class World:
    def __init__(self, dsn: str) -> None:
        self.dsn, self.now = dsn, TODAY

    @asynccontextmanager
    async def opened(
        self,
        *,
        model: BaseChatModel | None = None,
        embeddings: Embeddings | None = None,
        name: str = "",
    ) -> AsyncGenerator[LongTermMemory]:
        hashing = HashingEmbeddings()
        embedder = Embedder(name or hashing.name, embeddings or hashing)
        async with open_long_term(self.dsn, embedder, lambda: self.now, model=model) as memory:
            yield memory

    def said(self, text: str, *, thread: str = "spring", turn: int = 1) -> list[Said]:
        return [Said(text=text, source=Source(thread=thread, turn=turn, at=self.now))]

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self.dsn, autocommit=True) as connection:
            found = await connection.execute(query.encode(), values)
            return await found.fetchall()


def texts(memories: Sequence[Memory]) -> set[str]:
    return {each.text for each in memories}
