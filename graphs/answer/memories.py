"""What is said of memory: what was taken from it, what is kept, shown and forgotten."""

from collections.abc import Iterator
from datetime import datetime

from graphs.answer.layout import blocks, bullets
from graphs.answer.words import Words, words
from graphs.result import TurnResult
from memory.long_term.values import Memory, Trip
from travel.turn import Language


def remembered(w: Words, result: TurnResult) -> str:
    """What was taken from memory, with the day on which it was said, and how to object."""
    supposed = result.recollection
    rejected = [each for each in supposed.wishes if each.wish.slot == "avoid_hotel"]
    told = [
        _said(w, each.wish.words, each.source.at)
        for each in supposed.wishes
        if each not in rejected
    ]
    parts = [w("memory.used", said=w.all_of(told))] if told else []
    parts += [w("memory.rejected", hotels=each.wish.words) for each in rejected]
    for note in supposed.notes:
        said = _said(w, note.text, note.source.at)
        place = w.place(supposed.origin.name) if supposed.origin else ""
        parts.append(w(f"memory.note_{note.topic}", said=said, place=place))
    if parts:
        parts.append(w("memory.object"))
    return f"*{' '.join(parts)}*" if parts else ""


def last_time(w: Words, result: TurnResult) -> str:
    """Which trip "last time" was taken to be."""
    supposed = result.recollection
    if supposed.no_trip:
        return f"*{w('memory.no_last_time')}*"
    if supposed.trip is None:
        return ""
    day = w.day_of_year(supposed.trip.source.at.date())
    return f"*{w('memory.last_time', trip=supposed.trip.text, day=day)}*"


def noted(w: Words, result: TurnResult) -> str:
    """What will be remembered of the message, and how to undo it."""
    if not result.noted:
        return ""
    said = w.all_of(w("quote.text", words=each) for each in result.noted)
    return f"*{w('memory.noted', said=said)}*"


def about_memory(w: Words, result: TurnResult) -> str | None:
    """The answer to "what do you know about me?" and "forget that"; None where that isn't asked."""
    match result.turn.asks:
        case "memories":
            lines = bullets(_lines(w, result))
            return (
                blocks(w("memory.list"), lines, w("memory.change"))
                if lines
                else _nothing(w, result)
            )
        case "forget_that" | "forget_about" | "forget_everything":
            said = w.all_of(w("quote.text", words=each) for each in result.forgotten)
            if said:
                return w("memory.forgotten", said=said)
            return w(f"memory.nothing_{result.turn.asks}", about=result.turn.about)
        case _:
            return None


def trip_in_words(trip: Trip, language: Language) -> str:
    """A trip as a memory of one sentence."""
    w = words(language)
    cities = w.all_of(w.place(city) for city in trip.cities)
    span = w.span(trip.first, trip.last, year=True)
    hotels = w("memory.trip_hotels", hotels=w.all_of(trip.hotels)) if trip.hotels else ""
    return w(f"memory.trip_{trip.state}", cities=cities, span=span) + hotels


def _nothing(w: Words, result: TurnResult) -> str:
    return w("memory.nothing") if result.remembers else w("memory.never")


def _lines(w: Words, result: TurnResult) -> Iterator[str]:
    for each in result.memories:
        until = w("memory.until", day=w.day_of_year(each.expires_on)) if each.expires_on else ""
        yield _said(w, each.text, each.source.at) + until + _rejected(w, each)


def _rejected(w: Words, memory: Memory) -> str:
    names = memory.trip.rejected if memory.trip else ()
    return w("memory.trip_rejected", hotels=w.all_of(names)) if names else ""


def _said(w: Words, text: str, at: datetime) -> str:
    return w("memory.said", words=text, day=w.day_of_year(at.date()))
