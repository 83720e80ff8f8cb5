"""What it comes to: the parts of the total, the budget, and what isn't counted."""

from collections.abc import Iterable
from typing import NamedTuple

from graphs.answer.layout import table
from graphs.answer.words import Words, has_cents
from travel.itinerary import Itinerary
from travel.money import Money
from travel.request import Budget, TripRequest


def cost_table(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """The parts, the total, what is left of the budget, and what each person pays."""
    rows = [
        (f"**{row.label}**", f"**{row.amount}**") if row.total else (row.label, row.amount)
        for row in cost_rows(w, itinerary, request)
    ]
    return table((w("cost.what"), w("cost.amount")), rows, frozenset({1}))


class CostRow(NamedTuple):
    label: str
    amount: str
    total: bool = False


def cost_rows(w: Words, itinerary: Itinerary, request: TripRequest) -> list[CostRow]:
    """A row for each part, then the total, and what follows from it."""
    parts = cost_amounts(w, itinerary)
    left, ceiling = left_of_budget(itinerary, request), ceiling_of(itinerary, request)
    shown = [amount for _, amount in parts] + [itinerary.total, *([left] if left else [])]
    cents = any(map(has_cents, shown))
    rows = [CostRow(label, w.money(amount, cents=cents)) for label, amount in parts]
    rows.append(CostRow(w("cost.total"), w.money(itinerary.total, cents=cents), total=True))
    if request.party.size > 1:
        rows.append(CostRow(w("cost.each"), w.money(per_person(itinerary, request), cents=cents)))
    if left is not None and ceiling is not None:
        over = left.amount < 0
        label = w("cost.over" if over else "cost.left", budget=w.money(ceiling))
        rows.append(CostRow(label, w.money(left * -1 if over else left, cents=cents)))
    return rows


def cost_notes(w: Words, itinerary: Itinerary) -> str:
    """What the total leaves out, and where rates came in."""
    meals = w("cost.not_counted")
    foreign = any(_foreign(amounts, itinerary) for _, amounts in _parts(w, itinerary))
    return f"{meals} {w('cost.converted')}" if foreign else meals


def cost_amounts(w: Words, itinerary: Itinerary) -> list[tuple[str, Money]]:
    """They sum to the total.

    What is paid in other currencies is one row: the plan's total says what it comes to together.
    """
    rows: list[tuple[str, Money]] = []
    foreign: list[str] = []
    rest = itinerary.total
    for label, amounts in _parts(w, itinerary):
        if _foreign(amounts, itinerary):
            foreign.append(f"{label} ({' + '.join(w.money(each) for each in amounts)})")
        elif amounts:
            rows.append((label, amounts[0]))
            rest -= amounts[0]
    return [*rows, (", ".join(foreign), rest)] if foreign else rows


def _foreign(amounts: list[Money], itinerary: Itinerary) -> bool:
    return any(amount.currency != itinerary.total.currency for amount in amounts)


def per_person(itinerary: Itinerary, request: TripRequest) -> Money:
    total = itinerary.total
    each = total.amount / max(1, request.party.size)
    return Money(amount=each, currency=total.currency).rounded()


def left_of_budget(itinerary: Itinerary, request: TripRequest) -> Money | None:
    """Below zero where the plan costs more; None without a budget in the plan's currency."""
    ceiling = ceiling_of(itinerary, request)
    return None if ceiling is None else ceiling - itinerary.total


def ceiling_of(itinerary: Itinerary, request: TripRequest) -> Money | None:
    """What there is for all that the plan counts; None where it isn't in the plan's currency."""
    budget = budget_for(request)
    if budget is None or budget.amount.currency != itinerary.total.currency:
        return None
    return budget.ceiling(request.party, nights_of(itinerary, request))


def budget_for(request: TripRequest) -> Budget | None:
    """The one that the whole total is held against."""
    scope = request.intent if request.intent in ("flight", "stay") else "trip"
    return request.budget(scope) or request.budget("trip")


def nights_of(itinerary: Itinerary, request: TripRequest) -> int:
    slept = sum(stay.nights for stay in itinerary.stays)
    return slept or request.settled_dates.nights or 0


def _parts(w: Words, itinerary: Itinerary) -> list[tuple[str, list[Money]]]:
    grounds = {offer.mode for offer in itinerary.grounds}
    ground_label = w(f"cost.{next(iter(grounds))}" if len(grounds) == 1 else "cost.ground")
    trips = any(item.ref.startswith("trip:") for _, item in itinerary.items())
    transfers = [item.price for _, item in itinerary.items() if item.kind == "transfer"]
    tickets = [item.price for _, item in itinerary.items() if item.kind != "transfer"]
    return [
        (w("cost.flights"), _sums(offer.price for offer in itinerary.flights)),
        (ground_label, _sums(offer.price for offer in itinerary.grounds)),
        (w("cost.stays"), _sums(offer.price for offer in itinerary.stays)),
        (w("cost.rides" if trips else "cost.transfers"), _sums(transfers)),
        (w("cost.tickets"), _sums(tickets)),
    ]


def _sums(amounts: Iterable[Money | None]) -> list[Money]:
    """One a currency; nothing of zero."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        if amount is not None and amount.amount:
            known = sums.get(amount.currency)
            sums[amount.currency] = known + amount if known else amount
    return list(sums.values())
