"""What a turn does with memories: without Mem0, which a turn has no time to import."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from langchain_core.embeddings import Embeddings

from memory.embedding import meanings
from memory.long_term.rules import topics_about
from memory.long_term.store import MemoryRows, holding
from memory.long_term.trips import trip_topic, with_trip
from memory.long_term.turns import PostgresTurns, TurnOf
from memory.long_term.values import Memory, Said, Source, Trip
from memory.long_term.wishes import Remembered, remembered_wishes
from memory.pooling import Pool
from travel.value import Value

NoteTopic = Literal["seat", "home", "children"]
NOTES: tuple[NoteTopic, ...] = ("seat", "home", "children")
TRIPS = 50  # the latest, that a turn looks at: whoever plans every day has thousands


class Known(Value):
    """Of a person, at the beginning of a turn. Whoever paused is known, but learned nothing more of."""

    paused: bool = False
    wishes: tuple[Remembered, ...] = ()
    notes: tuple[Memory, ...] = ()  # of the topics `NOTES`, at most one each
    trips: tuple[Memory, ...] = ()  # the latest `TRIPS`, the last first
    texts: frozenset[str] = frozenset()  # of all these

    def note(self, topic: NoteTopic) -> Memory | None:
        return next((each for each in self.notes if each.topic == topic), None)


class TurnMemories:
    """On a pool that is open already. Raises StorageError."""

    def __init__(
        self,
        pool: Pool,
        embeddings: Embeddings,
        clock: Callable[[], datetime],
        *,
        extracts: bool,
    ) -> None:
        """`embeddings` need no model: where a search uses others, it makes the vectors anew.

        `extracts` tells whether whoever does the jobs has a
        model that reads what rules can't.
        """
        self._rows, self._turns = MemoryRows(pool), PostgresTurns(pool)
        self._embeddings, self._clock = embeddings, clock
        self.extracts = extracts

    async def known(self, user: str) -> Known:
        paused, everything = await self._rows.known(user, TRIPS)
        memories = self._holding(everything)
        trips = [each for each in memories if each.trip is not None]
        return Known(
            paused=paused,
            wishes=remembered_wishes(memories),
            notes=tuple(each for each in memories if each.topic in NOTES),
            trips=tuple(sorted(trips, key=lambda each: each.source.at, reverse=True)),
            texts=frozenset(each.text for each in memories),
        )

    async def listed(self, user: str) -> tuple[Memory, ...]:
        """All that hold today, the oldest first; none where the tables aren't there."""
        _, memories = await self._rows.known(user)
        return self._holding(memories)

    def _holding(self, memories: tuple[Memory, ...]) -> tuple[Memory, ...]:
        return holding(memories, self._clock().date())

    async def hear(self, turn: TurnOf, text: str) -> bool:
        """Whether a job will remember what the person said."""
        source = Source(thread=turn.thread, turn=turn.turn, at=self._clock())
        return await self._turns.hear(turn, Said(text=text, source=source))

    async def keep_trip(self, user: str, thread: str, turn: int, trip: Trip, text: str) -> None:
        """In the place of what the conversation had come to; hotels once rejected stay so."""
        if await self._rows.paused_since(user) is not None:
            return
        topic = trip_topic(thread, trip)
        kept = await self._rows.of_topic(user, topic)
        fact = with_trip(topic, text, trip, kept.trip if kept else None)
        marks = {
            "embedder": getattr(self._embeddings, "name", ""),
            "updated_at": self._clock().isoformat(),
            "source": Source(thread=thread, turn=turn, at=self._clock()).model_dump(mode="json"),
            "asked": False,
        }
        [vector] = self._embeddings.embed_documents([text])
        await self._rows.put(user, fact, vector, marks)

    async def forget_turn(self, user: str, thread: str, turn: int) -> tuple[Memory, ...]:
        """What was remembered of it; if it still waits to be, it won't."""
        await self._turns.forget(user, thread, turn)
        return await self._rows.forget_turn(user, thread, turn)

    async def forget_about(self, user: str, about: str) -> tuple[Memory, ...]:
        """Those of the topic that the words name, else those that share a word with them."""
        meant = _about(await self.listed(user), about)
        return tuple([each for each in meant if await self._rows.forget(user, UUID(each.id))])

    async def forget_all(self, user: str) -> int:
        await self._turns.forget_all(user)
        return await self._rows.forget_all(user)


def _about(memories: Iterable[Memory], about: str) -> list[Memory]:
    topics, meant, known = topics_about(about), meanings(about), list(memories)
    of_topic = [each for each in known if each.topic.partition(" (")[0] in topics]
    return of_topic or [each for each in known if meant & meanings(each.text)]
