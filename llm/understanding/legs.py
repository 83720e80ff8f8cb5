"""Nights that follow from days said for each stop: "arrive in Madrid on 10 May, on to Valencia on the 13th"."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from llm.understanding.calendar import When
from llm.understanding.parts import Roles
from llm.understanding.rules import Found
from travel.dates import MAX_NIGHTS

_OF_DAYS = ("a", "b", "date")
_NEVER = ("around", "between", "not_before", "not_after", "week_of", "stretches", "over", "weekend")


def days_said(found: Sequence[Found], today: date) -> list[tuple[int, date]]:
    """(where, day) for each exact day, each counted from the one before it in the text."""
    said: list[tuple[int, date]] = []
    for each in found:
        if each.rule.name in _NEVER:
            continue
        whens = _whens(each)
        for when in whens:
            before = said[-1][1] if said else today
            day = when.on(today if when.whole and not said else before)
            if day is not None and not when.days_ahead:
                said.append((each.start, day))
    return said


def _whens(found: Found) -> list[When]:
    """The days a phrase names; of "4-6 May" each with its month, of "28 to 3 May" the last alone."""
    got = found.captured
    if found.rule.name == "span_days":
        days = [got["a"], got["b"]] if got["a"] <= got["b"] else [got["b"]]
        return [When(day=day, month=got.get("month"), year=got.get("year")) for day in days]
    return [got[key] for key in _OF_DAYS if isinstance(got.get(key), When)]


def spread(roles: Roles, said: Sequence[tuple[int, date]]) -> date | None:
    """Gives each stop the nights between its day and the next; the last day, or None if they don't tell.

    One day more than stops: the way home. As many days as stops: the length of the last stay isn't said.
    """
    stops = roles.stops
    if len(stops) < 2 or any(stop.nights is not None for stop in stops):
        return None
    days = sorted({day for _, day in said})
    if days != list(dict.fromkeys(day for _, day in said)):
        return None  # not in the order of travel
    gaps = [(after - before).days for before, after in pairwise(days)]
    if not gaps or min(gaps) <= 0 or max(gaps) > MAX_NIGHTS:
        return None
    if len(days) == len(stops) + 1 or (len(days) == len(stops) and _by_turns(roles, said)):
        for stop, nights in zip(stops, gaps, strict=False):
            stop.nights = nights
        return days[-1] if len(days) > len(stops) else None
    return None


def _by_turns(roles: Roles, said: Sequence[tuple[int, date]]) -> bool:
    """Whether a stop is named between each two days."""
    starts = [stop.mention.start for stop in roles.stops]
    places = [at for at, _ in said]
    return all(
        any(before <= start <= after for start in starts) for before, after in pairwise(places)
    ) and all(0 <= min(abs(at - start) for start in starts) <= _NEAR for at in places)


_NEAR = 6  # tokens between a stop and its day
