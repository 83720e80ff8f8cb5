"""Planning, over a small country of its own in the benchmark's file formats."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.benchmarks.travelplanner import main, planned
from evals.benchmarks.travelplanner.cells import Case
from evals.benchmarks.travelplanner.check import check, total_cost
from evals.benchmarks.travelplanner.days import written_days
from evals.benchmarks.travelplanner.meals import city_choices
from evals.benchmarks.travelplanner.request import Query, Request, read_queries, stated
from evals.benchmarks.travelplanner.routes import night_splits
from evals.benchmarks.travelplanner.solve import Infeasible, solve, total
from evals.benchmarks.travelplanner.tables import (
    Database,
    Restaurant,
    open_database,
    reference_cities,
    reference_flights,
)

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


@pytest.fixture
def database(tmp_path: Path) -> Database:
    write_database(tmp_path)
    return open_database(tmp_path)


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


WISHES = (
    {},
    {"cuisine": ["Chinese", "French", "Indian"]},
    {"house rule": "pets", "room type": "private room"},
    {"house rule": "children under 10", "room type": "entire room"},
    {"house rule": "smoking", "room type": "not shared room"},
    {"room type": "shared room", "transportation": "no self-driving"},
    {"house rule": "parties", "transportation": "no flight"},
)
LENGTHS = (
    {},
    {"days": 5, "visiting_city_number": 2, "dest": "Westland", "budget": 2500},
    {"days": 7, "visiting_city_number": 3, "dest": "Westland", "budget": 4000},
)


@pytest.mark.parametrize("wishes", WISHES)
@pytest.mark.parametrize("length", LENGTHS)
def test_a_plan_meets_every_constraint(
    tmp_path: Path, database: Database, wishes: dict[str, Any], length: dict[str, Any]
) -> None:
    query = query_of(tmp_path, record(wishes=wishes, **length))
    case = case_of(query, database)
    assert case.plan
    assert {name: wrong for name, wrong in check(case).items() if wrong} == {}


def test_cells_are_spelled_as_the_submission_format_has_them(
    tmp_path: Path, database: Database
) -> None:
    query = query_of(tmp_path, record(wishes={"transportation": "no self-driving"}))
    first, second, last = planned(query, database, from_text=False)
    assert first["current_city"] == "from Farport to Oakton"
    assert first["transportation"] == (
        "Flight Number: F0000002, from Farport to Oakton, Departure Time: 06:10, Arrival Time: 07:34"
    )
    assert second["current_city"] == "Oakton" and second["transportation"] == "-"
    assert second["attraction"].endswith(", Oakton;")
    assert second["dinner"].endswith(", Oakton")
    assert last["accommodation"] == "-"


def test_a_drive_names_its_duration_distance_and_cost(tmp_path: Path, database: Database) -> None:
    query = query_of(tmp_path, record(wishes={"transportation": "no flight"}))
    first, *_ = planned(query, database, from_text=False)
    assert first["transportation"] == (
        "Self-driving, from Farport to Oakton, duration: 3 hours 20 mins, distance: 300 km, cost: 15"
    )


BREAKS = (
    ("Within Sandbox", {"day2_lunch": "No Such Place, Oakton"}),
    ("Within Sandbox", {"day1_transportation": "Flight Number: F0000003, from Farport to Oakton"}),
    ("Within Current City", {"day2_lunch": "Pinehurst Table 1, Pinehurst"}),
    ("Within Current City", {"day1_accommodation": "Hall of Farport, Farport"}),
    ("Complete Information", {"day2_attraction": "-"}),
    ("Complete Information", {"day2_dinner": "-"}),
    ("Complete Information", {"day1_accommodation": "-"}),
    ("Reasonable City Route", {"day3_current_city": "from Oakton to Pinehurst"}),
    ("Reasonable City Route", {"day1_current_city": "from Pinehurst to Oakton"}),
    ("Diverse Restaurants", {"day1_dinner": "Oakton Table 3, Oakton", "day2_lunch": "Oakton Table 3, Oakton"}),
    ("Diverse Attractions", {"day2_attraction": "Oakton Museum 1, Oakton;Oakton Museum 1, Oakton;"}),
    ("Minimum Nights Stay", {"day1_accommodation": "Loft in Oakton, Oakton",
                             "day2_accommodation": "Hall of Oakton, Oakton"}),
    ("Non-conf. Transportation", {"day1_transportation": "Taxi, from Farport to Oakton, distance: 300 km",
                                  "day3_transportation": "Self-driving, from Oakton to Farport"}),
)  # fmt: skip


@pytest.mark.parametrize(("constraint", "changes"), BREAKS)
def test_a_plan_that_breaks_a_commonsense_constraint_is_told_so(
    tmp_path: Path, database: Database, constraint: str, changes: dict[str, str]
) -> None:
    query = query_of(tmp_path, record())
    assert check(case_of(query, database))[constraint] is None
    assert check(case_of(query, database, **changes))[constraint] is not None


HARD_BREAKS = (
    ("Budget", {}, {"day1_accommodation": "Villa at Oakton, Oakton", "day2_accommodation": "Villa at Oakton, Oakton"},
     {"budget": 420}),
    ("Room Rule", {"house rule": "parties"}, {"day1_accommodation": "Attic of Oakton, Oakton"}, {}),
    ("Room Type", {"room type": "not shared room"}, {"day1_accommodation": "Hall of Oakton, Oakton"}, {}),
    ("Room Type", {"room type": "entire room"}, {"day1_accommodation": "Attic of Oakton, Oakton"}, {}),
    ("Transportation", {"transportation": "no flight"},
     {"day1_transportation": "Flight Number: F0000001, from Farport to Oakton, Departure Time: 15:40"}, {}),
    ("Cuisine", {"cuisine": ["Chinese"]}, {
        f"day{day}_{meal}": f"Oakton Table {n}, Oakton"
        for n, (day, meal) in enumerate(
            [(d, m) for d in (1, 2) for m in ("breakfast", "lunch", "dinner")][:5], 1)
    } | {"day2_dinner": "Oakton Table 7, Oakton", "day3_breakfast": "-", "day3_lunch": "-", "day3_dinner": "-"}, {}),
)  # fmt: skip


@pytest.mark.parametrize(("constraint", "wishes", "changes", "fields"), HARD_BREAKS)
def test_a_plan_that_breaks_a_hard_constraint_is_told_so(
    tmp_path: Path,
    database: Database,
    constraint: str,
    wishes: dict[str, Any],
    changes: dict[str, str],
    fields: dict[str, Any],
) -> None:
    query = query_of(tmp_path, record(wishes=wishes, **fields))
    assert check(case_of(query, database))[constraint] is None
    assert check(case_of(query, database, **changes))[constraint] is not None


def test_cost_counts_rooms_by_occupancy_and_cars_by_seats(database: Database) -> None:
    day = {
        "days": 1,
        "current_city": "from Farport to Oakton",
        "transportation": "Self-driving, from Farport to Oakton, distance: 300 km",
        "breakfast": "Oakton Table 0, Oakton",
        "accommodation": "Loft in Oakton, Oakton",
    }
    request = Request("Farport", "Oakton", 3, 1, date(2022, 3, 10), 6, 900)
    case = Case(request, [day], database, ())
    two_cars, six_meals, three_lofts = 2 * 15, 6 * 10, 3 * 90
    assert total_cost(case) == two_cars + six_meals + three_lofts
    taxi = {**day, "transportation": "Taxi, from Farport to Oakton, distance: 300 km"}
    assert total_cost(Case(request, [taxi], database, ())) == 2 * 300 + six_meals + three_lofts


def test_the_solver_and_the_checker_agree_on_the_cost(tmp_path: Path, database: Database) -> None:
    query = query_of(tmp_path, record(**LENGTHS[1]))
    request, flights = stated(query.fields), reference_flights(query.reference)
    plan = solve(request, database, flights, reference_cities(query.reference))
    case = Case(request, written_days(plan, database, "Farport"), database, flights)
    assert total(plan, 2) == total_cost(case)


def test_what_cannot_be_met_is_said_and_leaves_the_plan_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_database(tmp_path)
    queries, plans = tmp_path / "q.json", tmp_path / "plans.jsonl"
    queries.write_text(json.dumps([record(budget=50)]))
    status = main(["--input", str(queries), "--database", str(tmp_path), "--output", str(plans)])
    assert status == 1
    assert json.loads(plans.read_text())["plan"] == []
    assert "the cheapest plan costs" in capsys.readouterr().err


def test_no_bed_is_told_apart_from_no_money(tmp_path: Path, database: Database) -> None:
    wishes = {"house rule": "visitors", "room type": "shared room"}
    request = stated(query_of(tmp_path, record(wishes=wishes)).fields)
    with pytest.raises(Infeasible, match="no bed"):
        solve(request, database, (), ())


def test_from_text_the_fields_are_not_read(tmp_path: Path, database: Database) -> None:
    honest = query_of(tmp_path, record())
    spoilt = query_of(
        tmp_path, record(org="Nowhere", dest="Nowhere", days=99, people_number=50, budget=1)
    )
    assert (
        planned(spoilt, database, from_text=True) == planned(honest, database, from_text=True) != []
    )


def test_a_run_prints_the_rates_of_the_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_database(tmp_path)
    queries, plans = tmp_path / "q.json", tmp_path / "plans.jsonl"
    queries.write_text(json.dumps([record()]))
    options = ["--input", str(queries), "--database", str(tmp_path), "--output", str(plans)]
    assert main(options) == 0
    assert main([*options, "--check"]) == 0
    written = json.loads(plans.read_text())
    assert (written["idx"], len(written["plan"])) == (7, 3)
    printed = capsys.readouterr().out
    assert all(rate in printed for rate in ("Commonsense, micro", "Hard, macro", "Final pass"))


def test_missing_data_is_named_with_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = str(tmp_path / "gone")
    assert main(["--input", gone, "--database", gone, "--output", gone]) == 2
    assert "OSU-NLP-Group/TravelPlanner (MIT)" in capsys.readouterr().err


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sets(st.sampled_from("ABC"))), min_size=1, max_size=7
    ),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_meals_are_as_cheap_as_trying_everything_finds(
    offers: list[tuple[int, set[str]]], least: int, more: int
) -> None:
    wanted = frozenset("AB")
    places = [
        Restaurant(f"r{n}", "Oakton", tuple(sorted(kinds)), cost, 3.0)
        for n, (cost, kinds) in enumerate(offers)
    ]
    tried = [
        sum(place.cost for place in chosen)
        for number in range(least, least + more + 1)
        for chosen in combinations(places, number)
        if wanted <= {kind for place in chosen for kind in place.cuisines}
    ]
    found = city_choices(places, least, least + more, wanted).get(wanted)
    assert (found[0] if found else None) == min(tried, default=None)


def test_nights_are_shared_out_evenly_first() -> None:
    assert night_splits(6, 3)[0] == ((2, 2, 2),)
    assert sorted(split for group in night_splits(4, 2) for split in group) == [
        (1, 3),
        (2, 2),
        (3, 1),
    ]
