"""The answer to a turn, by code: deterministic, pure, in the person's language."""

from graphs.answer import disrupted
from graphs.answer.advice import advice
from graphs.answer.alternatives import chooses, compared, moved, not_taken
from graphs.answer.changes import changes, refines, unchanged
from graphs.answer.clarify import asked, clarify, problems
from graphs.answer.clash import clash
from graphs.answer.converse import converse, not_understood
from graphs.answer.knowledge import advised, knowledge
from graphs.answer.layout import blocks
from graphs.answer.memories import about_memory, last_time, noted, remembered, trip_in_words
from graphs.answer.notes import (
    degraded,
    failures,
    findings,
    kept,
    notes,
    order,
    sandbox,
    sandbox_of,
)
from graphs.answer.options import flight, stay
from graphs.answer.papers import passports
from graphs.answer.proposals import none_found, proposals
from graphs.answer.trip import activities, headline, short, trip_sections, weather
from graphs.answer.words import Words, words
from graphs.result import TurnResult
from travel.itinerary import Itinerary

__all__ = ["advised", "plain", "question", "trip_in_words"]


def plain(result: TurnResult) -> str:
    """The whole answer, in light Markdown and in the language of the turn."""
    w = words(result.turn.language).knowing(result.airports)
    return blocks(_answer(w, result), noted(w, result))


def _answer(w: Words, result: TurnResult) -> str:
    if result.turn.problems:
        return problems(w, result)
    if result.knowledge is not None or result.objected:
        return knowledge(w, result)
    if (told := about_memory(w, result)) is not None:
        return told
    planned = result.outcome.itinerary if result.outcome else None
    if result.alternatives is not None and not chooses(result):
        return blocks(
            compared(w, result, result.alternatives), failures(w, result), degraded(w, result)
        )
    if planned is not None:
        return _planned(w, result, planned)
    if asked(w, result):
        greeting = w("talk.hello") if result.turn.asks == "greeting" else None
        told = blocks(advice(w, result.advisories), failures(w, result))
        return blocks(greeting, told, clarify(w, result))
    if result.outcome is not None:
        return clash(w, result)
    if chooses(result):
        return not_taken(w, result.alternatives)
    if result.turn.asks is not None:
        return blocks(converse(w, result), findings(result))
    return _nothing_planned(w, result)


def question(result: TurnResult) -> str | None:
    """The one thing that this turn has to ask, None where it asks nothing."""
    if result.knowledge is not None or result.objected:
        return None
    return asked(words(result.turn.language), result)


def _planned(w: Words, result: TurnResult, plan: Itinerary) -> str:
    """What changed, why there, the plan, and what to know beside it."""
    end = blocks(notes(w, result), _next(w, result, plan))
    before = result.before if refines(result) else None
    if before is None:
        known = blocks(last_time(w, result), remembered(w, result))
        return blocks(proposals(w, result), known, _plan(w, result, plan), end)
    changed = changes(w, before, plan, result.request)
    if changed is None and chooses(result):
        return blocks(
            w("alternatives.already"),
            short(w, plan, result.request),
            sandbox_of(w, result, "prices"),
            end,
        )
    if changed is None:
        same = short(w, plan, result.request)
        about_papers = any(edit.value == "passports" for edit in result.turn.edits)
        papers = passports(w, result, plan) if about_papers else ""
        told = disrupted.lead(w, result.outcome) or papers or unchanged(w, result, plan)
        return blocks(told, same, sandbox_of(w, result, "prices"), end)
    new, gone = disrupted.lead(w, result.outcome), disrupted.lost(w, result.outcome)
    bought = disrupted.booked(w, result)
    return blocks(new, moved(w, result, plan), changed, gone, bought, _plan(w, result, plan), end)


def _plan(w: Words, result: TurnResult, plan: Itinerary) -> str:
    request, simulated = result.request, sandbox(w, result, plan)
    advised = blocks(advice(w, result.advisories), passports(w, result, plan))
    match request.intent:
        case "flight":
            return blocks(flight(w, result, plan), advised, simulated)
        case "stay":
            return blocks(stay(w, result, plan), advised, simulated)
        case "weather":
            return blocks(weather(w, plan, request), simulated)
        case "activities":
            return blocks(activities(w, plan, request), advised, simulated)
        case _:
            lead = " ".join(
                filter(None, (headline(w, plan, request), order(w, result), kept(w, result)))
            )
            return blocks(lead, simulated, advised, trip_sections(w, plan, request))


def _next(w: Words, result: TurnResult, plan: Itinerary) -> str:
    """What could be said next, of what this plan has."""
    intent = result.request.intent
    if intent in ("flight", "stay", "weather", "activities"):
        return w(f"next.{intent}")
    ways = [w("next.cheaper")]
    ways += [w("next.hotel")] if plan.stays else []
    ways += [w("next.later")] if any(len(offer.slices) > 1 for offer in plan.flights) else []
    sights = [item.name for _, item in plan.items() if item.kind == "sight"]
    ways += [w("next.without", sight=sights[-1])] if sights else []
    ways += [w("next.book")] if result.bookable and (plan.flights or plan.stays) else []
    return w("next.trip", ways=w.any_of(ways))


def _nothing_planned(w: Words, result: TurnResult) -> str:
    if result.findings or result.advisories:
        return blocks(advice(w, result.advisories), notes(w, result))
    if result.request.wish("climate") and not result.request.stops:
        return blocks(none_found(w, result), notes(w, result))
    unclear = "" if result.noted and not result.turn.unread else not_understood(w, result)
    return blocks(unclear, notes(w, result))
