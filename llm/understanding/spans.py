"""Stretches of exact days: the first and the last day of "3 to 7 May", "Fri to Sun, 19 June", "28-3/5"."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from llm.understanding.calendar import When, add_months, shifted
from llm.understanding.rules import Found

Stretch = tuple[date | None, date | None]  # both, or it names no such days
_FIRST_WINS = 200  # days: "20 June to 14 June" without a year is a slip, not a year away


def said(found: Found, today: date, since: date, begins: Callable[[When], date | None]) -> Stretch:
    """Bare numbers are days from `since` on; `begins` places a start that has no month."""
    got = found.captured
    match found.rule.name:
        case "span_days":
            return _of_days(got, today, since)
        case "span_numeric":
            return _numeric(got, today)
        case "span_weekdays":
            return _weekdays(got, today)
        case _:
            return _of_dates(got["a"], got["b"], today, begins)


def _of_days(got: Mapping[str, Any], today: date, anchor: date) -> Stretch:
    """Two numbers with one month, or with none: then from `anchor` on."""
    if "month" not in got:
        start = When(day=got["a"]).on(anchor)
        return start, When(day=got["b"]).on(start) if start else None
    first = When(day=got["a"], month=got["month"], year=got.get("year"))
    last = When(day=got["b"], month=got["month"], year=got.get("year"))
    if got["b"] < got["a"]:  # "28 to 3 May": from the month before
        end = last.on(today)
        return (_day_before(got["a"], end) if first.on(today) and end else None), end
    start = first.on(today)
    return start, last.on(start) if start else None


def _numeric(got: Mapping[str, Any], today: date) -> Stretch:
    """ "3-10/5": the first day lacks its month."""
    day, month, year = got["b"]
    end = When(day=day, month=month, year=year).on(today) if 1 <= month <= 12 else None
    return (_day_before(got["a"], end) if end else None), end


def _weekdays(got: Mapping[str, Any], today: date) -> Stretch:
    """ "Fri to Sun, 19 June": the date is that of the one or of the other day."""
    day: date | None = got["date"].on(today)
    if day is None:
        return None, None
    length = (got["wb"] - got["wa"]) % 7
    ends = day.weekday() == got["wb"] != got["wa"]
    start = shifted(day, -length) if ends else day
    return start, shifted(start, length or 7)


def _of_dates(a: When, b: When, today: date, begins: Callable[[When], date | None]) -> Stretch:
    """Two days, of which the first may lack its month; `begins` places it without."""
    if a.month is None and a.day is not None and b.month is not None:
        end = b.on(today)
        return (_day_before(a.day, end) if end else None), end
    start = begins(a)
    return start, end_after(b, start) if start else None


def end_after(when: When, start: date) -> date | None:
    """The end that belongs to a start; a reversed pair stays reversed."""
    end = when.on(start)
    if end and when.month and not when.year and (end - start).days > _FIRST_WINS:
        earlier = When(day=when.day, month=when.month, year=start.year).on(start)
        return earlier or end
    return end


def _day_before(day: int, end: date) -> date | None:
    """The last such day of the month on or before `end`."""
    for back in range(13):
        first = add_months(end.replace(day=1), -back)
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        if found <= end:
            return found
    return None
