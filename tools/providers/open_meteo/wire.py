"""Open-Meteo as it is on the wire: what is asked for, and what is read of the answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from travel.errors import MalformedResponse
from travel.places import Place

NAME = "open-meteo"
ARCHIVE_DAILY = ("temperature_2m_max", "temperature_2m_min", "precipitation_sum")
FORECAST_DAILY = (
    "temperature_2m_max",
    "temperature_2m_min",
    "precipitation_probability_max",
    "weather_code",
)
# WMO code 4677 in Open-Meteo's choice, in phrases that answers have a word for in every language.
SKIES: Mapping[int, str] = MappingProxyType(
    {0: "sunny", 1: "mostly sunny", 2: "partly cloudy", 3: "overcast", 45: "fog", 48: "fog"}
    | {51: "drizzle", 53: "drizzle", 55: "drizzle", 56: "sleet", 57: "sleet"}
    | {61: "light rain", 63: "rain", 65: "heavy rain", 66: "sleet", 67: "sleet"}
    | {71: "light snow", 73: "snow", 75: "heavy snow", 77: "light snow"}
    | {80: "showers", 81: "showers", 82: "heavy rain", 85: "snow showers", 86: "snow showers"}
    | {95: "thunderstorms", 96: "thunderstorms", 99: "thunderstorms"}
)

Degrees = Annotated[float, Field(ge=-100, le=70)]
Series = tuple[Degrees | None, ...]  # null where there is nothing known of a day


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Daily(Wire):
    """Columns of the same length, a value a day."""

    time: tuple[date, ...]
    temperature_2m_max: Series
    temperature_2m_min: Series

    @model_validator(mode="after")
    def _even(self) -> Self:
        columns = [getattr(self, name) for name in type(self).model_fields]
        if any(len(column) != len(self.time) for column in columns):
            raise ValueError("columns of different lengths")
        return self


class ForecastDaily(Daily):
    precipitation_probability_max: tuple[Annotated[float, Field(ge=0, le=100)] | None, ...]
    weather_code: tuple[int | None, ...]


class ArchiveDaily(Daily):
    precipitation_sum: tuple[Annotated[float, Field(ge=0)] | None, ...]  # mm


class Forecast(Wire):
    daily: ForecastDaily


class Archive(Wire):
    daily: ArchiveDaily


Model = TypeVar("Model", bound=BaseModel)


def read_each(model: type[Model], body: object, places: int) -> list[Model]:
    """One answer a place: of one place it is the body, of several an array. Raises MalformedResponse."""
    answers = cast(list[object], body) if isinstance(body, list) else [body]
    if len(answers) != places:
        raise MalformedResponse(NAME, f"{len(answers)} answers for {places} places")
    try:
        return [model.model_validate(answer) for answer in answers]
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected {model.__name__}: {', '.join(where[:3])}")


def where(places: Sequence[Place]) -> dict[str, str]:
    """Days are cut in the zone of each place."""
    return {
        "latitude": ",".join(f"{place.lat:.4f}" for place in places),
        "longitude": ",".join(f"{place.lon:.4f}" for place in places),
        "timezone": ",".join(place.tz for place in places),
    }
