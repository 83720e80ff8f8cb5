"""What a plan costs, drawn: a bar for each part, the total, and where the budget ends."""

from html import escape

from graphs.answer.costs import ceiling_of, cost_amounts
from graphs.answer.words import Words
from travel.itinerary import Itinerary
from travel.money import Money
from travel.request import TripRequest

WIDE, ROW, LEFT, BAR = 640, 26, 200, 330
PART, TOTAL, OVER = "#1f5f8b", "#334155", "#b91c1c"


def budget_svg(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """Bars to one scale, that of the total or of the budget, whichever is more."""
    total, ceiling = itinerary.total, ceiling_of(itinerary, request)
    over = ceiling is not None and total > ceiling
    most = max(total.amount, ceiling.amount if ceiling else total.amount) or 1
    scale = BAR / float(most)
    rows = [(label, amount, PART) for label, amount in cost_amounts(w, itinerary)]
    rows.append((w("cost.total"), total, OVER if over else TOTAL))
    drawn = [
        _row(w, number, label, amount, float(amount.amount) * scale, colour)
        for number, (label, amount, colour) in enumerate(rows)
    ]
    if ceiling is not None:
        drawn.append(_mark(w, ceiling, LEFT + float(ceiling.amount) * scale, len(rows)))
    high = ROW * (len(rows) + (ceiling is not None)) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" '
        f'viewBox="0 0 {WIDE} {high}" font-size="13" fill="currentColor" role="img">'
        f"{''.join(drawn)}</svg>"
    )


def _row(w: Words, number: int, label: str, amount: Money, length: float, colour: str) -> str:
    top = number * ROW
    wide = max(length, 1.0)
    return (
        f'<text x="{LEFT - 8}" y="{top + 18}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LEFT}" y="{top + 5}" width="{wide:.1f}" height="{ROW - 9}" fill="{colour}"/>'
        f'<text x="{LEFT + wide + 6:.1f}" y="{top + 18}">{escape(w.money(amount))}</text>'
    )


def _mark(w: Words, ceiling: Money, at: float, rows: int) -> str:
    end = rows * ROW
    return (
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="2" y2="{end}" stroke="currentColor" '
        f'stroke-dasharray="4 3"/>'
        f'<text x="{at:.1f}" y="{end + 16}" text-anchor="middle">≤ {escape(w.money(ceiling))}</text>'
    )
