"""Flexible dates: what "in May", "around Easter" and "early June" mean on the calendar."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from llm.understanding.calendar import (
    When,
    add_months,
    friday_in_month,
    friday_of,
    month_window,
    months_window,
    next_holiday,
    period_window,
    shifted,
)
from llm.understanding.lexicon import Lexicon
from llm.understanding.rules import Found
from travel.dates import Window

AROUND_DAYS = 3
AROUND_A_SEASON_DAYS = 4
AFTER_DAYS = 30


def window_of(found: Found, today: date, anchor: date, lexicon: Lexicon) -> Window | None:
    """None where the words name no stretch of time; `anchor` is what "the 12th" is counted from."""
    got, value = found.captured, found.rule.value
    match found.rule.name:
        case "month":
            return month_window(got["month"], got.get("year"), today)
        case "part":
            return month_window(got["month"], got.get("year"), today, value)
        case "part_month":
            part, _, ahead = value.partition("/")
            month = add_months(today, int(ahead))
            return month_window(month.month, month.year, today, part)
        case "week_of":
            return _week_of(got["date"], today)
        case "stretches":
            return _stretches(got["a"], got["b"], today, lexicon)
        case "months":
            return months_window(got["a"], got["b"], got.get("year"), today)
        case "season":
            first, last = lexicon.seasons[value]
            return months_window(first, last, got.get("year"), today)
        case "period":
            return period_window(value, today)
        case "over":
            return _season(got["holiday"], today, lexicon, 0)
        case "around":
            return _around(got["date"], today, anchor, lexicon)
        case _:
            return _bounded(found.rule.name, got, today)


def _week_of(when: When, today: date) -> Window | None:
    """From Monday to Sunday."""
    day = when.on(today)
    if day is None:
        return None
    monday = day - timedelta(days=day.weekday())
    return Window(earliest=max(today, monday), latest=max(today, shifted(monday, 6)))


def _stretches(a: Found, b: Found, today: date, lexicon: Lexicon) -> Window | None:
    """From the begin of the one to the end of the other."""
    first = window_of(a, today, today, lexicon)
    last = window_of(b, first.earliest, first.earliest, lexicon) if first else None
    if first is None or last is None or last.latest < first.earliest:
        return None
    return Window(earliest=first.earliest, latest=last.latest)


def _bounded(name: str, got: Mapping[str, Any], today: date) -> Window | None:
    if name == "between":
        start = got["a"].on(today)
        end = got["b"].on(start) if start else None
        return Window(earliest=start, latest=end) if start and end and end >= start else None
    day: date | None = got["date"].on(today)
    if day is None or day < today:
        return None
    if name == "not_before":
        return Window(earliest=day, latest=shifted(day, AFTER_DAYS))
    return Window(earliest=today, latest=day)


def _around(when: When, today: date, anchor: date, lexicon: Lexicon) -> Window | None:
    if when.holiday in lexicon.periods:
        return _season(when, today, lexicon, AROUND_A_SEASON_DAYS)
    day = when.on(today if when.whole else anchor)
    if day is None:
        return None
    earliest, latest = shifted(day, -AROUND_DAYS), shifted(day, AROUND_DAYS)
    return Window(earliest=max(today, earliest), latest=max(today, latest))


def _season(when: When, today: date, lexicon: Lexicon, slack: int) -> Window | None:
    """The days a holiday is known for, and `slack` more on either side."""
    day = when.on(today)
    if day is None:
        return None
    first, last = lexicon.periods[when.holiday]
    begin = next_holiday(first, day - timedelta(days=14)) or day
    end = next_holiday(last, begin) or day
    begin = max(today, shifted(begin, -slack))
    return Window(earliest=begin, latest=max(begin, shifted(end, slack)))


def friday_said(kind: str, got: Mapping[str, Any], today: date) -> date | None:
    """The Friday on which a weekend begins; None for "a weekend"."""
    if kind in ("this", "next", "after_next"):
        return friday_of(kind, today)
    if kind == "last_of":
        return friday_in_month(got["month"], got.get("year"), today, -1)
    if kind == "nth_of":
        return friday_in_month(got["month"], got.get("year"), today, got["ord"])
    if kind == "in_weeks":
        monday = today - timedelta(days=today.weekday())
        return shifted(monday, 4 + 7 * min(got["n"], 100))
    if kind == "of" and (day := got["date"].on(today)):
        return shifted(day, (4 - day.weekday() + 3) % 7 - 3)
    return None
