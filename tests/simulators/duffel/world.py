"""What flies: places as Duffel describes them, and flights between any two of them, the same every day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any, cast
from zoneinfo import ZoneInfo

import airportsdata

Json = dict[str, Any]

CITIES: Mapping[str, tuple[str, ...]] = {
    "LON": ("LHR", "LGW", "STN", "LTN", "LCY"),
    "PAR": ("CDG", "ORY"),
    "NYC": ("JFK", "EWR", "LGA"),
    "TYO": ("HND", "NRT"),
    "ROM": ("FCO", "CIA"),
    "MIL": ("MXP", "LIN"),
}
HUBS = ("AMS", "FRA", "LHR", "DXB")
AIRLINES: Mapping[str, str] = {"ZZ": "Duffel Airways", "BA": "British Airways", "IB": "Iberia"}


@cache
def _airports() -> Mapping[str, Mapping[str, Any]]:
    return cast(Mapping[str, Mapping[str, Any]], airportsdata.load("IATA"))


def known(code: str) -> bool:
    return code in CITIES or code in _airports()


def airports_of(code: str) -> tuple[str, ...]:
    return CITIES.get(code, (code,))


def zone_of(code: str) -> ZoneInfo:
    return ZoneInfo(_airports()[code]["tz"])


def place(code: str) -> Json:
    """An airport, or a city with its airports."""
    if code in CITIES:
        first = _airports()[CITIES[code][0]]
        return {
            "type": "city",
            "id": f"cit_{code.lower()}_{first['country'].lower()}",
            "name": first["city"],
            "iata_code": code,
            "iata_city_code": code,
            "iata_country_code": first["country"],
            "city_name": None,
            "time_zone": None,
            "latitude": None,
            "longitude": None,
            "airports": [place(airport) for airport in CITIES[code]],
        }
    row = _airports()[code]
    city = next((city for city, airports in CITIES.items() if code in airports), code)
    return {
        "type": "airport",
        "id": f"arp_{code.lower()}_{row['country'].lower()}",
        "name": row["name"],
        "iata_code": code,
        "icao_code": row["icao"],
        "iata_city_code": city,
        "iata_country_code": row["country"],
        "city_name": row["city"],
        "time_zone": row["tz"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "city": None,
    }


def suggestions(query: str) -> list[Json]:
    wanted = query.casefold()
    codes = [
        code
        for code, row in _airports().items()
        if wanted in (code.casefold(), row["city"].casefold()) or wanted in row["name"].casefold()
    ]
    cities = [
        code for code in CITIES if wanted in (code.casefold(), place(code)["name"].casefold())
    ]
    return [place(code) for code in [*cities, *codes][:20]]


def kilometres(a: str, b: str) -> float:
    one, two = _airports()[a], _airports()[b]
    lat_a, lat_b = radians(one["lat"]), radians(two["lat"])
    half = (
        sin((lat_b - lat_a) / 2) ** 2
        + cos(lat_a) * cos(lat_b) * sin(radians(two["lon"] - one["lon"]) / 2) ** 2
    )
    return 2 * 6371 * asin(sqrt(half))


@dataclass(frozen=True)
class Flight:
    origin: str
    destination: str
    depart: datetime  # with its zone
    number: str
    stop: str = ""  # an airport where it lands on the way

    @property
    def lasts(self) -> timedelta:
        minutes = 35 + kilometres(self.origin, self.destination) / 13
        return timedelta(minutes=5 * round(minutes / 5) + (60 if self.stop else 0))

    @property
    def arrive(self) -> datetime:
        landing = self.depart.astimezone(UTC) + self.lasts
        return landing.astimezone(zone_of(self.destination))


def journey(
    origin: str, destination: str, day: date, number: int, *, stops: int = 0, lands: str = ""
) -> list[Flight]:
    """The day's flight of that number: every 45 minutes from six in the morning, on and on."""
    leaves = time(6 + (number * 3 // 4) % 16, number * 45 % 60)
    via = [hub for hub in HUBS if hub not in (origin, destination)][:stops]
    codes = [origin, *via, destination]
    depart = datetime.combine(day, leaves, tzinfo=zone_of(origin))
    flights: list[Flight] = []
    for start, end in pairwise(codes):
        flight = Flight(start, end, depart, str(100 + number + len(flights)), lands)
        flights.append(flight)
        depart = flight.arrive + timedelta(minutes=75)
    return flights


def duration(length: timedelta) -> str:
    """ISO 8601, as Duffel writes it."""
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    return f"P{f'{days}D' if days else ''}T{rest // 60}H{rest % 60:02}M"


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()


def airline(code: str) -> Json:
    return {"id": f"arl_{code.lower()}", "iata_code": code, "name": AIRLINES[code]}
