"""What isn't met, and what would give way, in the person's language.

Planning states both in English sentences with the figures. In other languages the catalog has a phrase
for each family of rules, filled from values.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from graphs.answer.costs import nights_of
from graphs.answer.layout import capital
from graphs.answer.papers import too_short
from graphs.answer.wishes import budget_in_words, in_own_words, in_words, readable
from graphs.answer.words import FALLBACK, Words
from graphs.result import TurnResult
from travel.errors import CurrencyMismatch
from travel.itinerary import Itinerary, Relaxation, Violation
from travel.money import Money, money
from travel.request import BudgetScope, TripRequest
from travel.wishes import WISH_TYPES, Wish, WishSlot

DATE_SLOTS = ("dates", "start", "window", "end", "nights")
NAMELESS = frozenset({"dates", "stops", "total", "trip"})  # subjects that aren't names


def said(w: Words, violation: Violation, result: TurnResult) -> str:
    """ "“no early flights”: TP533 leaves at 06:20; not before 09:00 was asked for."."""
    own = own_words(w, violation, result)
    if violation.wish == "passport":
        plan = result.outcome and (result.outcome.itinerary or result.outcome.nearest)
        detail = too_short(w, violation.subject, result.request, plan)
        return w("rule.joined", own=own, detail=detail) if own else detail
    detail = _detail(w, violation) if w.language == FALLBACK and violation.detail else ""
    detail = detail or _phrase(w, violation, result)
    return w("rule.joined", own=own, detail=detail) if own else detail


def _detail(w: Words, violation: Violation) -> str:
    """Planning's own sentence; it may leave out what it is about."""
    sentence, subject = readable(w, violation.detail), violation.subject
    named = subject not in NAMELESS and not subject.startswith("budget")
    return subject + sentence[2:] if named and sentence.startswith("It ") else sentence


def own_words(w: Words, violation: Violation, result: TurnResult) -> str:
    """The wish as the person said it; nothing where it isn't a wish's fault."""
    request, slot = result.request, violation.wish
    if slot == "budget":
        scope = violation.rule.removeprefix("budget.")
        budgets = [each for each in request.budgets if each.scope == scope] or request.budgets
        return w("quote.text", words=budgets[0].words) if budgets and budgets[0].words else ""
    if slot == "dates":
        words = _date_words(violation.rule.removeprefix("dates."), result.turn.words)
        return w("quote.text", words=words) if words else ""
    if slot == "passport":
        held = (each for each in request.passports if each.holder == violation.subject)
        return next((w("quote.text", words=each.words) for each in held if each.words), "")
    wish = request.wish(slot) if slot else None
    return in_own_words(w, wish) if wish is not None else ""


def _date_words(asked: str, words: Mapping[str, str]) -> str:
    """The words that gave the start, the end, the window or the nights; else whichever there are."""
    given = [words[slot] for slot in (asked, *DATE_SLOTS) if slot in words]
    return given[0] if given else ""


# Violations in other languages ----------------------------------------------------------------


def _phrase(w: Words, violation: Violation, result: TurnResult) -> str:
    """The first of the catalog's that this plan has the values for."""
    values = _values(w, violation, result)
    family = violation.rule.partition(".")[0]
    for key in (violation.rule, f"wish.{violation.wish}", f"{family}.any"):
        if w.has(f"rule.{key}"):
            try:
                return w(f"rule.{key}", **values)
            except KeyError:
                continue
    return w("rule.any", rule=violation.rule)


def _values(w: Words, violation: Violation, result: TurnResult) -> dict[str, object]:
    plan = result.outcome and (result.outcome.itinerary or result.outcome.nearest)
    values: dict[str, object] = {}
    if subject := _subject(violation, plan):
        origin, _, destination = subject.partition(" to ")
        values = {"subject": w.place(subject)}
        values |= {"origin": w.place(origin), "destination": w.place(destination)}
    scope = violation.rule.removeprefix("budget.")
    if plan is not None and scope in ("trip", "flight", "stay"):
        values |= _against(w, plan, result.request, scope)
    return values


def _subject(violation: Violation, plan: Itinerary | None) -> str:
    """A name; nothing where the subject is a flight's id."""
    if plan is None:
        return violation.subject
    if violation.subject in {offer.id for offer in (*plan.flights, *plan.grounds)}:
        return ""
    names = {stay.id: stay.name for stay in plan.stays}
    return names.get(violation.subject, violation.subject)


def _against(
    w: Words, plan: Itinerary, request: TripRequest, scope: BudgetScope
) -> dict[str, object]:
    """What was spent, and what there is for it."""
    budget = request.budget(scope)
    prices = {
        "trip": [plan.total],
        "flight": [offer.price for offer in plan.flights],
        "stay": [offer.price for offer in plan.stays],
    }[scope]
    spent = _sum(prices)
    if budget is None or spent is None:
        return {}
    ceiling = budget.ceiling(request.party, nights_of(plan, request))
    return {"spent": w.money(spent), "budget": w.money(ceiling)}


def _sum(prices: Iterable[Money]) -> Money | None:
    total: Money | None = None
    try:
        for each in prices:
            total = each if total is None else total + each
    except CurrencyMismatch:
        return None
    return total


# Relaxations ----------------------------------------------------------------------------------


def relaxed(w: Words, relaxation: Relaxation, result: TurnResult) -> str:
    """What gives way and what the trip then costs."""
    changes = [_change(w, each, result) for each in relaxation.change.split("; ")]
    text = w.all_of(changes) if all(changes) else readable(w, relaxation.detail).rstrip(".")
    text = capital(text)
    if relaxation.cost is None:
        return text
    cost = w.money(relaxation.cost)
    return text if cost in text and not all(changes) else w("relax.cost", change=text, cost=cost)


def _change(w: Words, change: str, result: TurnResult) -> str:
    """One "slot=value" in words; nothing where it can't be read."""
    slot, _, value = change.partition("=")
    if slot.partition(".")[0] == "budget":
        return _budget(w, slot.partition(".")[2] or "trip", value, result.request)
    if slot in ("start", "end"):
        return w(f"relax.{slot}", value=w.day(date.fromisoformat(value)))
    if slot == "passport":
        return w("relax.passport", value=w.day_of_year(date.fromisoformat(value)))
    wish = next((each for each in result.request.wishes if each.slot == slot), None)
    if wish is None:
        return ""
    own, changed = in_own_words(w, wish), _read(wish.slot, value)
    if changed is None:
        return w("relax.without", wish=own)
    return w("relax.instead", wish=own, change=in_words(w, slot, changed.value))


def _budget(w: Words, scope: str, value: str, request: TripRequest) -> str:
    budget = request.budget(cast("BudgetScope", scope))
    amount, _, currency = value.partition(" ")
    if budget is None or not currency:
        return ""
    raised = budget.model_copy(update={"amount": money(amount, currency)})
    own = w("quote.text", words=budget.words) if budget.words else budget_in_words(w, budget)
    return w("relax.instead", change=budget_in_words(w, raised), wish=own)


def _read(slot: WishSlot, value: str) -> Wish | None:
    """The wish that a machine-readable value states, None where the wish goes."""
    if value in ("", "None", "any"):
        return None
    listed = tuple(part.strip() for part in value.split(","))
    for candidate in (value, listed):
        try:
            return Wish(slot=slot, value=WISH_TYPES[slot].validate_python(candidate))
        except ValueError:
            continue
    return None
