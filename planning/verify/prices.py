"""Money: what each thing costs, the sum, and the ceilings."""

from collections.abc import Sequence
from decimal import Decimal

from planning.verify.case import Case, Placed
from planning.verify.rule import ALWAYS, DAILY, Finding, Findings, Rule
from travel.errors import BadInput, CurrencyMismatch
from travel.money import Money, money
from travel.request import BudgetScope

COUNTED_KINDS = ("sight", "transfer")


def item_prices(case: Case) -> Findings:
    for placed in case.items:
        wanted, said = _worth(case, placed), placed.item.price
        if _same(wanted, said):
            continue
        yield Finding(
            placed.item.name, f"It says {said or 'no price'}; it costs {wanted or 'none'}."
        )


def _same(wanted: Money | None, said: Money | None) -> bool:
    free = wanted is None or wanted.amount == 0
    if said is None or wanted is None:
        return free and (said is None or said.amount == 0)
    return wanted == said or (free and said.amount == 0)


def _worth(case: Case, placed: Placed) -> Money | None:
    """What an item costs the party by the evidence; None where it has no price of its own."""
    item, party = placed.item, case.request.party
    if item.kind == "sight":
        activity = case.activity(placed)
        return _ticket(case, placed) if activity else item.price
    if item.kind != "transfer":
        return None
    if placed.is_ride:
        trip = case.day_trip(placed)
        return trip.price_each_way * party.size if trip else item.price
    airport = case.evidence.airports.get(item.ref)
    if airport is None:
        return None
    return money(Decimal(airport.transfer_cost_eur) * party.seats, "EUR")


def _ticket(case: Case, placed: Placed) -> Money | None:
    activity, party = case.activity(placed), case.request.party
    try:
        return activity.price_for(party.adults, party.children) if activity else None
    except CurrencyMismatch:
        return placed.item.price


def rate(case: Case) -> Findings:
    currency = case.plan.total.currency
    rates = case.evidence.rates
    for other in sorted({amount.currency for amount in _amounts(case)} - {currency}):
        if rates is None or not (rates.knows(other) and rates.knows(currency)):
            yield Finding(other, f"There is no dated rate from {other} to {currency}.")


def total(case: Case) -> Findings:
    said = case.plan.total
    wanted = _sum(case, _amounts(case), said.currency)
    if wanted is not None and wanted.amount != said.amount:
        yield Finding("total", f"The total says {said}; its parts come to {wanted}.")


def currency(case: Case) -> Findings:
    wanted = {budget.amount.currency for budget in case.request.budgets}
    said = case.plan.total.currency
    if wanted and said not in wanted:
        yield Finding("total", f"The total is in {said}; the budget is in {min(wanted)}.")


def _amounts(case: Case) -> list[Money]:
    """All that is paid: offers, transfers and tickets."""
    plan = case.plan
    paid = [offer.price for offer in (*plan.flights, *plan.grounds, *plan.stays)]
    counted = (placed.item.price for placed in case.of_kind(*COUNTED_KINDS))
    return paid + [price for price in counted if price is not None]


def _sum(case: Case, amounts: Sequence[Money], currency: str) -> Money | None:
    """Converted one by one at the dated rates; None where a rate is missing."""
    rates = case.evidence.rates
    try:
        if rates is not None:
            return rates.total(amounts, currency)
        result = money(0, currency)
        for amount in amounts:
            result += amount
        return result.rounded()
    except (BadInput, CurrencyMismatch, ArithmeticError):
        return None


def budget_trip(case: Case) -> Findings:
    return _ceiling(case, "trip", _amounts(case), case.nights or 0)


def budget_flight(case: Case) -> Findings:
    prices = [offer.price for offer in case.plan.flights]
    return _ceiling(case, "flight", prices, case.nights or 0)


def budget_stay(case: Case) -> Findings:
    stays = case.plan.stays
    nights = sum(stay.nights for stay in stays)
    return _ceiling(case, "stay", [stay.price for stay in stays], nights)


def _ceiling(case: Case, scope: BudgetScope, amounts: Sequence[Money], nights: int) -> Findings:
    budget = case.request.budget(scope)
    if budget is None or not budget.hard:
        return
    most = budget.ceiling(case.request.party, nights)
    cost = _sum(case, amounts, most.currency)
    if cost is None:
        yield Finding(f"budget.{scope}", f"It can't be compared with {most}: a rate is missing.")
    elif cost.amount > most.amount:
        over = cost - most
        yield Finding(f"budget.{scope}", f"It costs {cost}, {over} more than {most.rounded()}.")


RULES = (
    Rule("price.item", "Tickets and rides cost what the evidence says, others nothing.",
         item_prices, DAILY),
    Rule("price.rate", "There is a dated rate for every currency.", rate, ALWAYS),
    Rule("price.total", "The total is the sum of offers, rides and tickets.", total, ALWAYS),
    Rule("price.currency", "The total is in the currency of the budget.", currency, ALWAYS),
    Rule("budget.trip", "The whole stays within its budget.", budget_trip, ALWAYS, "budget"),
    Rule("budget.flight", "The flights stay within their budget.", budget_flight, ALWAYS, "budget"),
    Rule("budget.stay", "The stays stay within their budget.", budget_stay, ALWAYS, "budget"),
)  # fmt: skip
