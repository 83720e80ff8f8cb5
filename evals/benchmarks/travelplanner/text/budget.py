"""How much may be spent."""

import re
from collections.abc import Iterator

from evals.benchmarks.travelplanner.text.numbers import AMOUNT_IN_WORDS, amount

_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_THOUSANDS = r"(?P<k{0}>\s?k\b|\s+thousand\b|\s+grand\b)?"
_AMOUNT = re.compile(
    rf"(?:US|USD)?\s?\$\s?(?P<a>{_FIGURES}){_THOUSANDS.format(1)}|"
    rf"\b(?:USD|US dollars)\s?(?P<b>{_FIGURES}){_THOUSANDS.format(2)}|"
    rf"\b(?P<c>{_FIGURES}){_THOUSANDS.format(3)}\s?(?:US\s)?(?:dollars|bucks|USD|\$)|"
    rf"\b(?P<e>\d+(?:\.\d+)?)(?P<k5>\s?k\b|\s+grand\b)(?!\s?m)|"
    rf"\b(?P<w>{AMOUNT_IN_WORDS})(?:\s+\w+)?\s+(?:dollars|bucks|USD)|"
    rf"\b(?:budget|spend|cost|money|funds)\b[^.;\d$]{{0,30}}?(?P<d>\d{{1,3}}(?:,\d{{3}})+|\d{{3,6}})\b(?!\s*(?:km|miles))"
    rf"{_THOUSANDS.format(4)}",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"\b(?:now|revised|updated|new|raised|increased|lowered|changed|instead|actually)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:budget\w*|spend\w*|total|overall|afford|at most|up to|limit\w*|no more than)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"^\s*(?:\w+\s+)?(?:per (?:person|head|traveler|capita|traveller)|each\b|apiece|a head|a person)",
    re.IGNORECASE,
)
_DAILY = re.compile(r"^\s*(?:\w+\s+)?(?:per day|a day|daily|each day)", re.IGNORECASE)


def budget(text: str, people: int, days: int) -> int | None:
    """Dollars for everyone and all days; of several amounts a corrected one, else the one called the budget."""
    found = list(_amounts(text))
    for mark in (_CORRECTED, _MEANT):
        marked = [match for match in found if mark.search(text[: match.start()])]
        if marked:
            return _whole(marked[-1 if mark is _CORRECTED else 0], people, days)
    return max((_whole(match, people, days) for match in found), default=None)


def _amounts(text: str) -> Iterator[re.Match[str]]:
    yield from _AMOUNT.finditer(text)


def _whole(match: re.Match[str], people: int, days: int) -> int:
    if match["w"]:
        value = float(amount(match["w"]))
    else:
        value = float(next(match[key] for key in "abcde" if match[key]).replace(",", ""))
        value *= 1000 if any(match[f"k{index}"] for index in range(1, 6)) else 1
    after = match.string[match.end() :]
    times = people if _EACH.search(after) else days if _DAILY.search(after) else 1
    return round(value * times)
