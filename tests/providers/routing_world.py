"""All simulators of routing, served, and the providers that ask them."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from tests.simulators import google, openrouteservice
from tests.simulators.google_routes import GoogleRoutesSimulator
from tests.simulators.openrouteservice import OpenrouteserviceSimulator
from tests.simulators.osrm import OsrmSimulator
from tests.simulators.serving import serving
from tests.simulators.small import Small
from tests.simulators.valhalla import ValhallaSimulator
from tools.http import VendorClient, VendorPolicy
from tools.providers.google_routes import (
    GoogleRoutes,
    google_routes_error,
    google_routes_policy,
)
from tools.providers.openrouteservice import (
    Openrouteservice,
    openrouteservice_error,
    openrouteservice_policy,
)
from tools.providers.osrm import Osrm, osrm_error, osrm_policy
from tools.providers.valhalla import Valhalla, valhalla_error, valhalla_policy
from tools.routing import MatrixQuery, RoutingProvider
from travel.errors import (
    ProviderError,
)
from travel.places import Place
from travel.routes import Point, RouteMatrix

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROSSIO = Point(id="rossio", lat=38.7139, lon=-9.1394)
CASTLE = Point(id="castle", lat=38.7139, lon=-9.1335)
BELEM = Point(id="belem", lat=38.6979, lon=-9.2068)
ISLAND = Point(id="island", lat=38.7, lon=-9.15)
FAR = Point(id="far", lat=41.15, lon=-8.61)
POINTS = ROSSIO, CASTLE, BELEM
LISBON = Place(
    id="geonames:2267057",
    name="Lisbon",
    kind="city",
    country="PT",
    lat=38.72,
    lon=-9.14,
    tz="Europe/Lisbon",
)


def quick(policy: VendorPolicy, **more: Any) -> VendorPolicy:
    """Without the waits that are meant for a real vendor."""
    changed = {"rate": 1000.0, "period": 1.0, "retry_pause": 0.001, "breaker_failures": 1000}
    return policy.model_copy(update=changed | more)


class World:
    """All simulators, served, and the providers that ask them."""

    def __init__(self) -> None:
        self.cars, self.feet = OsrmSimulator(), OsrmSimulator(on_foot=True)
        self.ors, self.valhalla = OpenrouteserviceSimulator(), ValhallaSimulator()
        self.google = GoogleRoutesSimulator()
        self.simulators: dict[str, Small] = {
            "osrm": self.feet,
            "openrouteservice": self.ors,
            "valhalla": self.valhalla,
            "google-routes": self.google,
        }
        self.providers: dict[str, RoutingProvider] = {}
        self.clients: dict[str, VendorClient] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        async def client(
            name: str, simulator: Small, policy: Callable[[str], VendorPolicy], errors: Any
        ) -> VendorClient:
            url = await stack.enter_async_context(serving(simulator))
            made = VendorClient(quick(policy(url)), errors=errors, clock=lambda: NOW)
            self.clients[name] = await stack.enter_async_context(made)
            return made

        cars = await client("cars", self.cars, osrm_policy, osrm_error)
        feet = await client("feet", self.feet, osrm_policy, osrm_error)
        ors = await client("ors", self.ors, _ors_policy, openrouteservice_error)
        valhalla = await client("valhalla", self.valhalla, valhalla_policy, valhalla_error)
        routes = await client("google", self.google, _google_policy, google_routes_error)
        self.providers = {
            "osrm": Osrm(foot=feet, car=cars, clock=clock),
            "openrouteservice": Openrouteservice(ors, clock=clock),
            "valhalla": Valhalla(valhalla, clock=clock),
            "google-routes": GoogleRoutes(routes, clock=clock),
        }

    def fresh(self) -> None:
        for simulator in (*self.simulators.values(), self.cars):
            simulator.fresh()
        for each in (self.cars, self.feet, self.ors, self.valhalla, self.google):
            each.roads.islands = []
        self.ors.left, self.ors.per_minute, self.google.per_minute = 500, 40, 3000
        self.google.asked = dict.fromkeys(self.google.asked, 0)
        self.google.failing = set()


def clock() -> datetime:
    return NOW


def _ors_policy(url: str) -> VendorPolicy:
    return openrouteservice_policy(SecretStr(openrouteservice.KEY), url)


def _google_policy(url: str) -> VendorPolicy:
    return google_routes_policy(SecretStr(google.KEY), url)


async def measured(world: World, name: str, *points: Point) -> RouteMatrix:
    return await world.providers[name].matrix(MatrixQuery(city="Lisbon", points=points))


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value
