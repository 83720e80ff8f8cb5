"""Putting what a message says onto what was known: dates, party, wishes, budgets."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pydantic import ValidationError

from llm.understanding.amounts import CROWNS
from llm.understanding.calendar import shifted
from llm.understanding.reading import BudgetSaid, Reading, WishSaid
from llm.understanding.wishes import LISTS, SOFT
from travel.dates import MAX_NIGHTS, TravelDates, Window
from travel.gazetteer import Gazetteer
from travel.money import Money
from travel.party import Party
from travel.passports import Passport
from travel.request import Budget, Intent, TripRequest
from travel.turn import Edit, ProblemCode
from travel.wishes import Wish, WishSlot, WishValue

FURTHEST = timedelta(days=731)
_CROWNS = {"NO": "NOK", "DK": "DKK", "IS": "ISK", "GL": "DKK", "FO": "DKK"}


def merged_dates(reading: Reading, known: TravelDates, intent: Intent) -> TravelDates:
    """The dates after this message; what can't be true is left to `date_problem`."""
    dates = _merged(reading, known, intent)
    kept = known.weekend and reading.nights is None and not reading.nights_added
    return dates.model_copy(update={"weekend": (reading.weekend or kept) and dates.start is None})


def _merged(reading: Reading, known: TravelDates, intent: Intent) -> TravelDates:
    nights = reading.nights if reading.nights is None else min(reading.nights, MAX_NIGHTS)
    if "dates" in reading.forget:
        known = TravelDates(nights=_length(known))
    if reading.one_way and intent == "flight" and not (reading.start or reading.end):
        return known.model_copy(update={"end": None, "nights": None})
    if reading.start and reading.end:
        return TravelDates(start=reading.start, end=reading.end)
    if reading.start:
        return _started(reading, known, nights, intent)
    if reading.end:
        return _ended(reading.end, known, nights)
    if reading.earliest and reading.latest:
        window = Window(earliest=reading.earliest, latest=max(reading.earliest, reading.latest))
        return TravelDates(window=window, nights=nights if nights is not None else _length(known))
    if nights is not None:
        return _lasting(known, nights)
    return _moved(reading, known, intent)


def _length(known: TravelDates) -> int | None:
    if known.nights is not None:
        return known.nights
    if known.start and known.end:
        return min(MAX_NIGHTS, max(0, (known.end - known.start).days))
    return None


def _started(
    reading: Reading, known: TravelDates, nights: int | None, intent: Intent
) -> TravelDates:
    start = reading.start
    assert start is not None
    if nights is not None:
        return TravelDates(start=start, end=shifted(start, nights), nights=nights)
    keeps_end = reading.keeps_end or (intent == "flight" and known.nights is None)
    if keeps_end and known.end and known.end >= start:
        return TravelDates(start=start, end=known.end)
    length = _length(known)
    if length is None:
        return TravelDates(start=start)
    return TravelDates(start=start, end=shifted(start, length), nights=known.nights)


def _ended(end: date, known: TravelDates, nights: int | None) -> TravelDates:
    if nights is not None:
        return TravelDates(start=shifted(end, -nights), end=end)
    if known.start:
        return TravelDates(start=known.start, end=end)
    return known.model_copy(update={"end": end})


def _lasting(known: TravelDates, nights: int) -> TravelDates:
    end = shifted(known.start, nights) if known.start else None
    return known.model_copy(update={"nights": nights, "end": end})


def _moved(reading: Reading, known: TravelDates, intent: Intent) -> TravelDates:
    """Shifts ("a day earlier") and changes of length ("two more nights")."""
    length, added = _length(known), reading.nights_added
    if added:
        longer = max(0, min(MAX_NIGHTS, (length or 0) + added))
        known = _lasting(known, longer)
    begins, ends = reading.start_shift, reading.end_shift
    if begins and not ends and not (intent == "flight" and known.nights is None):
        ends = begins  # leaving earlier moves a trip, its length stays
    changes = {
        "start": shifted(known.start, begins) if known.start else None,
        "end": shifted(known.end, ends) if known.end else None,
    }
    if ends and not begins:
        changes["nights"] = None
    if known.window:
        earliest, latest = (
            shifted(known.window.earliest, begins),
            shifted(known.window.latest, ends),
        )
        return known.model_copy(
            update={"window": Window(earliest=min(earliest, latest), latest=latest)}
        )
    return known.model_copy(update=changes)


def date_problem(reading: Reading, dates: TravelDates, today: date, intent: Intent) -> (
    ProblemCode | None
):  # fmt: skip
    """What is wrong with dates this message gave."""
    start, end = dates.start, dates.end
    first = start or end or (dates.window.latest if dates.window else None)
    if start and end and end < start:
        return "dates_reversed"
    if first and first < today:
        return "dates_past"
    if first and first - today > FURTHEST:
        return "too_far_ahead"
    nights = max(reading.nights or 0, (end - start).days if start and end else 0)
    if nights > MAX_NIGHTS and intent != "flight":
        return "too_long_stay"
    return None


def merged_party(reading: Reading, known: Party) -> Party:
    """`people` counts everyone; children that were named are among them."""
    children = known.children if reading.children_ages is None else reading.children_ages
    children = tuple(min(17, max(0, age)) for age in children[:10])
    adults = known.adults
    if reading.adults:
        adults = reading.adults
    elif reading.people:
        adults = max(1, reading.people - len(children))
    elif reading.children_ages and known == Party():
        adults = 1
    adults += reading.people_added if not (reading.adults or reading.people) else 0
    return Party(adults=max(1, min(20, adults)), children=children)


def merged_wishes(reading: Reading, known: Sequence[Wish]) -> tuple[Wish, ...]:
    """One a slot: lists grow, other values are replaced, forgotten slots go."""
    kept = (_without(wish, reading.forget) for wish in known)
    wishes: dict[str, Wish] = {wish.slot: wish for wish in kept if wish is not None}
    for said in reading.wishes:
        if wish := _wish(said, wishes.get(said.slot)):
            wishes[said.slot] = wish
    return tuple(wishes.values())


def _without(wish: Wish, forget: Sequence[str]) -> Wish | None:
    if wish.slot in forget:
        return None
    if not isinstance(wish.value, tuple):
        return wish
    left = tuple(value for value in wish.value if f"{wish.slot}={value}" not in forget)
    return make_wish(wish.slot, left, wish.hard, wish.words) if left else None


def _wish(said: WishSaid, before: Wish | None) -> Wish | None:
    value: WishValue = said.value
    if said.slot in LISTS:
        had = before.value if before is not None and isinstance(before.value, tuple) else ()
        value = tuple(dict.fromkeys((*had, said.value)))
    words = ", ".join(filter(None, (before.words if before else "", said.words)))
    hard = said.slot not in SOFT if said.hard is None else said.hard
    return make_wish(said.slot, value, hard, words if said.slot in LISTS else said.words)


def merged_passports(reading: Reading, known: Sequence[Passport]) -> tuple[Passport, ...]:
    """One a holder, the last one said."""
    passports = {each.holder: each for each in known}
    for said in reading.passports:
        passports[said.holder] = Passport(
            holder=said.holder, expires_on=said.expires_on, words=said.words
        )
    return tuple(passports.values())


def make_wish(slot: WishSlot, value: WishValue, hard: bool, words: str) -> Wish | None:
    """None where the value isn't one of the slot's."""
    try:
        return Wish(slot=slot, value=value, hard=hard, words=words)
    except ValidationError:
        return None


def merged_budgets(
    reading: Reading, request: TripRequest, gazetteer: Gazetteer
) -> tuple[Budget, ...]:
    """One a scope; a currency that wasn't said is the one known, or that of the origin."""
    known = () if "budget" in reading.forget else request.budgets
    budgets = {budget.scope: budget for budget in known}
    for said in reading.budgets:
        if said.amount <= 0 or not said.amount.is_finite() or said.amount > 10**9:
            continue
        before = budgets.get(said.scope)
        basis = said.basis
        if basis == "total" and before is not None and not reading.stops:
            basis = before.basis if _only_number(said) else basis
        budgets[said.scope] = Budget(
            amount=Money(amount=said.amount, currency=_currency(said, request, gazetteer)),
            basis=basis,
            scope=said.scope,
            hard=said.hard,
            words=said.words,
        )
    return tuple(budgets.values())


def _only_number(said: BudgetSaid) -> bool:
    return not said.currency and len(said.words.split()) < 4


def _currency(said: BudgetSaid, request: TripRequest, gazetteer: Gazetteer) -> str:
    country = request.origin.country if request.origin else ""
    if said.currency == CROWNS:
        return _CROWNS.get(country, "SEK")
    if len(said.currency) == 3 and said.currency.isupper() and said.currency.isascii():
        return said.currency
    if request.budgets:
        return request.budgets[0].amount.currency
    return gazetteer.currency_of(country) or "EUR"


def changes(before: TripRequest, after: TripRequest) -> Iterator[Edit]:
    """A "set" for each part of the request that this turn changed."""
    slots = ("origin", "stops", "dates", "party", "budgets", "one_way", "return_from", "passports")
    for slot in slots:
        if getattr(before, slot) != getattr(after, slot):
            yield Edit(kind="set", value=slot)
    for wish in {wish.slot: wish for wish in (*before.wishes, *after.wishes)}.values():
        if before.wanted(wish.slot) != after.wanted(wish.slot):
            yield Edit(kind="set", value=wish.slot)
