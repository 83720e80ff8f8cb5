"""Answers that were paid for once: found again by what the question means, and only then.

What has to be equal is a hash, `key`; only among answers under that key is the phrasing compared. The embedder is
always the one that needs no network: a lookup has 50 ms.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from langchain_core.embeddings import Embeddings

from memory.answers.patience import Patience
from memory.answers.store import AnswerRows, Kept, open_rows
from memory.answers.terms import TERMS
from memory.embedding import HashingEmbeddings
from travel.errors import BadInput
from travel.knowledge import KnowledgeQuestion, KnownAnswer

__all__ = ["AnswerCache", "open_answers"]

PROMPT: Final = "knowledge-1"  # changes with the prompt that answers are asked for with
MARK: Final = HashingEmbeddings.name


class AnswerCache:
    """Raises StorageError where the database is late or down; what is looked up then is on the way no longer."""

    def __init__(
        self,
        rows: AnswerRows,
        clock: Callable[[], datetime],
        *,
        embeddings: Embeddings | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._rows, self._clock = rows, clock
        self._embeddings = embeddings or HashingEmbeddings()
        self._patience = patience or Patience()

    async def find(
        self, question: KnowledgeQuestion, *, user: str, model: str
    ) -> KnownAnswer | None:
        """What this model answered to the same question, while that holds."""
        if not cacheable(question):
            return None
        terms = TERMS[question.kind]
        looking = self._rows.find(
            key_of(question, user=user, model=model),
            self._embeddings.embed_query(question.phrasing),
            kind=question.kind,
            user=user,
            now=self._clock(),
            since=self._clock() - terms.holds,
            likeness=terms.likeness,
        )
        found = await self._patience.spent_on(looking)
        if found is None:
            return None
        answer = KnownAnswer.model_validate(found.body)
        return answer.model_copy(update={"cached": True, "entry": str(found.id)})

    async def keep(
        self, question: KnowledgeQuestion, answer: KnownAnswer, *, user: str, tokens: int
    ) -> str:
        """The id of the entry; empty where the question is one that no answer is kept for."""
        if not cacheable(question):
            return ""
        now = self._clock()
        ends = [
            now + TERMS[question.kind].holds,
            *(s.expires_at for s in answer.sources if s.expires_at),
        ]
        if min(ends) <= now:
            return ""
        kept = Kept(
            id=uuid4(),
            key=key_of(question, user=user, model=answer.model),
            kind=question.kind,
            tenant=user if question.personal else "",
            phrasing=self._embeddings.embed_query(question.phrasing),
            tokens=tokens,
            body=answer.model_dump(mode="json", exclude={"cached", "entry"}),
            created_at=now,
            expires_at=min(ends),
        )
        await self._patience.spent_on(self._rows.keep(kept, user))
        return str(kept.id)

    async def drop(self, entry: str, *, user: str) -> bool:
        """Whether there was such an answer; nobody is given it again."""
        try:
            id = UUID(entry)
        except ValueError:
            raise BadInput(f"{entry!r} isn't the id of an answer") from None
        return await self._rows.drop(id, user, self._clock())

    async def forget_all(self, user: str) -> int:
        """What is kept for the user alone, and every trace of what they asked; how many rows."""
        return await self._rows.forget_all(user)

    async def clear(self) -> int:
        """Every answer; how many there were."""
        return await self._rows.clear()

    async def stats(self) -> dict[str, Any]:
        """By the views of the database."""
        return await self._rows.stats()

    async def maintain(self, ahead: int = 2) -> dict[str, int]:
        """Makes the partitions of this month and the next ones, deletes what expired, drops what lies behind.

        For a job, once a day or more often.
        """
        return await self._rows.maintain(self._clock(), ahead)


def cacheable(question: KnowledgeQuestion) -> bool:
    """Whether it can be understood by itself."""
    return question.whole


def key_of(question: KnowledgeQuestion, *, user: str, model: str) -> bytes:
    """Of everything that has to be equal, SHA-256."""
    exact = (
        question.kind,
        question.language,
        question.terms,
        question.on.isoformat() if question.on else None,
        user if question.personal else None,
        model,
        PROMPT,
        MARK,
    )
    return sha256(json.dumps(exact, ensure_ascii=False).encode()).digest()


@asynccontextmanager
async def open_answers(dsn: str, clock: Callable[[], datetime]) -> AsyncGenerator[AnswerCache]:
    """At once: connections are made beside whatever comes next, and a database that can't be reached is late."""
    embeddings = HashingEmbeddings()
    async with open_rows(dsn) as rows:
        await asyncio.to_thread(
            embeddings.embed_query, ""
        )  # its tables are read before they are needed
        yield AnswerCache(rows, clock, embeddings=embeddings)
