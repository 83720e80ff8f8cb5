"""Weather of a day, forecast or usual."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from travel.provenance import Provenance
from travel.value import Value


class WeatherDay(Value):
    """`kind` says whether it is a forecast for that day or what is usual then."""

    date: date
    city: str
    kind: Literal["forecast", "climate"]
    high_c: float
    low_c: float
    rain_chance: Annotated[float, Field(ge=0, le=1)]
    summary: str  # a short English phrase: "sunny", "light rain", ...
    provenance: Provenance

    @property
    def wet(self) -> bool:
        """Whether outdoor plans should have a roof in reach."""
        return self.rain_chance >= 0.5


class MonthClimate(Value):
    """What is usual in a month."""

    city: str
    country: str
    month: Annotated[int, Field(ge=1, le=12)]
    high_c: float
    low_c: float
    wet_days: float
    tags: tuple[str, ...] = ()  # what one travels there for: beach, city, culture, ...
    provenance: Provenance
