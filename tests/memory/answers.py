"""The cache of answers for the tests: a database of its own, a clock in hand."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from llm.understanding.knowledge import read_knowledge
from memory.answers import AnswerCache, open_answers
from memory.answers.patience import Patience
from memory.answers.store import open_rows
from travel.gazetteer import Gazetteer
from travel.knowledge import KnowledgeQuestion, KnownAnswer

TODAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MODEL = "gpt-4.1-mini"


class Answers:
    def __init__(self, dsn: str, gazetteer: Gazetteer) -> None:
        self.dsn, self.now, self._gazetteer = dsn, TODAY, gazetteer

    @asynccontextmanager
    async def open(self, *, seconds: float = 5.0) -> AsyncGenerator[AnswerCache]:
        """With more patience than a turn has: the machine may be busy."""
        async with open_rows(self.dsn) as rows:
            yield AnswerCache(rows, lambda: self.now, patience=Patience(seconds))

    @asynccontextmanager
    async def opened_as_a_turn_does(self) -> AsyncGenerator[AnswerCache]:
        async with open_answers(self.dsn, lambda: self.now) as cache:
            yield cache

    def asked(self, words: str) -> KnowledgeQuestion:
        found = read_knowledge(words, today=self.now.date(), gazetteer=self._gazetteer)
        assert found is not None, words
        return found

    async def keep(self, cache: AnswerCache, words: str, text: str, *, user: str = "ann") -> str:
        answer = KnownAnswer(text=text, as_of=self.now, model=MODEL)
        return await cache.keep(self.asked(words), answer, user=user, tokens=300)

    async def find(self, cache: AnswerCache, words: str, *, user: str = "ann") -> str | None:
        found = await cache.find(self.asked(words), user=user, model=MODEL)
        return None if found is None else found.text

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self.dsn, autocommit=True) as connection:
            found = await connection.execute(query.encode(), values)
            return await found.fetchall() if found.description else []
