"""The one place where clients are built and put together."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    aclosing,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.catalog import CATALOG
from agents.spec import AgentSpec
from graphs.events import Event, RunFinished, RunInterrupted
from graphs.kept_plan import KeptPlan, read_plan
from graphs.result import TurnResult
from graphs.run import Mark, resume_turn, run_turn, waiting_in
from graphs.state import Deps
from graphs.turn import Turn, build_turn
from llm.keyless import KeylessChatModel
from llm.pricing import Pricing
from memory.answers import open_answers
from memory.checkpoints import migrate, open_checkpoints
from memory.messages import Message, PostgresMessages, as_message
from memory.migrations import apply_migrations
from memory.threads import PostgresThreads
from memory.turn_locks import TurnLocks
from tools.bookings import BookingDesk
from tools.toolbox import Toolbox
from travel.booking import Asked, TravellerDetails, Word
from travel.errors import BadInput, ConversationBusy
from travel.gazetteer import Gazetteer
from travel.turn import Edit
from wiring.desk import desk_on
from wiring.embedded import start_embedded
from wiring.geography import open_gazetteer
from wiring.jobs import Queue
from wiring.kept import KEPT
from wiring.memory import open_memory, turn_memories
from wiring.opener import Opener
from wiring.providers import Clock, Providers, open_providers
from wiring.settings import Settings, read_settings

if TYPE_CHECKING:
    from llm.openai import ModelSettings
    from memory.long_term import LongTermMemory


def system_clock() -> datetime:
    """Now, in the zone of this machine: "tomorrow" is the person's."""
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True)
class TripSage:
    """An open TripSage: its graph, what its nodes are given, and the providers of the environment."""

    graph: Turn
    deps: Deps
    providers: Providers
    checkpoints: BaseCheckpointSaver[Any]
    queue: Queue  # of what is done after the answers
    threads: PostgresThreads
    record: PostgresMessages  # of what was said
    locks: TurnLocks
    memory: "Opener[LongTermMemory]"  # what is remembered, for whom it is about to see and change
    closing: AsyncExitStack = field(default_factory=AsyncExitStack, repr=False)

    def say(
        self, thread_id: str, message: str, *, mark: Mark | None = None
    ) -> AsyncGenerator[Event]:
        """One turn of the conversation `thread_id`: its events as they happen.

        It waits for the turn before it to end. Raises BadInput where the conversation is another's,
        ConversationBusy, StorageError.
        """
        turn = run_turn(self.graph, self.deps, thread_id, message, mark=mark)
        return self._alone(thread_id, turn, mark, title=message)

    async def ask(self, thread_id: str, message: str) -> TurnResult:
        """What one turn of the conversation comes to; so far, where it waits for a word."""
        events = [event async for event in self.say(thread_id, message)]
        (result,) = (
            each.result for each in events if isinstance(each, RunFinished | RunInterrupted)
        )
        return result

    async def plan(self, thread_id: str) -> KeptPlan:
        """The conversation's plan with what it rests on. Raises BadInput where there is none of the user's."""
        if await self.threads.others(self.deps.user, thread_id):
            raise BadInput(f"there is no conversation {thread_id!r}")
        return await read_plan(self.graph, self.deps.gazetteer, thread_id)

    async def last_thread(self) -> str:
        """The user's conversation that something was said in last. Raises BadInput where there is none."""
        threads = await self.threads.listed(self.deps.user, most=1)
        if not threads:
            raise BadInput('there is no conversation yet: begin with `tripsage plan "..."`')
        return threads[0].id

    def change(
        self, thread_id: str, message: str, edits: tuple[Edit, ...]
    ) -> AsyncGenerator[Event]:
        """One turn with these edits of the plan; the message is only remembered."""
        turn = run_turn(self.graph, self.deps, thread_id, message, edits)
        return self._alone(thread_id, turn, None, title=message)

    async def waiting(self, thread_id: str) -> dict[str, Asked]:
        """What the conversation waits for a person's word on, by the id to answer with."""
        return await waiting_in(self.graph, thread_id)

    def answer(
        self,
        thread_id: str,
        words: Mapping[str, Word],
        *,
        travellers: TravellerDetails | None = None,
        mark: Mark | None = None,
    ) -> AsyncGenerator[Event]:
        """Goes on with the turn that waits; without words, where it was decided elsewhere.

        `travellers` go to the desk, where they are encrypted, and nowhere else.
        """
        deps = replace(self.deps, travellers=travellers)
        turn = resume_turn(self.graph, deps, thread_id, words, mark=mark)
        return self._alone(thread_id, turn, mark)

    def of(self, user: str) -> "TripSage":
        """The same for this user: their bookings, and nobody else's."""
        return replace(self, deps=replace(self.deps, user=user))

    async def messages(self, thread_id: str) -> tuple[Message, ...]:
        """What was said in the conversation, the oldest first; nothing where there is none."""
        written = await self.record.of(thread_id)
        kept = await self.graph.aget_state({"configurable": {"thread_id": thread_id}})
        known = {each.id for each in written}
        last = (as_message(each) for each in kept.values.get("messages", ()))
        return (*written, *(each for each in last if each.id not in known))

    async def forget(self, thread_id: str) -> bool:
        """Deletes the conversation with all that was said; its bookings stay.

        False where it isn't the user's. Raises ConversationBusy where a turn goes on in it.
        """
        async with self.locks.alone(thread_id, patience=0):
            if await self.threads.found(self.deps.user, thread_id) is None:
                return False
            if not await self.threads.delete(self.deps.user, thread_id):
                raise ConversationBusy("a run goes on in this conversation: stop it first")
            await self.checkpoints.adelete_thread(thread_id)
            return True

    async def _alone(
        self,
        thread_id: str,
        turn: AsyncGenerator[Event],
        mark: Mark | None,
        *,
        title: str | None = None,
    ) -> AsyncGenerator[Event]:
        """The turn, while there is no other; with a title, of a conversation that may be new.

        Whoever goes on with a run waits for nobody: what its earlier holder still writes is left aside.
        """
        over = mark is not None and mark.again
        async with nullcontext() if over else self.locks.alone(thread_id), aclosing(turn):
            user = self.deps.user
            if title is not None and not await self.threads.claim(user, thread_id, title):
                raise BadInput(f"the conversation {thread_id!r} is not yours: choose another name")
            async for event in turn:
                yield event

    async def desk(self) -> BookingDesk:
        """Raises ConfigurationError, StorageError."""
        assert self.deps.desk is not None
        return await self.deps.desk()

    async def close(self) -> None:
        """For one that was opened by `await`; `async with` closes what it opened."""
        await self.closing.aclose()


class Opening(AbstractAsyncContextManager[TripSage]):
    """Open for as long as an `async with` lasts; with a bare `await`, until it is closed."""

    def __init__(self, opened: AbstractAsyncContextManager[TripSage]) -> None:
        self._opened = opened

    def __await__(self) -> Generator[Any, None, TripSage]:
        return self._until_closed().__await__()

    async def _until_closed(self) -> TripSage:
        closing = AsyncExitStack()
        return replace(await closing.enter_async_context(self._opened), closing=closing)

    async def __aenter__(self) -> TripSage:
        return await self._opened.__aenter__()

    async def __aexit__(self, *failure: Any) -> bool | None:
        return await self._opened.__aexit__(*failure)


def open_tripsage(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    catalog: tuple[AgentSpec, ...] = CATALOG,
    toolbox: Toolbox | None = None,
    seed: int | None = None,
    model: str | None = None,
) -> Opening:
    """Everything that a turn needs, from the environment alone; closed in reverse on leaving.

    `settings`, `clock`, `catalog`, `toolbox`, `seed` and `model` replace what the environment gives. Raises
    ConfigurationError; on opening, StorageError where the database can't be had.
    """
    settings = settings or read_settings()
    return Opening(_open(settings, clock, catalog, toolbox, seed, model))


@asynccontextmanager
async def _open(
    settings: Settings,
    clock: Clock,
    catalog: tuple[AgentSpec, ...],
    toolbox: Toolbox | None,
    seed: int | None,
    model: str | None,
) -> AsyncGenerator[TripSage]:
    dsn, gazetteer = await asyncio.gather(database(settings), asyncio.to_thread(open_gazetteer))
    chosen = settings.seed if seed is None else seed
    keyless = settings.keyless or model == "keyless"
    async with (
        open_checkpoints(dsn, KEPT) as checkpointer,
        open_providers(settings, gazetteer, clock, seed=chosen) as providers,
        Opener(partial(desk_on, dsn, settings, providers.desks, clock)) as desk,
        Opener(partial(open_memory, settings, clock)) as memory,
        nullcontext() if keyless else open_answers(dsn, clock) as answers,
        TurnLocks(dsn) as locks,
    ):
        memories = turn_memories(checkpointer.pool, settings, clock)
        deps = Deps(
            toolbox=toolbox or providers.toolbox,
            gazetteer=gazetteer,
            catalog=catalog,
            clock=clock,
            notices=providers.notices,
            seed=chosen,
            desk=desk,
            recall=memories.known,
            memories=memories,
            answers=answers,
        )
        ready = with_model(deps, settings, model, gazetteer)
        graph, queue = build_turn(catalog, checkpointer), Queue(settings, dsn, clock)
        threads = PostgresThreads(checkpointer.pool)
        record = PostgresMessages(checkpointer.pool)
        yield TripSage(graph, ready, providers, checkpointer, queue, threads, record, locks, memory)


async def database(settings: Settings) -> str:
    """An embedded database is migrated on the way; another is the person's to migrate."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    dsn = await asyncio.to_thread(start_embedded, settings.home)
    await migrate(dsn)
    await apply_migrations(dsn)
    return dsn


def with_model(deps: Deps, settings: Settings, name: str | None, gazetteer: Gazetteer) -> Deps:
    """With the models that the settings name, or `name` in place of theirs."""
    if settings.keyless or name == "keyless":
        keyless = KeylessChatModel(gazetteer=gazetteer, today=lambda: deps.clock().date())
        return replace(deps, tool_model=keyless)
    from llm.openai import open_chat_model

    chosen = name or settings.model
    deps = replace(deps, model_name=chosen)
    model = open_chat_model(model_settings(settings, chosen))
    spare = settings.fallback_model
    if spare is None:
        return replace(deps, model=model, tool_model=model, pricing=Pricing.read(settings.prices))
    return replace(
        deps,
        model=model,
        spare_model=open_chat_model(model_settings(settings, spare)),
        tool_model=model,
        pricing=Pricing.read(settings.prices),
    )


def model_settings(settings: Settings, name: str) -> "ModelSettings":
    from llm.openai import ModelSettings

    return ModelSettings(
        name=name,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        timeout=settings.model_timeout,
        retries=settings.model_retries,
    )
