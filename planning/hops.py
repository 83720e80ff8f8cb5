"""Going from one place to another, before anything is known of offers."""

from datetime import date, datetime, timedelta

from travel.activities import at_minute
from travel.dates import utc
from travel.places import Place, distance_km
from travel.value import Value

CRUISE_KMH = 800.0
LONGEST_CONNECTION_MINUTES = 14 * 60
FIRST_DEPARTURE, LAST_DEPARTURE = 6 * 60, 23 * 60 + 30
NIGHT_ENDS = timedelta(hours=5)  # an arrival before 05:00 belongs to the night before


class Hop(Value):
    """Going from one place to another on a day (local at the origin of the hop)."""

    origin: Place
    destination: Place
    day: date


def arrival_days(hop: Hop) -> tuple[date, ...]:
    """Days with which one may check in when leaving on `hop.day`, likeliest first.

    Local at the destination; a landing before 05:00 belongs to the night before.
    """
    fastest = round(distance_km(hop.origin, hop.destination) / CRUISE_KMH * 60) + 45
    slowest = fastest + (LONGEST_CONNECTION_MINUTES if fastest > 6 * 60 else 4 * 60)
    first = _night(hop, FIRST_DEPARTURE, fastest)
    last = _night(hop, LAST_DEPARTURE if fastest > 6 * 60 else 21 * 60, slowest)
    middle = _night(hop, 13 * 60, (fastest + slowest) // 2)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return tuple(sorted(days, key=lambda day: (abs((day - middle).days), day)))


def _night(hop: Hop, departure_minute: int, minutes: int) -> date:
    departure = at_minute(hop.day, departure_minute, hop.origin.zone)
    return night_of((utc(departure) + timedelta(minutes=minutes)).astimezone(hop.destination.zone))


def night_of(arrive: datetime) -> date:
    """The night that an arrival belongs to, on the clock that it carries."""
    return (arrive.replace(tzinfo=None) - NIGHT_ENDS).date()
