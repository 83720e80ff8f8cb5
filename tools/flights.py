"""Flights: what a provider of them can do."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import BaseModel, Field

from tools.asking import airports_called, as_json
from travel.errors import ModelRetry
from travel.gazetteer import Gazetteer
from travel.offers import FlightOffer
from travel.party import ChildAge, Party
from travel.places import IataCode
from travel.value import Value
from travel.wishes import Cabin

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


class SliceQuery(Value):
    """One direction. Any of the airports will do; `day` is local at the origin."""

    origins: Annotated[tuple[IataCode, ...], Field(min_length=1)]
    destinations: Annotated[tuple[IataCode, ...], Field(min_length=1)]
    day: date


class FlightQuery(Value):
    """All slices are bought together: return, open jaw or multi-city."""

    slices: Annotated[tuple[SliceQuery, ...], Field(min_length=1, max_length=6)]
    party: Party = Party()
    cabin: Cabin = "economy"
    max_stops: Annotated[int, Field(ge=0, le=3)] = 2
    bags: Annotated[int, Field(ge=0, le=5)] = 0  # checked, a person; included in the price
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    limit: Annotated[int, Field(ge=1, le=200)] = 40


class FlightProvider(Protocol):
    """Raises ProviderError; an empty answer means that there is no such flight."""

    @property
    def name(self) -> str: ...
    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]: ...
    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        """The offer as it stands now. Raises OfferGone."""
        ...


class FlightArguments(BaseModel):
    """What a model says to search flights."""

    origin: str = Field(description="city or IATA code to fly from")
    destination: str = Field(description="city or IATA code to fly to")
    departure_date: date = Field(description="day of the outbound flight, YYYY-MM-DD")
    return_date: date | None = Field(default=None, description="day of the flight home, if any")
    adults: int = Field(default=1, ge=1, le=9)
    children_ages: list[ChildAge] = Field(
        default_factory=list[ChildAge], max_length=9, description="one age a child"
    )
    cabin: Cabin = "economy"
    max_stops: int = Field(default=2, ge=0, le=3, description="0 is nonstop")


def flight_query(asked: FlightArguments, gazetteer: Gazetteer) -> FlightQuery:
    """For the ten best. Raises ModelRetry for what can't be searched."""
    if asked.return_date is not None and asked.return_date < asked.departure_date:
        raise ModelRetry("return_date must not be before departure_date")
    there = (
        airports_called(gazetteer, asked.origin),
        airports_called(gazetteer, asked.destination),
    )
    if set(there[0]) & set(there[1]):
        raise ModelRetry("origin and destination must not be the same place")
    days = [asked.departure_date, *([asked.return_date] if asked.return_date else [])]
    ways = [there, (there[1], there[0])]
    slices = [
        SliceQuery(origins=way[0], destinations=way[1], day=day)
        for way, day in zip(ways, days, strict=False)
    ]
    return FlightQuery(
        slices=tuple(slices),
        party=Party(adults=asked.adults, children=tuple(asked.children_ages)),
        cabin=asked.cabin,
        max_stops=asked.max_stops,
        limit=10,
    )


def flight_tools(provider: FlightProvider, gazetteer: Gazetteer) -> "list[BaseTool]":
    """For agents whose calls a model chooses: `search_flights`, answering the ten best offers."""
    from langchain_core.tools import StructuredTool

    async def search(**given: object) -> str:
        asked = FlightArguments.model_validate(given)
        return as_json(await provider.search(flight_query(asked, gazetteer)))

    return [
        StructuredTool.from_function(
            coroutine=search,
            name="search_flights",
            description="Search flight offers, one way or return, priced for the whole party.",
            args_schema=FlightArguments,
        )
    ]
