"""Live providers, each built from the settings that choose it."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tools.advisories import AdvisoryProvider
from tools.bookings import BookingProvider
from tools.currency import CurrencyProvider
from tools.flights import FlightProvider
from tools.http import ErrorHook, Traced, Traffic, VendorClient, VendorPolicy, no_vendor_errors
from tools.places import PlacesProvider
from tools.providers import (
    duffel,
    duffel_stays,
    frankfurter,
    google_places,
    google_routes,
    gov_uk,
    liteapi,
    open_meteo,
    openrouteservice,
    osrm,
    overpass,
    us_state,
    valhalla,
    wikivoyage,
)
from tools.routing import GroundQuery, MatrixQuery, RoutingProvider
from tools.several import SeveralPlaces
from tools.stays import StayProvider
from tools.weather import WeatherProvider
from travel.gazetteer import Gazetteer
from travel.offers import GroundOffer
from travel.routes import RouteMatrix
from wiring.settings import Settings


class Issuer(Protocol):
    """How every provider of travel advice is made."""

    def __call__(
        self, client: VendorClient, *, gazetteer: Gazetteer, clock: Callable[[], datetime]
    ) -> AdvisoryProvider: ...


@dataclass(frozen=True)
class RoutesAndTrains:
    """Ways within a city from one provider, trains between cities from another."""

    routes: RoutingProvider
    trains: RoutingProvider

    @property
    def name(self) -> str:
        return self.routes.name

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        return await self.routes.matrix(query)

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        return await self.trains.ground(query)


@dataclass(frozen=True)
class Live:
    """Opens clients on a stack, which closes them. None where the settings don't choose a provider."""

    settings: Settings
    gazetteer: Gazetteer
    clock: Callable[[], datetime]
    stack: AsyncExitStack
    desks: list[BookingProvider] = field(default_factory=list["BookingProvider"])  # of those opened
    traffic: Traffic = field(default_factory=Traffic)  # of all its clients

    async def flights(self) -> FlightProvider | None:
        token, url = self.settings.duffel_token, self.settings.duffel_url
        if token is None:
            return None
        policy = duffel.duffel_policy(token, url or duffel.URL)
        client = await self._client(policy, duffel.duffel_error)
        flights = duffel.Duffel(client, zone=self._zone, clock=self.clock)
        orders = duffel.DuffelOrders(client, zone=self._zone)
        self.desks.append(duffel.DuffelBookings(flights, orders))
        return flights

    async def stays(self) -> StayProvider | None:
        key, url = self.settings.liteapi_key, self.settings.liteapi_url
        if key is None:
            return None
        booking_url = self.settings.liteapi_booking_url or url or liteapi.BOOKING_URL
        search = liteapi.search_policy(key, url or liteapi.SEARCH_URL)
        booking = liteapi.booking_policy(key, booking_url)
        desk = await self._client(booking, liteapi.liteapi_error)
        bookings = liteapi.LiteApiBookings(desk, clock=self.clock)
        self.desks.append(liteapi.LiteApiDesk(bookings, clock=self.clock))
        return liteapi.LiteApi(
            await self._client(search, liteapi.liteapi_error),
            desk,
            self.gazetteer,
            nationality=self.settings.guest_nationality,
            clock=self.clock,
        )

    async def duffel_stays(self) -> StayProvider | None:
        token, url = self.settings.duffel_token, self.settings.duffel_url
        if token is None or not self.settings.duffel_stays:
            return None
        policy = duffel_stays.duffel_stays_policy(token, url or duffel.URL)
        client = await self._client(policy, duffel_stays.duffel_stays_error)
        stays = duffel_stays.DuffelStays(
            client, self.gazetteer, live=not duffel_stays.is_test(token), clock=self.clock
        )
        self.desks.append(duffel_stays.DuffelStaysDesk(stays, client, clock=self.clock))
        return stays

    async def weather(self, climates: WeatherProvider) -> WeatherProvider:
        key, url = self.settings.open_meteo_key, self.settings.open_meteo_url
        errors = open_meteo.open_meteo_errors(self.clock)
        forecast = open_meteo.forecast_policy(key, url or open_meteo.FORECAST_URL)
        archive = open_meteo.archive_policy(key, url or open_meteo.ARCHIVE_URL)
        return open_meteo.OpenMeteo(
            await self._client(forecast, errors),
            await self._client(archive, errors),
            climates=climates,
            clock=self.clock,
        )

    async def currency(self, behind: CurrencyProvider) -> CurrencyProvider:
        policy = frankfurter.frankfurter_policy(self.settings.frankfurter_url or frankfurter.URL)
        client = await self._client(policy, frankfurter.frankfurter_error)
        return frankfurter.Frankfurter(client, behind=behind, clock=self.clock)

    async def advisories(self) -> tuple[AdvisoryProvider, ...]:
        """Of each issuer: what one says of a country is no reason not to hear another."""
        s = self.settings
        uk = gov_uk.gov_uk_policy(s.gov_uk_url or gov_uk.URL)
        us = us_state.us_state_policy(s.us_state_url or us_state.URL)
        return (
            await self._issuer(gov_uk.GovUk, uk),
            await self._issuer(us_state.UsState, us),
        )

    async def _issuer(self, issuer: Issuer, policy: VendorPolicy) -> AdvisoryProvider:
        client = await self._client(policy, no_vendor_errors)
        return issuer(client, gazetteer=self.gazetteer, clock=self.clock)

    async def places(self) -> PlacesProvider:
        """OpenStreetMap; with a key Google too."""
        key, url = self.settings.google_maps_key, self.settings.google_places_url
        if key is None:
            return await self._overpass()
        policy = google_places.google_places_policy(key, url or google_places.URL)
        client = await self._client(policy, google_places.google_places_error)
        google = google_places.GooglePlaces(client, clock=self.clock)
        return SeveralPlaces((google, await self._overpass()), self.settings.patience)

    async def _overpass(self) -> PlacesProvider:
        settings = self.settings
        map_policy = overpass.overpass_policy(settings.overpass_url or overpass.URL, settings.agent)
        voyage_url = settings.wikivoyage_url or wikivoyage.VOYAGE_URL
        data_url = settings.wikidata_url or wikivoyage.DATA_URL
        voyage, data = [
            await self._client(wikivoyage.wiki_policy(url, settings.agent), wikivoyage.wiki_error)
            for url in (voyage_url, data_url)
        ]
        return overpass.Overpass(
            await self._client(map_policy, overpass.overpass_error),
            clock=self.clock,
            summaries=wikivoyage.Wikivoyage(voyage, data),
        )

    async def routes(self) -> RoutingProvider | None:
        """The first that is configured: one's own servers, then Google, then openrouteservice."""
        settings = self.settings
        if settings.osrm_foot_url or settings.osrm_car_url:
            return await self._osrm()
        if settings.valhalla_url:
            policy = valhalla.valhalla_policy(settings.valhalla_url, settings.agent)
            client = await self._client(policy, valhalla.valhalla_error)
            return valhalla.Valhalla(client, clock=self.clock)
        if settings.google_maps_key is not None:
            policy = google_routes.google_routes_policy(
                settings.google_maps_key, settings.google_routes_url or google_routes.URL
            )
            client = await self._client(policy, google_routes.google_routes_error)
            return google_routes.GoogleRoutes(client, clock=self.clock)
        if settings.openrouteservice_key is not None:
            policy = openrouteservice.openrouteservice_policy(
                settings.openrouteservice_key, settings.openrouteservice_url or openrouteservice.URL
            )
            client = await self._client(policy, openrouteservice.openrouteservice_error)
            return openrouteservice.Openrouteservice(client, clock=self.clock)
        return None

    async def _osrm(self) -> RoutingProvider:
        agent = self.settings.agent
        foot, car = [
            await self._client(osrm.osrm_policy(url, agent), osrm.osrm_error) if url else None
            for url in (self.settings.osrm_foot_url, self.settings.osrm_car_url)
        ]
        return osrm.Osrm(foot=foot, car=car, clock=self.clock)

    async def _client(self, policy: VendorPolicy, errors: ErrorHook) -> VendorClient:
        return await self.stack.enter_async_context(
            VendorClient(policy, errors=errors, observe=Traced(self.traffic))
        )

    def _zone(self, iata: str) -> str | None:
        airport = self.gazetteer.airport(iata)
        return airport.tz if airport else None
