"""The itinerary agent's node: plans by code from what the others found."""

from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agents import itinerary
from graphs.nodes.book import held
from graphs.nodes.route import brief
from graphs.report import StreamReport
from graphs.state import Deps, TurnState
from planning.plan.bought import bought


async def itinerary_node(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    told = brief(state, runtime)
    report = StreamReport("itinerary", runtime.stream_writer)
    evidence = await itinerary.complete(told, runtime.context.toolbox, report)
    kept = await held(state, runtime)
    outcome = await itinerary.build(replace(told, found=evidence), kept)
    return {"evidence": evidence.merged(bought(kept)), "outcome": outcome}
