"""Ways on the ground, within a city and between cities: what a provider of them can do."""

from datetime import date
from typing import Annotated, Protocol

from pydantic import Field

from travel.offers import GroundOffer
from travel.party import Party
from travel.places import Place
from travel.routes import Point, RouteMatrix
from travel.value import Value


class MatrixQuery(Value):
    city: str
    points: Annotated[tuple[Point, ...], Field(max_length=120)]


class GroundQuery(Value):
    """From centre to centre on a day (local at the origin)."""

    origin: Place
    destination: Place
    day: date
    party: Party = Party()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"


class RoutingProvider(Protocol):
    """Raises ProviderError; no ground offer means that there is no sensible way on the ground."""

    @property
    def name(self) -> str: ...
    async def matrix(self, query: MatrixQuery) -> RouteMatrix: ...
    async def ground(self, query: GroundQuery) -> tuple[GroundOffer, ...]: ...
