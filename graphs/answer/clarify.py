"""What has to be asked before anything can be planned, and what can't be used."""

from graphs.answer.layout import blocks, bullets, numbered
from graphs.answer.wishes import understood
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.places import Place
from travel.request import NeededSlot
from travel.turn import Ambiguity, Problem


def asked(w: Words, result: TurnResult) -> str | None:
    """The one question of this turn: which of several places, or what is missing."""
    turn = result.turn
    if turn.ambiguities:
        return which(w, turn.ambiguities[0])
    if turn.problems and (hint := _guess(turn.problems)):
        return w("problem.hint", hint=w.place(hint))
    missing = turn.request.missing() if turn.intent != "other" else ()
    missing = missing or _found_missing(result)
    if not missing:
        return None
    slots = "_".join(missing)
    own = f"ask.{turn.intent}.{slots}"
    return w(own if w.has(own) else f"ask.{slots}")


def _found_missing(result: TurnResult) -> tuple[NeededSlot, ...]:
    """What turned out to be needed when planning began."""
    failed = result.outcome is not None and result.outcome.itinerary is None
    return ("dates",) if failed and not result.request.dates.known else ()


def _guess(found: tuple[Problem, ...]) -> str:
    """The nearest thing that would do, where there is one problem alone."""
    return found[0].hint if len(found) == 1 else ""


def which(w: Words, ambiguity: Ambiguity) -> str:
    """The candidates by number, told apart by state or country."""
    named = [_placed(w, place, ambiguity.candidates) for place in ambiguity.candidates]
    names = {w.place(place.name) for place in ambiguity.candidates}
    words = names.pop() if len(names) == 1 else ambiguity.words
    lead = w(f"ask.which_{ambiguity.slot}", words=words)
    return blocks(lead, numbered(named))


def _placed(w: Words, place: Place, among: tuple[Place, ...]) -> str:
    namesakes = [each for each in among if each.country == place.country]
    admin = place.admin if len(namesakes) > 1 else ""
    kind = w.known(f"kind.{place.kind}") if place.kind in ("island", "region", "country") else ""
    parts = [w.place(place.name), admin, w.country(place.country) if kind != "country" else ""]
    text = ", ".join(part for part in parts if part)
    return f"{text} ({kind})" if kind else text


def clarify(w: Words, result: TurnResult) -> str:
    """What is known so far, and the question."""
    known = understood(w, result.turn)
    return blocks(w("understood.lead", what=known) if known else None, asked(w, result))


def problems(w: Words, result: TurnResult) -> str:
    """A sentence for each thing that can't be used; then what to say instead."""
    found = [problem(w, each) for each in result.turn.problems]
    said = found[0] if len(found) == 1 else bullets(found)
    next_step = asked(w, result) or w(f"problem.ask.{result.turn.problems[0].code}")
    known = understood(w, result.turn) if result.turn.request.missing() else ""
    return blocks(
        f"{said} {next_step}" if len(found) == 1 else blocks(said, next_step),
        w("understood.lead", what=known) if known else None,
        w("clash.earlier_stands") if result.itinerary else None,
    )


def problem(w: Words, one: Problem) -> str:
    if not one.words and w.has(f"problem.{one.code}_unsaid"):
        return w(f"problem.{one.code}_unsaid")
    return w(f"problem.{one.code}", words=w("quote.text", words=one.words))
