"""Shows what is remembered, and forgets what the person says is to be forgotten."""

from typing import Any

from langgraph.runtime import Runtime

from graphs.remembering import turn_number
from graphs.state import Deps, TurnState
from memory.long_term.in_turn import TurnMemories


async def memories_node(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Raises StorageError: an answer that says "forgotten" has to be true."""
    deps = runtime.context
    if deps.memories is None:
        return {}
    if state["turn"].asks == "memories":
        return {"memories": await deps.memories.listed(deps.user)}
    return {"forgotten": await _forgotten(state, runtime, deps.memories)}


async def _forgotten(
    state: TurnState, runtime: Runtime[Deps], memories: TurnMemories
) -> tuple[str, ...]:
    """What went, in the person's words."""
    deps, turn = runtime.context, state["turn"]
    info = runtime.execution_info
    thread = (info.thread_id if info else None) or ""
    match turn.asks:
        case "forget_that":
            gone = await memories.forget_turn(deps.user, thread, turn_number(state) - 1)
            return tuple(dict.fromkeys((*(each.text for each in gone), *state.get("noted", ()))))
        case "forget_about":
            gone = await memories.forget_about(deps.user, turn.about)
        case _:
            gone = await memories.listed(deps.user)
            await memories.forget_all(deps.user)
    return tuple(each.text for each in gone)
