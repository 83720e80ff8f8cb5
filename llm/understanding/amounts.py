"""Money and clock times: marks `money`, `amount` and `time`, and what an amount is for."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from llm.understanding.lexicon import Lexicon
from llm.understanding.patterns import Chart, Marked
from llm.understanding.reading import BudgetSaid
from llm.understanding.rules import Found
from llm.understanding.text import BREAKS, words_between
from travel.request import BudgetBasis, BudgetScope

SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₺": "TRY", "₩": "KRW",
           "₪": "ILS", "₽": "RUB", "฿": "THB"}  # fmt: skip
CROWNS = "XKR"  # "kr" alone: whose, the origin decides
LEAST_AMOUNT = 20  # a bare number below this is no amount of money
_LETTERS = 3  # of "CA" or "CAN" beside a dollar sign, at most
_NEAR = 6  # tokens on either side in which a basis or scope is looked for
_BASES = ("per_person", "per_night")
_SCOPES = ("flight", "stay")


class Amount(NamedTuple):
    number: Decimal
    currency: str  # empty where it wasn't said


def mark_times(chart: Chart, lexicon: Lexicon) -> None:
    """`time` as minutes after midnight become "HH:MM"."""
    for found in lexicon.rules("time").all(chart):
        minutes = _minutes(found)
        if minutes is not None and 0 <= minutes < 24 * 60:
            chart.mark("time", found.start, found.end, hhmm(minutes))


def hhmm(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _minutes(found: Found) -> int | None:
    if found.rule.name == "fixed":
        hours, _, minutes = found.rule.value.partition(":")
        return int(hours) * 60 + int(minutes)
    clock: int = found.captured["clock"]
    clock += found.captured.get("minutes", 0) if clock % 60 == 0 else 0
    if found.rule.name == "pm" and clock < 12 * 60:
        return clock + 12 * 60
    if found.rule.name == "am" and clock >= 12 * 60:
        return clock - 12 * 60
    return clock


def mark_money(chart: Chart, lexicon: Lexicon, currencies: Collection[str]) -> None:
    """`money` where a currency stands beside a number, `amount` also without one."""
    for at, token in enumerate(chart.tokens):
        before = _currency(chart, lexicon, at, currencies)
        number = _number(chart, lexicon, before.end if before else at)
        if number is None:
            continue
        value, end, scaled = number
        after = None if before else _currency(chart, lexicon, end, currencies)
        currency = before.value if before else after.value if after else ""
        end = after.end if after else end
        if scaled and chart.tokens[end - 1].glued:
            chart.mark("money", at, end, Amount(value, currency))  # "1.5k" is nothing but money
        elif currency:
            chart.mark("money", at, end, Amount(value, currency))
        if currency or scaled or (value >= LEAST_AMOUNT and not _is_year(token.text, value)):
            chart.mark("amount", at, end, Amount(value, currency))


def _is_year(text: str, value: Decimal) -> bool:
    return len(text) == 4 and 2024 <= value <= 2030


def _currency(
    chart: Chart, lexicon: Lexicon, at: int, currencies: Collection[str]
) -> Marked | None:
    """Where the name of a currency that begins here ends, and its code: "$", "AU$", "dollars canadiens"."""
    words = [token.text for token in chart.tokens[at : at + 2]]
    code = _plain_currency(chart, lexicon, at, currencies)
    if len(words) == 2 and (whose := lexicon.moneys.get(words[0])) and not code:
        glued = words[1] == "$" and chart.tokens[at + 1].glued
        named = len(words[0]) > _LETTERS and words[1] in lexicon.currency
        return Marked(at + 2, whose) if glued or named else None
    if len(words) == 2 and code and (whose := lexicon.moneys.get(words[1])):
        short = len(words[1]) <= _LETTERS
        if (words[0] == "$" and len(words[1]) > 1) or not short:
            return Marked(at + 2, whose)
    return Marked(at + 1, code) if code else None


def _plain_currency(
    chart: Chart, lexicon: Lexicon, at: int, currencies: Collection[str]
) -> str | None:
    if at >= len(chart.tokens):
        return None
    token = chart.tokens[at]
    if token.text in SYMBOLS:
        return SYMBOLS[token.text]
    if token.raw.isupper() and token.raw in currencies:
        return token.raw
    if token.text in lexicon.currency:
        return lexicon.currency[token.text]
    upper = token.text.upper()
    return upper if upper in currencies and upper not in ("ALL", "TOP", "CUP", "MOP") else None


def _number(chart: Chart, lexicon: Lexicon, at: int) -> tuple[Decimal, int, bool] | None:
    """(value, end, whether a word such as "k" multiplied it)."""
    if at >= len(chart.tokens):
        return None
    token = chart.tokens[at]
    value = decimal_of(token.text) if token.is_number else None
    end = at + 1
    if value is None:
        spoken = max(chart.marked("n", at), key=lambda each: each.end, default=None)
        if spoken is not None:
            value, end = Decimal(spoken.value), spoken.end
        elif lexicon.multipliers.get(token.text, 0) >= 100 and len(token.text) > 2:
            value, end = Decimal(1), at  # "thousand euros"
        else:
            return None
    scaled = False
    for half in lexicon.phrases("and_a_half"):
        after = [token.text for token in chart.tokens[end : end + len(half) + 1]]
        if tuple(after[:-1]) == half and after[-1] in lexicon.multipliers:
            value, end = value + Decimal("0.5"), end + len(half)  # "two and a half thousand"
    while end < len(chart.tokens) and (times := lexicon.multipliers.get(chart.tokens[end].text)):
        if not chart.tokens[end].glued and len(chart.tokens[end].text) == 1:
            break
        value, end, scaled = value * times, end + 1, True
    return value, end, scaled


def decimal_of(text: str) -> Decimal | None:
    """Of "2,400", "2.400,50", "1 200" or "2.4": three digits after the last mark are thousands."""
    if not re.fullmatch(r"\d[\d.,' ]*", text):
        return None
    plain = text.replace(" ", "").replace("'", "")
    head, mark, tail = _last_mark(plain)
    if mark and (len(tail) == 3 or (plain.count(mark) > 1)):
        head, tail = head + tail, ""
    digits = re.sub(r"[.,]", "", head)
    try:
        return Decimal(f"{digits}.{tail}" if tail else digits)
    except InvalidOperation:
        return None


def _last_mark(text: str) -> tuple[str, str, str]:
    at = max(text.rfind("."), text.rfind(","))
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])


def budgets(chart: Chart, found: Sequence[Found], hints: Sequence[Found]) -> list[BudgetSaid]:
    """What the phrases on money say; at most one a scope, the last one said."""
    by_scope: dict[str, BudgetSaid] = {}
    for each in found:
        if not each.rule.name.startswith("budget"):
            continue
        amount: Amount = each.captured["amount"]
        basis, scope = _meant(chart, each, hints)
        by_scope[scope] = BudgetSaid(
            amount=amount.number,
            currency=amount.currency,
            basis=basis,
            scope=scope,
            hard=each.rule.name != "budget_soft",
            words=words_between(chart.raw, chart.tokens, each.start, each.end),
        )
    return list(by_scope.values())


def _meant(chart: Chart, said: Found, hints: Sequence[Found]) -> tuple[BudgetBasis, BudgetScope]:
    near = [hint for hint in hints if _reaches(chart, said, hint)]
    bases = [hint for hint in near if hint.rule.name == "basis" and hint.rule.value in _BASES]
    closest = min(bases, key=lambda hint: _gap(said, hint), default=None)
    basis: BudgetBasis = "total"
    if closest is not None:
        basis = "per_person" if closest.rule.value == "per_person" else "per_night"
    if basis == "per_night":
        return basis, "stay"
    before = [h for h in near if h.end <= said.start and h.rule.name == "scope"]
    after = [h for h in near if h.start >= said.start and h.rule.name == "scope_after"]
    for hint in (*reversed(before), *after):
        if hint.rule.value in _SCOPES:
            return basis, "flight" if hint.rule.value == "flight" else "stay"
    return basis, "trip"


def _gap(said: Found, hint: Found) -> tuple[int, bool]:
    """Tokens between them; of equals the one that follows comes first."""
    before = hint.end <= said.start
    return (said.start - hint.end if before else max(0, hint.start - said.end), before)


def _reaches(chart: Chart, said: Found, hint: Found) -> bool:
    """Near by, in the same clause. A basis follows its amount, or stands right before it."""
    if hint.start >= said.end:
        gap = range(said.end, hint.start)
    elif hint.end <= said.start:
        gap = range(hint.end, said.start)
    else:
        return True
    limit = _NEAR if hint.start >= said.end or hint.rule.name != "basis" else 2
    return len(gap) <= limit and not any(chart.tokens[i].text in BREAKS for i in gap)
