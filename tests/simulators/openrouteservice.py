"""openrouteservice's matrix endpoint and the gateway before it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.roads import CAR_M_S, WALK_M_S, Roads, Spot
from tests.simulators.small import Refused, Small, refused

KEY = "ors-simulator-key"
MOST_WAYS = 3500
SPEEDS = {"foot-walking": WALK_M_S, "driving-car": CAR_M_S}


class OpenrouteserviceSimulator(Small):
    """`left` is what is left of the day's requests. Beyond `reach` degrees it answers zeros (#666)."""

    def __init__(self, *, left: int = 500, per_minute: int = 40) -> None:
        super().__init__(
            [("POST", "/v2/matrix/{profile}", self._matrix)],
            busy=lambda: JSONResponse({"error": "Rate Limit Exceeded"}, 429),
            per_minute=per_minute,
        )
        self.left = left
        self.reach = 1.0
        self.roads = Roads()

    async def _matrix(self, request: Request) -> Response:
        self._admit(request)
        profile = request.path_params["profile"]
        if profile not in SPEEDS:
            raise _wrong(400, 6003, "Parameter 'profile' has incorrect value")
        body: dict[str, Any] = await request.json()
        if not body.get("locations"):
            raise _wrong(400, 6001, "Parameter 'locations' is required.")
        spots = [Spot(lat, lon) for lon, lat in body["locations"]]
        everywhere = [str(number) for number in range(len(spots))]
        origins = [int(each) for each in body.get("sources", everywhere)]
        destinations = [int(each) for each in body.get("destinations", everywhere)]
        if len(origins) * len(destinations) > MOST_WAYS:
            text = f"Only a total of {MOST_WAYS} routes are allowed."
            raise _wrong(400, 6004, f"Request parameters exceed the limits. {text}")
        answer: dict[str, object] = {}
        if "duration" in body.get("metrics", ["duration"]):
            answer["durations"] = [
                [self._seconds(spots[a], spots[b], SPEEDS[profile]) for b in destinations]
                for a in origins
            ]
        if "distance" in body.get("metrics", ["duration"]):
            answer["distances"] = [
                [self._metres(spots[a], spots[b]) for b in destinations] for a in origins
            ]
        info = {"attribution": "openrouteservice.org, OpenStreetMap contributors"}
        return JSONResponse(answer | {"metadata": info})

    def _admit(self, request: Request) -> None:
        if request.headers.get("authorization") != KEY:
            raise refused(403, {"error": "Access to this API has been disallowed"})
        self.left -= 1
        if self.left < 0:
            raise refused(403, {"error": "Quota exceeded"})

    def _seconds(self, a: Spot, b: Spot, speed: float) -> float | None:
        return 0.0 if self._beyond(a, b) else self.roads.seconds(a, b, speed)

    def _metres(self, a: Spot, b: Spot) -> float | None:
        return 0.0 if self._beyond(a, b) else self.roads.metres(a, b)

    def _beyond(self, a: Spot, b: Spot) -> bool:
        return abs(a.lat - b.lat) + abs(a.lon - b.lon) > self.reach


def _wrong(status: int, code: int, message: str) -> Refused:
    info = {"engine": {"version": "9.0.0"}, "timestamp": 1_740_000_000_000}
    return refused(status, {"error": {"code": code, "message": message}, "info": info})
