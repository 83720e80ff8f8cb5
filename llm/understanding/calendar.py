"""Days as people name them, turned into dates: pure calendar arithmetic, no words."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from travel.dates import Window

YEARS = range(1990, 2200)
_HOLIDAY = re.compile(r"easter([+-]\d+)?|(\d\d)-(\d\d)|(\d\d)-(\d)-(\d)")


@dataclass(frozen=True, slots=True)
class When:
    """A day as it was named: parts of it, or `fixed`."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    weeks_later: int = 0
    fixed: date | None = None
    days_ahead: int = 0  # of "in 8 days", which may also say how long
    holiday: str = ""

    @property
    def whole(self) -> bool:
        """Whether it can be placed without knowing another day."""
        return self.fixed is not None or self.month is not None or bool(self.holiday)

    def on(self, anchor: date) -> date | None:
        """The next such day on or after `anchor` (a weekday alone: after it); None: no such day."""
        if self.fixed is not None:
            return self.fixed
        if self.holiday:
            return next_holiday(self.holiday, anchor, self.year)
        if self.month is not None and self.day is not None:
            return self._day_of_month(anchor)
        if self.day is not None:
            return next_day_of_month(self.day, anchor)
        if self.weekday is not None:
            ahead = (self.weekday - anchor.weekday() - 1) % 7 + 1
            return _plus(anchor, ahead + 7 * self.weeks_later)
        return None

    def _day_of_month(self, anchor: date) -> date | None:
        assert self.month is not None
        assert self.day is not None
        years = [self.year] if self.year else range(anchor.year, min(anchor.year + 9, 9999))
        for year in years:
            found = day_or_none(year, self.month, self.day)
            if found and (self.year or found >= anchor):
                return found
        return None


def day_or_none(year: int, month: int, day: int) -> date | None:
    """None also for years no trip is in."""
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shifted(day: date, days: int) -> date:
    """`day` moved, staying within what `date` can hold."""
    return _plus(day, days) or day


def add_months(day: date, months: int) -> date:
    month = day.month - 1 + months
    year = day.year + month // 12
    last = calendar.monthrange(year, month % 12 + 1)[1]
    return date(year, month % 12 + 1, min(day.day, last))


def next_day_of_month(day: int, anchor: date) -> date | None:
    """On or after `anchor`."""
    for ahead in range(13):
        first = add_months(anchor.replace(day=1), ahead)
        if (found := day_or_none(first.year, first.month, day)) and found >= anchor:
            return found
    return None


def easter(year: int) -> date:
    """Sunday, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(name: str, year: int) -> date | None:
    """ "12-25" a day; "easter-2" from Easter Sunday; "11-4-4": in November, the 4th Thursday, 9 the last."""
    found = _HOLIDAY.fullmatch(name)
    if found is None:
        return None
    if name.startswith("easter"):
        return easter(year) + timedelta(days=int(found[1] or 0))
    if found[2]:
        return day_or_none(year, int(found[2]), int(found[3]))
    first = date(year, int(found[4]), 1)
    if found[5] == "9":
        last = date(year, first.month, calendar.monthrange(year, first.month)[1])
        return last - timedelta(days=(last.weekday() - int(found[6]) + 1) % 7)
    ahead = (int(found[6]) - 1 - first.weekday()) % 7 + 7 * (int(found[5]) - 1)
    return first + timedelta(days=ahead)


def next_holiday(name: str, anchor: date, year: int | None = None) -> date | None:
    """On or after `anchor`, or of a stated year."""
    if year is not None:
        return holiday(name, year)
    near = [holiday(name, anchor.year + ahead) for ahead in range(2)]
    return next((day for day in near if day is not None and day >= anchor), None)


def month_window(month: int, year: int | None, today: date, part: str = "") -> Window | None:
    """The whole month or a part of it, the next one that isn't over; clipped to today on."""
    for candidate in [year] if year else [today.year, today.year + 1]:
        length = calendar.monthrange(candidate, month)[1]
        first, last = _part(part, length)
        end = date(candidate, month, last)
        if end >= today or year:
            begin = date(candidate, month, first)
            return Window(earliest=max(begin, today) if end >= today else begin, latest=end)
    return None


def _part(part: str, length: int) -> tuple[int, int]:
    return {
        "early": (1, 10),
        "mid": (11, 20),
        "late": (21, length),
        "early_mid": (1, 20),
        "mid_late": (11, length),
        "first_half": (1, 15),
        "second_half": (16, length),
        "first_week": (1, 7),
        "second_week": (8, 14),
        "third_week": (15, 21),
        "last_week": (length - 6, length),
    }.get(part, (1, length))


def months_window(first: int, last: int, year: int | None, today: date) -> Window | None:
    """From the begin of one month to the end of another, the next such stretch."""
    for candidate in [year] if year else [today.year - 1, today.year, today.year + 1]:
        end_year = candidate + (last < first)
        end = date(end_year, last, calendar.monthrange(end_year, last)[1])
        if end >= today or year:
            begin = date(candidate, first, 1)
            return Window(earliest=max(begin, today) if end >= today else begin, latest=end)
    return None


def period_window(period: str, today: date) -> Window | None:
    """ "this_week", "next_week", "this_month", "next_month", "this_year", "next_year", "soon"."""
    monday = today - timedelta(days=today.weekday())
    following = add_months(today.replace(day=1), 1)
    spans = {
        "this_week": (today, monday + timedelta(days=6)),
        "next_week": (monday + timedelta(days=7), monday + timedelta(days=13)),
        "this_month": (today, following - timedelta(days=1)),
        "next_month": (following, add_months(following, 1) - timedelta(days=1)),
        "this_year": (today, date(today.year, 12, 31)),
        "next_year": (date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)),
        "soon": (today, today + timedelta(days=28)),
    }
    span = spans.get(period)
    return Window(earliest=span[0], latest=span[1]) if span else None


def friday_of(which: str, today: date) -> date:
    """Of "this" weekend (the coming Friday) the "next" (of the following ISO week), "after_next"."""
    monday = today - timedelta(days=today.weekday())
    if which != "this":
        return monday + timedelta(days=18 if which == "after_next" else 11)
    return today + timedelta(days=(4 - today.weekday()) % 7)


def nth_weekday(month: int, year: int | None, today: date, weekday: int, nth: int) -> date | None:
    """The nth such weekday (-1 is the last) of the next such month that has it still to come."""
    for candidate in [year] if year else [today.year, today.year + 1]:
        last = calendar.monthrange(candidate, month)[1]
        found = [
            d for n in range(1, last + 1) if (d := date(candidate, month, n)).weekday() == weekday
        ]
        if nth == 0 or nth > len(found):
            return None
        day = found[nth if nth < 0 else nth - 1]
        if day >= today or year:
            return day
    return None


def friday_in_month(month: int, year: int | None, today: date, nth: int) -> date | None:
    """The Friday before the nth Saturday (-1 is the last) of the next such month."""
    for candidate in [year] if year else [today.year, today.year + 1]:
        days = range(1, calendar.monthrange(candidate, month)[1] + 1)
        saturdays = [d for d in (date(candidate, month, n) for n in days) if d.weekday() == 5]
        if nth > len(saturdays):
            return None
        friday = saturdays[nth if nth < 0 else nth - 1] - timedelta(days=1)
        if friday >= today or year:
            return friday
    return None
