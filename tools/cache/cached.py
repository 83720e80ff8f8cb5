"""Providers behind the cache: the same Protocols, the same answers. A price is re-checked, never cached.

Of several providers each is kept on its own: what a slow one answers late is there for the next question.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from tools.advisories import AdvisoryProvider
from tools.cache.cache import Cache
from tools.cache.operations import (
    ACTIVITIES,
    ADVISORIES,
    CLIMATE,
    DAY_TRIPS,
    DAYS,
    FLIGHTS,
    GROUND,
    MATRIX,
    RATES,
    STAYS,
)
from tools.cache.settings import Terms
from tools.currency import CurrencyProvider
from tools.flights import FlightProvider, FlightQuery
from tools.places import PlacesProvider, PlacesQuery
from tools.routing import GroundQuery, MatrixQuery, RoutingProvider
from tools.several import Named, SeveralFlights, SeveralPlaces, SeveralStays
from tools.stays import StayProvider, StayQuery
from tools.toolbox import Toolbox
from tools.weather import ClimateQuery, WeatherProvider, WeatherQuery
from travel.activities import Activity, DayTrip
from travel.advisory import Advisory
from travel.money import Rates
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.routes import RouteMatrix
from travel.weather import MonthClimate, WeatherDay

USUAL = Terms()


class CachedFlights:
    """Implements `FlightProvider`."""

    def __init__(self, provider: FlightProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        return await self._ask(FLIGHTS, query, self._provider.search)

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        return await self._provider.reprice(offer)


class CachedStays:
    """Implements `StayProvider`."""

    def __init__(self, provider: StayProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]:
        return await self._ask(STAYS, query, self._provider.search)

    async def reprice(self, offer: StayOffer) -> StayOffer:
        return await self._provider.reprice(offer)


class CachedWeather:
    """Implements `WeatherProvider`."""

    def __init__(self, provider: WeatherProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def days(self, query: WeatherQuery) -> tuple[WeatherDay, ...]:
        return await self._ask(DAYS, query, self._provider.days)

    async def climate(self, query: ClimateQuery) -> tuple[MonthClimate, ...]:
        return await self._ask(CLIMATE, query, self._provider.climate)


class CachedPlaces:
    """Implements `PlacesProvider`."""

    def __init__(self, provider: PlacesProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]:
        return await self._ask(ACTIVITIES, query, self._provider.activities)

    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]:
        return await self._ask(DAY_TRIPS, query, self._provider.day_trips)


class CachedRouting:
    """Implements `RoutingProvider`."""

    def __init__(self, provider: RoutingProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        return await self._ask(MATRIX, query, self._provider.matrix)

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        return await self._ask(GROUND, query, self._provider.ground)


class CachedCurrency:
    """Implements `CurrencyProvider`."""

    def __init__(self, provider: CurrencyProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def rates(self, on: date) -> Rates:
        return await self._ask(RATES, on, self._provider.rates)


class CachedAdvisories:
    """Implements `AdvisoryProvider`."""

    def __init__(self, provider: AdvisoryProvider, cache: Cache, terms: Terms = USUAL) -> None:
        self._provider = provider
        self._ask = cache.asking(provider.name, terms)

    @property
    def name(self) -> str:
        return self._provider.name

    async def advisory(self, country: str) -> tuple[Advisory, ...]:
        return await self._ask(ADVISORIES, country, self._provider.advisory)


def cached_toolbox(toolbox: Toolbox, cache: Cache, terms: Mapping[str, Terms]) -> Toolbox:
    """Each provider behind the cache, on its own terms ("stays:liteapi") or its capability's ("stays")."""

    def on(capability: str, provider: Named) -> Terms:
        return terms.get(f"{capability}:{provider.name}", terms.get(capability, USUAL))

    currency = CachedCurrency(toolbox.currency, cache, terms.get("currency", USUAL))
    return Toolbox(
        flights=_flights(
            toolbox.flights, currency, lambda each: CachedFlights(each, cache, on("flights", each))
        ),
        stays=_stays(
            toolbox.stays, currency, lambda each: CachedStays(each, cache, on("stays", each))
        ),
        weather=CachedWeather(toolbox.weather, cache, terms.get("weather", USUAL)),
        places=_places(toolbox.places, lambda each: CachedPlaces(each, cache, on("places", each))),
        routing=CachedRouting(toolbox.routing, cache, terms.get("routing", USUAL)),
        currency=currency,
        advisories=tuple(
            CachedAdvisories(issuer, cache, terms.get("advisories", USUAL))
            for issuer in toolbox.advisories
        ),
    )


def _flights(
    asked: FlightProvider, rates: CurrencyProvider, keep: Callable[[FlightProvider], FlightProvider]
) -> FlightProvider:
    if not isinstance(asked, SeveralFlights):
        return keep(asked)
    return replace(asked, members=tuple(map(keep, asked.members)), rates=rates)


def _stays(
    asked: StayProvider, rates: CurrencyProvider, keep: Callable[[StayProvider], StayProvider]
) -> StayProvider:
    if not isinstance(asked, SeveralStays):
        return keep(asked)
    return replace(asked, members=tuple(map(keep, asked.members)), rates=rates)


def _places(
    asked: PlacesProvider, keep: Callable[[PlacesProvider], PlacesProvider]
) -> PlacesProvider:
    if not isinstance(asked, SeveralPlaces):
        return keep(asked)
    return replace(asked, members=tuple(map(keep, asked.members)))
