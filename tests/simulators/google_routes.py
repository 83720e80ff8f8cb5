"""Google Routes: computeRouteMatrix. Its errors come in an array, its elements in no order."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.google import admit, error, masked
from tests.simulators.roads import CAR_M_S, TRANSIT_M_S, WAIT_S, WALK_M_S, Roads, Spot
from tests.simulators.small import Refused, Small

MOST = {"TRANSIT": 100}
SPEEDS = {"WALK": WALK_M_S, "DRIVE": CAR_M_S, "TRANSIT": TRANSIT_M_S}


class GoogleRoutesSimulator(Small):
    """`asked` counts the ways that would be billed, by travel mode. `failing` destinations fail alone."""

    def __init__(self, *, per_minute: int = 3000) -> None:
        super().__init__(
            [("POST", "/distanceMatrix/v2:computeRouteMatrix", self._matrix)],
            busy=lambda: error("RESOURCE_EXHAUSTED", "Quota exceeded", streamed=True),
            per_minute=per_minute,
        )
        self.roads = Roads()
        self.asked = {"WALK": 0, "DRIVE": 0, "TRANSIT": 0}
        self.failing: set[Spot] = set()
        self.departures: set[str] = set()

    async def _matrix(self, request: Request) -> Response:
        fields = admit(request, streamed=True)
        body: dict[str, Any] = await request.json()
        origins = [_spot(each) for each in body.get("origins", [])]
        destinations = [_spot(each) for each in body.get("destinations", [])]
        mode = body.get("travelMode", "DRIVE")
        count = len(origins) * len(destinations)
        if not count or mode not in SPEEDS:
            raise _wrong("origins, destinations and travelMode are required")
        if count > MOST.get(mode, 625):
            raise _wrong(f"The number of elements ({count}) exceeds the maximum")
        departure = body.get("departureTime")
        if departure:
            self.departures.add(departure)
            if datetime.fromisoformat(departure) < datetime(2026, 3, 10, 9, tzinfo=UTC):
                raise _wrong("Timestamp must be set to a future time.")
        self.asked[mode] += count
        ways = [
            masked(self._way(a, b, i, j, mode), fields)
            for j, b in enumerate(destinations)
            for i, a in enumerate(origins)
        ]
        return JSONResponse(ways[::-1])

    def _way(self, a: Spot, b: Spot, i: int, j: int, mode: str) -> dict[str, Any]:
        found: dict[str, Any] = {"originIndex": i, "destinationIndex": j, "status": {}}
        if b in self.failing:
            return found | {"status": {"code": 13, "message": "internal"}}
        metres = self.roads.metres(a, b)
        if metres is None:
            return found | {"condition": "ROUTE_NOT_FOUND"}
        seconds = round(metres / SPEEDS[mode]) + (WAIT_S if mode == "TRANSIT" else 0)
        found |= {"condition": "ROUTE_EXISTS", "duration": f"{seconds}s"}
        return found | ({"distanceMeters": round(metres)} if metres else {})


def _spot(waypoint: dict[str, Any]) -> Spot:
    spot = waypoint["waypoint"]["location"]["latLng"]
    return Spot(spot["latitude"], spot["longitude"])


def _wrong(text: str) -> Refused:
    return Refused(error("INVALID_ARGUMENT", text, streamed=True))
