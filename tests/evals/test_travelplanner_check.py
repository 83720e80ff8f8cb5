"""The constraints, each on a plan that keeps it and on one that breaks it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.travelplanner.cells import Case
from evals.benchmarks.travelplanner.check import check, total_cost
from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.tables import Database, open_database
from tests.evals.travelplanner_country import case_of, query_of, record, write_database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    write_database(tmp_path)
    return open_database(tmp_path)


BREAKS: tuple[tuple[str, dict[str, str]], ...] = (
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


HARD_BREAKS: tuple[tuple[str, dict[str, Any], dict[str, str], dict[str, Any]], ...] = (
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
