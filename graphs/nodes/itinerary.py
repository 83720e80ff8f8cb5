"""The itinerary agent's node: plans by code from what the others found."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agents import further, itinerary
from agents.spec import Brief
from graphs.nodes.book import held
from graphs.nodes.route import brief, compares
from graphs.report import StreamReport
from graphs.state import Deps, TurnState
from planning.replan.meant import legs_of
from travel.alternatives import Alternatives
from travel.booking import Booking
from travel.itinerary import Itinerary, Outcome


async def itinerary_node(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    told = _recalling(brief(state, runtime), state)
    report = StreamReport("itinerary", runtime.stream_writer)
    evidence = await itinerary.complete(told, runtime.context.toolbox, report)
    kept = await held(state, runtime)
    bought = tuple(each.quote.offer for each in kept)
    if compares(told.turn):
        options, rests_on = await itinerary.compare(replace(told, found=evidence), bought)
        if options.plans:
            return {"evidence": rests_on, "compared": options, "outcome": _taken(options, told)}
    planned = replace(told, found=evidence)
    built = await further.build(planned, runtime.context.toolbox, report, bought)
    done = {"evidence": built.evidence, "outcome": built.outcome, "standing": built.standing}
    if not _disrupted(told):
        return done
    return done | {"request": built.request, "asked_for": _hit(kept, built.outcome, told.previous)}


def _hit(kept: tuple[Booking, ...], outcome: Outcome, before: Itinerary | None) -> tuple[str, ...]:
    """Ids of the bookings of which something isn't used any more; all where there is no plan."""
    after = outcome.itinerary
    old, new = _used(before), _used(after)
    return tuple(each.id for each in kept if old.get(id := each.quote.offer.id) != new.get(id))


def _used(plan: Itinerary | None) -> Mapping[str, object]:
    """By id, the flights of each ticket and the nights of each stay."""
    if plan is None:
        return {}
    flown: dict[str, object] = {
        offer.id: [[s.number for s in each.segments] for each in offer.slices]
        for offer in plan.flights
    }
    return flown | {stay.id: (stay.check_in, stay.check_out) for stay in plan.stays}


def _taken(options: Alternatives, told: Brief) -> Outcome | None:
    """The best, where there is no plan yet or the request has changed; else the plan stays."""
    best = options.meant("best")
    if best is None or (told.previous is not None and not told.turn.edits):
        return None
    return Outcome(itinerary=best.itinerary, unmet=best.unmet)


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
