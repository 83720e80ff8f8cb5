"""What isn't met, and what would give way, in the person's language.

Planning states both in English sentences with the figures. In other languages the catalog has a phrase
for each family of rules, filled from values; where it has none, the English sentence stands.
"""

from datetime import date

from graphs.answer.costs import ceiling_of
from graphs.answer.wishes import in_own_words, in_words, readable, value_in_words
from graphs.answer.words import FALLBACK, Words
from graphs.result import TurnResult
from travel.itinerary import Itinerary, Relaxation, Violation
from travel.money import money
from travel.wishes import WISH_TYPES, Wish


def said(w: Words, violation: Violation, result: TurnResult) -> str:
    """ "“no early flights”: Flight X leaves at 06:20." """
    own = own_words(w, violation, result)
    detail = readable(w, violation.detail)
    if w.language != FALLBACK:
        detail = _phrase(w, violation, result) or detail
    return f"{own}: {detail}" if own else detail


def own_words(w: Words, violation: Violation, result: TurnResult) -> str:
    """The wish as the person said it; nothing where it isn't a wish's fault."""
    request, slot = result.request, violation.wish
    if slot == "budget":
        scope = violation.rule.removeprefix("budget.")
        budgets = [each for each in request.budgets if each.scope == scope] or request.budgets
        return w("quote.text", words=budgets[0].words) if budgets and budgets[0].words else ""
    if slot == "dates":
        words = result.turn.words.get("dates", "")
        return w("quote.text", words=words) if words else ""
    wish = next((each for each in request.wishes if each.slot == slot), None)
    return in_own_words(w, wish) if wish is not None else ""


def _phrase(w: Words, violation: Violation, result: TurnResult) -> str:
    """The catalog's for the rule, its family or its wish."""
    values = _values(w, violation, result)
    for key in _keys(violation):
        if w.has(f"rule.{key}"):
            try:
                return w(f"rule.{key}", **values)
            except KeyError:  # a figure that this plan doesn't have
                continue
    return ""


def _keys(violation: Violation) -> tuple[str, ...]:
    rule, family = violation.rule, violation.rule.partition(".")[0]
    wish = f"wish.{violation.wish}" if violation.wish else ""
    return tuple(filter(None, (rule, wish, f"{family}.any")))


def _values(w: Words, violation: Violation, result: TurnResult) -> dict[str, object]:
    values: dict[str, object] = {"subject": violation.subject}
    plan = _planned(result)
    if plan is not None:
        ceiling = ceiling_of(plan, result.request)
        values["total"] = w.money(plan.total)
        if ceiling is not None:
            values["budget"] = w.money(ceiling)
    wish = next((each for each in result.request.wishes if each.slot == violation.wish), None)
    if wish is not None:
        values["wish"] = in_words(w, wish.slot, wish.value)
        values["value"] = value_in_words(w, wish.slot, wish.value)
    return values


def _planned(result: TurnResult) -> Itinerary | None:
    return result.outcome and (result.outcome.itinerary or result.outcome.nearest)


def relaxed(w: Words, relaxation: Relaxation, result: TurnResult) -> str:
    """What gives way and what the trip then costs."""
    text = _change(w, relaxation, result) or readable(w, relaxation.detail)
    if relaxation.cost is None:
        return text
    cost = w.money(relaxation.cost)
    return text if cost in text else w("relax.cost", change=text.rstrip("."), cost=cost)


def _change(w: Words, relaxation: Relaxation, result: TurnResult) -> str:
    slot, _, value = relaxation.change.partition("=")
    if slot.startswith("budget"):
        amount, _, currency = value.partition(" ")
        return w("relax.budget", amount=w.money(money(amount, currency))) if currency else ""
    if w.has(f"relax.{slot}"):
        return w(f"relax.{slot}", value=_day_or_count(w, value))
    wish = next((each for each in result.request.wishes if each.slot == slot), None)
    if wish is None:
        return ""
    own = in_own_words(w, wish)
    changed = _read(slot, value)
    if changed is None:
        return w("relax.without", wish=own)
    return w("relax.instead", wish=own, change=in_words(w, slot, changed.value))


def _read(slot: str, value: str) -> Wish | None:
    """The wish that a machine-readable change states, None where the wish goes."""
    if not value or value in ("None", "any"):
        return None
    adapter = WISH_TYPES[slot]  # type: ignore[index]
    listed = tuple(part.strip() for part in value.split(","))
    for candidate in (value, listed):
        try:
            return Wish(slot=slot, value=adapter.validate_python(candidate))  # type: ignore[arg-type]
        except ValueError:
            continue
    return None


def _day_or_count(w: Words, value: str) -> str:
    try:
        return w.day(date.fromisoformat(value))
    except ValueError:
        return value
