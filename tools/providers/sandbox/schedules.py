"""When they fly: a stable timetable for every carrier on every route.

A timetable is of local clock times and weekdays, the same all year; `Schedules.on` turns it into
instants of one day through the zone of the airport, so that an hour of daylight saving moves
departures in UTC and not on the clock. Instants are whole minutes since 1970 in UTC.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from math import cos, radians
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tools.providers.sandbox.network import Network
from tools.providers.sandbox.regions import home_of
from tools.providers.sandbox.seeded import pick, unit, whole
from tools.providers.sandbox.spokes import Carrier
from travel.places import Airport

EPOCH = date(1970, 1, 1).toordinal()
# minutes from gate to gate: longer flights keep to the clock of both ends
LONG_HAUL = 330
_BY_NIGHT = "AE QA BH OM KW SA IN TH SG MY TR EG ET KE HK"
NEVER_SHUT = frozenset(_BY_NIGHT.split())
EVERY_DAY = frozenset(range(7))
# Longer ways round closed airspace between Europe and the far east.
DETOUR = 1.10


class Service(NamedTuple):
    """One flight number: the local clock of its departure, its weekdays (Monday is 0)."""

    number: str
    clock: int  # minutes after local midnight
    days: frozenset[int]
    block: int  # minutes from gate to gate
    aircraft: str


class Flight(NamedTuple):
    """A service on a day. `depart` and `arrive` are minutes since 1970 in UTC."""

    carrier: str
    number: str
    origin: str
    destination: str
    depart: int
    arrive: int
    clock: int
    aircraft: str


class Schedules:
    """Immutable but for what it remembers."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._services: dict[tuple[str, str, str], tuple[Service, ...]] = {}
        self._flights: dict[tuple[str, str, str, int], tuple[Flight, ...]] = {}

    def on(self, carrier: str, origin: str, destination: str, day: int) -> tuple[Flight, ...]:
        """Departures of the local day (an ordinal as of `date.toordinal`), in order."""
        key = carrier, origin, destination, day
        if key not in self._flights:
            if len(self._flights) > 60_000:
                self._flights.clear()
            self._flights[key] = self._of_day(*key)
        return self._flights[key]

    def _of_day(self, carrier: str, origin: str, destination: str, day: int) -> tuple[Flight, ...]:
        zone = self._network.at(origin).tz
        weekday = (day - 1) % 7
        flights: list[Flight] = []
        for service in self.services(carrier, origin, destination):
            if weekday in service.days:
                depart = utc_minute(zone, day, service.clock)
                flights.append(
                    Flight(
                        carrier,
                        service.number,
                        origin,
                        destination,
                        depart,
                        depart + service.block,
                        service.clock,
                        service.aircraft,
                    )
                )
        return tuple(flights)

    def services(self, carrier: str, origin: str, destination: str) -> tuple[Service, ...]:
        """The timetable, in the order of the clock."""
        key = carrier, origin, destination
        if key not in self._services:
            self._services[key] = self._timetable(self._network.carriers[carrier], *key[1:])
        return self._services[key]

    def _timetable(self, carrier: Carrier, origin: str, destination: str) -> tuple[Service, ...]:
        a, b = self._network.at(origin), self._network.at(destination)
        km = self._network.km(origin, destination)
        block = block_minutes(a, b, km)
        rivals = self._network.carriers_between(origin, destination)
        daily = frequency(carrier, a, b, km, len(rivals))
        turn = (rivals.index(carrier.code) + 0.2) / len(rivals) if carrier.code in rivals else 0.2
        clocks = _clocks(carrier, a, b, block, max(1, round(daily)), turn)
        fleet = carrier.long if block > LONG_HAUL else carrier.short
        aircraft = fleet or carrier.short or carrier.long or ("",)
        first = _first_number(carrier, origin, destination, block)
        return tuple(
            Service(
                number=f"{carrier.code}{first + 2 * index}",
                clock=clock,
                days=_days(carrier, origin, destination, daily),
                block=block,
                aircraft=pick(aircraft, 0, "aircraft", carrier.code, origin, destination, index),
            )
            for index, clock in enumerate(clocks)
        )


def block_minutes(a: Airport, b: Airport, km: float) -> int:
    """Gate to gate: taxiing, and the way at a cruise that grows with it, with the usual wind."""
    speed = 600 if km < 500 else 700 if km < 1200 else 770 if km < 3000 else 845
    way = km * DETOUR if _round_the_closed_sky(a, b, km) else km
    flying = way / speed * 60 * (1 - 0.085 * eastward(a, b, km))
    taxi = 30 if km < 1500 else 35 if km < 5000 else 40
    return 5 * round((taxi + flying) / 5)


def eastward(a: Airport, b: Airport, km: float) -> float:
    """Share of the way from a to b that goes east (-1 to 1), for the wind of middle latitudes."""
    degrees = (b.lon - a.lon + 180) % 360 - 180
    middle = abs(a.lat + b.lat) / 2
    windy = max(0.25, 1 - abs(middle - 45) / 45)
    flat = degrees * 111.2 * cos(radians(min(75.0, middle)))
    return max(-1.0, min(1.0, flat / max(1.0, km))) * windy


def _round_the_closed_sky(a: Airport, b: Airport, km: float) -> bool:
    west, east = sorted((a, b), key=lambda each: each.lon)
    return km > 7000 and -12 < west.lon < 32 and west.lat > 35 and east.country in ("JP", "KR")


def frequency(carrier: Carrier, a: Airport, b: Airport, km: float, rivals: int) -> float:
    """Departures a day, each way: what the two ends pull, over the distance, shared with rivals."""
    pull = (max(0.4, a.passengers_m) * max(0.4, b.passengers_m)) ** 0.5
    daily = pull / (4 + min(km, 6000) / 270)
    if a.country == b.country:
        daily *= 1.5
    daily *= {"full": 1.1, "low_cost": 0.8, "regional": 0.8}.get(carrier.kind, 0.4)
    daily /= max(1, rivals) ** 0.35
    if km > 3000 and "oceania" in (home_of(a.country), home_of(b.country)):
        daily *= 1.8  # fewer people, but no other way
    if a.passengers_m == 0 or b.passengers_m == 0:
        daily = 1 + 2 * unit(0, "small", a.iata, b.iata)
    return min(12.0, max(daily, 2 / 7))


def _days(carrier: Carrier, origin: str, destination: str, daily: float) -> frozenset[int]:
    if daily >= 0.93:
        return EVERY_DAY
    pair = sorted((origin, destination))
    count = max(2, round(7 * daily))
    ranked = sorted(range(7), key=lambda d: unit(0, "days", carrier.code, *pair, d))
    return frozenset(ranked[:count])


def _first_number(carrier: Carrier, origin: str, destination: str, block: int) -> int:
    """The same for both directions but for the last digit: even to the hub, odd from it."""
    pair = sorted((origin, destination))
    low, count = {"full": (400, 900), "low_cost": (1100, 3900)}.get(carrier.kind, (2100, 2400))
    if block > LONG_HAUL and carrier.kind == "full":
        low, count = 2, 190
    rank = {code: index for index, code in enumerate(carrier.homes)}
    away = (rank.get(origin, 99), origin) < (rank.get(destination, 99), destination)
    return low + 2 * whole(0, count, 0, "number", carrier.code, *pair) + away


# The clock -----------------------------------------------------------------------------------


def _clocks(
    carrier: Carrier, a: Airport, b: Airport, block: int, count: int, turn: float
) -> list[int]:
    """Spread over the day; `turn` (0 to 1) keeps rivals from leaving all at the same hour."""
    ahead = usual_offset(b.tz) - usual_offset(a.tz)
    key = carrier.code, a.iata, b.iata
    if block > LONG_HAUL:
        return _chosen(key, a, b, block, ahead, count)
    last = min(21 * 60 + 30, 23 * 60 + 50 - block - ahead)
    first = max(6 * 60, 5 * 60 + 30 - block - ahead)
    if last < first:
        last = first + 60
    step = (last - first) / count
    return sorted(
        5 * round((first + step * (index + (turn + 0.35 * unit(0, "clock", *key, index)) % 1)) / 5)
        for index in range(count)
    )


def _chosen(
    key: tuple[str, ...], a: Airport, b: Airport, block: int, ahead: int, count: int
) -> list[int]:
    """The clocks that suit both ends best, some way apart."""
    worth = {
        clock: _worth(clock, block, ahead, a, b) * (0.5 + unit(0, "clock", *key, clock))
        for clock in range(0, 1440, 15)
    }
    chosen: list[int] = []
    for clock in sorted(worth, key=lambda each: -worth[each]):
        if all(min(abs(clock - c), 1440 - abs(clock - c)) >= 75 for c in chosen):
            chosen.append(clock)
        if len(chosen) == count:
            break
    return sorted(min(1435, clock + 5 * whole(0, 2, 0, "minute", *key, clock)) for clock in chosen)


def _worth(clock: int, block: int, ahead: int, a: Airport, b: Airport) -> float:
    """How well a long flight at that clock suits both ends; `ahead` is their zones' difference."""
    arrives = (clock + block + ahead) % 1440
    return (
        _by_night(clock, a.country in NEVER_SHUT, 60)
        * _by_night(arrives, b.country in NEVER_SHUT, 300)
        * _custom(clock / 60, block / 60, ahead / 60)
    )


def _by_night(clock: int, never_shut: bool, opens: int) -> float:
    """Curfew: nothing before 05:00 (arrivals) or between 01:00 and 06:00 (departures)."""
    if opens == 60 and clock <= 60:
        return 0.5
    if clock < (360 if opens == 60 else opens):
        return 0.4 if never_shut else 0.001
    return 0.5 if clock > 23 * 60 + 50 else 1.0


def _custom(hour: float, block: float, ahead: float) -> float:
    """What is usual on long flights, by the direction they go."""
    if ahead >= 4 and block <= 10.5:  # across the Atlantic or the continent by night
        return 3.0 if 16.5 <= hour <= 22.5 else 0.5 if 8 <= hour <= 10 else 0.05
    if ahead >= 4:  # Europe to Asia
        return 2.0 if 18 <= hour <= 23.5 else 1.3 if 10.5 <= hour <= 15 else 0.3
    if ahead <= -4:  # westward with the day; from Asia also around midnight
        late = 1.4 if block > 10 else 0.3
        return 2.0 if 9 <= hour <= 17.5 else late if hour >= 21.5 or hour <= 1 else 0.5
    if block >= 8:  # north and south
        return 2.0 if hour >= 20 else 0.8 if 9 <= hour <= 14 else 0.2
    return 1.0 if 7 <= hour <= 20 else 0.4


# Zones -----------------------------------------------------------------------------------------


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def usual_offset(zone: str) -> int:
    """Minutes ahead of UTC in January 2026."""
    return _offset(zone, date(2026, 1, 15).toordinal(), 720)


def _offset(zone: str, day: int, clock: int) -> int:
    local = datetime.combine(date.fromordinal(day), time(clock // 60, clock % 60))
    ahead = local.replace(tzinfo=_zone(zone)).utcoffset()
    assert ahead is not None
    return round(ahead.total_seconds() / 60)


@cache
def _offsets(zone: str, day: int) -> tuple[int, int]:
    return _offset(zone, day, 0), _offset(zone, day + 1, 0)


def utc_minute(zone: str, day: int, clock: int) -> int:
    """Minutes since 1970 in UTC of a local clock time.

    A time that the clock skips is the one an hour later.
    """
    begins, ends = _offsets(zone, day)
    ahead = begins if begins == ends else _offset(zone, day, clock)
    return (day - EPOCH) * 1440 + clock - ahead


def instant(minute: int, zone: str) -> datetime:
    """With the offset that the zone has at that minute (a fixed one, so that subtraction is true)."""
    local = datetime.fromtimestamp(minute * 60, tz=_zone(zone))
    ahead = local.utcoffset() or timedelta()
    return local.replace(tzinfo=timezone(ahead))


def local_day(minute: int, zone: str) -> int:
    """The ordinal of the local date at that minute."""
    return datetime.fromtimestamp(minute * 60, tz=_zone(zone)).toordinal()
