"""An OSRM server (docs/http.md, v6): the table service, of the one profile that it was built for."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.roads import CAR_M_S, WALK_M_S, Roads, Spot
from tests.simulators.small import Refused, Small, html, refused


class OsrmSimulator(Small):
    """Whatever profile is asked for, the times are of `metres_a_second`: as with the demo server."""

    def __init__(self, *, on_foot: bool = False, most: int = 100, per_minute: int = 10_000) -> None:
        super().__init__(
            [("GET", "/table/v1/{profile}/{spots:path}", self._table)],
            busy=lambda: html(429, "Too Many Requests"),
            per_minute=per_minute,
        )
        self.roads = Roads()
        self._metres_a_second = WALK_M_S if on_foot else CAR_M_S
        self._most = most

    async def _table(self, request: Request) -> Response:
        spots = [_spot(each) for each in request.path_params["spots"].split(";")]
        if len(spots) > self._most:
            raise _wrong("TooBig", "Too many table coordinates")
        origins = _numbers(request, "sources", len(spots))
        destinations = _numbers(request, "destinations", len(spots))
        asked = request.query_params.get("annotations", "duration").split(",")
        answer: dict[str, object] = {"code": "Ok"}
        if "duration" in asked:
            answer["durations"] = [
                [
                    self.roads.seconds(spots[a], spots[b], self._metres_a_second)
                    for b in destinations
                ]
                for a in origins
            ]
        if "distance" in asked:
            answer["distances"] = [
                [self.roads.metres(spots[a], spots[b]) for b in destinations] for a in origins
            ]
        answer["sources"] = [_snapped(spots[number]) for number in origins]
        answer["destinations"] = [_snapped(spots[number]) for number in destinations]
        return JSONResponse(answer)


def _spot(text: str) -> Spot:
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", text)
    if match is None:
        raise _wrong("InvalidQuery", f"Query string malformed close to position {len(text)}")
    return Spot(float(match.group(2)), float(match.group(1)))


def _numbers(request: Request, name: str, count: int) -> list[int]:
    text = request.query_params.get(name, "all")
    numbers = list(range(count)) if text == "all" else [int(each) for each in text.split(";")]
    if any(number >= count for number in numbers):
        raise _wrong("InvalidOptions", f"Number of {name} needs to be less than {count}")
    return numbers


def _snapped(spot: Spot) -> dict[str, object]:
    return {"hint": "", "location": [spot.lon, spot.lat], "name": "", "distance": 3.2}


def _wrong(code: str, message: str) -> Refused:
    return refused(400, {"code": code, "message": message})
