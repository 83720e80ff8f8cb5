"""What can be asked of providers, and how long an answer to it holds.

Offers are hot. A forecast is warm, what is usual on a day far ahead is cold (in time it becomes a forecast).
Sights, day trips, ways in a city and travel advisories are cold. The climate of a month and the rates of a
past day are kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf
from typing import Any, Generic, Protocol, TypeVar, cast

from pydantic import BaseModel, TypeAdapter

from tools.cache.entries import Codec
from tools.cache.settings import Tier
from tools.flights import FlightQuery
from tools.places import PlacesQuery
from tools.routing import GroundQuery, MatrixQuery
from tools.stays import StayQuery
from tools.weather import ClimateQuery, WeatherQuery
from travel.activities import Activity, DayTrip
from travel.advisory import Advisory
from travel.money import Rates
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.provenance import Provenance
from travel.routes import RouteMatrix
from travel.weather import MonthClimate, WeatherDay

Q = TypeVar("Q")
A = TypeVar("A")
SETTLED = timedelta(days=7)  # after which a day's rates are what they will be


class Fact(Protocol):
    """What a provider states, with where it comes from."""

    @property
    def provenance(self) -> Provenance: ...
    def model_copy(self, *, update: dict[str, Any]) -> Any: ...


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Operation(Generic[Q, A]):
    """`tier` is told the day of today (UTC)."""

    capability: str
    name: str
    adapter: TypeAdapter[A]
    kind: type[BaseModel]  # of what an answer is, or holds several of
    tier: Callable[[Q, A, date], Tier]
    empty: Callable[[A], bool]
    sources: Callable[[A], Iterable[Provenance]]
    noted: Callable[[A, str], A]  # with a note where the facts say where they come from

    @cached_property
    def codec(self) -> Codec[A]:
        return Codec(self.adapter, self.kind)

    def expires(self, answer: A) -> float:
        """The earliest expiry that it states, in seconds since 1970; infinite for none."""
        ends = {id(each): each.expires_at for each in self.sources(answer)}.values()
        return min((end.timestamp() for end in ends if end is not None), default=inf)


def _always(tier: Tier) -> Callable[[object, object, date], Tier]:
    return lambda question, answer, today: tier


def _facts(
    capability: str,
    name: str,
    adapter: TypeAdapter[tuple[F, ...]],
    kind: type[BaseModel],
    tier: Callable[[Q, tuple[F, ...], date], Tier],
) -> Operation[Q, tuple[F, ...]]:
    return Operation(
        capability,
        name,
        adapter,
        kind,
        tier,
        empty=lambda answer: not answer,
        sources=lambda answer: (fact.provenance for fact in answer),
        noted=lambda answer, note: tuple(_noted(fact, note) for fact in answer),
    )


def _noted(fact: F, note: str) -> F:
    source = fact.provenance
    text = f"{source.note}; {note}" if source.note else note
    return cast(
        "F", fact.model_copy(update={"provenance": source.model_copy(update={"note": text})})
    )


def _of_days(question: WeatherQuery, answer: tuple[WeatherDay, ...], today: date) -> Tier:
    return "warm" if any(day.kind == "forecast" for day in answer) else "cold"


def _of_rates(question: date, answer: Rates, today: date) -> Tier:
    settled = question == answer.as_of < today or question < today - SETTLED
    return "kept" if settled else "warm"


FLIGHTS: Operation[FlightQuery, tuple[FlightOffer, ...]] = _facts(
    "flights", "search", TypeAdapter(tuple[FlightOffer, ...]), FlightOffer, _always("hot")
)
STAYS: Operation[StayQuery, tuple[StayOffer, ...]] = _facts(
    "stays", "search", TypeAdapter(tuple[StayOffer, ...]), StayOffer, _always("hot")
)
GROUND: Operation[GroundQuery, tuple[GroundOffer, ...]] = _facts(
    "routing", "ground", TypeAdapter(tuple[GroundOffer, ...]), GroundOffer, _always("hot")
)
DAYS: Operation[WeatherQuery, tuple[WeatherDay, ...]] = _facts(
    "weather", "days", TypeAdapter(tuple[WeatherDay, ...]), WeatherDay, _of_days
)
CLIMATE: Operation[ClimateQuery, tuple[MonthClimate, ...]] = _facts(
    "weather", "climate", TypeAdapter(tuple[MonthClimate, ...]), MonthClimate, _always("kept")
)
ACTIVITIES: Operation[PlacesQuery, tuple[Activity, ...]] = _facts(
    "places", "activities", TypeAdapter(tuple[Activity, ...]), Activity, _always("cold")
)
DAY_TRIPS: Operation[PlacesQuery, tuple[DayTrip, ...]] = _facts(
    "places", "day_trips", TypeAdapter(tuple[DayTrip, ...]), DayTrip, _always("cold")
)
ADVISORIES: Operation[str, tuple[Advisory, ...]] = _facts(
    "advisories", "advisory", TypeAdapter(tuple[Advisory, ...]), Advisory, _always("cold")
)
MATRIX: Operation[MatrixQuery, RouteMatrix] = Operation(
    "routing",
    "matrix",
    TypeAdapter(RouteMatrix),
    RouteMatrix,
    _always("cold"),
    empty=lambda answer: not answer.routes,
    sources=lambda answer: (answer.provenance,),
    noted=_noted,
)
RATES: Operation[date, Rates] = Operation(
    "currency",
    "rates",
    TypeAdapter(Rates),
    Rates,
    _of_rates,
    empty=lambda answer: not answer.per_base,
    sources=lambda answer: (),
    noted=lambda answer, note: answer.model_copy(update={"source": f"{answer.source}; {note}"}),
)
OPERATIONS: tuple[Operation[Any, Any], ...] = (
    *(FLIGHTS, STAYS, GROUND, DAYS, CLIMATE, ACTIVITIES, DAY_TRIPS, MATRIX, RATES, ADVISORIES),
)
