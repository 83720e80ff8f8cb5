"""Sights, restaurants and day trips: what a provider of them can do."""

from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field

from tools.asking import as_json, place_called
from travel.activities import Activity, DayTrip
from travel.gazetteer import Gazetteer
from travel.places import Place
from travel.value import Value
from travel.wishes import Interest

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


class PlacesQuery(Value):
    place: Place
    interests: tuple[Interest, ...] = ()  # ranked first, never exclusive
    currency: str = "EUR"
    limit: int = 40


class PlacesProvider(Protocol):
    """Raises ProviderError. Activities include restaurants (category "restaurant") and the sights of
    day trips (with `day_trip` set)."""

    @property
    def name(self) -> str: ...
    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]: ...
    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]: ...


class ActivityArguments(BaseModel):
    """What a model says to look for things to do."""

    city: str = Field(description="where")
    interests: list[Interest] = Field(default_factory=list[Interest], description="ranked first")


def places_tools(provider: PlacesProvider, gazetteer: Gazetteer) -> "list[BaseTool]":
    """For agents whose calls a model chooses: `search_activities`, answering fifteen."""
    from langchain_core.tools import StructuredTool

    async def search(**given: object) -> str:
        asked = ActivityArguments.model_validate(given)
        place = place_called(gazetteer, asked.city)
        query = PlacesQuery(place=place, interests=tuple(asked.interests), limit=15)
        return as_json(await provider.activities(query))

    return [
        StructuredTool.from_function(
            coroutine=search,
            name="search_activities",
            description="Sights, museums, restaurants and other things to do in a city, with hours.",
            args_schema=ActivityArguments,
        )
    ]
