"""Planning, over a small country of its own in the benchmark's file formats."""

import json
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
from evals.benchmarks.travelplanner.request import stated
from evals.benchmarks.travelplanner.routes import night_splits
from evals.benchmarks.travelplanner.solve import Infeasible, solve, total
from evals.benchmarks.travelplanner.tables import (
    Database,
    Restaurant,
    open_database,
    reference_cities,
    reference_flights,
)
from tests.evals.travelplanner_country import case_of, query_of, record, write_database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    write_database(tmp_path)
    return open_database(tmp_path)


WISHES: tuple[dict[str, Any], ...] = (
    {},
    {"cuisine": ["Chinese", "French", "Indian"]},
    {"house rule": "pets", "room type": "private room"},
    {"house rule": "children under 10", "room type": "entire room"},
    {"house rule": "smoking", "room type": "not shared room"},
    {"room type": "shared room", "transportation": "no self-driving"},
    {"house rule": "parties", "transportation": "no flight"},
)
LENGTHS: tuple[dict[str, Any], ...] = (
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
