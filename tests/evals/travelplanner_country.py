"""A small country in the file formats of TravelPlanner, and a query in it."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.travelplanner import planned
from evals.benchmarks.travelplanner.cells import Case
from evals.benchmarks.travelplanner.request import Query, read_queries, stated
from evals.benchmarks.travelplanner.tables import Database, reference_flights

CITIES = {
    "Oakton": "Westland",
    "Elmira Bay": "Westland",
    "Pinehurst": "Westland",
    "Farport": "Eastland",
}
KINDS = (
    "Chinese, Tea",
    "French, Cafe",
    "American, BBQ",
    "Italian, Pizza",
    "Mexican, Bakery",
    "Indian",
)


def write_database(folder: Path) -> None:
    _table(
        folder / "clean_restaurant_2022.csv",
        ("", "Name", "City", "Cuisines", "Average Cost", "Aggregate Rating"),
        [
            (n, f"{city} Table {n}", city, KINDS[n % 6], 10 + 7 * n % 40, 1 + n % 5)
            for city in CITIES
            for n in range(12)
        ],
    )
    _table(
        folder / "clean_accommodations_2022.csv",
        ("", "NAME", "room type", "price", "minimum nights", "review rate number",
         "house_rules", "maximum occupancy", "city"),
        [row for n, city in enumerate(CITIES) for row in _beds(10 * n, city)],
    )  # fmt: skip
    _table(
        folder / "attractions.csv",
        ("Name", "Latitude", "Longitude", "Address", "Phone", "Website", "City"),
        [
            (f"{city} Museum {n}", 40 + n / 100, -90, "1 Main St", "555", "http://x", city)
            for city in CITIES
            for n in range(6)
        ],
    )
    _table(
        folder / "distance.csv",
        ("origin", "destination", "cost", "duration", "distance"),
        [
            (here, there, "", "3 hours 20 mins", "300 km")
            for here in CITIES
            for there in CITIES
            if here != there
        ],
    )
    lines = [f"{city}\t{state}" for city, state in CITIES.items()]
    (folder / "citySet_with_states.txt").write_text("\n".join(lines))


def _beds(number: int, city: str) -> list[tuple[Any, ...]]:
    return [
        (number, f"Loft in {city}", "Entire home/apt", 90.0, 2.0, 4.0, "No pets", 2, city),
        (
            number + 1,
            f"Attic of {city}",
            "Private room",
            40.0,
            1.0,
            3.0,
            "No smoking & No parties",
            1,
            city,
        ),
        (number + 2, f"Hall of {city}", "Shared room", 15.0, 1.0, 2.0, "No visitors", 1, city),
        (
            number + 3,
            f"Villa at {city}",
            "Entire home/apt",
            200.0,
            1.0,
            5.0,
            "No children under 10",
            6,
            city,
        ),
        (number + 4, f"Long let, {city} side", "Private room", 5.0, 30.0, 5.0, "No pets", 4, city),
    ]


def _table(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


FLIGHTS = [
    {
        "Description": "Flight from Farport to Oakton on 2022-03-10",
        "Content": "Flight Number  Price DepTime ArrTime  ActualElapsedTime FlightDate OriginCityName DestCityName\n"
        "     F0000001     30   15:40   17:04 1 hours 24 minutes 2022-03-10        Farport       Oakton\n"
        "     F0000002     20   06:10   07:34 1 hours 24 minutes 2022-03-10        Farport       Oakton",
    },
    {
        "Description": "Flight from Oakton to Farport on 2022-03-12",
        "Content": "Flight Number  Price DepTime ArrTime  ActualElapsedTime FlightDate OriginCityName DestCityName\n"
        "     F0000003     25   21:40   23:04 1 hours 24 minutes 2022-03-12         Oakton      Farport",
    },
]  # fmt: skip


def record(**fields: Any) -> dict[str, Any]:
    """Three days in Oakton from Farport for two, but for what is named."""
    wishes = {"house rule": None, "cuisine": None, "room type": None, "transportation": None}
    base = {
        "idx": 7,
        "query": "Two people want three days in Oakton from Farport, March 10th to March 12th, 2022, for $900.",
        "days": 3,
        "visiting_city_number": 1,
        "budget": 900,
        "people_number": 2,
        "date": ["2022-03-10", "2022-03-11", "2022-03-12"],
        "org": "Farport",
        "dest": "Oakton",
        "reference_information": FLIGHTS,
    }
    local = wishes | fields.pop("wishes", {})
    return {**base, "local_constraint": local, **fields}


def query_of(tmp_path: Path, fields: Mapping[str, Any]) -> Query:
    path = tmp_path / "queries.json"
    path.write_text(json.dumps([fields]))
    return read_queries(path)[0]


def case_of(query: Query, database: Database, **changes: Any) -> Case:
    """The solver's plan, with cells of a day changed: day2_lunch="..."."""
    plan = planned(query, database, from_text=False)
    for key, value in changes.items():
        day, _, cell = key.removeprefix("day").partition("_")
        plan[int(day) - 1][cell] = value
    return Case(stated(query.fields), plan, database, reference_flights(query.reference))
