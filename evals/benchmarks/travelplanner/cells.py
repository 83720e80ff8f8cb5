"""The cells of a plan in the submission format, and the rows of the tables they stand for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any, TypeVar

from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.tables import Database, Flight, Restaurant, Stay

Day = Mapping[str, Any]
MEALS = ("breakfast", "lunch", "dinner")
Row = TypeVar("Row", Restaurant, Stay)
RIDE, BED = "transportation", "accommodation"
_FROM_TO = re.compile(r"from\s+(.+?)\s+to\s+([^,]+)(?=[,\s]|$)")


@dataclass(frozen=True)
class Case:
    """A plan beside what it was asked for and the tables it may draw on."""

    request: Request
    plan: Sequence[Day]
    database: Database
    flights: Sequence[Flight]


def written(day: Day, key: str) -> str:
    return str(day.get(key) or "-")


def is_said(day: Day, key: str) -> bool:
    return written(day, key) != "-"


def _bare(city: str) -> str:
    return city.split("(", maxsplit=1)[0].strip()


def cities_of(day: Day) -> tuple[str, ...]:
    """One, or on a day of travel two."""
    place = written(day, "current_city")
    leg = _FROM_TO.search(place)
    return (_bare(leg[1]), _bare(leg[2])) if leg else (_bare(place),)


def attractions_of(day: Day) -> list[str]:
    return [
        item for item in written(day, "attraction").split(";")[:-1] if is_said(day, "attraction")
    ]


def name_and_city(item: str) -> tuple[str, str]:
    name, _, city = item.rpartition(",")
    return name.strip(), _bare(city)


def _first(rows: Sequence[Row], name: str) -> Row | None:
    """A name stands for the first of the city's rows that holds it."""
    return next((row for row in rows if name and name in row.name), None)


def restaurant_at(case: Case, item: str) -> Restaurant | None:
    name, city = name_and_city(item)
    return _first(case.database.restaurants.get(city, ()), name)


def stay_at(case: Case, item: str) -> Stay | None:
    name, city = name_and_city(item)
    return _first(case.database.stays.get(city, ()), name)


def stays_of(case: Case) -> Iterator[Stay]:
    yield from filter(None, (stay_at(case, written(day, BED)) for day in case.plan))


def mode_of(ride: str) -> str | None:
    return next((m for m in ("Taxi", "Self-driving", "Flight") if m.lower() in ride.lower()), None)


def fare_of(case: Case, day: Day, number: int) -> float | None:
    """What a ride costs everyone; None where it isn't in the tables."""
    ride, people = written(day, RIDE), case.request.people or 1
    leg = _FROM_TO.search(ride) or _FROM_TO.search(written(day, "current_city"))
    origin, destination = (_bare(leg[1]), _bare(leg[2])) if leg else ("", "")
    flown = re.search(r"Flight Number: ([^,]+)", ride)
    if flown:
        start = case.request.start
        prices = [
            flight.price * people
            for flight in case.flights
            if (flight.number, flight.origin, flight.destination) == (flown[1], origin, destination)
            and (start is None or flight.day == start + timedelta(days=number))
        ]
        return prices[0] if prices else None
    road, mode = case.database.roads.get((origin, destination)), mode_of(ride)
    if road is None or mode not in ("Taxi", "Self-driving"):
        return None
    if mode == "Taxi":
        return int(road.kilometres) * ceil(people / 4)
    return int(road.kilometres * 0.05) * ceil(people / 5)
