"""A Valhalla server's matrix."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.roads import CAR_M_S, WALK_M_S, Roads, Spot
from tests.simulators.small import Refused, Small, html, refused

MOST_LOCATIONS = 50
SPEEDS = {"pedestrian": WALK_M_S, "auto": CAR_M_S}


class ValhallaSimulator(Small):
    """A point at sea (a latitude of 0) fails the whole request, as one far from any road does."""

    def __init__(self, *, per_minute: int = 10_000) -> None:
        super().__init__(
            [("POST", "/sources_to_targets", self._matrix)],
            busy=lambda: html(429, "Too Many Requests"),
            per_minute=per_minute,
        )
        self.roads = Roads()

    async def _matrix(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        if body.get("costing") not in SPEEDS:
            raise _wrong(125, "No costing method found")
        origins = [Spot(each["lat"], each["lon"]) for each in body.get("sources", [])]
        targets = [Spot(each["lat"], each["lon"]) for each in body.get("targets", [])]
        if not origins or not targets:
            raise _wrong(112, "Insufficiently specified required parameter 'sources' or 'targets'")
        if max(len(origins), len(targets)) > MOST_LOCATIONS:
            raise _wrong(150, f"Exceeded max locations: {MOST_LOCATIONS}")
        if any(spot.lat == 0 for spot in (*origins, *targets)):
            raise _wrong(171, "No suitable edges near location")
        rows = [
            [self._cell(a, b, i, j, SPEEDS[body["costing"]]) for j, b in enumerate(targets)]
            for i, a in enumerate(origins)
        ]
        return JSONResponse({"sources_to_targets": rows, "units": "kilometers"})

    def _cell(self, a: Spot, b: Spot, i: int, j: int, speed: float) -> dict[str, object]:
        metres = self.roads.metres(a, b)
        return {
            "distance": None if metres is None else round(metres / 1000, 3),
            "time": None if metres is None else int(metres / speed),
            "from_index": i,
            "to_index": j,
        }


def _wrong(code: int, error: str) -> Refused:
    body = {"error_code": code, "error": error, "status_code": 400, "status": "Bad Request"}
    return refused(400, body)
