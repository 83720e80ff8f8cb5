"""Questions of knowledge, through the graph: paid for once, bound to evidence where they have figures."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from graphs.events import RunFinished, TextDelta
from graphs.result import Usage
from llm.scripted import ScriptedChatModel
from memory.answers import AnswerCache
from memory.answers.patience import Patience
from memory.answers.store import open_rows
from tests.conftest import TODAY, events_of, say
from tests.memory.answers import Answers
from tests.memory.long_term import migrated_database
from travel.gazetteer import Gazetteer
from wiring.open import TripSage

SAFE = "is Lisbon safe at night?"
YES = "By and large it is. Keep an eye on your bag in the trams."
USED = Usage(model_calls=1, input_tokens=400, output_tokens=60)


def reply(text: str) -> AIMessage:
    return AIMessage(
        text,
        usage_metadata={"input_tokens": 400, "output_tokens": 60, "total_tokens": 460},
        response_metadata={"model_name": "scripted"},
    )


class World:
    def __init__(self, tripsage: TripSage, answers: Answers) -> None:
        self._tripsage, self.answers = tripsage, answers

    @asynccontextmanager
    async def asked(
        self, *lines: str, user: str = "ann", seconds: float = 5.0
    ) -> AsyncGenerator[tuple[TripSage, ScriptedChatModel]]:
        """TripSage whose model says these lines; any question of knowledge more would raise."""
        model = ScriptedChatModel(lines=[reply(line) for line in lines])
        async with open_rows(self.answers.dsn) as rows:
            cache = AnswerCache(rows, lambda: TODAY, patience=Patience(seconds))
            deps = replace(
                self._tripsage.deps, model=model, model_name="scripted", answers=cache, user=user
            )
            yield replace(self._tripsage, deps=deps), model


@pytest.fixture
async def world(home: Path, tripsage: TripSage, gazetteer: Gazetteer) -> World:
    return World(tripsage, Answers(await migrated_database(home), gazetteer))


async def test_a_question_is_paid_for_once_and_told_from_then_on_with_its_day(world: World) -> None:
    async with world.asked(YES) as (tripsage, model):
        first = await say(tripsage, "know first", SAFE)
        assert first.answer.startswith(YES)
        assert first.known is not None and not first.known.cached
        assert (first.usage.model_calls, first.usage.input_tokens) == (1, 400)
        assert first.question is None
        again = await say(tripsage.of("ben"), "know again", "How safe is it in Lisbon after dark?")
        assert again.known is not None and again.known.cached
        assert again.answer.startswith(YES)
        assert again.usage == Usage()
        assert "as of Tue 10 Mar 2026" in again.answer
        assert len(model.heard) == 1


async def test_what_is_streamed_is_what_is_answered(world: World) -> None:
    async with world.asked(YES) as (tripsage, _):
        for thread in ("stream new", "stream kept"):
            events = await events_of(tripsage, thread, SAFE)
            last = events[-1]
            assert isinstance(last, RunFinished)
            told = "".join(each.text for each in events if isinstance(each, TextDelta))
            assert told == last.result.answer


async def test_a_figure_that_no_evidence_has_is_not_said_and_not_kept(world: World) -> None:
    async with world.asked("It is safe. There were 312 thefts last year. Enjoy it.") as (
        tripsage,
        _,
    ):
        first = await say(tripsage, "figures", SAFE)
        assert first.answer.startswith("It is safe. Enjoy it.")
        again = await say(tripsage, "figures again", SAFE)
        assert again.known is not None and again.known.text == "It is safe. Enjoy it."


async def test_what_to_pack_is_answered_with_the_weather_as_evidence(world: World) -> None:
    asked: list[str] = []

    def hears(messages: Sequence[BaseMessage]) -> AIMessage:
        asked.append(str(messages[-1].text))
        return reply("Take a warm coat.")

    async with world.asked() as (tripsage, model):
        model.lines = hears
        first = await say(tripsage, "pack", "what to pack for Iceland in May?")
        assert first.answer.startswith("Take a warm coat.")
        assert "°C" in asked[0] and "usual for the season" in asked[0]
        assert first.known is not None and first.known.sources
        again = await say(tripsage, "pack again", "What should I pack for Iceland in May?")
        assert again.known is not None and again.known.cached
        assert again.known.sources == first.known.sources
        assert len(asked) == 1


async def test_a_question_beside_a_plan_leaves_the_plan_as_it_is(world: World) -> None:
    trip = "five days in Lisbon from Berlin from 7 May, two of us, 2500 euros"
    async with world.asked("It looks good.", "It is fine to drink.", "Cheaper now.") as (
        tripsage,
        _,
    ):
        planned = await say(tripsage, "beside", trip)
        assert planned.itinerary is not None
        asked = await say(tripsage, "beside", "is the tap water in Rome safe to drink?")
        assert asked.known is not None and asked.itinerary == planned.itinerary
        after = await say(tripsage, "beside", "cheaper please")
        assert [stop.place.name for stop in after.request.stops] == ["Lisbon"]


async def test_a_wrong_answer_is_dropped_at_a_word_and_asked_for_anew(world: World) -> None:
    async with world.asked("No.", YES) as (tripsage, model):
        await say(tripsage, "wrong", SAFE)
        said = await say(tripsage, "wrong", "No, that's wrong!")
        assert said.objected and said.usage == Usage()
        again = await say(tripsage, "wrong again", SAFE)
        assert again.answer.startswith(YES)
        assert len(model.heard) == 2


@pytest.mark.parametrize(
    "broken", ["DROP TABLE answers CASCADE", "DROP TABLE answer_audit CASCADE"]
)
async def test_without_its_table_the_question_is_answered_all_the_same(
    world: World, broken: str
) -> None:
    await world.answers.rows(broken)
    async with world.asked(YES, YES) as (tripsage, model):
        for _ in range(2):
            assert (await say(tripsage, broken, SAFE)).answer.startswith(YES)
        assert len(model.heard) == 2


async def test_a_database_that_isnt_there_costs_the_turn_the_kept_answer_alone(
    world: World,
) -> None:
    world.answers.dsn = "postgresql://nobody@127.0.0.1:9/nothing"
    async with world.asked(YES, seconds=0.05) as (tripsage, _):
        assert (await say(tripsage, "unreachable", SAFE)).answer.startswith(YES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (SAFE, "no language model here"),
        ("Ist Lissabon nachts sicher?", "kein Sprachmodell"),
        ("¿Es seguro Lisboa de noche?", "modelo de lenguaje"),
        ("Est-ce que Lisbonne est sûr la nuit ?", "modèle de langage"),
    ],
)
async def test_without_a_model_it_is_said_that_nobody_can_answer(
    tripsage: TripSage, words: str, said: str
) -> None:
    result = await say(tripsage, f"keyless {words}", words)
    assert said in result.answer
    assert result.question is None and result.known is None


async def test_a_model_that_fails_is_said_and_nothing_is_kept(world: World) -> None:
    async with world.asked() as (tripsage, model):
        model.lines = [ConnectionError("down")]
        result = await say(tripsage, "failing", SAFE)
        assert result.known is None and result.degraded
    assert await world.answers.rows("SELECT count(*) FROM answers") == [(0,)]


async def test_an_offer_is_no_question_of_knowledge(tripsage: TripSage) -> None:
    result = await say(tripsage, "offer", "is there a safe hotel in Lisbon at night?")
    assert result.knowledge is None
