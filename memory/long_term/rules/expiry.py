"""Until when something holds: "this winter", "until March", "for the next three weeks"."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

_SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}  # months, in the north


_ON_A_DAY = re.compile(r"\b(?:until|bis|hasta|jusqu'au) (?P<day>\d{4}-\d{2}-\d{2})\b")


class Until(NamedTuple):
    patterns: Mapping[str, re.Pattern[str]]
    months: Sequence[str]
    counts: Mapping[str, int]
    units: Mapping[str, str]

    @classmethod
    def read(cls, patterns: Mapping[str, str], words: Mapping[str, Any]) -> Self:
        compiled = {name: re.compile(pattern) for name, pattern in patterns.items()}
        return cls(compiled, words["months"], words["counts"], words["units"])

    def last_day(self, plain: str, today: date) -> date | None:
        """Of the first that the folded text says. Raises nothing for a day that isn't one."""
        if told := _ON_A_DAY.search(plain):
            return _day(told["day"])
        for name, pattern in self.patterns.items():
            if (found := pattern.search(plain)) and (last := self._last(name, found, today)):
                return last
        return None

    def _last(self, name: str, found: re.Match[str], today: date) -> date | None:
        if name in _SEASON_ENDS:
            return _end_of_month(_SEASON_ENDS[name], today)
        if name == "week":
            return today + timedelta(days=6 - today.weekday())
        if name == "month":
            return _end_of_month(today.month, today)
        if name == "year":
            return date(today.year, 12, 31)
        if name == "named_month":
            return self._end_of_named(found["month"], today)
        return self._after(found["count"], self.units[found["unit"]], today)

    def _end_of_named(self, word: str, today: date) -> date | None:
        named = word in self.months
        return _end_of_month(self.months.index(word) + 1, today) if named else None

    def _after(self, count: str, unit: str, today: date) -> date:
        number = int(count) if count.isdigit() else self.counts[count]
        return today + timedelta(days=number * {"day": 1, "week": 7, "month": 30}[unit])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _end_of_month(month: int, today: date) -> date:
    """The next one from today on."""
    year = today.year if month >= today.month else today.year + 1
    return date(year, month, monthrange(year, month)[1])
