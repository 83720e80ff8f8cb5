"""What the conversation has come to, turn by turn: each plan as it was then."""

from collections.abc import Iterator

from graphs.answer.layout import blocks, bullets
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.itinerary import Itinerary
from travel.milestone import Milestone


def recap(w: Words, result: TurnResult, plan: Itinerary) -> str:
    if not result.milestones:
        return ""
    return blocks(w("recap.lead"), bullets(_line(w, each) for each in result.milestones))


def _line(w: Words, each: Milestone) -> str:
    cities = w.all_of(w.place(city) for city in each.cities)
    span = w.span(each.first, each.last, year=True)
    said = w("quote.text", words=each.said)
    total = w("recap.total", total=w.money(each.total))
    return w(
        "recap.turn",
        turn=each.turn,
        said=said,
        what="; ".join([f"{cities}, {span}", *_items(w, each), total]),
    )


def _items(w: Words, each: Milestone) -> Iterator[str]:
    for item in (*each.rides, *each.stays):
        yield f"{item.name} ({w.money(item.price)})"
