"""The agents' nodes: each searches, or lets a model choose its calls."""

from collections.abc import Awaitable, Callable
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import Command

from agents import destination
from agents.loop import run_loop
from agents.spec import AgentSpec
from graphs.nodes.route import brief
from graphs.report import StreamReport
from graphs.state import AgentTask, Deps, TurnState
from graphs.usage import used
from travel.request import TripRequest

Node = Callable[[AgentTask, Runtime[Deps]], Awaitable[Command[Any]]]


def agent_node(spec: AgentSpec) -> Node:
    """The node of one agent of the catalog."""

    async def searching(task: AgentTask, runtime: Runtime[Deps]) -> Command[Any]:
        assert spec.search is not None
        report = StreamReport(spec.name, runtime.stream_writer)
        found = await spec.search(task["brief"], runtime.context.toolbox, report)
        return Command(update={"evidence": found}, goto=task["then"])

    async def looping(task: AgentTask, runtime: Runtime[Deps]) -> Command[Any]:
        deps = runtime.context
        report = StreamReport(spec.name, runtime.stream_writer)
        done = await run_loop(spec, task["brief"], deps.toolbox, deps.tool_model, report)
        findings = (done.text,) if done.text else ()
        changes = {"findings": findings, "usage": used(done.replies, deps)}
        return Command(update=changes, goto=task["then"])

    return searching if spec.search is not None else looping


async def destination_node(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Settles where to go for a wished climate."""
    request: TripRequest = state["request"]
    if request.origin is None:
        return {}
    proposals = await destination.propose(
        brief(state, runtime),
        runtime.context.toolbox,
        StreamReport("destination", runtime.stream_writer),
    )
    if not proposals:
        return {"proposals": ()}
    settled = destination.towards(request, proposals[0].place)
    return {"proposals": proposals, "request": settled}
