"""An agent whose calls a model chooses: the way a new agent begins."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool, tool

from agents.loop import run_loop
from agents.spec import AgentSpec, Brief
from graphs.events import Event, ToolReturned
from graphs.report import StreamReport
from llm.keyless import KeylessChatModel
from llm.scripted import ScriptedChatModel
from tests.conftest import events_of
from tools.toolbox import Toolbox
from travel.errors import ConfigurationError, ModelRetry
from travel.gazetteer import Gazetteer
from travel.request import TripRequest
from travel.turn import TurnRequest
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings


@tool
def search_trains(origin: str, destination: str, travel_date: date) -> str:
    """Search train connections between two cities."""
    if origin == destination:
        raise ModelRetry("origin and destination are the same city")
    return f"RJX 63 from {origin} to {destination} on {travel_date} at 09:30"


def trains(toolbox: Toolbox, gazetteer: Gazetteer) -> list[BaseTool]:
    return [search_trains]


TRAIN = AgentSpec(
    name="railway",
    title="Trains",
    intents=frozenset({"trip"}),
    tools=trains,
    prompt="Find trains between the cities of the trip.",
)


def brief(gazetteer: Gazetteer, words: str) -> Brief:
    request = TripRequest()
    return Brief(
        turn=TurnRequest(intent="trip", request=request),
        request=request,
        frames=(),
        currency="EUR",
        now=datetime(2026, 3, 10, 9, tzinfo=UTC),
        seed=0,
        gazetteer=gazetteer,
        words=words,
    )


@pytest.fixture
def toolbox(tripsage: TripSage) -> Toolbox:
    return tripsage.deps.toolbox


async def test_the_keyless_model_calls_a_new_agents_tool_and_tells_its_answer(
    gazetteer: Gazetteer, toolbox: Toolbox
) -> None:
    seen: list[Event] = []
    done = await run_loop(
        TRAIN,
        brief(gazetteer, "a train from Munich to Vienna on 12 May"),
        toolbox,
        KeylessChatModel(gazetteer=gazetteer, today=lambda: date(2026, 3, 10)),
        StreamReport("railway", seen.append),
    )
    assert done.text == "RJX 63 from Munich to Vienna on 2026-05-12 at 09:30"
    assert [event.tool for event in seen if isinstance(event, ToolReturned)] == ["search_trains"]


async def test_a_refusal_goes_back_to_the_model_which_may_mend_its_call(
    gazetteer: Gazetteer, toolbox: Toolbox
) -> None:
    def call(origin: str) -> AIMessage:
        arguments = {"origin": origin, "destination": "Vienna", "travel_date": "2026-05-12"}
        return AIMessage("", tool_calls=[{"name": "search_trains", "args": arguments, "id": "1"}])

    model = ScriptedChatModel(lines=[call("Vienna"), call("Munich"), "The RJX 63 at 09:30."])
    told = brief(gazetteer, "trains to Vienna")
    done = await run_loop(TRAIN, told, toolbox, model, StreamReport("railway", lambda _: None))
    refusal = model.heard[1][-1]
    assert isinstance(refusal, ToolMessage)
    assert refusal.status == "error"
    assert "same city" in refusal.text
    assert done.text == "The RJX 63 at 09:30."


async def test_an_unknown_tool_and_endless_calling_come_to_an_end(
    gazetteer: Gazetteer, toolbox: Toolbox
) -> None:
    calls = AIMessage("", tool_calls=[{"name": "no_such_tool", "args": {}, "id": "1"}])
    model = ScriptedChatModel(lines=[calls, calls, calls, calls, "I give up."])
    told = brief(gazetteer, "trains")
    done = await run_loop(TRAIN, told, toolbox, model, StreamReport("railway", lambda _: None))
    assert done.text == "I give up."
    assert len(model.heard) == 5
    assert model.offered[-1] == []


async def test_an_agent_without_a_model_is_a_mistake_of_configuration(
    gazetteer: Gazetteer, toolbox: Toolbox
) -> None:
    with pytest.raises(ConfigurationError):
        await run_loop(
            TRAIN, brief(gazetteer, "x"), toolbox, None, StreamReport("railway", lambda _: None)
        )


def test_an_agent_needs_a_way_to_find_things_out() -> None:
    with pytest.raises(ValueError, match="neither"):
        AgentSpec(name="idle", title="Idle", intents=frozenset({"trip"}))


async def test_a_new_agent_in_the_catalog_runs_beside_the_others(
    settings: Settings, tripsage: TripSage
) -> None:
    catalog = (*tripsage.deps.catalog, TRAIN)
    async with open_tripsage(settings, clock=tripsage.deps.clock, catalog=catalog) as opened:
        events = await asyncio.wait_for(
            events_of(
                opened,
                "with-trains",
                "three days in Vienna from Munich from 12 to 15 May, two adults",
            ),
            60,
        )
    started = [event.agent for event in events if event.type == "agent_started"]
    assert "railway" in started
    result = events[-1]
    assert result.type == "run_finished"
    assert any("RJX 63 from Munich to Vienna" in each for each in result.result.findings)
    assert "RJX 63" in result.result.answer
