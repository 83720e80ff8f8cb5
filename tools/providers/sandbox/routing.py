"""The sandbox's ways: estimates from the straight line in a city, trains and buses between cities.

Within a city a way is 1.3 times the straight line. One walks (4.8 km/h) up to 25 minutes; farther, public
transport takes 12 minutes to reach and wait for, then 20 km/h for ten kilometres and 60 km/h beyond.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from math import cos, dist, radians, sin

from tools.providers.sandbox.ground import ground_offers
from tools.providers.sandbox.places import rehearse
from tools.providers.sandbox.seeded import answer
from tools.routing import GroundQuery, MatrixQuery
from travel.gazetteer import Gazetteer
from travel.offers import GroundOffer
from travel.places import EARTH_RADIUS_KM
from travel.routes import LocalMode, Point, Route, RouteMatrix

NAME = "sandbox:routing"
NOTE = "sandbox: estimated from straight lines"
DETOUR = 1.3
WALK_KM_H, LONGEST_WALK = 4.8, 25
ACCESS_MINUTES, TOWN_KM_H, TOWN_KM, BEYOND_KM_H = 12, 20, 10, 60
HERE = Route(mode="walk", minutes=0, km=0.0)


class SandboxRouting:
    """Implements `RoutingProvider`."""

    def __init__(
        self, gazetteer: Gazetteer, *, clock: Callable[[], datetime], seed: int = 0
    ) -> None:
        self._gazetteer = gazetteer
        self._clock = clock
        self._seed = seed

    @property
    def name(self) -> str:
        return NAME

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        """Every ordered pair of the points. "test:empty" answers with no points."""
        points = query.points if await rehearse(NAME, query.city, self._clock) else ()
        key = "/".join((query.city, *(point.id for point in points)))
        source = answer(NAME, key, self._clock(), None, seed=self._seed, note=NOTE)
        return RouteMatrix.model_construct(  # ours and valid: 12,000 routes are not checked again
            city=query.city, points=points, routes=_routes(points), provenance=source
        )

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        """Rehearsal places may stand at either end."""
        for end in (query.origin, query.destination):
            if not await rehearse(NAME, end.id, self._clock):
                return ()
        return ground_offers(query, gazetteer=self._gazetteer, clock=self._clock, seed=self._seed)


def _routes(points: tuple[Point, ...]) -> dict[str, dict[str, Route]]:
    """Distances are chords of the globe: at 500 km, a tenth of a kilometre less than the arc."""
    at = [(point.id, _on_globe(point)) for point in points]
    scale = DETOUR * 10
    made = {
        origin: {name: _route(int(dist(here, there) * scale + 0.5)) for name, there in at}
        for origin, here in at
    }
    for name, ways in made.items():
        ways[name] = HERE
    return made


def _on_globe(point: Point) -> tuple[float, float, float]:
    """Kilometres from the middle of the earth along three axes."""
    lat, lon = radians(point.lat), radians(point.lon)
    r = EARTH_RADIUS_KM
    return r * cos(lat) * cos(lon), r * cos(lat) * sin(lon), r * sin(lat)


@cache
def _route(tenths: int) -> Route:
    """One value for each tenth of a kilometre, shared by all routes of that length."""
    km = tenths / 10
    mode: LocalMode = "walk"
    minutes = km / WALK_KM_H * 60
    if minutes > LONGEST_WALK:
        mode = "transit"
        minutes = ACCESS_MINUTES + min(km, TOWN_KM) / TOWN_KM_H * 60
        minutes += max(0.0, km - TOWN_KM) / BEYOND_KM_H * 60
    return Route.model_construct(mode=mode, minutes=max(1, round(minutes)), km=km)
