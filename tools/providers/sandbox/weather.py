"""The sandbox's weather: hand-written monthly normals, and a made-up forecast for the next ten days.

Normals (`data/climate.csv`) are of about 270 cities. Elsewhere those of the nearest one, corrected for
latitude (0.7 °C a degree towards the pole) and, where the height of the place is known, for height (6 °C
a kilometre, near the 6.5 °C of the standard atmosphere).
"""

import csv
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tools.providers.sandbox.places import rehearse
from tools.providers.sandbox.seeded import answer, bell, between, unit
from tools.weather import ClimateQuery, WeatherQuery
from travel.gazetteer import Gazetteer, folded
from travel.places import Place, distance_km
from travel.provenance import Provenance
from travel.weather import MonthClimate, WeatherDay

NAME = "sandbox:weather"
FORECAST_DAYS = 10
HERE_KM = 20.0
CLIMATE_NOTE = "climate normals, not a forecast"
FORECAST_NOTE = "sandbox forecast, made up"
PER_DEGREE, PER_KM_UP = 0.7, 6.0

# Metres above the sea of places that lie much higher or lower than the cities around them.
HEIGHTS: Mapping[str, int] = {
    **{"zermatt": 1608, "st moritz": 1822, "davos": 1560, "verbier": 1500, "grindelwald": 1034},
    **{"chamonix": 1035, "courchevel": 1850, "val d isere": 1850, "tignes": 2100, "megeve": 1113},
    **{
        "cortina d ampezzo": 1224,
        "livigno": 1816,
        "innsbruck": 574,
        "kitzbuhel": 762,
        "ischgl": 1377,
    },
    **{"lech": 1444, "andorra la vella": 1023, "granada": 738, "avila": 1131, "segovia": 1005},
    **{"zakopane": 838, "bansko": 925, "brasov": 600, "ifrane": 1665, "sanaa": 2250, "taif": 1879},
    **{"shimla": 2276, "darjeeling": 2042, "leh": 3500, "dalat": 1500, "chiang mai": 310},
    **{"cuzco": 3399, "cusco": 3399, "arequipa": 2335, "puno": 3827, "la paz": 3640, "sucre": 2810},
    **{"potosi": 4067, "quito": 2850, "cuenca": 2560, "bogota": 2640, "medellin": 1495},
    **{
        "toluca": 2660,
        "puebla": 2135,
        "san cristobal de las casas": 2200,
        "aspen": 2438,
        "vail": 2484,
    },
    **{"park city": 2134, "santa fe": 2194, "flagstaff": 2106, "banff": 1383, "whistler": 670},
    **{
        "queenstown": 310,
        "nairobi": 1795,
        "addis ababa": 2355,
        "johannesburg": 1753,
        "lhasa": 3656,
    },
}


class Normals(NamedTuple):
    """Of one city, a value a month. `wet` is days with at least 1 mm."""

    city: str
    country: str
    lat: float
    lon: float
    elevation_m: float
    tags: tuple[str, ...]
    high: tuple[float, ...]
    low: tuple[float, ...]
    wet: tuple[float, ...]


class Usual(NamedTuple):
    """What is usual on a day."""

    high: float
    low: float
    wet_share: float


class SandboxWeather:
    """Implements `WeatherProvider`."""

    def __init__(
        self, gazetteer: Gazetteer, *, clock: Callable[[], datetime], seed: int = 0
    ) -> None:
        self._clock = clock
        self._seed = seed

    @property
    def name(self) -> str:
        return NAME

    async def days(self, query: WeatherQuery) -> tuple[WeatherDay, ...]:
        """Every day asked for: a forecast up to ten days ahead, climate normals for all others."""
        if not await rehearse(NAME, query.place.id, self._clock):
            return ()
        now = self._clock()
        today = now.astimezone(query.place.zone).date()
        normals, km = nearest(query.place)
        note = CLIMATE_NOTE
        if km > HERE_KM:
            note += f"; those of {normals.city}, {km:.0f} km away"
        usual = self._source("climate", query.place, note)
        forecast = self._source("forecast", query.place, FORECAST_NOTE)
        return tuple(
            self._forecast(query.place, day, usual_on(day, query.place, normals), forecast)
            if 0 <= (day - today).days <= FORECAST_DAYS
            else _climate(query.place, day, usual_on(day, query.place, normals), usual)
            for day in _days(query.first, query.last)
        )

    async def climate(self, query: ClimateQuery) -> tuple[MonthClimate, ...]:
        """The cities with normals where it is so, the warmest (or coldest) first."""
        month = query.month - 1
        found = sorted(
            (each for each in normals_on_file() if _suits(each, query)),
            key=lambda each: -each.high[month] if query.warmest_first else each.high[month],
        )
        source = answer(NAME, f"{query!r}", self._clock(), None, seed=self._seed, note=CLIMATE_NOTE)
        return tuple(_month(each, query.month, source) for each in found[: query.limit])

    def _source(self, kind: str, place: Place, note: str) -> Provenance:
        return answer(NAME, f"{kind}/{place.id}", self._clock(), None, seed=self._seed, note=note)

    def _forecast(self, place: Place, day: date, usual: Usual, source: Provenance) -> WeatherDay:
        """Around the normal; the same however far ahead it is asked for."""
        key = self._seed, "forecast", place.id, day
        wet = unit(*key, "wet") < usual.wet_share
        swing = 4 * bell(*key, "warmth")
        high = usual.high + swing - (1.5 if wet else 0)
        low = min(usual.low + swing + 1.5 * bell(*key, "night"), high - 2)
        rain = between(0.7, 0.95, *key, "rain") if wet else between(0.05, 0.3, *key, "rain")
        return WeatherDay(
            date=day,
            city=place.sleeps_in,
            kind="forecast",
            high_c=round(high),
            low_c=round(low),
            rain_chance=round(rain, 2),
            summary=_wet_sky(high, low, rain) if wet else _dry_sky(rain),
            provenance=source,
        )


@cache
def normals_on_file() -> tuple[Normals, ...]:
    text = files("tools.providers.sandbox").joinpath("data/climate.csv").read_text("utf-8")
    return tuple(_read(row) for row in csv.DictReader(text.splitlines()))


def nearest(place: Place) -> tuple[Normals, float]:
    """The city of that name, else the nearest one with normals; and its distance in kilometres."""
    name = folded(place.sleeps_in)
    away = [(distance_km(place, Here(each.lat, each.lon)), each) for each in normals_on_file()]
    named = [pair for pair in away if folded(pair[1].city) == name and pair[0] < 100]
    km, found = min(named or away, key=lambda pair: pair[0])
    return found, km


class Here(NamedTuple):
    lat: float
    lon: float


def usual_on(day: date, place: Place, normals: Normals) -> Usual:
    """Between the middles of the months, in a straight line."""
    earlier, later, share = _between_months(day)
    warmer = _warmer_by(place, normals)

    def at(values: tuple[float, ...]) -> float:
        return values[earlier] * (1 - share) + values[later] * share

    wet = at(tuple(n / _LENGTH[m] for m, n in enumerate(normals.wet)))
    return Usual(at(normals.high) + warmer, at(normals.low) + warmer, min(1.0, max(0.0, wet)))


_LENGTH = tuple(monthrange(2025, month)[1] for month in range(1, 13))


def _between_months(day: date) -> tuple[int, int, float]:
    """Indices of the months whose middles enclose the day, and how far on it is to the second."""
    month = day.month - 1
    ahead = (day.day - 0.5) / _LENGTH[month] - 0.5
    return (month, (month + 1) % 12, ahead) if ahead >= 0 else ((month - 1) % 12, month, 1 + ahead)


def _warmer_by(place: Place, normals: Normals) -> float:
    """°C to add to the normals of another city. A height that isn't known is taken as the same."""
    if distance_km(place, Here(normals.lat, normals.lon)) <= HERE_KM:
        return 0.0
    height = HEIGHTS.get(folded(place.sleeps_in), normals.elevation_m)
    upwards = (height - normals.elevation_m) / 1000
    return PER_DEGREE * (abs(normals.lat) - abs(place.lat)) - PER_KM_UP * upwards


def _climate(place: Place, day: date, usual: Usual, source: Provenance) -> WeatherDay:
    return WeatherDay(
        date=day,
        city=place.sleeps_in,
        kind="climate",
        high_c=round(usual.high),
        low_c=round(usual.low),
        rain_chance=round(usual.wet_share, 2),
        summary=_usual_sky(usual),
        provenance=source,
    )


def _month(each: Normals, month: int, source: Provenance) -> MonthClimate:
    return MonthClimate(
        city=each.city,
        country=each.country,
        month=month,
        high_c=each.high[month - 1],
        low_c=each.low[month - 1],
        wet_days=each.wet[month - 1],
        tags=each.tags,
        provenance=source,
    )


def _suits(each: Normals, query: ClimateQuery) -> bool:
    high, wet = each.high[query.month - 1], each.wet[query.month - 1]
    return (
        (query.min_high_c is None or high >= query.min_high_c)
        and (query.max_high_c is None or high <= query.max_high_c)
        and (query.max_wet_days is None or wet <= query.max_wet_days)
        and set(query.tags) <= set(each.tags)
    )


def _usual_sky(usual: Usual) -> str:
    if usual.wet_share >= 0.5:
        return "often snow" if usual.high < 1 else "often rainy"
    if usual.wet_share >= 0.3:
        return "changeable, some snow" if usual.high < 1 else "changeable"
    return "mostly dry" if usual.wet_share >= 0.15 else "usually dry and sunny"


def _wet_sky(high: float, low: float, rain: float) -> str:
    if high < 1.5:
        return "snow"
    if high < 4 and low < 0:
        return "sleet"
    if low > 21:
        return "thundery showers" if rain > 0.82 else "showers"
    return "rain" if rain > 0.86 else "light rain"


def _dry_sky(rain: float) -> str:
    if rain < 0.14:
        return "sunny"
    return "partly cloudy" if rain < 0.23 else "cloudy"


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def _read(row: Mapping[str, str]) -> Normals:
    def months(kind: str) -> tuple[float, ...]:
        return tuple(float(row[f"{kind}{month}"]) for month in range(1, 13))

    return Normals(
        row["city"],
        row["country"],
        float(row["lat"]),
        float(row["lon"]),
        float(row["elevation_m"] or 0),
        tuple(row["tags"].replace(";", "|").replace(" ", "|").split("|")),
        months("hi"),
        months("lo"),
        months("wet"),
    )
