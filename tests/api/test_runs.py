"""Runs of several processes, each a `Runs` on the same database, with turns that tests write."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from api.events import LAST, RunResumed
from api.live import Numbered
from api.refused import Draining, QueueFull, ThreadBusy
from api.runs import Runs
from api.turns import Aside, Message
from graphs.events import AgentStarted, BookingChanged, Event, RunFinished, TextDelta
from memory.runs import QUEUE, NewRun, Run
from tests.api.scenes import RESULT
from tests.redis_server import RedisServer
from wiring.runs import Kept, open_kept_runs
from wiring.settings import Settings

Told = Callable[[Run, bool], AsyncIterator[Event]]
Process = Callable[[Told], Runs]


@asynccontextmanager
async def with_redis(settings: Settings, server: RedisServer) -> AsyncGenerator[Kept]:
    url = Settings.model_validate({"REDIS_URL": server.url}).redis_url
    async with open_kept_runs(settings.model_copy(update={"redis_url": url})) as opened:
        yield opened


@pytest.fixture(params=["postgres", "redis"])
async def kept(
    request: pytest.FixtureRequest, settings: Settings, redis_server: RedisServer
) -> AsyncGenerator[Kept]:
    opening = (
        with_redis(settings, redis_server) if request.param == "redis" else open_kept_runs(settings)
    )
    async with opening as opened:
        yield opened


def runs_of(kept: Kept, told: Told) -> Runs:
    def turn(run: Run, aside: Aside, *, again: bool) -> AsyncIterator[Event]:
        return told(run, again)

    return Runs(kept.runs, kept.log, turn)


@pytest.fixture
async def process(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Process]:
    """Each holds no lease until it beats: it may as well have been killed after it began."""
    monkeypatch.setattr("api.runs.DRAIN", 0.3)
    made: list[Runs] = []

    def process(told: Told) -> Runs:
        made.append(runs_of(kept, told))
        return made[-1]

    yield process
    await asyncio.gather(*(each.drain() for each in made))


async def new(kept: Kept, thread: str = "", text: str = "hello") -> NewRun:
    thread = thread or uuid.uuid4().hex
    await kept.threads.claim("ada", thread)
    said = Message(text=text).model_dump_json()
    return NewRun(id=uuid.uuid4().hex, user="ada", thread=thread, input=said)


async def answered(run: Run, again: bool) -> AsyncIterator[Event]:
    yield TextDelta(text="again" if again else "first")
    yield RunFinished(result=RESULT)


class Held:
    """A turn that tells something, waits, and goes on as if nothing had happened meanwhile."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, run: Run, again: bool) -> AsyncIterator[Event]:
        yield AgentStarted(agent="flight", title="Flights", run="f1")
        yield BookingChanged(booking_id="b1", state="placing")
        await self.go_on.wait()
        yield TextDelta(text="too late")
        yield RunFinished(result=RESULT)


async def until(runs: Runs, run: Run, kind: str) -> None:
    async with contextlib.aclosing(runs.follow(run)) as events:
        async for each in events:
            if each.event.type == kind:
                return


async def all_of(runs: Runs, run: Run, after: int = 0) -> list[Numbered]:
    return [each async for each in runs.follow(run, after)]


def whole(told: list[Numbered]) -> bool:
    """Numbered from 1 without a gap, with one end, which is last."""
    ends = [each.number for each in told if each.event.type in LAST]
    numbers = [each.number for each in told]
    return numbers == list(range(1, len(told) + 1)) and ends == numbers[-1:]


async def test_a_run_without_its_holder_is_gone_on_with_and_what_that_one_still_tells_is_refused(
    kept: Kept, process: Process
) -> None:
    held = Held()
    first, second = process(held), process(answered)
    run = await first.begin(await new(kept), Aside())
    await until(first, run, "booking_changed")
    seen = asyncio.create_task(all_of(first, run))
    await kept.runs.release(run)
    async with second.beating():
        elsewhere = await all_of(second, run)
        held.go_on.set()
        assert await seen == elsewhere
    assert whole(elsewhere)
    kinds = [each.event.type for each in elsewhere]
    assert kinds.count("run_resumed") == 1
    assert [each.event for each in elsewhere if isinstance(each.event, TextDelta)] == [
        TextDelta(text="again")
    ]
    assert await all_of(first, run) == elsewhere
    found = await first.found("ada", run.id)
    assert found is not None
    assert (found.state, found.epoch, found.input) == ("finished", 1, None)


async def test_of_two_that_would_take_a_run_over_one_does(kept: Kept, process: Process) -> None:
    first = process(Held())
    others = [process(answered) for _ in range(4)]
    run = await first.begin(await new(kept), Aside())
    await kept.runs.release(run)
    async with contextlib.AsyncExitStack() as stack:
        for each in others:
            await stack.enter_async_context(each.beating())
        told = await all_of(others[0], run)
    assert whole(told)
    assert [each.event.type for each in told].count("run_resumed") == 1


async def test_nothing_that_was_told_before_is_told_twice(kept: Kept, process: Process) -> None:
    async def same(run: Run, again: bool) -> AsyncIterator[Event]:
        yield AgentStarted(agent="flight", title="Flights", run="f1")
        yield BookingChanged(booking_id="b1", state="placing")
        yield BookingChanged(booking_id="b1", state="confirmed")
        yield RunFinished(result=RESULT)

    first, second = process(Held()), process(same)
    run = await first.begin(await new(kept), Aside())
    await until(first, run, "booking_changed")
    await kept.runs.release(run)
    async with second.beating():
        told = [each.event for each in await all_of(second, run)]
    changes = [each for each in told if isinstance(each, BookingChanged)]
    assert [each.state for each in changes] == ["placing", "confirmed"]
    runs = [each.run for each in told if isinstance(each, AgentStarted)]
    assert runs == ["f1", "f1-1"]
    assert RunResumed(epoch=1) in told


async def test_a_run_that_has_ended_by_its_log_is_not_begun_again(
    kept: Kept, process: Process
) -> None:
    first, second = process(Held()), process(answered)
    run = await first.begin(await new(kept), Aside())
    await until(first, run, "booking_changed")
    lines = await kept.log.lines(run, 0)
    end = RunFinished(result=RESULT).model_dump_json()
    assert await kept.log.write(run, len(lines), [end]) == len(lines) + 1
    await kept.runs.release(run)
    async with second.beating():
        told = await all_of(second, run)
        async with asyncio.timeout(5):
            while (await kept.runs.again(run) or run).state != "finished":
                await asyncio.sleep(0.05)
    assert whole(told)
    assert len(told) == len(lines) + 1


async def test_a_conversation_is_free_as_soon_as_the_log_of_its_run_has_ended(
    kept: Kept, process: Process
) -> None:
    runs = process(Held())
    run = await runs.begin(await new(kept), Aside())
    await until(runs, run, "booking_changed")
    with pytest.raises(ThreadBusy):
        await runs.begin(await new(kept, run.thread_id), Aside())
    lines = await kept.log.lines(run, 0)
    await kept.log.write(run, len(lines), [RunFinished(result=RESULT).model_dump_json()])
    assert (await runs.begin(await new(kept, run.thread_id), Aside())).state == "running"


async def test_a_run_that_outlives_nobody_is_ended(kept: Kept, process: Process) -> None:
    first = process(Held())
    run = await first.begin(await new(kept), Aside())
    await until(first, run, "booking_changed")
    for _ in range(9):
        await kept.runs.release(run)
        run = next(
            each.run for each in await kept.runs.take("dies at once") if each.run.id == run.id
        )
    await kept.runs.release(run)
    last = process(answered)
    async with last.beating():
        told = await all_of(last, run)
    assert whole(told)
    assert told[-1].event.type == "run_failed"


async def test_a_run_whose_log_is_elsewhere_is_left_to_those_who_have_it(
    settings: Settings, redis_server: RedisServer
) -> None:
    async with with_redis(settings, redis_server) as one, open_kept_runs(settings) as other:
        first, second, third = (
            runs_of(one, Held()),
            runs_of(one, answered),
            runs_of(other, answered),
        )
        run = await first.begin(await new(one), Aside())
        waits = await first.begin(await new(one, run.thread_id), Aside(), enqueue=True)
        await until(first, run, "booking_changed")
        await one.runs.release(run)
        async with third.beating():
            await asyncio.sleep(0.5)
        assert (await one.runs.again(run) or run).epoch == 0
        await one.runs.end(run, "failed")
        assert await other.runs.promote(run.thread_id, "another") is None
        async with second.beating():
            told = await all_of(second, waits)
        assert whole(told)
        assert told[-1].event.type == "run_finished"


async def test_who_leaves_at_any_moment_of_a_beat_gets_away(kept: Kept, process: Process) -> None:
    async with asyncio.timeout(60):
        for at in range(40):
            async with process(answered).beating():
                for _ in range(at):  # steps of the loop
                    await asyncio.sleep(0)


async def test_a_drained_process_gives_its_runs_up_at_once(kept: Kept, process: Process) -> None:
    first, second = process(Held()), process(answered)
    async with first.beating():
        run = await first.begin(await new(kept), Aside())
        await until(first, run, "booking_changed")
        await first.drain()
        with pytest.raises(Draining):
            await first.begin(await new(kept), Aside())
        taken = await kept.runs.take("another")  # no lease is waited for
    assert [each.run.epoch for each in taken if each.run.id == run.id] == [1]
    await kept.runs.release(next(each.run for each in taken if each.run.id == run.id))
    async with second.beating():
        told = await all_of(second, run)
    assert whole(told)
    assert told[-1].event.type == "run_finished"


async def test_queued_runs_begin_in_order_and_one_at_a_time(kept: Kept, process: Process) -> None:
    going: list[str] = []
    most = 0

    async def counted(run: Run, again: bool) -> AsyncIterator[Event]:
        nonlocal most
        going.append(run.id)
        most = max(most, len(going))
        yield TextDelta(text="working")
        await all_begun.wait()
        going.remove(run.id)
        ended.append(run.id)
        yield RunFinished(result=RESULT)

    ended, all_begun = list[str](), asyncio.Event()
    runs, other = process(counted), process(counted)
    thread = uuid.uuid4().hex
    begun = [
        await each.begin(await new(kept, thread), Aside(), enqueue=True)
        for each in (runs, other, runs, other)
    ]
    assert [each.state for each in begun] == ["running", "queued", "queued", "queued"]
    all_begun.set()
    told = await asyncio.gather(*(all_of(other, each) for each in begun))
    assert all(whole(each) for each in told)
    assert ended == [each.id for each in begun]
    assert most == 1


async def test_the_queue_survives_the_process_and_is_bounded(kept: Kept, process: Process) -> None:
    held = Held()
    first, second = process(held), process(answered)
    thread = uuid.uuid4().hex
    begun = [
        await first.begin(await new(kept, thread), Aside(), enqueue=True) for _ in range(QUEUE + 1)
    ]
    with pytest.raises(QueueFull):
        await first.begin(await new(kept, thread), Aside(), enqueue=True)
    await kept.runs.release(begun[0])
    async with second.beating():
        told = await asyncio.gather(*(all_of(second, each) for each in begun))
    assert all(whole(each) for each in told)
    texts = [each.event.text for one in told for each in one if isinstance(each.event, TextDelta)]
    assert texts == ["again", *["first"] * QUEUE]


async def test_a_queued_run_is_stopped_before_it_begins(kept: Kept, process: Process) -> None:
    held = Held()
    runs = process(held)
    thread = uuid.uuid4().hex
    _, second, third = [
        await runs.begin(await new(kept, thread), Aside(), enqueue=True) for _ in range(3)
    ]
    await process(answered).cancel(second)
    told = await all_of(runs, second)
    assert [each.event.type for each in told] == ["run_started", "run_cancelled"]
    held.go_on.set()
    assert (await all_of(runs, third))[-1].event.type == "run_finished"
    found = await runs.found("ada", second.id)
    assert found is not None
    assert found.state == "cancelled"


async def test_who_stops_a_run_twice_doesnt_cut_off_what_it_ends_with(
    kept: Kept, process: Process
) -> None:
    bought = asyncio.Event()

    async def buying(run: Run, again: bool) -> AsyncIterator[Event]:
        yield BookingChanged(booking_id="b1", state="placing")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.1)
            bought.set()

    runs = process(buying)
    run = await runs.begin(await new(kept), Aside())
    await until(runs, run, "booking_changed")
    for _ in range(2):
        await runs.cancel(run)
        await asyncio.sleep(0.02)
    assert (await all_of(runs, run))[-1].event.type == "run_cancelled"
    assert bought.is_set()


async def test_what_many_runs_tell_at_once_is_each_runs_own_and_an_earlier_holder_is_refused(
    kept: Kept, process: Process
) -> None:
    runs = process(Held())
    begun = [await runs.begin(await new(kept), Aside()) for _ in range(12)]
    lost = begun[3]
    await kept.runs.release(lost)
    taken = [each.run for each in await kept.runs.take("another") if each.run.key == lost.key]
    assert [each.epoch for each in taken] == [1]
    await kept.log.seal(taken[0])
    before = [len(await kept.log.lines(each, 0)) for each in begun]
    writes = (
        kept.log.write(each, told, [f'"{each.key} {n}"' for n in range(3)])
        for each, told in zip(begun, before, strict=True)
    )
    stopped = asyncio.create_task(kept.log.write(begun[5], before[5], ['"said no more"']))
    await asyncio.sleep(0)
    stopped.cancel()
    written = await asyncio.gather(*writes)
    for each, told, last in zip(begun, before, written, strict=True):
        if each in (lost, begun[5]):
            continue
        assert last == told + 3
        lines = await kept.log.lines(each, told)
        assert [line.body for line in lines] == [f'"{each.key} {n}"' for n in range(3)]
    assert written[3] is None
    assert len(await kept.log.lines(lost, 0)) == before[3]


async def test_what_was_told_long_ago_is_forgotten(kept: Kept, process: Process) -> None:
    runs = process(answered)
    run = await runs.begin(await new(kept), Aside())
    assert whole(await all_of(runs, run))
    found = await runs.found("ada", run.id)
    assert found is not None
    assert not await runs.forgotten(found)
    pruned = await kept.runs.prune(timedelta(0))
    if type(kept.log).__name__ == "LogInPostgres":
        assert pruned >= 3
        assert await runs.forgotten(found)
        assert await all_of(runs, found) == []


async def test_a_redis_that_lost_everything_is_told_again(
    settings: Settings, own_redis: RedisServer
) -> None:
    async with with_redis(settings, own_redis) as kept:
        held = Held()
        runs, other = runs_of(kept, held), runs_of(kept, held)
        run = await runs.begin(await new(kept), Aside())
        await until(runs, run, "booking_changed")
        own_redis.stop()
        own_redis.start()
        held.go_on.set()
        told = await all_of(runs, run)
        assert whole(told)
        assert await all_of(other, run) == told


async def test_logs_in_redis_end_by_themselves(
    settings: Settings, redis_server: RedisServer
) -> None:
    async with with_redis(settings, redis_server) as kept:
        runs = runs_of(kept, answered)
        run = await runs.begin(await new(kept), Aside())
        await all_of(runs, run)
        name = f"tripsage:run:{{{run.key}-{run.created_at.timestamp():.6f}}}:log"
        left = int(redis_server.tell(f"TTL {name}").strip().lstrip(":"))
        assert 86_000 < left <= 86_400
