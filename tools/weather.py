"""Weather: what a provider of it can do."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import BaseModel, Field

from tools.asking import as_json, place_called
from travel.gazetteer import Gazetteer
from travel.places import Place
from travel.value import Value
from travel.weather import MonthClimate, WeatherDay

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MOST_DAYS = 60


class WeatherQuery(Value):
    place: Place
    first: date
    last: date


class ClimateQuery(Value):
    """Where is it like this in that month? Highest first where `warmest_first`."""

    month: Annotated[int, Field(ge=1, le=12)]
    min_high_c: float | None = None
    max_high_c: float | None = None
    max_wet_days: float | None = None
    tags: tuple[str, ...] = ()  # all of them
    warmest_first: bool = True
    limit: Annotated[int, Field(ge=1, le=200)] = 40


class WeatherProvider(Protocol):
    """Raises ProviderError."""

    @property
    def name(self) -> str: ...
    async def days(self, query: WeatherQuery) -> tuple[WeatherDay, ...]: ...
    async def climate(self, query: ClimateQuery) -> tuple[MonthClimate, ...]: ...


class WeatherArguments(BaseModel):
    """What a model says to ask for the weather."""

    city: str = Field(description="the place")
    first: date = Field(description="first day, YYYY-MM-DD")
    last: date = Field(description="last day, YYYY-MM-DD")


def weather_tools(provider: WeatherProvider, gazetteer: Gazetteer) -> "list[BaseTool]":
    """For agents whose calls a model chooses: `get_weather`, a row a day."""
    from langchain_core.tools import StructuredTool

    async def days(**given: object) -> str:
        asked = WeatherArguments.model_validate(given)
        place = place_called(gazetteer, asked.city)
        last = min(max(asked.first, asked.last), asked.first + timedelta(days=MOST_DAYS))
        return as_json(await provider.days(WeatherQuery(place=place, first=asked.first, last=last)))

    return [
        StructuredTool.from_function(
            coroutine=days,
            name="get_weather",
            description="The weather of each day in a city: a forecast, or what is usual then.",
            args_schema=WeatherArguments,
        )
    ]
