"""A route matrix from what a vendor measured: which ways are walked, and which ridden.

One walks up to 25 minutes, and farther where no ride is quicker. A pair that no way is known for is left
out of the matrix: the planner then estimates it from the straight line, and knows that it does. The same
goes for an answer that can't be true, a way much shorter than the straight line (openrouteservice answers
zeros beyond its limits); a way to a point that lies off the roads may be somewhat shorter.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.routing import MatrixQuery
from travel.errors import MalformedResponse
from travel.places import distance_km
from travel.provenance import Provenance
from travel.routes import LocalMode, Point, Route, RouteMatrix

LONGEST_WALK = 25  # minutes
PICKUP_MINUTES = 5  # until a taxi is there: ours, no vendor states it
TAXI_NOTE = f"rides by car with {PICKUP_MINUTES} minutes to be picked up"
OFF_ROAD_KM = 1.0
HERE = Route(mode="walk", minutes=0, km=0.0)


class Way(NamedTuple):
    seconds: float
    metres: float


Ways = Mapping[tuple[int, int], Way]  # by the numbers of two points
Cell = Annotated[float, Field(ge=0)] | None  # None: there is no way
Table = tuple[tuple[Cell, ...], ...]
Tile = tuple[range, range]  # of origins and of destinations


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


Model = TypeVar("Model", bound=BaseModel)


def read(provider: str, model: type[Model], body: object) -> Model:
    """Raises MalformedResponse, which never shows what was received."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(provider, f"unexpected {model.__name__}: {', '.join(where[:3])}")


def tiles(points: int, rows: int, columns: int) -> Iterator[Tile]:
    """The whole matrix in parts of at most `rows` origins and `columns` destinations."""
    for top in range(0, points, rows):
        for left in range(0, points, columns):
            yield range(top, min(top + rows, points)), range(left, min(left + columns, points))


def tabled(provider: str, tile: Tile, seconds: Table, metres: Table) -> dict[tuple[int, int], Way]:
    """The ways of one part. Raises MalformedResponse where the tables are of another size."""
    origins, destinations = tile
    for table in (seconds, metres):
        if len(table) != len(origins) or any(len(row) != len(destinations) for row in table):
            raise MalformedResponse(provider, "a table of another size than was asked for")
    found: dict[tuple[int, int], Way] = {}
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            time, length = seconds[row][column], metres[row][column]
            if time is not None and length is not None:
                found[origin, destination] = Way(time, length)
    return found


def matrix(
    query: MatrixQuery,
    *,
    walked: Ways,
    ridden: Ways,
    by: LocalMode,
    source: Provenance,
) -> RouteMatrix:
    """Of the points of `query`; pairs without a way are left out."""
    points = query.points
    routes = {
        origin.id: {
            destination.id: route
            for b, destination in enumerate(points)
            if (
                route := HERE
                if a == b
                else _route(
                    _true(walked.get((a, b)), origin, destination),
                    _true(ridden.get((a, b)), origin, destination),
                    by,
                )
            )
        }
        for a, origin in enumerate(points)
    }
    return RouteMatrix(city=query.city, points=points, routes=routes, provenance=source)


def source(
    name: str,
    query: MatrixQuery,
    now: datetime,
    notes: Sequence[str],
    holds: timedelta | None = None,
) -> Provenance:
    return Provenance(
        id=f"{name}:{query.city}:{now.isoformat()}",
        provider=name,
        retrieved_at=now,
        expires_at=None if holds is None else now + holds,
        note="; ".join(notes),
    )


def _route(walk: Way | None, ride: Way | None, by: LocalMode) -> Route | None:
    on_foot = None if walk is None else _made(walk, "walk", 0)
    if on_foot is not None and on_foot.minutes <= LONGEST_WALK:
        return on_foot
    riding = None if ride is None else _made(ride, by, PICKUP_MINUTES if by == "taxi" else 0)
    if on_foot is None or riding is None:
        return on_foot or riding
    return on_foot if on_foot.minutes <= riding.minutes else riding


def _made(way: Way, mode: LocalMode, more: int) -> Route:
    minutes = max(1, round(way.seconds / 60)) + more
    return Route(mode=mode, minutes=minutes, km=round(way.metres / 1000, 1))


def _true(way: Way | None, origin: Point, destination: Point) -> Way | None:
    if way is None or distance_km(origin, destination) - way.metres / 1000 > OFF_ROAD_KM:
        return None
    return way
