"""Getting from one point to another within a city and around it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from travel.places import Latitude, Longitude
from travel.provenance import Provenance
from travel.value import Value

LocalMode = Literal["walk", "transit", "taxi"]


class Point(Value):
    """`id` is the id of the activity, stay or airport (its IATA code) that stands there."""

    id: str
    lat: Latitude
    lon: Longitude


class Route(Value):
    """Door to door."""

    mode: LocalMode
    minutes: Annotated[int, Field(ge=0)]
    km: Annotated[float, Field(ge=0)]


class RouteMatrix(Value):
    """Routes between the points of one city: `routes[from_id][to_id]`."""

    city: str
    points: tuple[Point, ...]
    routes: Mapping[str, Mapping[str, Route]]
    provenance: Provenance

    def between(self, origin: str, destination: str) -> Route:
        """Raises KeyError where a point wasn't asked for."""
        return self.routes[origin][destination]
