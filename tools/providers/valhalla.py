"""Ways measured by a Valhalla server of one's own or of the community: no key.

Wire format: valhalla.github.io/valhalla (api/matrix, api/turn-by-turn for the errors). Its matrix knows no
public transport ("multimodal costing is not supported"). Limits are the server's (`service_limits`); as
shipped, a request may have 50 origins and 50 destinations.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import Field

from tools.http import VendorClient, VendorPolicy
from tools.providers import ways
from tools.providers.ways import TAXI_NOTE, Tile, Way, Ways, Wire, read, tabled, tiles
from tools.routing import GroundQuery, MatrixQuery
from travel.errors import ProviderError, ProviderRefused, ProviderUnavailable
from travel.offers import GroundOffer
from travel.routes import Point, RouteMatrix

NAME = "valhalla"
NOTE = "Valhalla, map data © OpenStreetMap contributors, ODbL"
MOST_LOCATIONS = 50

Costing = Literal["pedestrian", "auto"]


def valhalla_policy(url: str, agent: str = "TripSage/0.1") -> VendorPolicy:
    """The community's server allows one request a second and wants to know who asks."""
    return VendorPolicy(
        vendor=NAME, base_url=url, headers={"user-agent": agent}, rate=1, connections=2
    )


def valhalla_error(status: int, body: object) -> ProviderError | None:
    """Of `{"error_code", "error", "status_code", "status"}`: 1xx and 4xx are about the question (171: a
    point is far from any road), others about the server."""
    code = cast(Mapping[str, object], body).get("error_code") if isinstance(body, dict) else None
    if status < 400 or not isinstance(code, int):
        return None
    ours = 100 <= code < 200 or 400 <= code < 500
    return (ProviderRefused if ours else ProviderUnavailable)(NAME, f"error {code}")


class Cell(Wire):
    """Seconds and kilometres; null where there is no way."""

    time: Annotated[float, Field(ge=0)] | None = None
    distance: Annotated[float, Field(ge=0)] | None = None


class Answer(Wire):
    sources_to_targets: tuple[tuple[Cell, ...], ...]
    units: Literal["kilometers"] = "kilometers"


class Valhalla:
    """Implements `RoutingProvider`. The client's `errors` are `valhalla_error`."""

    def __init__(self, client: VendorClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        """Walks and taxi rides."""
        walked = await self._measured("pedestrian", query.points)
        ridden = await self._measured("auto", query.points)
        source = ways.source(NAME, query, self._clock(), [NOTE, TAXI_NOTE])
        return ways.matrix(query, walked=walked, ridden=ridden, by="taxi", source=source)

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        """None: nothing asked here has timetables, and no way by car has a stated price."""
        return ()

    async def _measured(self, costing: Costing, points: tuple[Point, ...]) -> Ways:
        found: dict[tuple[int, int], Way] = {}
        for tile in tiles(len(points), MOST_LOCATIONS, MOST_LOCATIONS):
            found |= await self._table(costing, points, tile)
        return found

    async def _table(self, costing: Costing, points: tuple[Point, ...], tile: Tile) -> Ways:
        origins, destinations = ([_spot(points[number]) for number in each] for each in tile)
        reply = await self._client.read(
            "POST",
            "/sources_to_targets",
            json={
                "sources": origins,
                "targets": destinations,
                "costing": costing,
                "units": "kilometers",
            },
        )
        rows = read(NAME, Answer, reply.body).sources_to_targets
        seconds = tuple(tuple(cell.time for cell in row) for row in rows)
        metres = tuple(tuple(_metres(cell) for cell in row) for row in rows)
        return tabled(NAME, tile, seconds, metres)


def _spot(point: Point) -> dict[str, float]:
    return {"lat": point.lat, "lon": point.lon}


def _metres(cell: Cell) -> float | None:
    return None if cell.distance is None else cell.distance * 1000
