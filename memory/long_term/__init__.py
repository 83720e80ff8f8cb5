"""What is known of a person beyond a conversation: said by them, shown to them, theirs to change.

Mem0 searches, and extracts with a model; all else is statements of our own that name the person, because Mem0's
take an id alone.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from langchain_core.language_models import BaseChatModel

from memory.erasing import erase_conversations
from memory.long_term.opener import Embedder, FittingEmbeddings, Mem0Opener
from memory.long_term.privacy import may_be_kept, secret_in
from memory.long_term.rules import as_fact, facts_in
from memory.long_term.store import MemoryRows, as_memory, holding, open_rows
from memory.long_term.text import clauses
from memory.long_term.turns import PostgresTurns, TurnOf
from memory.long_term.values import Fact, Memory, Said, Source
from travel.errors import BadInput, StorageError, UnknownMemory

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
        turns: PostgresTurns,
        mem0: "Mem0Opener",
        embedder: Embedder,
        clock: Callable[[], datetime],
    ) -> None:
        self._rows, self._turns, self._mem0 = rows, turns, mem0
        self._embedder, self._clock = embedder, clock

    async def remember_turn(self, turn: TurnOf) -> tuple[Memory, ...]:
        """What was worth remembering of a turn that waits; done again, nothing.

        Where the person had it forgotten meanwhile, whatever was remembered of it goes again.
        """
        said = await self._turns.said(turn)
        if said is not None and not said.text:
            return ()
        found = await self.remember(turn.user, [said]) if said is not None else ()
        if said is None or not await self._turns.done(turn):
            await self._rows.forget_turn(turn.user, turn.thread, turn.turn)
            return ()
        return found

    async def remember(self, user: str, said: Sequence[Said]) -> tuple[Memory, ...]:
        """What was worth remembering of the person's words, as stored; nothing while paused."""
        if await self._rows.paused_since(_person(user)) is not None:
            return ()
        found = [memory for each in said for memory in await self._learned(user, each)]
        kept = [await self._rows.get(user, UUID(each)) for each in dict.fromkeys(found)]
        return tuple(each for each in kept if each is not None)

    async def add(self, user: str, text: str) -> Memory:
        """Written down by the person, paused or not."""
        fact = self._acceptable(text)
        source = Source(at=self._clock())
        stored = await self._put(_person(user), fact, source, asked=True)
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
        [vector] = await self._embedder.embeddings.aembed_documents([fact.text])
        marks = self._marks(fact, Source(at=self._clock().astimezone(UTC)), asked=True)
        edited = await self._rows.edit(_person(user), _uuid(memory_id), fact, vector, marks)
        if edited is None:
            raise UnknownMemory(memory_id)
        return edited

    async def forget(self, user: str, memory_id: str) -> None:
        if not await self._rows.forget(_person(user), _uuid(memory_id)):
            raise UnknownMemory(memory_id)

    async def forget_all(self, user: str) -> int:
        """How many there were, expired ones too; with them goes what waits to be remembered."""
        await self._turns.forget_all(_person(user))
        return await self._rows.forget_all(user)

    async def forget_conversations(self, user: str) -> int:
        """How many there were, with their runs and answers; their bookings stay."""
        return await erase_conversations(self._rows.pool, _person(user))

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

    async def _learned(self, user: str, said: Said) -> list[str]:
        """By rules; what they make nothing of is read by the model, if there is one."""
        today = said.source.at.date()
        found = list(facts_in(said.text, today))
        stored: list[str] = []
        for each in found:
            if len(each.fact.text) <= MOST_LETTERS and may_be_kept(
                each.fact.text, asked=each.asked
            ):
                memory = await self._put(user, each.fact, said.source, asked=each.asked)
                stored += [memory.id] if memory else []
        if self._mem0.model is None:
            return stored
        read = {each.clause for each in found}
        left = [each for each in clauses(said.text) if each not in read]
        return stored + await self._by_model(user, left, said.source)

    async def _by_model(self, user: str, said: Sequence[str], source: Source) -> list[str]:
        """The model isn't shown what must not be kept."""
        kept = [clause for clause in said if may_be_kept(clause, asked=False)]
        if not kept:
            return []
        async with self._mem0() as mem0:
            return await mem0.extract(user, "\n".join(kept), _metadata(source, asked=False))

    async def _put(self, user: str, fact: Fact, source: Source, *, asked: bool) -> Memory | None:
        [vector] = await self._embedder.embeddings.aembed_documents([fact.text])
        return await self._rows.put(user, fact, vector, self._marks(fact, source, asked=asked))

    def _marks(self, fact: Fact, source: Source, *, asked: bool) -> dict[str, Any]:
        return {
            "embedder": self._embedder.name,
            "updated_at": self._clock().astimezone(UTC).isoformat(),
            "hash": None,
            "text_lemmatized": fact.text,
            **_metadata(source, asked=asked),
        }

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
    embedder = embedder._replace(embeddings=FittingEmbeddings(embedder.embeddings))
    mem0 = Mem0Opener(dsn, embedder, clock, model)
    async with open_rows(dsn) as rows:
        try:
            turns = PostgresTurns(rows.pool)
            yield LongTermMemory(rows, turns, mem0, embedder, clock)
        finally:
            await mem0.aclose()


def _metadata(source: Source, *, asked: bool) -> dict[str, Any]:
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
        raise UnknownMemory(memory_id) from None
