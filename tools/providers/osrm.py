"""Ways measured by OSRM servers of one's own or of the community: no key.

Wire format: project-osrm.org, `docs/http.md` (v6). A server is built for one profile and answers every
other one with it without a word (the demo server takes "foot" and answers cars' times): so there is a
client for those on foot and one for cars, each to a server of which that is known. With cars' ways only,
walks are their distances at 4.8 km/h, which the provenance says; with walks only, nothing is ridden.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, cast

from tools.http import VendorClient, VendorPolicy
from tools.providers import ways
from tools.providers.ways import TAXI_NOTE, Table, Tile, Way, Ways, Wire, read, tabled, tiles
from tools.routing import GroundQuery, MatrixQuery
from travel.errors import ConfigurationError, ProviderError, ProviderRefused
from travel.offers import GroundOffer
from travel.routes import Point, RouteMatrix

NAME = "osrm"
NOTE = "OSRM, map data © OpenStreetMap contributors, ODbL"
ESTIMATED_NOTE = "walks estimated at 4.8 km/h over the cars' distances"
MOST_COORDINATES = 100  # of one table, where the server's owner didn't change it
WALK_M_S = 4.8 / 3.6

Profile = Literal["foot", "driving"]


def osrm_policy(url: str, agent: str = "TripSage/0.1") -> VendorPolicy:
    """The community's servers allow one request a second and want to know who asks."""
    return VendorPolicy(
        vendor=NAME, base_url=url, headers={"user-agent": agent}, rate=5, connections=2
    )


def osrm_error(status: int, body: object) -> ProviderError | None:
    """Of `{"code": …, "message"}`: with one, the server has read the question and won't answer it."""
    code = cast(dict[str, object], body).get("code") if isinstance(body, dict) else None
    if status != 400 or not isinstance(code, str) or not code.isalnum():
        return None
    return ProviderRefused(NAME, code[:40])


class Answer(Wire):
    """Seconds and metres."""

    durations: Table
    distances: Table


class Osrm:
    """Implements `RoutingProvider`. The clients' `errors` are `osrm_error`; at least one is given."""

    def __init__(
        self,
        *,
        foot: VendorClient | None = None,
        car: VendorClient | None = None,
        clock: Callable[[], datetime],
    ) -> None:
        if foot is None and car is None:
            raise ConfigurationError("OSRM needs the address of a server, for walking or for cars")
        self._foot = foot
        self._car = car
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        """Walks and taxi rides; OSRM knows no public transport."""
        ridden: Ways = {}
        if self._car:
            ridden = await self._measured(self._car, "driving", query.points)
        if self._foot:
            walked = await self._measured(self._foot, "foot", query.points)
        else:
            walked = _on_foot(ridden)
        notes = [NOTE, *([TAXI_NOTE] if self._car else [])]
        notes += [] if self._foot else [ESTIMATED_NOTE]
        source = ways.source(NAME, query, self._clock(), notes)
        return ways.matrix(query, walked=walked, ridden=ridden, by="taxi", source=source)

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        """None: OSRM has no timetables, and states no price of a way by car."""
        return ()

    async def _measured(
        self, client: VendorClient, profile: Profile, points: tuple[Point, ...]
    ) -> Ways:
        whole = len(points) <= MOST_COORDINATES
        most = max(1, len(points)) if whole else MOST_COORDINATES // 2
        found: dict[tuple[int, int], Way] = {}
        for tile in tiles(len(points), most, most):
            found |= await self._table(client, profile, points, tile)
        return found

    async def _table(
        self, client: VendorClient, profile: Profile, points: tuple[Point, ...], tile: Tile
    ) -> Ways:
        numbers = sorted({*tile[0], *tile[1]})
        place = {number: str(order) for order, number in enumerate(numbers)}
        reply = await client.read(
            "GET",
            f"/table/v1/{profile}/{{spots}}",
            at={"spots": ";".join(_spot(points[number]) for number in numbers)},
            params={
                "annotations": "duration,distance",
                "sources": ";".join(place[number] for number in tile[0]),
                "destinations": ";".join(place[number] for number in tile[1]),
            },
        )
        answer = read(NAME, Answer, reply.body)
        return tabled(NAME, tile, answer.durations, answer.distances)


def _spot(point: Point) -> str:
    return f"{point.lon:.5f},{point.lat:.5f}"


def _on_foot(ridden: Ways) -> Ways:
    return {pair: Way(way.metres / WALK_M_S, way.metres) for pair, way in ridden.items()}
