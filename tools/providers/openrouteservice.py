"""Ways measured by openrouteservice (HeiGIT), with a key.

Wire format: giscience.github.io/openrouteservice (api-reference/endpoints/matrix and error-codes). A request
may ask for 3,500 ways; the standard plan allows 40 requests a minute and 500 a day, and a city of 120 points
takes ten. A used-up day is answered with 403, like a bad key; only the text tells them apart.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, cast

from pydantic import SecretStr

from tools.http import VendorClient, VendorPolicy
from tools.providers import ways
from tools.providers.ways import TAXI_NOTE, Table, Tile, Way, Ways, Wire, read, tabled, tiles
from tools.routing import GroundQuery, MatrixQuery
from travel.errors import ProviderError, ProviderRefused, ProviderUnavailable, RateLimited
from travel.offers import GroundOffer
from travel.routes import Point, RouteMatrix

NAME = "openrouteservice"
URL = "https://api.openrouteservice.org"
NOTE = "openrouteservice.org by HeiGIT, map data © OpenStreetMap contributors, ODbL"
MOST_WAYS = 3500

Profile = Literal["foot-walking", "driving-car"]

CODES: Mapping[int, type[ProviderError]] = MappingProxyType(
    dict.fromkeys(
        (6000, 6001, 6002, 6003, 6004, 6006, 6007, 6008, 6010, 6011, 6020), ProviderRefused
    )
    | {6099: ProviderUnavailable}
)


def openrouteservice_policy(key: SecretStr, url: str = URL) -> VendorPolicy:
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"Authorization": key},
        rate=40,
        period=60.0,
        connections=5,
    )


def openrouteservice_error(status: int, body: object) -> ProviderError | None:
    """Of `{"error": {"code", "message"}}`, or `{"error": text}` from the gateway before it."""
    error = _of(body, "error")
    if status < 400 or error is None:
        return None
    code = _of(error, "code")
    if isinstance(code, int) and code in CODES:
        return CODES[code](NAME, f"error {code}")
    if status == 403 and isinstance(error, str) and "quota" in error.casefold():
        return RateLimited(NAME, "the day's requests are used up")
    return None


class Answer(Wire):
    """Seconds and metres."""

    durations: Table
    distances: Table


class Openrouteservice:
    """Implements `RoutingProvider`. The client's `errors` are `openrouteservice_error`."""

    def __init__(self, client: VendorClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        """Walks and taxi rides; openrouteservice knows no public transport."""
        walked = await self._measured("foot-walking", query.points)
        ridden = await self._measured("driving-car", query.points)
        source = ways.source(NAME, query, self._clock(), [NOTE, TAXI_NOTE])
        return ways.matrix(query, walked=walked, ridden=ridden, by="taxi", source=source)

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        """None: openrouteservice has no timetables, and states no price of a way by car."""
        return ()

    async def _measured(self, profile: Profile, points: tuple[Point, ...]) -> Ways:
        columns = max(1, len(points))
        found: dict[tuple[int, int], Way] = {}
        for tile in tiles(len(points), max(1, MOST_WAYS // columns), columns):
            found |= await self._table(profile, points, tile)
        return found

    async def _table(self, profile: Profile, points: tuple[Point, ...], tile: Tile) -> Ways:
        reply = await self._client.read(
            "POST",
            f"/v2/matrix/{profile}",
            json={
                "locations": [[point.lon, point.lat] for point in points],
                "sources": [str(number) for number in tile[0]],
                "destinations": [str(number) for number in tile[1]],
                "metrics": ["duration", "distance"],
                "units": "m",
            },
        )
        answer = read(NAME, Answer, reply.body)
        return tabled(NAME, tile, answer.durations, answer.distances)


def _of(body: object, field: str) -> object:
    return cast(Mapping[str, object], body).get(field) if isinstance(body, dict) else None
