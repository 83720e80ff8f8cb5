"""The weather of days: the forecast where it reaches and is whole, what is usual elsewhere."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from pydantic import SecretStr, ValidationError

from tools.http import Timeouts, VendorClient, VendorPolicy
from tools.providers.open_meteo.limits import FREE, Budget, open_meteo_errors, weight
from tools.providers.open_meteo.normals import (
    YEARS,
    Kept,
    KeptInMemory,
    Normal,
    Normals,
    normals_of,
)
from tools.providers.open_meteo.wire import (
    ARCHIVE_DAILY,
    FORECAST_DAILY,
    NAME,
    SKIES,
    Archive,
    Forecast,
    ForecastDaily,
    read_each,
    where,
)
from tools.weather import ClimateQuery, WeatherQuery
from travel.places import Place
from travel.provenance import Provenance
from travel.weather import MonthClimate, WeatherDay

FORECAST_URL = "https://api.open-meteo.com"
ARCHIVE_URL = "https://archive-api.open-meteo.com"
FORECAST_DAYS = 16  # today included
FORECAST_HOLDS = timedelta(hours=3)
ARCHIVE_LAG = timedelta(days=10)  # until a year's last day is surely in the archive
CREDIT = "Open-Meteo.com, CC BY 4.0"
FORECAST_NOTE = f"weather data by {CREDIT}"

Known = Mapping[tuple[str, date], WeatherDay]  # by the place's id


class ClimateSearch(Protocol):
    async def climate(self, query: ClimateQuery) -> tuple[MonthClimate, ...]: ...


def forecast_policy(key: SecretStr | None = None, url: str = FORECAST_URL) -> VendorPolicy:
    return _policy(key, url)


def archive_policy(key: SecretStr | None = None, url: str = ARCHIVE_URL) -> VendorPolicy:
    return _policy(key, url)


def _policy(key: SecretStr | None, url: str) -> VendorPolicy:
    """A key has hosts of its own. Without one, an address has one request served and six waiting."""
    if key is not None and url in {FORECAST_URL, ARCHIVE_URL}:
        url = url.replace("://", "://customer-")
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        params={} if key is None else {"apikey": key},
        reading=Timeouts(read=25, pool=20, total=45),
        connections=3 if key is None else 20,
        retry_statuses=frozenset({502, 503, 504}),  # no limit is over within seconds
    )


class OpenMeteo:
    """Implements `WeatherProvider`.

    The clients are of `forecast_policy` and `archive_policy`. Normals are kept for good in `kept`.
    `climates` says where it is like that: Open-Meteo has no such search.
    """

    def __init__(
        self,
        forecast: VendorClient,
        archive: VendorClient,
        *,
        climates: ClimateSearch,
        clock: Callable[[], datetime],
        kept: Kept | None = None,
    ) -> None:
        self._forecast = forecast
        self._archive = archive
        self._climates = climates
        self._clock = clock
        self._kept = kept or KeptInMemory()
        self._budget = Budget({} if "apikey" in forecast.policy.params else FREE, clock)
        self._errors = open_meteo_errors(clock)
        self._one_archive = asyncio.Lock()

    @property
    def name(self) -> str:
        return NAME

    async def days(self, query: WeatherQuery) -> tuple[WeatherDay, ...]:
        """Every day asked for; those gone by are climate too."""
        return (await self.days_at((query,)))[0]

    async def days_at(self, queries: Sequence[WeatherQuery]) -> tuple[tuple[WeatherDay, ...], ...]:
        """The same for several places, whose forecasts are one request."""
        places = {query.place.id: query.place for query in queries if self._reaches(query)}
        known: Known = await self._forecasts(tuple(places.values())) if places else {}
        return tuple([await self._filled(query, known) for query in queries])

    async def climate(self, query: ClimateQuery) -> tuple[MonthClimate, ...]:
        """What `climates` answers, with its provenance."""
        return await self._climates.climate(query)

    def _reaches(self, query: WeatherQuery) -> bool:
        today = self._clock().astimezone(query.place.zone).date()
        return today <= query.last and query.first < today + timedelta(days=FORECAST_DAYS)

    async def _filled(self, query: WeatherQuery, known: Known) -> tuple[WeatherDay, ...]:
        place = query.place
        days = list(_days(query.first, query.last))
        if all((place.id, day) in known for day in days):
            return tuple(known[place.id, day] for day in days)
        normals = await self._normals(place)
        source = _climate_source(place, normals)
        return tuple(
            known.get((place.id, day)) or _usual(place, day, normals.on(day), source)
            for day in days
        )

    async def _forecasts(self, places: Sequence[Place]) -> Known:
        self._budget.spend(weight(len(places), FORECAST_DAYS, len(FORECAST_DAILY)))
        reply = await self._forecast.read(
            "GET",
            "/v1/forecast",
            params=where(places)
            | {"daily": ",".join(FORECAST_DAILY), "forecast_days": str(FORECAST_DAYS)},
            errors=self._errors,
        )
        now = self._clock()
        answers = read_each(Forecast, reply.body, len(places))
        return {
            (place.id, day.date): day
            for place, answer in zip(places, answers, strict=True)
            for day in _forecast_days(place, answer.daily, now)
        }

    async def _normals(self, place: Place) -> Normals:
        key = f"{NAME}/normals/1/{place.lat:.2f},{place.lon:.2f}"
        async with self._one_archive:  # a place's years weigh a lot: never twice at once
            found = await self._kept.get(key)
            if found is not None:
                try:
                    return Normals.model_validate(found)
                except ValidationError:  # written by another version: made anew
                    pass
            normals = await self._made(place)
            await self._kept.put(key, normals.model_dump(mode="json"))
            return normals

    async def _made(self, place: Place) -> Normals:
        now = self._clock()
        last = (now - ARCHIVE_LAG).year - 1
        first = last - YEARS + 1
        self._budget.spend(weight(1, 365.25 * YEARS, len(ARCHIVE_DAILY)))
        reply = await self._archive.read(
            "GET",
            "/v1/archive",
            params=where([place])
            | {"daily": ",".join(ARCHIVE_DAILY)}
            | {"start_date": f"{first}-01-01", "end_date": f"{last}-12-31"},
            errors=self._errors,
        )
        (archive,) = read_each(Archive, reply.body, 1)
        return normals_of(archive.daily, first, now)


def _forecast_days(place: Place, daily: ForecastDaily, now: datetime) -> Iterator[WeatherDay]:
    """Those of which everything is known: the last days often lack the chance of rain."""
    source = Provenance(
        id=f"{NAME}:forecast:{place.id}:{now.isoformat()}",
        provider=NAME,
        retrieved_at=now,
        expires_at=now + FORECAST_HOLDS,
        note=FORECAST_NOTE,
    )
    rows = zip(
        daily.time,
        daily.temperature_2m_max,
        daily.temperature_2m_min,
        daily.precipitation_probability_max,
        daily.weather_code,
        strict=True,
    )
    for day, high, low, rain, code in rows:
        if high is None or low is None or rain is None or code is None or code not in SKIES:
            continue
        yield WeatherDay(
            date=day,
            city=place.sleeps_in,
            kind="forecast",
            high_c=round(high),
            low_c=round(low),
            rain_chance=round(rain / 100, 2),
            summary=SKIES[code],
            provenance=source,
        )


def _climate_source(place: Place, normals: Normals) -> Provenance:
    years = f"{normals.first_year} to {normals.last_year}"
    return Provenance(
        id=f"{NAME}:climate:{place.id}:{normals.made.isoformat()}",
        provider=NAME,
        retrieved_at=normals.made,
        note=f"climate normals of {years}, not a forecast; weather data by {CREDIT}",
    )


def _usual(place: Place, day: date, normal: Normal, source: Provenance) -> WeatherDay:
    return WeatherDay(
        date=day,
        city=place.sleeps_in,
        kind="climate",
        high_c=round(normal.high),
        low_c=round(normal.low),
        rain_chance=normal.wet,
        summary=_usual_sky(normal),
        provenance=source,
    )


def _usual_sky(normal: Normal) -> str:
    if normal.wet >= 0.5:
        return "often snow" if normal.high < 1 else "often rainy"
    if normal.wet >= 0.3:
        return "changeable, some snow" if normal.high < 1 else "changeable"
    return "mostly dry" if normal.wet >= 0.15 else "usually dry and sunny"


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
