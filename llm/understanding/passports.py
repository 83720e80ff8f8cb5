"""Until when passports are valid, from the phrases that say so."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args

from llm.understanding.calendar import When, day_or_none
from llm.understanding.patterns import Chart
from llm.understanding.reading import PassportSaid
from llm.understanding.rules import Found
from llm.understanding.text import words_between
from travel.passports import Holder


def said(chart: Chart, found: Sequence[Found], today: date) -> Iterator[PassportSaid]:
    """Of a month alone the first day: it may expire on any of them."""
    for each in found:
        if each.rule.name != "passport":
            continue
        expires = _day(each, today)
        holder: Holder = next((h for h in get_args(Holder) if h == each.rule.value), "self")
        if expires is not None:
            words = words_between(chart.raw, chart.tokens, each.start, each.end)
            yield PassportSaid(holder=holder, expires_on=expires, words=words)


def _day(found: Found, today: date) -> date | None:
    when: When | None = found.captured.get("date")
    if when is not None:
        return when.on(today)
    month, year = found.captured.get("month"), found.captured.get("year")
    if month is None:
        return None
    if year is None:
        year = today.year + (month < today.month)
    return day_or_none(year, month, 1)
