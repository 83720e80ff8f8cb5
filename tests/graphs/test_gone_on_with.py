"""Turns whose process was cut off, gone on with by another; and turns that are stopped while they buy."""

import asyncio
import uuid
from typing import Any

import pytest

from graphs.events import BookingChanged, RunFinished, WordRefused
from graphs.run import Mark
from memory.runs import NewRun
from tests.graphs.test_bookings import approval, asked, planned, states, told, yes
from tools.providers.sandbox.booking import SandboxBookings
from travel.booking import Placed, Quote, TravellerDetails, Word
from wiring.open import TripSage, open_tripsage
from wiring.runs import open_kept_runs
from wiring.settings import Settings

TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"
NO_ROW = 10**12  # a run that the table of runs doesn't have: nothing is fenced


class Slow:
    """The sandbox's provider, on a network that holds the one call that buys."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.calls = asyncio.Event(), asyncio.Event(), 0
        place: Any = vars(SandboxBookings)["place"]

        async def slowly(
            desk: SandboxBookings[Any], intent_id: str, quote: Quote, details: TravellerDetails
        ) -> Placed:
            self.calls += 1
            self.begun.set()
            await self.go_on.wait()
            return await place(desk, intent_id, quote, details)

        monkeypatch.setattr(SandboxBookings, "place", slowly)


def mark(run: int = NO_ROW, *, epoch: int = 0) -> Mark:
    return Mark(run=run, epoch=epoch, again=epoch > 0)


async def approved(tripsage: TripSage) -> tuple[str, dict[str, Word]]:
    """A conversation that waits for a word on its flight, and the yes."""
    thread = await planned(tripsage)
    id, what = approval(await asked(tripsage, thread, "book the flight"), "flight")
    return thread, {id: yes(what)}


async def test_a_turn_that_is_stopped_while_it_buys_stops_once_it_has_bought(
    tripsage: TripSage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    thread, words = await approved(tripsage)
    turn = asyncio.create_task(told(tripsage.answer(thread, words)))
    await slow.begun.wait()
    turn.cancel()
    await asyncio.sleep(0.05)
    assert await states(tripsage, thread) == {"flight": "placing"}
    slow.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert await states(tripsage, thread) == {"flight": "confirmed"}
    assert slow.calls == 1


async def test_what_a_dead_process_was_buying_is_not_bought_again(
    tripsage: TripSage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    thread, words = await approved(tripsage)
    dead = asyncio.create_task(told(tripsage.answer(thread, words, mark=mark())))
    await slow.begun.wait()
    heard = await told(tripsage.answer(thread, words, mark=mark(epoch=1)))
    assert [each.state for each in heard if isinstance(each, BookingChanged)] == ["placing"]
    assert not any(isinstance(each, WordRefused) for each in heard)
    assert isinstance(heard[-1], RunFinished)
    slow.go_on.set()
    await dead
    assert await states(tripsage, thread) == {"flight": "confirmed"}
    assert slow.calls == 1


async def test_what_was_approved_before_the_process_died_is_bought_by_the_next(
    tripsage: TripSage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    slow.go_on.set()
    thread = await planned(tripsage)
    id, what = approval(await asked(tripsage, thread, "book the flight"), "flight")
    desk = await tripsage.desk()
    await desk.approve(what.booking_id, user="local", thread=thread, digest=what.digest)
    heard = await told(tripsage.answer(thread, {id: yes(what)}, mark=mark(epoch=1)))
    assert [each.state for each in heard if isinstance(each, BookingChanged)] == ["confirmed"]
    assert not any(isinstance(each, WordRefused) for each in heard)
    again = await told(tripsage.answer(thread, {id: yes(what)}, mark=mark(epoch=2)))
    assert isinstance(again[-1], RunFinished)
    assert slow.calls == 1


async def test_a_turn_that_was_kept_is_told_and_not_done_again(tripsage: TripSage) -> None:
    thread = uuid.uuid4().hex
    first = (await told(tripsage.say(thread, TRIP, mark=mark())))[-1]
    again = await told(tripsage.say(thread, TRIP, mark=mark(epoch=1)))
    last = again[-1]
    assert isinstance(first, RunFinished)
    assert isinstance(last, RunFinished)
    assert last.result.answer == first.result.answer
    assert last.result.itinerary == first.result.itinerary
    assert not any(each.type == "agent_started" for each in again)
    assert len(await tripsage.messages(thread)) == 2


async def test_a_turn_of_which_nothing_was_kept_is_begun_again(tripsage: TripSage) -> None:
    thread = uuid.uuid4().hex
    last = (await told(tripsage.say(thread, TRIP, mark=mark(epoch=1))))[-1]
    assert isinstance(last, RunFinished)
    assert last.result.itinerary is not None
    assert len(await tripsage.messages(thread)) == 2


async def test_what_an_earlier_holder_still_keeps_is_left_aside(settings: Settings) -> None:
    thread = uuid.uuid4().hex
    async with open_kept_runs(settings) as kept, open_tripsage(settings) as tripsage:
        await kept.threads.claim("ada", thread)
        new = NewRun(id=thread, user="ada", thread=thread, input="{}")
        run = await kept.runs.begin(new, server="dies")
        assert run is not None
        await kept.runs.release(run)
        taken = [each.run for each in await kept.runs.take("takes it") if each.run.key == run.key]
        assert [each.epoch for each in taken] == [1]
        await told(tripsage.of("ada").say(thread, "hello", mark=mark(run.key)))
        assert await tripsage.messages(thread) == ()
        await told(tripsage.of("ada").say(thread, "hello", mark=mark(run.key, epoch=1)))
        assert len(await tripsage.messages(thread)) == 2
        await kept.runs.end(taken[0], "finished")
