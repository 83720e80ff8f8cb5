"""Opening hours as they are stated, made into the windows of a week: never more than was stated.

`OpeningHours` has one set of windows for all its months. Hours that differ by season are cut down to what
holds in all the months kept, and the months are chosen so that most of the open time is kept; a day named
only by date, and school holidays, are left out. Both are a simplification that the caller says. What a rule of
their own says of public holidays is kept.

OpenStreetMap's grammar is read by opening-hours-py (MIT or Apache-2.0; the grammar:
wiki.openstreetmap.org/wiki/Key:opening_hours/specification). What it has to guess is not taken: an open end
("18:00+"), repetitions ("10:00-16:00/01:30"), and all that bears a comment ("by appointment").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import NamedTuple

from opening_hours import OpeningHours as Grammar
from opening_hours import State, validate

from travel.activities import OpeningHours, OpeningWindow
from travel.places import Place

DAY, WEEK = 1440, 7 * 1440
MORNING = 6 * 60  # until then, the night before is still going on
LONGEST_TEXT = 500
MOST_SEASONS = 8
SHORT_RUN = 5  # days in a row that count as single dates

Span = tuple[int, int]  # minutes after the midnight that a day begins with
Profile = tuple[tuple[Span, ...], ...]  # of each weekday, Monday first

_SOLAR = re.compile(r"\b(sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\bSH\b[^;]*\b(off|closed)\b")  # nobody here knows when these are
_GUESSED = re.compile(r"(?<!-)(?<!\d)\b\d{1,2}:\d{2}\+|\d\s*/\s*\d")
_PUBLIC = re.compile(
    r"\s*(?:SH\s*,\s*)?PH(?:\s*,\s*SH)?:?\s+"
    r"(?:off|closed|(?P<hours>[0-2]?\d:[0-5]\d-[0-2]?\d:[0-5]\d(?:\s*,\s*[0-2]?\d:[0-5]\d-[0-2]?\d:[0-5]\d)*))\s*"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = rf"(?:PH|SH|easter(?:\s*[+-]\d+\s*days?)?|{_MONTH}\s+\d{{1,2}}(?:-\d{{1,2}})?|\d{{1,2}})"
_DATED = re.compile(rf"\s*{_DATE}(?:\s*,\s*{_DATE})*\s*(?:$|:?\s+.*)", re.IGNORECASE | re.DOTALL)


class Stated(NamedTuple):
    """`whole` is False where more was stated than `hours` can say."""

    hours: OpeningHours
    whole: bool


def osm_hours(text: str, place: Place, today: date) -> Stated | None:
    """Of an `opening_hours` tag in the year from `today`, by the local clock.

    None where it can't be read, would have to be guessed, or means that it is never open.
    """
    kept, dropped = _without_dates(text.replace("–", "-").replace("—", "-").strip())
    if not kept or len(text) > LONGEST_TEXT or _guesses(text) or not validate(kept):
        return None
    grammar = _grammar(kept, place)
    year = _year(_open(grammar, today), today)
    hours = _widest(_months(year))
    if hours is None:
        return None
    hours = hours.model_copy(update={"holidays": _on_holidays(text)})
    said = all(_joined_day(hours.on(day)) == _joined_day(spans) for day, spans in year.items())
    return Stated(hours, said and not dropped)


def week_hours(spans: Iterable[Span]) -> OpeningHours:
    """Of spans in minutes of the week, Monday 00:00 first; one may run over its end."""
    unrolled = sorted((a + shift, b + shift) for a, b in spans for shift in (-WEEK, 0, WEEK))
    joined = list(_joined(unrolled))
    days = _days(joined)
    return OpeningHours(windows=_windows(tuple(tuple(days.get(day, ())) for day in range(7))))


def _without_dates(text: str) -> tuple[str, bool]:
    """Without the rules that are only about single dates and holidays, and without fallbacks.

    A fallback ("|| by appointment") only adds to the rest; opening-hours-py 2.1.4 loses days over it.
    """
    ruled, _, fallback = text.partition("||")
    rules = ruled.split(";")
    kept = [rule for rule in rules if not _is_dated(rule)]
    return ";".join(kept).strip(), len(kept) < len(rules) or bool(fallback)


def _on_holidays(text: str) -> tuple[Span, ...] | None:
    """Of the last rule for public holidays: none where they are off; None where no rule is."""
    found: tuple[Span, ...] | None = None
    for rule in text.partition("||")[0].split(";"):
        told = _PUBLIC.fullmatch(rule)
        if told is not None:
            times = [int(number) for number in re.findall(r"\d+", told["hours"] or "")]
            starts, ends = times[0::4], times[2::4]
            begins = [h * 60 + m for h, m in zip(starts, times[1::4], strict=True)]
            closes = [h * 60 + m for h, m in zip(ends, times[3::4], strict=True)]
            spans = zip(begins, closes, strict=True)
            found = tuple((a, _closing(a, b)) for a, b in spans if a < DAY)
    return found


def _closing(begin: int, end: int) -> int:
    return min(end if end > begin else end + DAY, DAY + MORNING)


def _is_dated(rule: str) -> bool:
    runs = re.findall(r"(?<![:\d])(\d{1,2})-(\d{1,2})(?![:\d])", rule)
    short = all(int(last) - int(first) <= SHORT_RUN for first, last in runs)
    return short and bool(_DATED.fullmatch(rule))


def _guesses(text: str) -> bool:
    bare = re.sub(r'"[^"]*"', "", text).replace("24/7", "")
    return bool(_GUESSED.search(bare) or _SCHOOL.search(text))


def _grammar(text: str, place: Place) -> Grammar:
    if _SOLAR.search(text):
        spot = (place.lat, place.lon)
        return Grammar(text, place.zone, None, spot, auto_country=False)
    return Grammar(text, auto_country=False, auto_timezone=False)


def _open(grammar: Grammar, today: date) -> list[Span]:
    """Minutes after the midnight before `today`, by the local clock."""
    start = datetime.combine(today - timedelta(days=1), time())
    spans: list[Span] = []
    for begin, end, state, comment in grammar.intervals(start, start + timedelta(days=368)):
        if state == State.OPEN and not comment:
            last = end.replace(tzinfo=None) if end else start + timedelta(days=368)
            spans.append((_minutes(start, begin.replace(tzinfo=None)), _minutes(start, last)))
    return spans


def _minutes(start: datetime, moment: datetime) -> int:
    return int((moment - start).total_seconds() // 60)


def _year(spans: Sequence[Span], today: date) -> dict[date, list[Span]]:
    days = _days(_joined(spans))
    return {today + timedelta(days=ahead): days.get(ahead + 1, []) for ahead in range(365)}


def _months(year: Mapping[date, list[Span]]) -> dict[int, Profile]:
    """What holds on every such weekday of a month, for the months in which it opens at all."""
    days: dict[tuple[int, int], list[list[Span]]] = {}
    for day, found in year.items():
        days.setdefault((day.month, day.weekday()), []).append(found)
    common = {key: tuple(_common(each)) for key, each in days.items()}
    made = {month: tuple(common[month, day] for day in range(7)) for month in range(1, 13)}
    return {month: profile for month, profile in made.items() if any(profile)}


def _widest(months: Mapping[int, Profile]) -> OpeningHours | None:
    """The seasons, and the hours common to them, that keep most of the open time of the year."""
    seasons: dict[Profile, list[int]] = {}
    for month, profile in months.items():
        seasons.setdefault(profile, []).append(month)
    best: tuple[int, Profile, list[int]] = (0, (), [])
    for chosen in _choices(list(seasons)):
        profile = tuple(tuple(_common([list(each[day]) for each in chosen])) for day in range(7))
        kept = [month for each in chosen for month in seasons[each]]
        score = len(kept) * sum(b - a for spans in profile for a, b in spans)
        if score > best[0]:
            best = score, profile, kept
    if not best[0]:
        return None
    return OpeningHours(windows=_windows(best[1]), months=frozenset(best[2]))


def _choices(seasons: list[Profile]) -> Iterator[tuple[Profile, ...]]:
    if len(seasons) > MOST_SEASONS:  # by the sun: each month has its own
        yield tuple(seasons)
        return
    for size in range(len(seasons), 0, -1):
        yield from combinations(seasons, size)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for begin, end in sorted(spans):
        if last is not None and begin <= last[1]:
            last = last[0], max(last[1], end)
        else:
            if last is not None:
                yield last
            last = begin, end
    if last is not None:
        yield last


def _joined_day(spans: Iterable[Span]) -> list[Span]:
    return list(_joined(spans))


def _days(spans: Iterable[Span]) -> dict[int, list[Span]]:
    """By number, in minutes of the day. A night belongs to the day that it began on, until six; what goes
    on then is open all night."""
    days: dict[int, list[Span]] = {}
    for begin, end in spans:
        for day in range(begin // DAY, (end - 1) // DAY + 1):
            midnight = day * DAY
            if begin >= midnight or end > midnight + MORNING:
                closes = end - midnight
                span = max(0, begin - midnight), closes if closes <= DAY + MORNING else DAY
                days.setdefault(day, []).append(span)
    return days


def _common(days: Sequence[list[Span]]) -> list[Span]:
    shared = days[0] if days else []
    for other in days[1:]:
        both = ((max(a, c), min(b, d)) for a, b in shared for c, d in other)
        shared = [(begin, end) for begin, end in both if begin < end]
    return shared


def _windows(profile: Profile) -> tuple[OpeningWindow, ...]:
    weekdays: dict[Span, set[int]] = {}
    for day, spans in enumerate(profile):
        for span in spans:
            weekdays.setdefault(span, set()).add(day)
    return tuple(
        OpeningWindow(weekdays=frozenset(days), opens=opens, closes=closes)
        for (opens, closes), days in sorted(weekdays.items())
    )
