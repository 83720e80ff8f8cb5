"""Makes an alternative that was shown the plan of the conversation."""

from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Send

from graphs.nodes.book import held
from graphs.nodes.route import RESPOND, chosen, others_than_choosing, to_agents
from graphs.state import Deps, TurnState
from planning.plan.bought import missing_from
from planning.verify import verify
from travel.evidence import Evidence
from travel.itinerary import Outcome


async def choose(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """The plan as it was shown, where it still holds; what was bought since stays."""
    option = chosen(state)
    if option is None:
        return {}
    plan = option.itinerary
    bought = tuple(each.quote.offer for each in await held(state, runtime))
    if lost := missing_from(plan, bought):
        return {"outcome": Outcome(nearest=plan, violations=lost)}
    basis = state.get("options_basis") or Evidence()
    now = runtime.context.clock()
    if others_than_choosing(state["turn"]) or verify(plan, state["request"], basis, now=now):
        return {}
    return {"outcome": Outcome(itinerary=plan, unmet=option.unmet), "evidence": basis}


def after_choosing(state: TurnState, runtime: Runtime[Deps]) -> list[Send] | Literal["respond"]:
    """To the agents where the choice has lapsed, or more than it is asked for."""
    if chosen(state) is None or state.get("outcome") is not None:
        return RESPOND
    return to_agents(state, runtime)
