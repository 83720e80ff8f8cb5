"""When the wishes can't all be met: which clash, what comes nearest, and what would do."""

from graphs.answer.layout import blocks, bullets, numbered, section
from graphs.answer.notes import degraded, failures, sandbox_of
from graphs.answer.rules import own_words, relaxed, said
from graphs.answer.trip import short
from graphs.answer.words import Words
from graphs.result import TurnResult

MOST_SHOWN = 6


def clash(w: Words, result: TurnResult) -> str:
    assert result.outcome is not None
    outcome = result.outcome
    wishes = dict.fromkeys(own_words(w, each, result) for each in outcome.violations)
    several = len([own for own in wishes if own]) > 1
    lines = dict.fromkeys(said(w, each, result) for each in outcome.violations)
    ways = numbered(relaxed(w, each, result) for each in outcome.relaxations[:MOST_SHOWN])
    return blocks(
        w("clash.lead_wishes" if several else "clash.lead") if lines else w("clash.nothing"),
        bullets(list(lines)[:MOST_SHOWN]),
        _nearest(w, result),
        section(w("clash.ways"), ways),
        w(_question(len(outcome.relaxations))),
        w("clash.earlier_stands") if result.before else None,
        failures(w, result),
        degraded(w, result),
    )


def _question(ways: int) -> str:
    if not ways:
        return "clash.change_something"
    return "clash.choose" if ways > 1 else "clash.choose_one"


def _nearest(w: Words, result: TurnResult) -> str | None:
    """In short, without its days."""
    nearest = result.outcome.nearest if result.outcome else None
    if nearest is None or not (nearest.flights or nearest.grounds or nearest.stays):
        return None
    told = blocks(short(w, nearest, result.request), sandbox_of(w, result, "prices"))
    return section(w("clash.nearest"), told)
