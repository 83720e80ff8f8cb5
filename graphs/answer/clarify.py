"""What has to be asked before anything can be planned, and what can't be used."""

from graphs.answer.layout import blocks, bullets, numbered
from graphs.answer.wishes import understood
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.places import Place
from travel.turn import Ambiguity, Problem


def asked(w: Words, result: TurnResult) -> str | None:
    """The one question of this turn: which of several places, or what is missing."""
    turn = result.turn
    if turn.ambiguities:
        return which(w, turn.ambiguities[0])
    missing = turn.request.missing() if turn.intent != "other" else ()
    if not missing:
        return None
    slots = "_".join(missing)
    own = f"ask.{turn.intent}.{slots}"
    return w(own if w.has(own) else f"ask.{slots}")


def which(w: Words, ambiguity: Ambiguity) -> str:
    """The candidates by number, told apart by state or country."""
    named = [_placed(w, place, ambiguity.candidates) for place in ambiguity.candidates]
    lead = w(f"ask.which_{ambiguity.slot}", words=ambiguity.words)
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
    """A sentence for each thing that can't be used; then what else has to be asked."""
    found = [problem(w, each) for each in result.turn.problems]
    said = found[0] if len(found) == 1 else bullets(found)
    stands = w("clash.earlier_stands") if result.itinerary else None
    return blocks(said, clarify(w, result) if asked(w, result) else stands)


def problem(w: Words, one: Problem) -> str:
    words = w("quote.text", words=one.words) if one.words else ""
    key = f"problem.{one.code}" if words else f"problem.{one.code}_unsaid"
    text = w(key if w.has(key) else f"problem.{one.code}", words=words)
    return f"{text} {w(_hint_key(w, one), hint=one.hint)}" if one.hint else text


def _hint_key(w: Words, one: Problem) -> str:
    own = f"problem.{one.code}_hint"
    return own if w.has(own) else "problem.hint"
