"""A local server that speaks Open-Meteo's JSON: /v1/forecast and /v1/archive, their limits and errors.

One app stands for all hosts. Weather is made up from latitude and day. Wire format and texts of errors:
open-meteo.com/en/docs and open-meteo/open-meteo `RateLimiter.swift`.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from math import cos, pi
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.simulators.serving import Faulty, Receive, Scope, Send

Json = dict[str, Any]
UNITS: Mapping[str, str] = {
    "temperature_2m_max": "°C",
    "temperature_2m_min": "°C",
    "precipitation_sum": "mm",
    "precipitation_probability_max": "%",
    "weather_code": "wmo code",
}
LIMITS: Mapping[str, float] = {"Minutely": 600, "Hourly": 5000, "Daily": 10_000}
AGAIN: Mapping[str, str] = {
    "Minutely": "in one minute",
    "Hourly": "in the next hour",
    "Daily": "tomorrow",
}
FORMATS: Mapping[str, str] = {
    "Minutely": "%Y-%m-%dT%H:%M",
    "Hourly": "%Y-%m-%dT%H",
    "Daily": "%Y-%m-%d",
}
QUEUE = 6  # requests that may wait beside the one being served


def utc_now() -> datetime:
    return datetime.now(UTC)


class Refused(Exception):
    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


class OpenMeteoSimulator:
    """An ASGI app. With `keys`, only those who send one are served, without a limit.

    `unknown` are variables that are null on the days after `known_days`; `seconds` is how long an answer
    takes, and one is made at a time; `used` are the weighted calls by period.
    """

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.keys: frozenset[str] = frozenset()
        self.unknown: frozenset[str] = frozenset()
        self.known_days = 14
        self.seconds = 0.0
        self.used: dict[str, float] = {}
        self.queries: list[dict[str, str]] = []
        self._waiting = 0
        self._one = asyncio.Lock()
        routes = [
            Route("/v1/forecast", self._answered(self._forecast)),
            Route("/v1/archive", self._answered(self._archive)),
        ]
        self.faults = Faulty(Starlette(routes=routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    def _answered(self, answer: Callable[[Json], list[Json]]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> JSONResponse:
            query = dict(request.query_params)
            self.queries.append(query)
            try:
                await self._admitted(query)
                found = answer(query)
            except Refused as refused:
                body = {"error": True, "reason": str(refused)}
                return JSONResponse(body, status_code=refused.status)
            return JSONResponse(found if len(found) > 1 else found[0])

        return handle

    async def _admitted(self, query: Json) -> None:
        if self.keys:
            if "apikey" not in query:
                raise Refused("API key required. Please add &apikey= to the URL.", 401)
            if query["apikey"] not in self.keys:
                raise Refused("The supplied API key is invalid.")
        elif self._waiting > QUEUE:
            raise Refused("Too many concurrent requests", 429)
        else:
            self._check_limits()
        self._waiting += 1
        try:
            async with self._one:
                await asyncio.sleep(self.seconds)
        finally:
            self._waiting -= 1

    def _check_limits(self) -> None:
        for period, limit in LIMITS.items():
            if self.used.get(self._key(period), 0.0) >= limit:
                text = f"{period} API request limit exceeded. Please try again {AGAIN[period]}."
                raise Refused(text, 429)

    def _key(self, period: str) -> str:
        return f"{period} {self.clock().astimezone(UTC):{FORMATS[period]}}"

    def _forecast(self, query: Json) -> list[Json]:
        number = int(query.get("forecast_days", 7))
        if not 0 <= number <= 16:
            raise Refused(f"Forecast days is invalid. Allowed range 0 to 16. Given {number}.")

        def days(zone: ZoneInfo) -> list[date]:
            today = self.clock().astimezone(zone).date()
            return [today + timedelta(days=ahead) for ahead in range(number)]

        return self._places(query, days, self.known_days)

    def _archive(self, query: Json) -> list[Json]:
        newest = self.clock().astimezone(UTC).date() - timedelta(days=1)
        oldest = date(1940, 1, 1)
        span: dict[str, date] = {}
        for name in ("start_date", "end_date"):
            if name not in query:
                raise Refused(f"Parameter '{name}' is required")
            span[name] = date.fromisoformat(query[name])
            if not oldest <= span[name] <= newest:
                text = f"Parameter '{name}' is out of allowed range from {oldest} to {newest}"
                raise Refused(text)
        length = (span["end_date"] - span["start_date"]).days + 1
        days = [span["start_date"] + timedelta(days=ahead) for ahead in range(length)]
        return self._places(query, lambda zone: days, length)

    def _places(
        self, query: Json, days: Callable[[ZoneInfo], list[date]], known: int
    ) -> list[Json]:
        latitudes = [float(text) for text in query["latitude"].split(",")]
        longitudes = [float(text) for text in query["longitude"].split(",")]
        names = query.get("timezone", "GMT").split(",")
        variables = query.get("daily", "").split(",")
        if len(latitudes) != len(longitudes):
            raise Refused(
                "Parameter 'latitude' and 'longitude' must have the same number of elements"
            )
        for value in latitudes:
            if not -90 <= value <= 90:
                raise Refused(f"Latitude must be in range of -90 to 90°. Given: {value}.")
        for name in variables:
            if name not in UNITS:
                raise Refused(
                    f"Data corrupted at path ''. Cannot initialize ForecastVariableDaily from "
                    f"invalid String value {name}."
                )
        zones = names * len(latitudes) if len(names) == 1 else names
        found = [
            self._place(lat, lon, _zone(zone), variables, days, known)
            for lat, lon, zone in zip(latitudes, longitudes, zones, strict=True)
        ]
        self._charge(len(found), len(found[0]["daily"]["time"]), len(variables))
        for number, each in enumerate(found[1:], 1):
            each["location_id"] = number
        return found

    def _charge(self, places: int, days: int, variables: int) -> None:
        weight = places * max(1.0, variables / 10 * max(1.0, days / 14))
        for period in LIMITS:
            key = self._key(period)
            self.used[key] = self.used.get(key, 0.0) + weight

    def _place(
        self,
        lat: float,
        lon: float,
        zone: ZoneInfo,
        variables: list[str],
        days: Callable[[ZoneInfo], list[date]],
        known: int,
    ) -> Json:
        found = days(zone)
        offset = self.clock().astimezone(zone).utcoffset() or timedelta()

        def column(name: str) -> list[float | None]:
            return [
                None if name in self.unknown and ahead >= known else value(name, lat, day)
                for ahead, day in enumerate(found)
            ]

        return {
            "latitude": round(lat, 2),
            "longitude": round(lon, 2),
            "generationtime_ms": 0.21,
            "utc_offset_seconds": int(offset.total_seconds()),
            "timezone": zone.key,
            "timezone_abbreviation": self.clock().astimezone(zone).tzname(),
            "elevation": 38.0,
            "daily_units": {"time": "iso8601"} | {name: UNITS[name] for name in variables},
            "daily": {"time": [day.isoformat() for day in found]}
            | {name: column(name) for name in variables},
        }


def value(name: str, lat: float, day: date) -> float:
    """Warm in July (north of the equator), a swing of some degrees from day to day, rain by chance."""
    season = cos(2 * pi * (day.timetuple().tm_yday - 200) / 365.25) * (1 if lat >= 0 else -1)
    chance = blake2b(f"{lat:.2f} {day}".encode(), digest_size=2).digest()
    high = 30 - abs(lat) / 3 + 9 * season + chance[0] / 64 - 2
    wet = chance[1] < 77  # three days in ten
    if name == "weather_code":
        return 61 if wet else 1
    if name == "precipitation_probability_max":
        return 85 if wet else 10
    if name == "precipitation_sum":
        return round(1.0 + chance[1] / 10, 1) if wet else 0.4
    return round(high if name == "temperature_2m_max" else high - 8, 1)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused("Invalid timezone") from None
