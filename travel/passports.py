"""How long a passport has to be valid, as far as that is one rule for many countries.

Within one's own area of free movement it has to last until the end of the trip: the European Economic Area and
Switzerland (Directive 2004/38/EC, art. 5; the EU-Swiss agreement of 1999), the Common Travel Area of the United
Kingdom and Ireland, and one's own country. Elsewhere many countries and airlines want up to six months beyond the
day of leaving; six are counted everywhere. It is taken to be of the country where the trip starts.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

from travel.value import Value

Holder = Literal["self", "partner", "child", "other"]
MONTHS_BEYOND = 6
_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
FREE_MOVEMENT = (frozenset({*_EEA.split(), "CH"}), frozenset({"GB", "IE"}))


class Passport(Value):
    """Of one traveller. `expires_on` is the last day on which it is valid."""

    holder: Holder = "self"
    expires_on: date
    words: str = ""  # that said it


def moves_freely(home: str | None, countries: Iterable[str]) -> bool:
    """Whether all these countries are in one area of free movement with `home` (ISO 3166)."""
    there = frozenset(countries)
    if home is None:
        return False
    return there <= {home} or any(home in area and there <= area for area in FREE_MOVEMENT)


def needed_until(end: date, *, free: bool) -> date:
    """Until when it has to be valid, for who leaves the last place on `end`."""
    return end if free else months_after(end, MONTHS_BEYOND)


def latest_end(expires_on: date, *, free: bool) -> date:
    """The last day on which one can leave the last place with it."""
    if free:
        return expires_on
    day = months_after(expires_on, -MONTHS_BEYOND) + timedelta(days=3)
    while needed_until(day, free=free) > expires_on:  # months differ in length by three days
        day -= timedelta(days=1)
    return day


def months_after(day: date, months: int) -> date:
    """The same day of another month, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if year > MAXYEAR else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
