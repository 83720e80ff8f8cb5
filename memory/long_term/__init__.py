"""What is known of a person beyond a conversation: said by them, shown to them, theirs to change.

Mem0 adds and searches; reading, changing and erasing are statements of our own that name the person, because
Mem0's take an id alone.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from langchain_core.language_models import BaseChatModel

from memory.long_term.opener import Embedder, Mem0Opener
from memory.long_term.privacy import may_be_kept, secret_in
from memory.long_term.rules import as_fact, facts_in
from memory.long_term.store import MemoryRows, as_memory, holding, open_rows
from memory.long_term.text import clauses
from memory.long_term.values import Fact, Memory, Said, Source
from travel.errors import BadInput, StorageError

__all__ = [
    "Embedder", "LongTermMemory", "Memory", "Said", "Source", "open_long_term",
]  # fmt: skip

MOST_LETTERS = 500  # of one memory


class LongTermMemory:
    """Every call is about one person; a memory of another is as if it weren't there.

    Raises BadInput for an id or text that can't be used, StorageError, ModelUnavailable.
    """

    def __init__(
        self,
        rows: MemoryRows,
        mem0: "Mem0Opener",
        embedder: Embedder,
        clock: Callable[[], datetime],
    ) -> None:
        self._rows, self._mem0, self._embedder, self._clock = rows, mem0, embedder, clock

    async def remember(self, user: str, said: Sequence[Said]) -> tuple[Memory, ...]:
        """What was worth remembering of the person's words, as stored; nothing while paused."""
        if await self._rows.paused_since(_person(user)) is not None:
            return ()
        learn = self._by_rules if self._mem0.model is None else self._by_model
        ids = [id for each in said for id in await learn(user, each)]
        found = [await self._rows.get(user, UUID(id)) for id in ids]
        return tuple(each for each in found if each is not None)

    async def add(self, user: str, text: str) -> Memory:
        """Written down by the person, paused or not."""
        fact = self._acceptable(text)
        source = Source(at=self._clock())
        [id] = await self._add_fact(_person(user), fact, source, asked=True)
        stored = await self._rows.get(user, UUID(id))
        if stored is None:
            raise StorageError("a later memory of the same topic is there already")
        return stored

    async def search(self, user: str, query: str, *, most: int = 10) -> tuple[Memory, ...]:
        """Those that hold today and are like it at all, the likest first."""
        if not query.strip():
            raise BadInput("what to search for is missing")
        await self._reembed(_person(user))
        async with self._mem0() as mem0:
            found = await mem0.likest(user, query, most)
        return tuple(_of_mem0(each) for each in found if each["score"] > 0)

    async def listed(self, user: str) -> tuple[Memory, ...]:
        """All that hold today, the oldest first."""
        return holding(await self._rows.listed(_person(user)), self._clock().date())

    async def edit(self, user: str, memory_id: str, text: str) -> Memory:
        fact = self._acceptable(text)
        vector = await self._embedder.embeddings.aembed_documents([fact.text])
        now = self._clock().astimezone(UTC)
        marks = {
            "embedder": self._embedder.name,
            "updated_at": now.isoformat(),
            "source": Source(at=now).model_dump(mode="json"),
            "asked": True,
            "hash": None,
            "text_lemmatized": fact.text,
        }
        edited = await self._rows.edit(_person(user), _uuid(memory_id), fact, vector[0], marks)
        if edited is None:
            raise BadInput(f"there is no memory {memory_id}")
        return edited

    async def forget(self, user: str, memory_id: str) -> None:
        if not await self._rows.forget(_person(user), _uuid(memory_id)):
            raise BadInput(f"there is no memory {memory_id}")

    async def forget_all(self, user: str) -> int:
        """How many there were, expired ones too."""
        return await self._rows.forget_all(_person(user))

    async def export(self, user: str) -> dict[str, Any]:
        """Everything stored of the person, as JSON has it."""
        since = await self._rows.paused_since(_person(user))
        return {
            "user": user,
            "exported_at": self._clock().isoformat(),
            "paused_since": since.isoformat() if since else None,
            "memories": [each.model_dump(mode="json") for each in await self._rows.listed(user)],
        }

    async def pause(self, user: str) -> None:
        """Nothing said from now on is remembered; what is known stays."""
        await self._rows.pause(_person(user), self._clock())

    async def resume(self, user: str) -> None:
        await self._rows.resume(_person(user))

    async def paused_since(self, user: str) -> datetime | None:
        return await self._rows.paused_since(_person(user))

    async def _by_rules(self, user: str, said: Said) -> list[str]:
        ids: list[str] = []
        for fact, asked in facts_in(said.text, said.source.at.date()):
            if len(fact.text) <= MOST_LETTERS and may_be_kept(fact.text, asked=asked):
                ids += await self._add_fact(user, fact, said.source, asked=asked)
        return ids

    async def _add_fact(self, user: str, fact: Fact, source: Source, *, asked: bool) -> list[str]:
        async with self._mem0() as mem0:
            return await mem0.put(
                user, fact.text, _metadata(source, asked) | {"topic": fact.topic}, fact.expires_on
            )

    async def _by_model(self, user: str, said: Said) -> list[str]:
        """The model isn't shown what must not be kept."""
        asked = {
            found.fact.text for found in facts_in(said.text, said.source.at.date()) if found.asked
        }
        kept = [
            clause
            for clause in clauses(said.text)
            if may_be_kept(clause, asked=any(clause.endswith(each) for each in asked))
        ]
        if not kept:
            return []
        async with self._mem0() as mem0:
            return await mem0.extract(user, "\n".join(kept), _metadata(said.source, bool(asked)))

    async def _reembed(self, user: str) -> None:
        """The person's vectors of another embedder are made anew before any is compared."""
        name, embeddings = self._embedder
        stale = await self._rows.of_another_embedder(user, name)
        if stale:
            vectors = await embeddings.aembed_documents([each.text for each in stale])
            for memory, vector in zip(stale, vectors, strict=True):
                await self._rows.reembed(user, memory, vector, name)

    def _acceptable(self, text: str) -> Fact:
        plain = " ".join(text.split())
        if not plain or len(plain) > MOST_LETTERS or not plain.isprintable():
            raise BadInput(f"a memory is a sentence of at most {MOST_LETTERS} letters")
        if not may_be_kept(plain, asked=True):
            raise BadInput(f"that looks like a {secret_in(plain)}: it is never stored")
        return as_fact(plain, self._clock().date())


@asynccontextmanager
async def open_long_term(
    dsn: str,
    embedder: Embedder,
    clock: Callable[[], datetime],
    *,
    model: BaseChatModel | None = None,
) -> AsyncGenerator[LongTermMemory]:
    """Without a model, rules read what is worth remembering. `clock` is aware.

    Raises StorageError where the database can't be reached or isn't migrated.
    """
    mem0 = Mem0Opener(dsn, embedder, clock, model)
    async with open_rows(dsn) as rows:
        try:
            yield LongTermMemory(rows, mem0, embedder, clock)
        finally:
            await mem0.aclose()


def _metadata(source: Source, asked: bool) -> dict[str, Any]:
    return {"source": source.model_dump(mode="json"), "asked": asked}


def _of_mem0(found: Mapping[str, Any]) -> Memory:
    payload = {**found["metadata"], "data": found["memory"], "updated_at": found["updated_at"]}
    payload["expiration_date"] = found.get("expiration_date")
    return as_memory(found["id"], payload, found["score"])


def _person(user: str) -> str:
    """Raises BadInput for ids that Mem0 would trim into another's."""
    if (
        not user
        or len(user) > 200
        or not user.isprintable()
        or any(each.isspace() for each in user)
    ):
        raise BadInput("a user's id is a word of at most 200 letters")
    return user


def _uuid(memory_id: str) -> UUID:
    try:
        return UUID(memory_id)
    except ValueError:
        raise BadInput(f"there is no memory {memory_id}") from None
