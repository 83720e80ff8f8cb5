"""A question of knowledge looked up before anybody is paid for an answer; or an answer dropped."""

from typing import Any

from langgraph.runtime import Runtime

from graphs.knowledge import dropped, recalled_answer
from graphs.state import Deps, TurnState


async def knowledge(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    deps, question = runtime.context, state.get("knowledge")
    if question is None:
        return {"objected": await dropped(state.get("answered", ""), deps), "answered": ""}
    return {"known": await recalled_answer(question, deps)}
