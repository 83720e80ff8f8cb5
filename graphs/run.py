"""Runs one turn and tells its events."""

import uuid
from collections.abc import AsyncIterator
from typing import Any, cast

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig

from agents.spec import AgentSpec
from graphs.events import (
    AgentFinished,
    AgentStarted,
    Event,
    RunFinished,
    RunStarted,
)
from graphs.nodes.route import DESTINATION, ITINERARY
from graphs.state import Deps
from graphs.turn import Turn


async def run_turn(turn: Turn, deps: Deps, thread_id: str, message: str) -> AsyncIterator[Event]:
    """The events of one turn, in order, from `RunStarted` to `RunFinished`.

    The turn is checkpointed once, at its end: it only reads. Providers' and models' failures are part
    of the result; raises StorageError where the conversation can't be read or kept.
    """
    run_id = uuid.uuid4().hex
    yield RunStarted(thread_id=thread_id, run_id=run_id)
    config: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    titles = agent_titles(deps.catalog)
    finished: RunFinished | None = None
    stream = cast("Any", turn).astream(
        {"messages": [HumanMessage(message)]},
        config,
        context=deps,
        stream_mode=["custom", "tasks"],
        durability="exit",
        version="v2",
    )
    async for part in stream:
        kind, data = part["type"], part["data"]
        if isinstance(data, RunFinished):
            finished = data  # told only once the turn is kept
        elif kind == "custom":
            yield data
        elif (event := _agent_event(data, titles)) is not None:
            yield event
    assert finished is not None, "every turn answers"
    yield finished


def agent_titles(catalog: tuple[AgentSpec, ...]) -> dict[str, str]:
    """Node name -> what people call it, of every node that is an agent."""
    own = {DESTINATION: "Where to", ITINERARY: "Itinerary"}
    return {spec.name: spec.title for spec in catalog} | own


def _agent_event(task: dict[str, Any], titles: dict[str, str]) -> Event | None:
    """A task's start has its input; its end has a result or an error."""
    name = task["name"]
    if name not in titles:
        return None
    if "input" in task:
        return AgentStarted(agent=name, title=titles[name], run=task["id"])
    return AgentFinished(agent=name, run=task["id"], ok=not task.get("error"))
