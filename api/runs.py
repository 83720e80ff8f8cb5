"""Runs: turns that go on whether or not somebody listens, told from a log that is kept before it is told.

What a server that died had begun, another goes on with, LEASE and a BEAT later at most. What the first one
still writes is refused: the other has a higher epoch. Once the log has its last event the run has ended.
"""

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager

from api.events import LAST, RunCancelled, RunEvent, RunResumed
from api.live import Live, Numbered
from api.logs import followed, told_by, written
from api.refused import Draining, IdTaken, QueueFull, ThreadBusy
from api.telling import DIED, STATES, body, end_of, logged, logged_again
from api.turns import Aside, Turns, firsts, transcript_of
from memory.run_log import RunLog
from memory.runs import LEASE, NewRun, PostgresRuns, Run
from travel.errors import StorageError

BEAT = 1.0  # seconds between two looks at leases
DRAIN = (
    10.0  # seconds that running ones get when the server stops; then they are given up to others
)
HOLDERS = 8  # of one run: what has outlived none of so many may be why they died
PRUNE = 3600.0  # seconds between two prunings
_LOG = logging.getLogger(__name__)


class Runs:
    """Of one process, which `server` names."""

    def __init__(self, store: PostgresRuns, log: RunLog, turns: Turns) -> None:
        self._store, self._log, self._turns = store, log, turns
        self.server = uuid.uuid4().hex
        self.draining = False
        self._live: dict[int, Live] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._renewed = self._pruned = time.monotonic()

    @property
    def ready(self) -> bool:
        """Whether runs can begin here: it doesn't stop, and its leases are held."""
        return not self.draining and time.monotonic() - self._renewed < LEASE.total_seconds()

    async def begin(
        self,
        new: NewRun,
        aside: Aside,
        *,
        enqueue: bool = False,
    ) -> Run:
        """Starts the turn, or finds the run that this very request started before.

        `enqueue` lets it wait for the one that goes on. Raises ThreadBusy, QueueFull, IdTaken, Draining,
        StorageError.
        """
        while not self.draining:
            run = await self._store.begin(new, server=self.server)
            if run is not None:
                return await self._begun(run, aside)
            known = await self._known(new)
            if known is not None:
                return known
            current = await self._store.current(new.thread)
            if current is None or await self._settled(current):
                continue
            if not enqueue:
                raise ThreadBusy(current.id)
            run = await self._store.enqueue(new, server=self.server)
            if run is None:
                raise QueueFull
            return await self._begun(run, aside)
        raise Draining

    async def found(self, user: str, id: str) -> Run | None:
        return await self._store.found(user, id)

    async def current(self, thread: str) -> Run | None:
        return await self._store.current(thread)

    async def thread_of(self, user: str, transcript: str) -> str | None:
        return await self._store.thread_of(user, transcript)

    async def forgotten(self, run: Run) -> bool:
        """Whether it has ended so long ago that its log is gone."""
        return not run.live and not await self._log.lines(run, 0)

    async def follow(self, run: Run, after: int = 0) -> AsyncGenerator[Numbered]:
        """The events after that number, the kept ones and then those to come, up to the last."""
        live = self._live.get(run.key)
        if live is not None:
            async with contextlib.aclosing(live.follow(after)) as events:
                async for each in events:
                    after = each.number
                    yield each
            if not live.left or self.draining:
                return
        async with contextlib.aclosing(followed(self._store, self._log, run, after)) as events:
            async for each in events:
                yield each

    async def cancel(self, run: Run) -> None:
        """Stops it, here at once and elsewhere at its next beat. Nothing where it has ended."""
        live = self._live.get(run.key)
        if live is not None:
            live.stop()
        elif run.state != "queued" or not await self._cancelled_in_the_queue(run):
            await self._store.stop(run)

    @asynccontextmanager
    async def beating(self) -> AsyncGenerator[None]:
        """Holds the leases and goes on with the runs of processes that died; on leaving, drains."""
        over = asyncio.Event()
        beat = asyncio.create_task(self._beat(over))
        try:
            yield
        finally:
            await self.drain()
            over.set()  # before Python 3.12 a cancellation can be lost in a wait that ends just then
            beat.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beat

    async def drain(self) -> None:
        """Begins nothing more, and returns once its runs have ended or are given up for others to take."""
        self.draining = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)
        given = list(self._live.values())
        for live in given:
            live.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)
        for live in given:
            with contextlib.suppress(StorageError):  # its lease ends by itself
                await self._store.release(live.run)

    async def _beat(self, over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                await self._look()
            except StorageError as error:
                _LOG.warning("leases could not be renewed: %s", error)
                if time.monotonic() - self._renewed > LEASE.total_seconds():
                    for live in list(self._live.values()):
                        live.leave()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await over.wait()

    async def _look(self) -> None:
        mine = dict(self._live)
        now = time.monotonic()
        renewed = await self._store.renew(self.server, list(mine))
        self._renewed = now
        for key, live in mine.items():
            if key not in renewed:
                live.leave()
            elif renewed[key]:
                live.stop()
        if self.draining:
            return
        for run, stale in await self._store.take(self.server):
            self._task(self._taken(run, again=True, stale=stale))
        for thread in await self._store.waiting():
            await self._next(thread)
        if now - self._pruned > PRUNE:
            self._pruned = now
            await self._store.prune()

    async def _begun(self, run: Run, aside: Aside) -> Run:
        first = firsts(run)
        try:
            await self._log.write(run, 0, [body(each) for each in first])
        except StorageError:
            await self._store.end(run, "failed")
            raise
        if run.state == "running":
            self._start(run, first, aside, again=False)
        return run

    async def _known(self, new: NewRun) -> Run | None:
        known = await self._store.found(new.user, new.id)
        if known is not None and known.thread_id != new.thread:
            raise IdTaken
        return known

    async def _settled(self, run: Run) -> bool:
        """Whether it has ended by its log, and is now held to have."""
        told = await told_by(self._log, run)
        if not told or told[-1].type not in LAST:
            return False
        await self._end(run, told)
        return True

    async def _end(self, run: Run, told: Sequence[RunEvent]) -> None:
        await self._store.end(run, STATES[told[-1].type], transcript_of(run, told))

    async def _taken(self, run: Run, *, again: bool, stale: bool = False) -> None:
        """Goes on with a run that is this process's from now on."""
        try:
            await self._log.seal(run)
            if await self._settled(run):
                await self._next(run.thread_id)
                return
            told = await told_by(self._log, run)
        except StorageError as error:
            _LOG.warning("a run could not be taken over: %s", error)
            return  # nobody renews its lease
        last = None
        if run.stop:
            last = RunCancelled()
        elif stale or run.epoch > HOLDERS or run.input is None:
            last = DIED
        self._start(run, told, Aside(), again=again, last=last)

    def _start(
        self,
        run: Run,
        told: Sequence[RunEvent],
        aside: Aside,
        *,
        again: bool,
        last: RunEvent | None = None,
    ) -> None:
        live = self._live[run.key] = Live(run, told)
        for each in firsts(run) if not told else ():
            live.put(each)
        if last is not None:
            live.put(last)
        else:
            if again:
                live.put(RunResumed(epoch=run.epoch))
            live.turn = self._task(self._turned(live, aside, again))
            live.turn.add_done_callback(lambda turn: live.turned(end_of(turn)))
        self._task(self._kept(live))

    async def _turned(self, live: Live, aside: Aside, again: bool) -> None:
        before, epoch = tuple(live.told), live.run.epoch
        async for event in self._turns(live.run, aside, again=again):
            told = logged(event)
            if again and told is not None:
                told = logged_again(told, before, epoch)
            if told is not None:
                live.put(told)

    async def _kept(self, live: Live) -> None:
        """Writes each event down, then tells it."""
        try:
            while not live.over:
                events = await live.taken()
                if events and not await written(self._log, live, events):
                    break
                over = bool(events) and events[-1].type in LAST
                if over:
                    await self._end(live.run, [*live.told, *events])
                live.tell(events, over=over)
                if live.left and not live.waiting and (live.turn is None or live.turn.done()):
                    break
        finally:
            if not live.over:
                live.leave()
                live.tell((), over=True)
            del self._live[live.run.key]
        await self._next(live.run.thread_id)

    async def _next(self, thread: str) -> None:
        """Starts the first run that waits in the conversation, if none runs there."""
        if self.draining:
            return
        run = await self._store.promote(thread, self.server)
        if run is not None:
            self._task(self._taken(run, again=False))

    async def _cancelled_in_the_queue(self, run: Run) -> bool:
        told = await told_by(self._log, run) or firsts(run)
        if told[-1].type in LAST:
            return True
        events = [*told, RunCancelled()]
        if await self._log.write(run, 0, [body(each) for each in events]) is None:
            return False  # it runs by now
        await self._end(run, events)
        return True

    def _task(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
