"""All simulators of places, served, and the providers that ask them."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from tests.simulators.google import KEY
from tests.simulators.google_places import GooglePlacesSimulator
from tests.simulators.overpass import OverpassSimulator
from tests.simulators.serving import serving
from tests.simulators.small import Small
from tests.simulators.wikivoyage import WikiSimulator
from tools.http import VendorClient, VendorPolicy
from tools.places import PlacesProvider, PlacesQuery
from tools.providers.google_places import (
    GooglePlaces,
    google_places_error,
    google_places_policy,
)
from tools.providers.overpass import Overpass, overpass_error, overpass_policy
from tools.providers.wikivoyage import Wikivoyage, wiki_error, wiki_policy
from travel.activities import Activity
from travel.errors import (
    ProviderError,
)
from travel.places import Place
from travel.wishes import Interest

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MONDAY, TUESDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)
LISBON = Place(
    id="geonames:2267057",
    name="Lisbon",
    kind="city",
    country="PT",
    lat=38.7167,
    lon=-9.1333,
    tz="Europe/Lisbon",
    population=517_802,
)
NOWHERE = LISBON.model_copy(update={"id": "geonames:1", "name": "Nowhere", "lat": 10.0})


def clock() -> datetime:
    return NOW


def quick(policy: VendorPolicy) -> VendorPolicy:
    """Without the waits that are meant for a real vendor."""
    changed = {"rate": 1000.0, "period": 1.0, "retry_pause": 0.001, "breaker_failures": 1000}
    return policy.model_copy(update=changed)


class World:
    """All simulators, served, and the providers that ask them."""

    def __init__(self) -> None:
        self.osm, self.google = OverpassSimulator(), GooglePlacesSimulator()
        self.voyage, self.data = WikiSimulator(), WikiSimulator()
        self.simulators: dict[str, Small] = {"overpass": self.osm, "google-places": self.google}
        self.providers: dict[str, PlacesProvider] = {}
        self.clients: dict[str, VendorClient] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        async def client(
            name: str, simulator: Small, policy: Callable[[str], VendorPolicy], errors: Any
        ) -> VendorClient:
            url = await stack.enter_async_context(serving(simulator))
            made = VendorClient(quick(policy(url)), errors=errors, clock=clock)
            self.clients[name] = await stack.enter_async_context(made)
            return made

        voyage = await client("voyage", self.voyage, wiki_policy, wiki_error)
        data = await client("data", self.data, wiki_policy, wiki_error)
        osm = await client("osm", self.osm, overpass_policy, overpass_error)
        google = await client("google", self.google, _google_policy, google_places_error)
        self.providers = {
            "overpass": Overpass(osm, clock=clock, summaries=Wikivoyage(voyage, data)),
            "google-places": GooglePlaces(google, clock=clock),
        }

    def fresh(self) -> None:
        for each in (self.osm, self.google, self.voyage, self.data):
            each.fresh()
            each.per_minute = 10_000
        self.osm.slow, self.data.lagging, self.voyage.lagging = False, False, False


def _google_policy(url: str) -> VendorPolicy:
    return google_places_policy(SecretStr(KEY), url)


def query(*interests: Interest, place: Place = LISBON, limit: int = 40) -> PlacesQuery:
    return PlacesQuery(place=place, interests=interests, limit=limit)


async def found(world: World, name: str, *interests: Interest) -> dict[str, Activity]:
    activities = await world.providers[name].activities(query(*interests))
    return {each.name: each for each in activities}


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value
