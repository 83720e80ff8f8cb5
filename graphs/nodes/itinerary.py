"""The itinerary agent's node: plans by code from what the others found."""

from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agents import itinerary
from agents.spec import Brief
from graphs.nodes.book import held
from graphs.nodes.route import brief
from graphs.report import StreamReport
from graphs.state import Deps, TurnState
from planning.replan.meant import legs_of


async def itinerary_node(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    told = _recalling(brief(state, runtime), state)
    report = StreamReport("itinerary", runtime.stream_writer)
    evidence = await itinerary.complete(told, runtime.context.toolbox, report)
    kept = await held(state, runtime)
    built = await itinerary.build(replace(told, found=evidence), kept)
    done = {"evidence": built.evidence, "outcome": built.outcome, "standing": built.standing}
    return done | {"request": built.request} if _disrupted(told) else done


def _recalling(told: Brief, state: TurnState) -> Brief:
    """With what the plan before rests on, where something happened or the trip has begun."""
    basis = state.get("basis")
    if basis is None or not (_disrupted(told) or _under_way(told)):
        return told
    return replace(told, found=basis.merged(told.found))


def _under_way(told: Brief) -> bool:
    legs = legs_of(told.previous) if told.previous and told.turn.about_plan else []
    return bool(legs) and legs[0].depart <= told.now


def _disrupted(told: Brief) -> bool:
    return any(edit.kind == "disrupted" for edit in told.turn.edits)
