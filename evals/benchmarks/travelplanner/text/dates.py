"""The days of a trip: dates in many spellings, and lengths."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from evals.benchmarks.travelplanner.text.numbers import COUNT, count

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
_MONTH = r"\b(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS) + r"|sept)\b\.?"
_WORDED = "|".join(word.replace("-", "[ -]") for word in reversed(_ORDINALS))
_DAY = rf"(?:\b(?:0?[1-9]|[12]\d|3[01])(?:\s?(?:st|nd|rd|th))?\b(?![,.]?\d)|\b(?:{_WORDED})\b)"
_TO = r"\s*(?:-|–|—|to|through|thru|till?|until|and|&|or)\s*(?:the\s+)?"
_LISTED = rf"(?:\s*,\s*{_DAY})+,?\s*(?:and|&)\s*(?:the\s+)?{_DAY}"
_DAYS = rf"(?P<days>{_DAY}(?:{_LISTED}|{_TO}{_DAY})?)"
_YEAR = r"(?:[\s,]*(?:of|in)?\s*(?P<year>20\d\d)\b)?"
_SPELLINGS = (
    re.compile(rf"{_MONTH}\s*(?:the\s+)?{_DAYS}{_YEAR}", re.IGNORECASE),
    re.compile(rf"{_DAYS}\s*(?:of\s+)?{_MONTH}{_YEAR}", re.IGNORECASE),
)
_ISO = re.compile(r"\b(20\d\d)([-/.])(\d{1,2})\2(\d{1,2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})([/.])(\d{1,2})(?:\2((?:20)?\d\d))?\b(?!\2\d)")
_THEN = re.compile(
    r"\b(?:return|back|until|till|to|through|end|finish|conclud|leav|home|last)\w*\W+(?:\w+\W+){0,2}?the\s+"
    rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)|{_WORDED})\b",
    re.IGNORECASE,
)
_SEASON = 2022  # the benchmark's flights are all of this year
_ENDS = re.compile(
    r"(?:until|till|by|before|back|return\w*|end\w*|conclud\w*|finish\w*|home)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_LENGTHS = (
    (re.compile(rf"\b({COUNT})(?:\s+|-)(?:\w+\s+)?days?\b", re.IGNORECASE), 1, 0),
    (re.compile(rf"\b({COUNT})(?:\s+|-)(?:\w+\s+)?nights?\b", re.IGNORECASE), 1, 1),
    (re.compile(rf"\b({COUNT})(?:\s+|-)(?:\w+\s+)?weeks?\b", re.IGNORECASE), 7, 0),
)
_A_WEEK = re.compile(r"\bweek(?![ -]?end|s\b)", re.IGNORECASE)
_LONG_WEEKEND = re.compile(r"\bweekend\b", re.IGNORECASE)


def trip_days(text: str) -> tuple[date | None, int | None]:
    """The first day and how many there are; None for what isn't stated."""
    mentioned = sorted(_dates(text))
    length = _length(text)
    if not mentioned:
        return None, length
    first, last = min(day for _, day in mentioned), max(day for _, day in mentioned)
    if first == last:
        last = _later_that_month(text[mentioned[0][0] :], first)
    if first != last:
        return first, (last - first).days + 1
    if length and _ENDS.search(text[: mentioned[0][0]]):
        return last - timedelta(days=length - 1), length
    return first, length


def _later_that_month(text: str, first: date) -> date:
    """The last day where only its number is said: "March 7th, returning on the 9th"."""
    match = _THEN.search(text)
    day = _day(match["day"]) if match else first.day
    return first + timedelta(days=max(0, day - first.day))


def _length(text: str) -> int | None:
    for pattern, factor, more in _LENGTHS:
        match = pattern.search(text)
        if match:
            return count(match[1]) * factor + more
    if _A_WEEK.search(text):
        return 7
    return 3 if _LONG_WEEKEND.search(text) else None


def _dates(text: str) -> Iterator[tuple[int, date]]:
    """Where in the text a date starts, and the date."""
    said = re.search(r"\b(20\d\d)\b", text)
    year = int(said[1]) if said else _SEASON
    for match in _ISO.finditer(text):
        yield from _dated(match.start(), *map(int, match.group(1, 3, 4)))
    yield from _in_figures(_ISO.sub(" ", text), year)
    for match in _spelled(text):
        month = _month(match["month"])
        for day in re.findall(_DAY, match["days"], re.IGNORECASE):
            yield from _dated(match.start(), int(match["year"] or year), month, _day(day))


def _in_figures(text: str, year: int) -> Iterator[tuple[int, date]]:
    """Month first, unless a first number is no month."""
    found = [m for m in _SLASHED.finditer(text) if m[2] == "/" or m[4]]
    swapped = any(int(match[1]) > 12 for match in found)
    for match in found:
        month, day = (match[3], match[1]) if swapped else (match[1], match[3])
        yield from _dated(match.start(), int(match[4] or year) % 100 + 2000, int(month), int(day))


def _spelled(text: str) -> Iterator[re.Match[str]]:
    """Month first, then, in what that leaves, day first: "March 2 - 6" holds no "6 ..." of its own."""
    month_first, day_first = _SPELLINGS
    taken = [match.span() for match in month_first.finditer(text)]
    ahead = [m for m in day_first.finditer(text) if _whole_range(m)]
    free = [m for m in ahead if not any(a < m.start() < b for a, b in taken)]
    for match in month_first.finditer(text):
        if not any(m.start() < match.start() < m.end() for m in free):
            yield match
    yield from free


def _whole_range(match: re.Match[str]) -> bool:
    """Whether a day-first reading isn't the tail of a month-first date, as in "March 3 March ..."."""
    before = match.string[: match.start()]
    return not re.search(rf"{_MONTH}\s*(?:the\s+)?(?:{_DAY}\W+)*$", before, re.IGNORECASE)


def _dated(at: int, year: int, month: int, day: int) -> Iterator[tuple[int, date]]:
    try:
        yield at, date(year, month, day)
    except ValueError:
        return


def _month(written: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(written.lower()[:3]))


def _day(written: str) -> int:
    figures = re.match(r"\d+", written)
    if figures:
        return int(figures[0])
    return _ORDINALS.index(written.lower().replace(" ", "-")) + 1
