"""Runs: turns that go on whether or not somebody listens, told from a log that is kept before it is told."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from api.events import LAST, RUN_EVENT, FailureCode, RunCancelled, RunEvent, RunFailed
from graphs.events import Event, RunFinished, RunInterrupted, RunStarted
from memory.runs import PAGE, NewRun, PostgresRuns, Run, RunState
from travel.errors import BadInput, ModelError, ProviderError, StorageError, TripSageError

BEAT = 2.0  # seconds between two looks at leases: the dead are seen within LEASE and one of these
POLL = 0.2  # seconds between two looks at a run of another process
TRIES = 5  # to write, a second apart; then the run is left to its lease
DRAIN = 10.0  # seconds that running ones get when the server stops
STATES: dict[str, RunState] = {
    "run_finished": "finished",
    "run_interrupted": "interrupted",
    "run_cancelled": "cancelled",
    "run_failed": "failed",
}
DIED = RunFailed(
    code="server_died",
    text="The server that worked on this stopped. What was said before is kept: say it once more.",
)
FAULT = "Something went wrong here that shouldn't have. What was said before is kept."
Ending = Callable[[Sequence[RunEvent]], Awaitable[str]]
_LOG = logging.getLogger(__name__)


class Numbered(NamedTuple):
    number: int
    event: RunEvent


class ThreadBusy(Exception):
    """The conversation has a run already."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"run {run_id} goes on in this conversation")
        self.run_id = run_id


class IdTaken(Exception):
    """The caller has a run of this name in another conversation."""


class Live:
    """A run in this process: what it told, and what waits to be kept first."""

    def __init__(self, run: Run, first: RunEvent) -> None:
        self.run = run
        self.told = [first]
        self.waiting: list[RunEvent] = []
        self.turn: asyncio.Task[None] | None = None
        self.over = False  # nothing more will be told from here
        self.lost = False  # it isn't this process's any more
        self._ended = False
        self._wake = asyncio.Event()
        self._more = asyncio.Event()

    def put(self, event: RunEvent) -> None:
        if not self._ended:
            self._ended = event.type in LAST
            self.waiting.append(event)
            self._wake.set()

    async def taken(self) -> list[RunEvent]:
        """All that waits to be kept, once there is something."""
        await self._wake.wait()
        self._wake.clear()
        taken, self.waiting = self.waiting, []
        return taken

    def tell(self, events: Sequence[RunEvent], *, over: bool) -> None:
        self.told += events
        self.over = over
        more, self._more = self._more, asyncio.Event()
        more.set()

    async def follow(self, after: int) -> AsyncGenerator[Numbered]:
        while True:
            more, over = self._more, self.over
            while after < len(self.told):
                after += 1
                yield Numbered(after, self.told[after - 1])
            if over:
                return
            if not self.over and more is self._more:
                await more.wait()


class Runs:
    """Of one process, which `server` names."""

    def __init__(self, store: PostgresRuns) -> None:
        self._store = store
        self.server = uuid.uuid4().hex
        self._live: dict[int, Live] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(
        self,
        new: NewRun,
        turn: Callable[[], AsyncIterator[Event]],
        given: Sequence[RunEvent] = (),
        transcript: Ending | None = None,
    ) -> Run:
        """Starts the turn, or finds the run that this very request started before.

        `transcript` marks what the conversation has come to. Raises ThreadBusy, IdTaken, StorageError.
        """
        first = RunStarted(thread_id=new.thread, run_id=new.id)
        body = RUN_EVENT.dump_json(first).decode()
        run = await self._store.begin(new, server=self.server, first=body)
        if run is None:
            return await self._begun_before(new)
        live = self._live[run.key] = Live(run, first)
        for event in given:
            live.put(event)
        live.turn = self._task(_told(live, turn))
        live.turn.add_done_callback(lambda task: live.put(_end_of(task)))
        self._task(self._kept(live, transcript))
        return run

    async def found(self, user: str, id: str) -> Run | None:
        return await self._store.found(user, id)

    async def current(self, thread: str) -> Run | None:
        return await self._store.current(thread)

    async def thread_of(self, user: str, transcript: str) -> str | None:
        return await self._store.thread_of(user, transcript)

    async def follow(self, run: Run, after: int = 0) -> AsyncGenerator[Numbered]:
        """The events after that number, the kept ones and then those to come, up to the last."""
        live = self._live.get(run.key)
        if live is not None:
            async with contextlib.aclosing(live.follow(after)) as events:
                async for each in events:
                    after = each.number
                    yield each
            if not live.lost:
                return
        async with contextlib.aclosing(self._followed_elsewhere(run, after)) as events:
            async for each in events:
                yield each

    async def cancel(self, run: Run) -> None:
        """Stops it, here at once and elsewhere at its next beat. Nothing where it has ended."""
        live = self._live.get(run.key)
        if live is None or live.turn is None:
            await self._store.stop(run)
        else:
            live.turn.cancel()

    @asynccontextmanager
    async def beating(self) -> AsyncGenerator[None]:
        """Holds the leases and ends the runs of processes that died; on leaving, its own."""
        await self._store.bury(_body(DIED))
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            await self._drain()
            beat.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beat

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._look()
            except StorageError as error:
                _LOG.warning("leases could not be renewed: %s", error)

    async def _look(self) -> None:
        for key, stop in (await self._store.renew(self.server)).items():
            live = self._live.get(key)
            if stop and live is not None and live.turn is not None:
                live.turn.cancel()
        await self._store.bury(_body(DIED))

    async def _drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)
        for live in list(self._live.values()):
            live.put(DIED)
            if live.turn is not None:
                live.turn.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)

    async def _begun_before(self, new: NewRun) -> Run:
        known = await self._store.found(new.user, new.id)
        if known is None:
            current = await self._store.current(new.thread)
            raise ThreadBusy(current.id if current else "")
        if known.thread_id != new.thread:
            raise IdTaken
        return known

    async def _kept(self, live: Live, transcript: Ending | None) -> None:
        """Writes each event down, then tells it."""
        try:
            while not live.over:
                events = await live.taken()
                over = events[-1].type in LAST
                if not await self._written(live, events):
                    live.lost = True
                    break
                if over and transcript is not None:
                    mark = await transcript([*live.told, *events])
                    await self._store.keep_transcript(live.run, mark)
                live.tell(events, over=over)
        finally:
            if not live.over:
                live.lost = True
                live.tell((), over=True)
            if live.turn is not None:
                live.turn.cancel()
            del self._live[live.run.key]

    async def _written(self, live: Live, events: Sequence[RunEvent]) -> bool:
        bodies = [_body(each) for each in events]
        state = STATES.get(events[-1].type, "running")
        for left in reversed(range(TRIES)):
            try:
                return await self._store.write(
                    live.run, len(live.told), bodies, state=state, server=self.server
                )
            except StorageError:
                if not left:
                    raise
                await asyncio.sleep(1)
        return False

    async def _followed_elsewhere(self, run: Run, after: int) -> AsyncGenerator[Numbered]:
        """The state is read before the lines: of a run that has ended then, all are there."""
        while True:
            state = await self._store.state(run)
            lines = await self._store.lines(run, after)
            for line in lines:
                after = line.number
                yield Numbered(line.number, RUN_EVENT.validate_json(line.body))
            if len(lines) < PAGE and state != "running":
                return
            if not lines:
                await asyncio.sleep(POLL)

    def _task(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _told(live: Live, turn: Callable[[], AsyncIterator[Event]]) -> None:
    """The log has a start of its own, with the client's name for the run."""
    async for event in turn():
        if not isinstance(event, RunStarted):
            live.put(_for_the_log(event))


def _for_the_log(event: Event) -> RunEvent:
    """Without what bookings carry for their providers alone."""
    if isinstance(event, RunFinished | RunInterrupted):
        return event.model_copy(update={"result": event.result.model_copy(update={"bookings": ()})})
    return event


def _end_of(task: asyncio.Task[None]) -> RunEvent:
    """Left aside where the turn has told its own end."""
    if task.cancelled():
        return RunCancelled()
    error = task.exception()
    if error is None:
        return RunFailed(code="fault", text=FAULT)
    if not isinstance(error, TripSageError):
        _LOG.error("a run failed", exc_info=error)
        return RunFailed(code="fault", text=FAULT)
    return RunFailed(code=_code(error), text=str(error))


def _code(error: TripSageError) -> FailureCode:
    match error:
        case BadInput():
            return "bad_input"
        case StorageError():
            return "storage"
        case ProviderError():
            return "provider"
        case ModelError():
            return "model"
        case _:
            return "fault"


def _body(event: RunEvent) -> str:
    return RUN_EVENT.dump_json(event).decode()
