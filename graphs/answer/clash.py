"""When the wishes can't all be met: which clash, what comes nearest, and what would do."""

from graphs.answer.layout import blocks, bullets, numbered, section
from graphs.answer.notes import degraded, failures, sandbox_of
from graphs.answer.rules import own_words, relaxed, said
from graphs.answer.trip import short
from graphs.answer.wishes import budget_in_words, in_own_words
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.itinerary import Clashing, OutOfReach
from travel.request import Budget, TripRequest

MOST_SHOWN = 6


def clash(w: Words, result: TurnResult) -> str:
    assert result.outcome is not None
    outcome = result.outcome
    wishes = dict.fromkeys(own_words(w, each, result) for each in outcome.violations)
    several = len([own for own in wishes if own]) > 1
    lines = dict.fromkeys(said(w, each, result) for each in outcome.violations)
    ways = numbered(relaxed(w, each, result) for each in outcome.relaxations)
    return blocks(
        w("clash.lead_wishes" if several else "clash.lead") if lines else w("clash.nothing"),
        bullets(list(lines)[:MOST_SHOWN]),
        _core(w, result),
        _nearest(w, result),
        section(w("clash.ways"), ways),
        _stuck(w, result),
        w(_question(len(outcome.relaxations))),
        w("clash.earlier_stands") if result.before else None,
        failures(w, result),
        degraded(w, result),
    )


def _core(w: Words, result: TurnResult) -> str | None:
    """The wishes that can't be met together, in the person's words; None where it is one alone."""
    assert result.outcome is not None
    names = [named for each in result.outcome.clash if (named := _own(w, each, result.request))]
    return w("clash.together", wishes=w.all_of(names)) if len(names) > 1 else None


def _stuck(w: Words, result: TurnResult) -> str | None:
    """Why nothing is said of some of the wishes that clash."""
    stuck = result.outcome.out_of_reach if result.outcome else ()
    named = ((each, _own(w, each, result.request)) for each in stuck)
    return " ".join(w(f"clash.stuck_{each.reason}", wish=own) for each, own in named) or None


def _own(w: Words, each: Clashing | OutOfReach, request: TripRequest) -> str:
    slot, _, scope = each.wish.partition(".")
    if slot == "budget":
        budget = next((b for b in request.budgets if b.scope == scope), None)
        return _in_budget(w, budget) if budget else ""
    wish = next((wish for wish in request.wishes if wish.slot == slot), None)
    return in_own_words(w, wish) if wish else ""


def _in_budget(w: Words, budget: Budget) -> str:
    return w("quote.text", words=budget.words) if budget.words else budget_in_words(w, budget)


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
