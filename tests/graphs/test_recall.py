"""What is remembered of a person, in the plans they get."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from graphs.recall import BUDGET_SECONDS, in_time, known_of
from graphs.result import TurnResult
from memory.checkpoints import migrate
from memory.long_term import LongTermMemory, Memory, Source
from memory.long_term.in_turn import Known
from memory.long_term.rules import as_fact
from memory.long_term.wishes import remembered_wishes
from tests.conftest import TODAY, say
from tests.memory.long_term import World, migrated_database
from travel.errors import StorageError
from travel.wishes import WishValue
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"


@pytest.fixture
async def world(home: Path) -> World:
    world = World(await migrated_database(home))
    await migrate(world.dsn)
    return world


@pytest.fixture
async def memory(world: World) -> AsyncGenerator[LongTermMemory]:
    async with world.opened() as opened:
        yield opened


@pytest.fixture
async def tripsage(world: World, settings: Settings) -> AsyncGenerator[TripSage]:
    chosen = Settings.model_validate({"TRIPSAGE_HOME": settings.home, "DATABASE_URL": world.dsn})
    async with open_tripsage(chosen, clock=lambda: TODAY) as opened:
        yield opened


def wishes(result: TurnResult) -> dict[str, tuple[WishValue, bool]]:
    return {wish.slot: (wish.value, wish.hard) for wish in result.request.wishes}


async def test_a_plan_takes_what_is_remembered_as_a_soft_wish_and_says_so(
    tripsage: TripSage, memory: LongTermMemory
) -> None:
    await memory.add("local", "I never take early flights")
    await memory.add("ben", "I prefer direct flights")
    result = await say(tripsage, "used", TRIP)
    assert wishes(result) == {"depart_after": ("09:00", False)}
    assert "“I never take early flights” (Tue 10 Mar 2026)" in result.answer
    assert "forget what I said about" in result.answer
    assert "direct flights" not in result.answer
    assert result.itinerary is not None
    for offer in result.itinerary.flights:
        assert all(each.depart.strftime("%H:%M") >= "09:00" for each in offer.slices)


async def test_without_a_memory_the_answer_is_the_same_as_ever(
    tripsage: TripSage, memory: LongTermMemory
) -> None:
    without = await say(tripsage, "none", TRIP)
    await memory.add("local", "I collect stamps")  # nothing that a plan could keep to
    assert (await say(tripsage, "stamps", TRIP)).answer == without.answer
    assert "before" not in without.answer


@pytest.mark.parametrize(
    ("remembered", "message", "slot", "value"),
    [
        ("I prefer direct flights", f"{TRIP}, one stop at most", "max_stops", 1),
        ("I never take early flights", f"{TRIP}, flights after 11:00", "depart_after", "11:00"),
        ("I'm vegetarian", f"{TRIP}, halal food", "diet", ("halal",)),
    ],
)
async def test_a_stated_wish_beats_a_remembered_one(
    tripsage: TripSage,
    memory: LongTermMemory,
    remembered: str,
    message: str,
    slot: str,
    value: WishValue,
) -> None:
    await memory.add("local", remembered)
    result = await say(tripsage, f"stated-{slot}", message)
    assert wishes(result)[slot][0] == value
    assert result.recollection.wishes == ()
    assert remembered not in result.answer


async def test_a_wish_for_early_flights_is_not_crossed_by_a_memory_of_late_ones(
    tripsage: TripSage, memory: LongTermMemory
) -> None:
    await memory.add("local", "I never take early flights")
    result = await say(tripsage, "early", f"{TRIP}, early flights")
    assert set(wishes(result)) == {"depart_before"}


async def test_what_is_corrected_or_forgotten_between_two_turns_holds_in_the_second(
    tripsage: TripSage, memory: LongTermMemory
) -> None:
    flights = await memory.add("local", "I prefer direct flights")
    pace = await memory.add("local", "I like to take it slow")
    first = await say(tripsage, "corrected", TRIP)
    assert wishes(first) == {"max_stops": (0, False), "pace": ("relaxed", False)}
    same = await say(tripsage, "corrected", "cheaper")
    assert wishes(same) == wishes(first)
    await memory.forget("local", flights.id)
    await memory.edit("local", pace.id, "I prefer packed days")
    after = await say(tripsage, "corrected", "another hotel")
    assert wishes(after) == {"pace": ("packed", False)}


async def test_small_talk_takes_nothing_from_memory(
    tripsage: TripSage, memory: LongTermMemory
) -> None:
    await memory.add("local", "I never take early flights")
    assert (await say(tripsage, "talk", "hello")).recollection.wishes == ()


async def test_memory_that_fails_or_is_late_leaves_the_turn_as_it_is_without_it(
    tripsage: TripSage,
) -> None:
    async def failing(user: str) -> Known:
        raise StorageError("down")

    async def slow(user: str) -> Known:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits that long")

    usual = await say(tripsage, "usual", TRIP)
    for name, recall in (("failing", failing), ("slow", slow)):
        broken = replace(tripsage, deps=replace(tripsage.deps, recall=recall))
        result = await say(broken, name, TRIP)
        assert result.answer == usual.answer
        assert result.degraded == ()


async def test_the_trace_says_why_nothing_was_recalled(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("graphs.recall._TRACER", provider.get_tracer("recall"))

    async def failing(user: str) -> Known:
        raise StorageError("down")

    async def slow(user: str) -> Known:
        await asyncio.sleep(60)
        return Known()

    for recall in (failing, slow):
        task = asyncio.create_task(known_of(recall, "ada"))
        assert await in_time(task) is None
        assert await task is None
    told = [dict(span.attributes or {}) for span in exporter.get_finished_spans()]
    assert told == [{"error.type": "StorageError"}, {"error.type": "late"}]


async def test_late_memory_is_waited_for_no_longer_than_the_budget() -> None:
    async def slow(user: str) -> Known:
        await asyncio.sleep(60)
        return Known()

    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await in_time(asyncio.create_task(known_of(slow, "ada"))) is None
    assert BUDGET_SECONDS <= loop.time() - began < BUDGET_SECONDS + 1


async def test_where_nobody_ever_remembered_anything_there_is_nothing_to_recall(
    home: Path, settings: Settings
) -> None:
    dsn = await migrated_database(home)
    await migrate(dsn)
    chosen = Settings.model_validate({"TRIPSAGE_HOME": settings.home, "DATABASE_URL": dsn})
    async with open_tripsage(chosen, clock=lambda: TODAY) as tripsage:
        assert tripsage.deps.recall is not None
        assert await tripsage.deps.recall("local") == Known()


def remember(text: str, minutes: int) -> Memory:
    at = datetime(2026, 3, 10, 9, minutes, tzinfo=UTC)
    fact = as_fact(text, at.date())
    return Memory(**fact.model_dump(), id=str(minutes), source=Source(at=at), updated_at=at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I never take early flights", [("depart_after", "09:00")]),
        ("Ich mag keine frühen Flüge", [("depart_after", "09:00")]),
        ("No me gustan los vuelos muy temprano", [("depart_after", "09:00")]),
        ("Je n'aime pas les vols tôt le matin", [("depart_after", "09:00")]),
        ("I don't mind early flights any more", []),
        ("I love early flights", []),
        ("I'm vegetarian", [("diet", ("vegetarian",))]),
        ("I'm no longer vegetarian", []),
        ("My wife is vegan", []),
        ("I prefer direct flights", [("max_stops", 0)]),
        ("I don't like direct flights", []),
        ("I always want breakfast", [("board", "breakfast")]),
        ("Ich brauche kein Frühstück", []),
        ("Me gusta viajar sin prisa", [("pace", "relaxed")]),
        ("J'aime prendre mon temps", [("pace", "relaxed")]),
        ("I always need a quiet room", [("amenities", ("quiet",))]),
        ("I prefer window seats", []),
    ],
)
def test_a_memory_wishes_only_what_it_says_beyond_doubt(
    text: str, expected: list[tuple[str, WishValue]]
) -> None:
    found = remembered_wishes([remember(text, 0)])
    assert [(each.wish.slot, each.wish.value) for each in found] == expected
    assert all(not each.wish.hard and each.wish.words == text for each in found)


def test_what_holds_for_now_goes_before_what_holds_for_good() -> None:
    lasting, passing = remember("I prefer packed days", 5), remember("This month I like it slow", 1)
    assert passing.expires_on == (TODAY + timedelta(days=21)).date()
    [found] = remembered_wishes([passing, lasting])
    assert found.memory_id == passing.id
