"""The tables a plan is made of: TravelPlanner's database folder, and the flights a query's reference lists.

The files and their columns are those of OSU-NLP-Group/TravelPlanner (MIT). Rows with an empty cell are dropped and
of two rows for one road the first holds, as the published evaluation reads them.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

SOURCE = (
    "The data is TravelPlanner's: https://github.com/OSU-NLP-Group/TravelPlanner (MIT). "
    "Name its database folder with --database, or the folder holding travelplanner/ in TRIPSAGE_BENCH_DATA."
)


class MissingData(Exception):
    """A file of the benchmark is not there; the message says where it comes from."""


@dataclass(frozen=True)
class Restaurant:
    """`cost` is in dollars a person."""

    name: str
    city: str
    cuisines: tuple[str, ...]
    cost: int
    rating: float


@dataclass(frozen=True)
class Stay:
    """`price` is in dollars a night and a unit of `occupancy` people."""

    name: str
    city: str
    room_type: str
    price: float
    minimum_nights: float
    occupancy: int
    house_rules: str
    rating: float


@dataclass(frozen=True)
class Attraction:
    name: str
    city: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Road:
    """As printed: "2 hours 56 mins", "317 km"."""

    duration: str
    distance: str

    @property
    def kilometres(self) -> float:
        return float(self.distance.removesuffix("km").strip().replace(",", ""))


@dataclass(frozen=True)
class Flight:
    """`price` is in dollars a person; times are local, "HH:MM"."""

    number: str
    origin: str
    destination: str
    day: date
    price: int
    departs: str
    arrives: str


@dataclass(frozen=True)
class Database:
    restaurants: Mapping[str, tuple[Restaurant, ...]]
    stays: Mapping[str, tuple[Stay, ...]]
    attractions: Mapping[str, tuple[Attraction, ...]]
    roads: Mapping[tuple[str, str], Road]
    states: Mapping[str, str]  # by city

    def cities_of(self, state: str) -> tuple[str, ...]:
        return tuple(city for city, of in self.states.items() if of == state)


def open_database(folder: Path) -> Database:
    """Raises MissingData where a file is not there."""
    return Database(
        _by_city(_complete(folder / "clean_restaurant_2022.csv"), _restaurant),
        _by_city(_complete(folder / "clean_accommodations_2022.csv"), _stay),
        _by_city(_complete(folder / "attractions.csv"), _attraction),
        dict(_roads(folder / "distance.csv")),
        _states(folder / "citySet_with_states.txt"),
    )


def reference_flights(reference: Sequence[Mapping[str, str]]) -> tuple[Flight, ...]:
    """The flights of the tables described as "Flight from A to B on YYYY-MM-DD"."""
    return tuple(flight for entry in reference for flight in _flights(entry))


def reference_cities(reference: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The cities whose accommodations the reference lists, in its order."""
    named = (re.fullmatch(r"Accommodations in (.+)", entry["Description"]) for entry in reference)
    return tuple(dict.fromkeys(match[1] for match in named if match))


def reference_legs(reference: Sequence[Mapping[str, str]]) -> tuple[tuple[str, str, date], ...]:
    """(from, to, day) of each flight table, also of those that say there is no flight."""
    named = (_FLIGHT_TABLE.fullmatch(entry["Description"]) for entry in reference)
    return tuple((m[1], m[2], date.fromisoformat(m[3])) for m in named if m)


_FLIGHT_TABLE = re.compile(r"Flight from (.+) to (.+) on (\d{4}-\d{2}-\d{2})")
_FLIGHT_ROW = re.compile(
    r"^\s*(?:\d+\s+)?(F\d+)\s+(\d+)(?:\.\d+)?\s+(\d\d:\d\d)\s+(\d\d:\d\d)\s", re.MULTILINE
)


def _flights(entry: Mapping[str, str]) -> Iterator[Flight]:
    table = _FLIGHT_TABLE.fullmatch(entry["Description"])
    if table is None:
        return
    origin, destination, day = table.groups()
    for row in _FLIGHT_ROW.finditer(entry["Content"]):
        number, price, departs, arrives = row.groups()
        yield Flight(
            number, origin, destination, date.fromisoformat(day), int(price), departs, arrives
        )


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise MissingData(f"{path} is not there. {SOURCE}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _complete(path: Path) -> list[dict[str, str]]:
    return [row for row in _rows(path) if all(row.values())]


Row = TypeVar("Row", Restaurant, Stay, Attraction)


def _by_city(
    rows: Sequence[Mapping[str, str]], read: Callable[[Mapping[str, str]], Row]
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        value = read(row)
        found.setdefault(value.city, []).append(value)
    return {city: tuple(values) for city, values in found.items()}


def _restaurant(row: Mapping[str, str]) -> Restaurant:
    cuisines = tuple(cuisine.strip() for cuisine in row["Cuisines"].split(","))
    cost = int(float(row["Average Cost"]))
    return Restaurant(row["Name"], row["City"], cuisines, cost, float(row["Aggregate Rating"]))


def _stay(row: Mapping[str, str]) -> Stay:
    return Stay(
        row["NAME"],
        row["city"],
        row["room type"],
        float(row["price"]),
        float(row["minimum nights"]),
        int(float(row["maximum occupancy"])),
        row["house_rules"],
        float(row["review rate number"]),
    )


def _attraction(row: Mapping[str, str]) -> Attraction:
    return Attraction(row["Name"], row["City"], float(row["Latitude"]), float(row["Longitude"]))


def _roads(path: Path) -> Iterator[tuple[tuple[str, str], Road]]:
    # Reversed: of two rows for one road the first is to hold.
    for row in reversed(_rows(path)):
        if row["duration"] and "day" not in row["duration"] and row["distance"].endswith("km"):
            yield (row["origin"], row["destination"]), Road(row["duration"], row["distance"])


def _states(path: Path) -> dict[str, str]:
    if not path.is_file():
        raise MissingData(f"{path} is not there. {SOURCE}")
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {city.strip(): state.strip() for city, state in lines}
