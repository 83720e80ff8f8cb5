"""The published queries, where the data is at hand: TRIPSAGE_BENCH_DATA, or shared/benchmarks beside the repository."""

import os
import time
from pathlib import Path

import pytest

from evals.benchmarks.travelplanner import planned, understood
from evals.benchmarks.travelplanner.cells import Case
from evals.benchmarks.travelplanner.paraphrases import cases, wrong
from evals.benchmarks.travelplanner.request import Query, read_queries
from evals.benchmarks.travelplanner.score import judged
from evals.benchmarks.travelplanner.tables import Database, open_database, reference_flights


def _folder() -> Path | None:
    named = os.environ.get("TRIPSAGE_BENCH_DATA")
    beside = [parent / "shared" / "benchmarks" for parent in Path(__file__).parents]
    places = [Path(named)] if named else beside
    return next((p / "travelplanner" for p in places if (p / "travelplanner").is_dir()), None)


DATA = _folder()
pytestmark = pytest.mark.skipif(
    DATA is None, reason="TravelPlanner's data is not here: set TRIPSAGE_BENCH_DATA"
)


@pytest.fixture(scope="module")
def database() -> Database:
    assert DATA is not None
    return open_database(DATA / "database")


@pytest.fixture(scope="module")
def queries() -> tuple[Query, ...]:
    assert DATA is not None
    return read_queries(DATA / "train45.json")


def _passes(query: Query, database: Database, *, from_text: bool) -> bool:
    asked = understood(query, database, from_text=False)
    began = time.perf_counter()
    plan = planned(query, database, from_text=from_text)
    assert time.perf_counter() - began < 1
    case = Case(asked, plan, database, reference_flights(query.reference))
    return judged(query.idx, case).passes


def test_every_training_query_is_met_from_its_fields(
    queries: tuple[Query, ...], database: Database
) -> None:
    assert all(_passes(query, database, from_text=False) for query in queries)


def test_training_queries_are_met_from_their_text(
    queries: tuple[Query, ...], database: Database
) -> None:
    assert sum(_passes(query, database, from_text=True) for query in queries) >= 43


def test_requests_in_other_words_are_read(database: Database) -> None:
    right = [not wrong(case, database) for case in cases()]
    assert sum(right) / len(right) >= 0.95
