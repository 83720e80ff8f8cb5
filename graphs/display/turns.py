"""A turn: what was answered, what the plan costs, and what it took."""

from html import escape

from graphs.answer.words import words
from graphs.display.budget import budget_svg
from graphs.display.frame import card
from graphs.display.markdown import as_html
from graphs.result import TurnResult


def turn_html(result: TurnResult) -> str:
    """The answer in its own language; what was planned in this very turn with its budget."""
    w = words(result.turn.language).knowing(result.airports)
    planned = result.outcome.itinerary if result.outcome else None
    return card(
        as_html(result.answer),
        budget_svg(w, planned, result.request) if planned else "",
        f'<p class="quiet">{escape(_took(result))}</p>',
    )


def _took(result: TurnResult) -> str:
    usage = result.usage
    cost = "at no known price" if usage.cost is None else f"for {usage.cost} USD"
    models = f"{usage.model_calls} model calls {cost}" if usage.model_calls else "no model calls"
    sources = ", ".join(sorted({each.provider for each in result.sources}))
    return " · ".join(filter(None, (result.thread_id, models, sources, *result.degraded)))
