"""The published tasks, where the data is at hand: TRIPSAGE_BENCH_DATA, or shared/benchmarks beside the repository."""

import os
from pathlib import Path

import pytest

from evals.benchmarks.tau2_airline import agents, scored
from evals.benchmarks.tau2_airline.cases import read_cases, wrong
from evals.benchmarks.tau2_airline.database import Database, read
from evals.benchmarks.tau2_airline.tasks import Task, read_tasks, replayed


def _folder() -> Path | None:
    named = os.environ.get("TRIPSAGE_BENCH_DATA")
    beside = [parent / "shared" / "benchmarks" for parent in Path(__file__).parents]
    places = [Path(named)] if named else beside
    return next((p / "tau2-airline" for p in places if (p / "tau2-airline").is_dir()), None)


DATA = _folder()
pytestmark = pytest.mark.skipif(
    DATA is None, reason="tau2-airline's data is not here: set TRIPSAGE_BENCH_DATA"
)


@pytest.fixture(scope="module")
def database() -> Database:
    assert DATA is not None
    return read(DATA / "db.json")


@pytest.fixture(scope="module")
def tasks() -> dict[str, Task]:
    assert DATA is not None
    return {task.id: task for task in read_tasks(DATA / "tasks_train.json")}


def test_replay_reaches_every_end_state_and_doing_nothing_those_that_ask_for_no_write(
    database: Database, tasks: dict[str, Task]
) -> None:
    results = [scored(database, task, agents.replay) for task in tasks.values()]
    assert (len(results), sum(each.reached for each in results)) == (30, 30)
    assert not any(each.ended.refused for each in results)
    assert sum(each.idle for each in results) == 17
    assert all(each.idle == (not each.task.writes) for each in results)


def test_leaving_out_any_expected_write_misses_the_end_state(
    database: Database, tasks: dict[str, Task]
) -> None:
    for task in tasks.values():
        for left_out in task.writes:
            rest = [call for call in task.expected if call is not left_out]
            assert replayed(database, rest).database != replayed(database, task.writes).database


def test_refunds_and_sums_are_the_figures_that_the_tasks_publish(
    database: Database, tasks: dict[str, Task]
) -> None:
    refund = replayed(database, tasks["11"].writes).database.reservations["GV1N64"]
    assert "5244" in tasks["11"].told
    assert refund["payment_history"][-1]["amount"] == -5244
    booked = replayed(database, tasks["14"].writes).database.reservations["HATHAT"]
    assert "1786" in tasks["14"].told
    assert booked["payment_history"][-1]["amount"] == 1786


def test_the_guard_refuses_no_expected_write_and_only_one_reason_is_presumed(
    database: Database, tasks: dict[str, Task]
) -> None:
    results = [scored(database, task, agents.under_rules) for task in tasks.values()]
    assert all(each.reached for each in results)
    assert [each.ended.refused for each in results if each.ended.refused] == []
    assert [each.ended.presumed for each in results if each.ended.presumed] == [("MSJ4OA",)]


def test_the_guard_refuses_what_the_tasks_people_press_for(database: Database) -> None:
    assert wrong(database, read_cases("tempted")) == []
