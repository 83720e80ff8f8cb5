"""Conversations: whose they are, found by what was said, one turn at a time, kept lean."""

import asyncio
import base64
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from graphs.transcript import as_markdown
from memory.checkpoints import migrate, prune
from memory.threads import excerpt
from memory.turn_locks import TurnLocks
from tests.conftest import say
from tests.memory.long_term import World, migrated_database
from travel.errors import BadInput, ConversationBusy
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
async def world(home: Path) -> World:
    world = World(await migrated_database(home))
    await migrate(world.dsn)
    return world


@pytest.fixture
async def tripsage(world: World, settings: Settings) -> AsyncGenerator[TripSage]:
    chosen = Settings.model_validate(
        {
            "TRIPSAGE_HOME": settings.home,
            "DATABASE_URL": world.dsn,
            "TRIPSAGE_SEALING_KEYS": base64.urlsafe_b64encode(bytes(32)).decode(),
        }
    )
    async with open_tripsage(chosen, clock=lambda: world.now) as opened:
        yield opened


async def test_what_was_said_is_found_in_any_language_and_by_its_owner_alone(
    tripsage: TripSage,
) -> None:
    await say(tripsage, "spain", "ein Wochenende in Málaga")
    await say(tripsage, "norway", "a weekend in Bergen")
    eve = tripsage.of("eve")
    await say(eve, "eves", "a weekend in Málaga")
    found = await tripsage.threads.search("local", "malaga")
    assert [each.id for each in found] == ["spain"]
    assert "Málaga" in found[0].excerpt
    assert [each.id for each in await tripsage.threads.listed("local")] == ["norway", "spain"]
    assert await tripsage.threads.search("local", "malaga bergen") == ()
    assert len(await tripsage.threads.search("local", "malaga or bergen")) == 2
    assert await tripsage.threads.search("eve", "bergen") == ()


async def test_another_persons_conversation_is_not_gone_on_with(tripsage: TripSage) -> None:
    await say(tripsage, "mine", "hello")
    with pytest.raises(BadInput, match="not yours"):
        await say(tripsage.of("eve"), "mine", "hello")
    assert not await tripsage.of("eve").forget("mine")
    assert await tripsage.threads.rename("eve", "mine", "Eve's") is None
    assert len(await tripsage.messages("mine")) == 2


async def test_a_conversation_is_renamed_exported_and_deleted_with_all_that_was_said(
    tripsage: TripSage, world: World
) -> None:
    await say(tripsage, "trip", "a weekend in Bergen")
    thread = await tripsage.threads.rename("local", "trip", "Fjords")
    assert thread is not None
    said = await tripsage.messages("trip")
    written = as_markdown(thread, said)
    assert written.startswith("# Fjords\n\n## You")
    assert all(each.content.strip() in written for each in said)
    assert [each.id for each in await tripsage.threads.search("local", "fjords")] == ["trip"]
    assert await tripsage.forget("trip")
    assert await tripsage.messages("trip") == ()
    for table in ("messages", "checkpoints", "checkpoint_blobs", "checkpoint_writes"):
        assert await world.rows(f"SELECT 1 FROM {table} WHERE thread_id = 'trip'") == []


async def test_turns_at_once_in_a_conversation_follow_each_other(tripsage: TripSage) -> None:
    texts = [f"a weekend in {city}" for city in ("Bergen", "Rome", "Oslo", "Vienna")]
    await asyncio.gather(*(say(tripsage, "one", text) for text in texts))
    said = await tripsage.messages("one")
    assert [each.role for each in said] == ["user", "assistant"] * 4
    assert {each.content for each in said if each.role == "user"} == set(texts)


async def test_whoever_waits_too_long_is_told_so(world: World) -> None:
    async with TurnLocks(world.dsn) as mine, TurnLocks(world.dsn, patience=0.2) as others:
        async with mine.alone("trip"):
            async with others.alone("another trip"):
                pass
            with pytest.raises(ConversationBusy):
                async with others.alone("trip"):
                    pass
            with pytest.raises(ConversationBusy):
                async with mine.alone("trip", patience=0):
                    pass
        async with others.alone("trip"):
            pass


async def test_a_connection_that_breaks_is_made_anew_with_what_is_held(world: World) -> None:
    async with TurnLocks(world.dsn) as mine, TurnLocks(world.dsn, patience=0.2) as others:
        async with mine.alone("first"):
            await world.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            with pytest.raises(Exception, match="didn't do it"):
                async with mine.alone("second"):
                    pass
            async with mine.alone("second"):
                with pytest.raises(ConversationBusy):
                    async with others.alone("first"):
                        pass
        async with others.alone("first"):
            pass


async def test_two_processes_never_interleave_in_a_conversation(
    home: Path, settings: Settings
) -> None:
    """Two of `tripsage chat` on one thread, six messages each, all at once."""

    async def chat(name: str) -> None:
        lines = "".join(f"a weekend in {name} on {day} May\n" for day in (1, 8, 15, 22, 29))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli.main", "chat", "--json", "--thread", "both",
            "--today", "2026-03-10",
            cwd=HERE, env={"TRIPSAGE_HOME": str(home), "PYTHONPATH": str(HERE), "PATH": "/usr/bin:/bin"},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, errors = await process.communicate(lines.encode())
        assert process.returncode == 0, errors.decode()
        assert len(out.decode().splitlines()) == 5

    await asyncio.gather(chat("Bergen"), chat("Rome"))
    async with open_tripsage(settings) as tripsage:
        said = await tripsage.messages("both")
        kept = await tripsage.graph.aget_state({"configurable": {"thread_id": "both"}})
    assert [each.role for each in said] == ["user", "assistant"] * 10
    last = [each.id for each in kept.values["messages"]]
    assert [each.id for each in said][-len(last) :] == last


async def test_pruning_keeps_the_last_checkpoint_and_what_waits_for_a_word(
    tripsage: TripSage, world: World
) -> None:
    await say(tripsage, "trip", "four nights in Lisbon from Berlin from 7 May, two of us")
    await say(tripsage, "trip", "make it cheaper")
    before = await tripsage.plan("trip")
    async for _ in tripsage.say("trip", "book the hotel"):
        pass
    waiting = await tripsage.waiting("trip")
    assert waiting
    done = await prune(world.dsn)
    assert done.threads == 1
    assert done.checkpoints >= 2
    left = await world.rows("SELECT count(*) FROM checkpoints WHERE thread_id = 'trip'")
    assert left == [(1,)]
    assert await tripsage.waiting("trip") == waiting
    assert (await tripsage.plan("trip")).itinerary == before.itinerary
    assert (await prune(world.dsn)).checkpoints == 0
    result = await say(tripsage, "trip", "what does it cost?")
    assert result.itinerary == before.itinerary


def test_an_excerpt_is_the_line_with_the_words() -> None:
    text = "# Plan\n\n- Hotel da Maré in Lisbon\n- a long " + "very " * 60 + "quiet café\n"
    assert excerpt(text, "hotel lisbon") == "- Hotel da Maré in Lisbon"
    assert excerpt(text, "cafe").endswith("quiet café")
    assert excerpt("", "cafe") == ""
