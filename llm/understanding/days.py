"""Single days in a message, as they were named: marks `date` and `holiday`."""

from datetime import date

from llm.understanding.calendar import When, add_months, nth_weekday, shifted
from llm.understanding.lexicon import Lexicon
from llm.understanding.patterns import Chart
from llm.understanding.rules import Found


def mark_dates(chart: Chart, lexicon: Lexicon, today: date) -> None:
    """`date` marks with a `When` each, and `holiday` for those that are also a season."""
    for found in lexicon.rules("year").all(chart):
        chart.mark("year", found.start, found.end, today.year + int(found.rule.value))
    never_after = lexicon.group("not_tomorrow_after")
    for found in lexicon.rules("date").all(chart):
        before = chart.tokens[found.start - 1].text if found.start else ""
        if found.rule.name == "in_days" and before in never_after:
            continue  # "por la mañana" is a time of day
        said = _when(found, today)
        if said is not None:
            chart.mark("date", found.start, found.end, said)
            if said.holiday in lexicon.periods:
                chart.mark("holiday", found.start, found.end, said)


def _when(found: Found, today: date) -> When | None:
    got, name = found.captured, found.rule.name
    if name == "day_month":
        return When(day=got["day"], month=got["month"], year=got.get("year"))
    if name == "numeric":
        day, month, year = got["numdate"]
        return When(day=day, month=month, year=year) if 1 <= month <= 12 else None
    if name == "day":
        return When(day=got["day"])
    if name in ("weekday", "weekday_week"):
        return When(weekday=got["weekday"], weeks_later=int(name == "weekday_week"))
    if name == "nth_weekday":
        nth = int(found.rule.value or got["ord"])
        day = nth_weekday(got["month"], got.get("year"), today, got["weekday"], nth)
        return When(fixed=day) if day else None
    if name == "holiday":
        return When(holiday=found.rule.value, year=got.get("year"))
    ahead = int(found.captured["n"]) if name == "in_n_days" else 0
    return When(fixed=_relative(name, found, today), days_ahead=ahead)


def _relative(name: str, found: Found, today: date) -> date:
    number = int(found.rule.value or 0) if found.rule.value else min(found.captured["n"], 400)
    if name in ("in_months", "in_n_months"):
        return add_months(today, number)
    return shifted(today, number * (7 if "week" in name else 1))
