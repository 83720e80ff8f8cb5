"""An answer from general knowledge, with its day, beside what governments advise."""

from collections.abc import Sequence

from graphs.answer.advice import advice
from graphs.answer.layout import blocks
from graphs.answer.notes import degraded, failures
from graphs.answer.words import Words, words
from graphs.result import TurnResult
from travel.advisory import Advisory


def knowledge(w: Words, result: TurnResult) -> str:
    """Begins with the text of the answer, where there is one."""
    if result.objected:
        return w("knowledge.dropped")
    advised, lost = advice(w, result.advisories), blocks(failures(w, result), degraded(w, result))
    known = result.known
    if known is None:
        why = (
            "knowledge.nothing"
            if result.usage.model_calls or result.degraded
            else "knowledge.no_model"
        )
        return blocks(advised or w(why), lost)
    key = "knowledge.told_before" if known.cached else "knowledge.told"
    return blocks(known.text, f"*{w(key, day=w.day_of_year(known.as_of.date()))}*", advised, lost)


def advised(language: str, advisories: Sequence[Advisory]) -> str:
    """What governments advise, in the words of a language."""
    return advice(words(language), advisories)
