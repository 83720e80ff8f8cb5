"""The answer to a turn, by code: deterministic, pure, in the person's language."""

from graphs.answer.changes import changes, refines
from graphs.answer.clarify import asked, clarify, problems
from graphs.answer.clash import clash
from graphs.answer.converse import converse, standing
from graphs.answer.layout import blocks
from graphs.answer.notes import findings, notes, sandbox
from graphs.answer.options import flight, stay
from graphs.answer.proposals import none_found, proposals
from graphs.answer.trip import activities, headline, trip_sections, weather
from graphs.answer.words import Words, words
from graphs.result import TurnResult
from travel.itinerary import Itinerary

__all__ = ["plain", "question"]


def plain(result: TurnResult) -> str:
    """The whole answer, in light Markdown and in the language of the turn."""
    w = words(result.turn.language)
    return _answer(w, result)


def question(result: TurnResult) -> str | None:
    """The one thing that this turn has to ask, None where it asks nothing."""
    return asked(words(result.turn.language), result)


def _answer(w: Words, result: TurnResult) -> str:
    turn, outcome = result.turn, result.outcome
    if turn.problems:
        return problems(w, result)
    if outcome is not None:
        planned = outcome.itinerary
        body = clash(w, result) if planned is None else _planned(w, result, planned)
        return body if planned is None else blocks(body, notes(w, result), _next(w, result))
    if asked(w, result):
        greeting = w("talk.hello") if turn.asks == "greeting" else None
        return blocks(greeting, clarify(w, result))
    if turn.asks is not None:
        return blocks(converse(w, result), findings(w, result))
    return _nothing_planned(w, result)


def _planned(w: Words, result: TurnResult, plan: Itinerary) -> str:
    """What changed, why there, then the plan."""
    before = result.before if refines(result) else None
    return blocks(
        changes(w, before, plan) if before else None,
        proposals(w, result),
        _plan(w, result, plan),
    )


def _plan(w: Words, result: TurnResult, plan: Itinerary) -> str:
    request, simulated = result.request, sandbox(w, result, plan)
    match request.intent:
        case "flight":
            return blocks(flight(w, result, plan), simulated)
        case "stay":
            return blocks(stay(w, result, plan), simulated)
        case "weather":
            return blocks(weather(w, plan, request), simulated)
        case "activities":
            return blocks(activities(w, plan, request), simulated)
        case _:
            return blocks(headline(w, plan, request), simulated, trip_sections(w, plan, request))


def _next(w: Words, result: TurnResult) -> str:
    intent = result.request.intent
    return w.known(f"next.{intent}", w("next.trip"))


def _nothing_planned(w: Words, result: TurnResult) -> str:
    if result.findings:
        return blocks(findings(w, result), notes(w, result.model_copy(update={"findings": ()})))
    if result.request.wish("climate") and not result.request.stops:
        return blocks(none_found(w, result), notes(w, result))
    return blocks(standing(w, result), notes(w, result))
