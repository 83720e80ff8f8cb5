"""Zones and local clocks, for values that may name a zone that doesn't exist."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from travel.dates import utc

FIRST_YEAR, LAST_YEAR = 1970, 2199
DAY = timedelta(days=1)
DAWN = 5  # before this hour it is still the night before


@lru_cache(maxsize=1024)
def zone_of(tz: str) -> ZoneInfo | None:
    """The zone of an IANA name; None where there is no such zone."""
    try:
        return ZoneInfo(tz)
    except (KeyError, ValueError, OSError):
        return None


def sane(day: date) -> bool:
    """Whether a date (or an instant) can be computed with."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def local(instant: datetime, zone: ZoneInfo | None) -> datetime:
    """On the clock of the zone; as it was said where the zone isn't known."""
    return instant if zone is None else utc(instant).astimezone(zone)


def night_of(arrival: datetime) -> date:
    """The night that an arrival belongs to: before 05:00 local it is the one before."""
    return arrival.date() - DAY if arrival.hour < DAWN else arrival.date()


def offset_text(instant: datetime) -> str:
    """The offset as in "+02:00"."""
    return instant.strftime("%z")[:3] + ":" + instant.strftime("%z")[3:5]


def clock(instant: datetime) -> str:
    """As in "Tue 19 May 09:30"."""
    return f"{instant:%a %d %b %H:%M}"
