"""Ways measured by Google Routes: walks and public transport.

Wire format: google/maps/routing/v2 (googleapis) and developers.google.com/maps/documentation/routes. A request
may ask for 625 ways, by public transport for 100, and each is billed: a full matrix of 120 points would be
14,280. So a pair is asked for in one direction only, on foot where it may be a walk and else by public
transport, the nearest pairs first, and no more than `most` in all; the rest is left out of the matrix, and
the planner estimates it. Public transport is asked for at about ten by the sun on the next Tuesday: a
`MatrixQuery` has no date, and Google answers for a moment.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, SecretStr, TypeAdapter, ValidationError

from tools.http import VendorClient, VendorPolicy
from tools.providers import ways
from tools.providers.google_errors import google_error
from tools.providers.ways import Way, Ways, Wire
from tools.routing import GroundQuery, MatrixQuery
from travel.errors import MalformedResponse
from travel.offers import GroundOffer
from travel.places import distance_km
from travel.routes import Point, RouteMatrix

NAME = "google-routes"
URL = "https://routes.googleapis.com"
PATH = "/distanceMatrix/v2:computeRouteMatrix"
FIELDS = "originIndex,destinationIndex,status,condition,distanceMeters,duration"
MOST = 1000  # ways of one matrix
REQUESTS = 10  # under way at once
WALKED_KM = 1.6  # straight; beyond, a walk takes longer than one likes to walk
HOLDS = timedelta(days=1)
NOTE = "Google Maps"
ONE_WAY_NOTE = "measured one way for both; public transport as on a Tuesday at ten"

Mode = Literal["WALK", "TRANSIT"]
AT_ONCE: Mapping[Mode, int] = {"WALK": 625, "TRANSIT": 100}
Pair = tuple[int, int]


def google_routes_policy(key: SecretStr, url: str = URL) -> VendorPolicy:
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"X-Goog-Api-Key": key, "X-Goog-FieldMask": FIELDS},
        rate=40,
    )


google_routes_error = google_error(NAME)


class Status(Wire):
    code: int = 0


class WireWay(Wire):
    """One element. `distanceMeters` is missing for a way of no length."""

    originIndex: Annotated[int, Field(ge=0)] = 0
    destinationIndex: Annotated[int, Field(ge=0)] = 0
    status: Status = Status()
    condition: str = ""
    distanceMeters: Annotated[int, Field(ge=0)] = 0
    duration: Annotated[str, Field(pattern=r"^\d+(\.\d+)?s$")] | None = None

    @property
    def way(self) -> Way | None:
        """None where there is none, or where this one failed."""
        if self.status.code or self.condition != "ROUTE_EXISTS" or self.duration is None:
            return None
        return Way(float(self.duration.removesuffix("s")), self.distanceMeters)


_WAYS: TypeAdapter[tuple[WireWay, ...]] = TypeAdapter(tuple[WireWay, ...])


class GoogleRoutes:
    """Implements `RoutingProvider`. The client's `errors` are `google_routes_error`."""

    def __init__(
        self, client: VendorClient, *, clock: Callable[[], datetime], most: int = MOST
    ) -> None:
        self._client = client
        self._clock = clock
        self._most = most
        self._at_once = asyncio.Semaphore(REQUESTS)

    @property
    def name(self) -> str:
        return NAME

    async def matrix(self, query: MatrixQuery) -> RouteMatrix:
        """Walks, and public transport for what is farther."""
        pairs = _nearest(query.points)
        near = [pair for km, pair in pairs[: self._most] if km <= WALKED_KM]
        walked = await self._measured("WALK", query.points, near)
        long = {pair for pair, way in walked.items() if way.seconds / 60 > ways.LONGEST_WALK}
        known = walked.keys() - long
        rest = [pair for _, pair in pairs if pair not in known]
        budget = max(0, self._most - len(near))
        ridden = await self._measured("TRANSIT", query.points, rest[:budget])
        notes = [NOTE, ONE_WAY_NOTE]
        if left := len(rest) - budget if len(rest) > budget else 0:
            notes.append(f"{left} of {len(pairs)} pairs not asked for")
        source = ways.source(NAME, query, self._clock(), notes, HOLDS)
        return ways.matrix(
            query, walked=_both(walked), ridden=_both(ridden), by="transit", source=source
        )

    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]:
        """None: Google states no departures to buy, and no price of a way by car."""
        return ()

    async def _measured(self, mode: Mode, points: Sequence[Point], pairs: Sequence[Pair]) -> Ways:
        leaving: dict[int, list[int]] = {}
        for origin, destination in pairs:
            leaving.setdefault(origin, []).append(destination)
        works = [
            self._asked(mode, points, origin, there[start : start + AT_ONCE[mode]])
            for origin, there in leaving.items()
            for start in range(0, len(there), AT_ONCE[mode])
        ]
        found: dict[Pair, Way] = {}
        for answer in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(answer, BaseException):
                raise answer
            found |= answer
        return found

    async def _asked(
        self, mode: Mode, points: Sequence[Point], origin: int, there: Sequence[int]
    ) -> dict[Pair, Way]:
        body: dict[str, object] = {
            "origins": [_waypoint(points[origin])],
            "destinations": [_waypoint(points[number]) for number in there],
            "travelMode": mode,
        }
        if mode == "TRANSIT":
            body["departureTime"] = _tuesday(self._clock(), points[origin].lon)
        async with self._at_once:
            reply = await self._client.read("POST", PATH, json=body)
        found: dict[Pair, Way] = {}
        for each in _read(reply.body):
            if each.originIndex or each.destinationIndex >= len(there):
                raise MalformedResponse(NAME, "a way that wasn't asked for")
            if way := each.way:
                found[origin, there[each.destinationIndex]] = way
        return found


def _read(body: object) -> tuple[WireWay, ...]:
    try:
        return _WAYS.validate_python(body)
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected answer: {', '.join(where[:3])}")


def _nearest(points: Sequence[Point]) -> list[tuple[float, Pair]]:
    """Each pair once, with the straight line between them."""
    pairs = [
        (distance_km(points[a], points[b]), (a, b))
        for a in range(len(points))
        for b in range(a + 1, len(points))
    ]
    return sorted(pairs)


def _both(one_way: Ways) -> Ways:
    return {**one_way, **{(b, a): way for (a, b), way in one_way.items()}}


def _waypoint(point: Point) -> dict[str, object]:
    spot = {"latitude": point.lat, "longitude": point.lon}
    return {"waypoint": {"location": {"latLng": spot}}}


def _tuesday(now: datetime, lon: float) -> str:
    """Ten in the morning by the sun on the next Tuesday, in UTC: Google wants the future."""
    day = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=10, minute=0, second=0)
    day += timedelta(days=(1 - day.weekday()) % 7) - timedelta(hours=round(lon / 15))
    if day <= now:
        day += timedelta(days=7)
    return day.strftime("%Y-%m-%dT%H:%M:%SZ")
