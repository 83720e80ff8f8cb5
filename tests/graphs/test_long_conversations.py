"""Sixty turns: what was exact in the third still is, and a model is told no more than in the tenth."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from graphs.result import TurnResult
from graphs.so_far import LARGEST, MOST
from llm.scripted import ScriptedChatModel
from tests.conftest import say
from travel.itinerary import Itinerary
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"
SMALL = (
    "thanks", "what does it cost?", "hello", "show me the hotel", "why this hotel?", "when do we fly?",
)  # fmt: skip
RECAPS = ("what did it cost at first?", "what was the first hotel?", "sum up what we have so far")
IN_WORDS = {
    "de": (
        "vier Nächte in Lissabon ab Berlin ab 7. Mai, zu zweit",
        "Was hat es am Anfang gekostet?",
    ),
    "es": (
        "cuatro noches en Lisboa desde Berlín desde el 7 de mayo, dos personas",
        "¿Cuánto costaba al principio?",
    ),
    "fr": (
        "quatre nuits à Lisbonne depuis Berlin à partir du 7 mai, à deux",
        "Combien ça coûtait au début ?",
    ),
}


def plan_of(result: TurnResult) -> Itinerary:
    assert result.itinerary is not None, result.answer
    return result.itinerary


async def sixty(tripsage: TripSage, thread: str) -> tuple[Itinerary, Itinerary]:
    """The plans of the third turn and of the thirtieth; 59 turns."""
    await say(tripsage, thread, TRIP)
    await say(tripsage, thread, "hello")
    third = plan_of(await say(tripsage, thread, "a hotel nearer the centre"))
    for number in range(4, 60):
        text = "another hotel" if number == 30 else SMALL[number % len(SMALL)]
        result = await say(tripsage, thread, text)
    return third, plan_of(result)  # pyright: ignore[reportPossiblyUnboundVariable]


async def test_after_sixty_turns_the_third_is_told_exactly_and_the_state_is_small(
    tripsage: TripSage,
) -> None:
    third, now = await sixty(tripsage, "sixty")
    assert third.stays[0].name != now.stays[0].name
    for text in RECAPS:
        result = await say(tripsage, "sixty", text)
        known = {each.turn: each for each in result.milestones}
        assert set(known) == {1, 3, 30}
        assert known[3].total == third.total
        assert known[3].stays[0].name == third.stays[0].name
        assert known[3].stays[0].price == third.stays[0].price
        assert (known[3].first, known[3].last) == (third.days[0].date, third.days[-1].date)
        assert third.stays[0].name in result.answer
        assert "a hotel nearer the centre" in result.answer
    english = (await say(tripsage, "sixty", RECAPS[0])).answer
    assert f"{third.total.amount:,}" in english
    assert f"{third.stays[0].price.amount:,}" in english
    result = await say(tripsage, "sixty", "what does it cost?")
    assert result.request.budgets[0].amount.amount == 2500  # said in the first turn
    assert result.request.party.adults == 2
    kept = await tripsage.graph.aget_state({"configurable": {"thread_id": "sixty"}})
    assert len(kept.values["messages"]) <= MOST + 1
    said = await tripsage.messages("sixty")
    assert [each.role for each in said] == ["user", "assistant"] * 64
    assert said[0].content == TRIP
    assert kept.values["turns"] == 64


@pytest.mark.parametrize("language", IN_WORDS)
async def test_what_a_conversation_came_to_is_told_in_its_language(
    tripsage: TripSage, language: str
) -> None:
    trip, question = IN_WORDS[language]
    plan = plan_of(await say(tripsage, f"recap-{language}", trip))
    result = await say(tripsage, f"recap-{language}", question)
    assert (result.turn.language, result.turn.asks) == (language, "recap")
    assert plan.stays[0].name in result.answer
    assert trip in result.answer


@asynccontextmanager
async def with_a_model(
    settings: Settings, clock: Callable[[], datetime], model: ScriptedChatModel
) -> AsyncGenerator[TripSage]:
    async with open_tripsage(settings, clock=clock) as opened:
        yield replace(opened, deps=replace(opened.deps, model=model, answers=None))


class Told:
    """A model that sums up, with figures that it should have left out; `sizes` are of what it was told."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.texts: list[str] = []

    def __call__(self, messages: Sequence[BaseMessage]) -> AIMessage:
        text = "\n".join(each.text for each in messages)
        self.sizes.append(len(text))
        self.texts.append(text)
        if text.startswith("Sum up"):
            return AIMessage("They hate noisy streets. They turned down a hotel of 412 euros.")
        return AIMessage("Here it is.")


async def test_a_models_input_at_turn_sixty_is_within_bounds_and_has_the_third_turn_in_it(
    settings: Settings, clock: Callable[[], datetime], tripsage: TripSage
) -> None:
    told = Told()
    model = ScriptedChatModel(lines=told)
    long = "my aunt Zorbulina insists that we flarp the grommelgrast " * 60  # no rule reads it
    async with with_a_model(settings, clock, model) as talking:
        third, _ = await sixty(talking, "sixty-model")
        for _ in range(8):
            await say(talking, "sixty-model", long)
        told.sizes.clear()
        told.texts.clear()
        await say(talking, "sixty-model", "is the first gromm still flarpable at the old place?")
    [reading] = [text for text in told.texts if text.startswith("Extract")]
    assert max(told.sizes) <= LARGEST + 2_000  # with the instructions and the message itself
    assert third.stays[0].name in reading
    assert f"{third.stays[0].price}" in reading
    assert f"{third.total}" in reading
    assert "They hate noisy streets." in reading
    assert "412" not in reading


async def test_every_prompt_of_a_long_conversation_is_within_bounds(
    settings: Settings, clock: Callable[[], datetime], tripsage: TripSage
) -> None:
    told = Told()
    model = ScriptedChatModel(lines=told)
    async with with_a_model(settings, clock, model) as talking:
        for number in range(30):
            await say(talking, "words", f"{number} blarg flurb snorkelated " * 300)
    summed = [
        size for size, text in zip(told.sizes, told.texts, strict=True) if text.startswith("Sum")
    ]
    assert len(summed) >= 2
    assert max(summed) <= LARGEST
    read = [
        len(text.partition("LAST MESSAGE")[0]) for text in told.texts if text.startswith("Extract")
    ]
    assert max(read, default=0) <= LARGEST + 1_000
