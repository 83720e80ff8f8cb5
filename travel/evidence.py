"""All that providers said in answer to one request: what a plan may be built from."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from travel.activities import Activity, DayTrip
from travel.advisory import Advisory
from travel.money import Rates
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.places import Airport, Place
from travel.provenance import Provenance
from travel.routes import RouteMatrix
from travel.value import Value
from travel.weather import MonthClimate, WeatherDay


class Evidence(Value):
    """Unordered facts. Cities are named as in the stops (`Place.sleeps_in`)."""

    flights: tuple[FlightOffer, ...] = ()
    grounds: tuple[GroundOffer, ...] = ()
    stays: tuple[StayOffer, ...] = ()
    weather: tuple[WeatherDay, ...] = ()
    climate: tuple[MonthClimate, ...] = ()
    activities: tuple[Activity, ...] = ()
    day_trips: tuple[DayTrip, ...] = ()
    matrices: tuple[RouteMatrix, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    airports: Mapping[str, Airport] = {}  # by IATA code
    cities: Mapping[str, Place] = {}  # by name
    rates: Rates | None = None
    failures: tuple[str, ...] = ()  # what a provider couldn't answer, a sentence each

    def merged(self, other: "Evidence") -> "Evidence":
        """Both, without repeating an id; the other's maps and rates win."""
        return Evidence(
            flights=_once(self.flights, other.flights),
            grounds=_once(self.grounds, other.grounds),
            stays=_once(self.stays, other.stays),
            weather=tuple({(w.city, w.date): w for w in (*self.weather, *other.weather)}.values()),
            climate=tuple({(c.city, c.month): c for c in (*self.climate, *other.climate)}.values()),
            activities=_once(self.activities, other.activities),
            day_trips=tuple(
                {(t.city, t.name): t for t in (*self.day_trips, *other.day_trips)}.values()
            ),
            matrices=tuple({m.city: m for m in (*self.matrices, *other.matrices)}.values()),
            advisories=tuple(
                {
                    (a.country, a.provenance.provider, a.title): a
                    for a in (*self.advisories, *other.advisories)
                }.values()
            ),
            airports={**self.airports, **other.airports},
            cities={**self.cities, **other.cities},
            rates=other.rates or self.rates,
            failures=tuple(dict.fromkeys((*self.failures, *other.failures))),
        )

    def weather_on(self, city: str, day: date) -> WeatherDay | None:
        return next((w for w in self.weather if w.city == city and w.date == day), None)

    def matrix(self, city: str) -> RouteMatrix | None:
        return next((m for m in self.matrices if m.city == city), None)

    def provenances(self) -> dict[str, Provenance]:
        """By id, of everything."""
        facts = (
            *self.flights,
            *self.grounds,
            *self.stays,
            *self.weather,
            *self.climate,
            *self.activities,
            *self.day_trips,
            *self.matrices,
            *self.advisories,
        )
        return {fact.provenance.id: fact.provenance for fact in facts}


T = TypeVar("T", FlightOffer, GroundOffer, StayOffer, Activity)


def _once(mine: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    return tuple({each.id: each for each in (*mine, *others)}.values())


def hotel_point(offer: StayOffer) -> str:
    """The id of a stay's point in a `RouteMatrix`: one a property, whatever the dates."""
    return f"stay:{offer.name}"
