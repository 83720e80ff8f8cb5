"""Wishes in words: the person's own, else the catalog's."""

import re
from datetime import date
from typing import cast

from graphs.answer.legs import everyone
from graphs.answer.words import Words
from travel.dates import TravelDates
from travel.money import money
from travel.request import Budget, TripRequest
from travel.turn import TurnRequest
from travel.wishes import Wish

ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
AMOUNT = re.compile(r"\b(-?\d+(?:\.\d{1,3})?) ([A-Z]{3})\b")
NAMED = {"cabin": "cabin", "board": "board", "amenities": "amenity", "accessibility": "amenity",
         "diet": "diet", "interests": "interest", "climate": "climate", "pace": "pace"}  # fmt: skip


def in_own_words(w: Words, wish: Wish) -> str:
    """Quoted where the person said it so."""
    return w("quote.text", words=wish.words) if wish.words else in_words(w, wish.slot, wish.value)


def in_words(w: Words, slot: str, value: object) -> str:
    """ "4 stars or more", "nonstop only"."""
    if slot in ("max_stops", "bags", "min_stars", "rooms", "hotels"):
        count = cast("int", value)
        if not count and w.has(f"wish.{slot}_none"):
            return w(f"wish.{slot}_none")
        return w.n(f"wish.{slot}", count)
    return w(f"wish.{slot}", value=value_in_words(w, slot, value))


def value_in_words(w: Words, slot: str, value: object) -> str:
    if isinstance(value, tuple):
        return w.all_of(_named(w, slot, str(each)) for each in cast("tuple[object, ...]", value))
    if isinstance(value, float):
        return w.number(value)
    return _named(w, slot, str(value))


def _named(w: Words, slot: str, value: str) -> str:
    family = NAMED.get(slot, "mode" if slot == "ground_mode" else "")
    return w.known(f"{family}.{value}", value.replace("_", " ") if family else value)


def budget_in_words(w: Words, budget: Budget) -> str:
    amount = w.money(budget.amount)
    return w(f"budget.{budget.scope}", amount=w(f"budget.{budget.basis}", amount=amount))


def dates_in_words(w: Words, dates: TravelDates) -> str:
    """Exact days, or nights within a window; nothing where nothing is known."""
    if dates.start and dates.until:
        return w.span(dates.start, dates.until, year=True)
    nights = w.n("nights", dates.nights) if dates.nights is not None else ""
    if dates.start:
        return ", ".join(filter(None, (w("dates.from", day=w.day_of_year(dates.start)), nights)))
    if dates.window:
        span = w.span(dates.window.earliest, dates.window.latest, year=True)
        return ", ".join(filter(None, (nights, w("dates.within", span=span))))
    return nights


def understood(w: Words, turn: TurnRequest) -> str:
    """What is known of the trip so far, in one line; nothing where nothing is."""
    request = turn.request
    parts = [_route(w, request), dates_in_words(w, request.dates), _party(w, turn)]
    parts += [budget_in_words(w, budget) for budget in request.budgets]
    parts += [in_own_words(w, wish) for wish in request.wishes]
    return ", ".join(part for part in parts if part)


def _route(w: Words, request: TripRequest) -> str:
    stops = [
        w.place(stop.place.name)
        + (f" ({w.n('nights', stop.nights)})" if stop.nights and len(request.stops) > 1 else "")
        for stop in request.stops
    ]
    where = w.all_of(stops) if stops else ""
    if request.origin is None:
        return where
    origin = w.place(request.origin.name)
    return (
        w("understood.from_to", where=where, origin=origin)
        if where
        else w("understood.from", origin=origin)
    )


def _party(w: Words, turn: TurnRequest) -> str:
    """Only where it was said, or is more than one person alone."""
    party = turn.request.party
    return everyone(w, party) if party.size > 1 or "party" in turn.words else ""


def readable(w: Words, sentence: str) -> str:
    """With the days and amounts of a sentence written as the language does."""
    dated = ISO_DAY.sub(lambda m: w.day(date(int(m[1]), int(m[2]), int(m[3]))), sentence)
    return AMOUNT.sub(lambda m: w.money(money(m[1], m[2])), dated)
