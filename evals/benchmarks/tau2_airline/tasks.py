"""The benchmark's tasks: what a person wants, the actions expected, and the end state these lead to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from evals.benchmarks.tau2_airline.database import Database, DeskError
from evals.benchmarks.tau2_airline.desk import WRITING, Call, called


@dataclass(frozen=True)
class Task:
    id: str
    opening: str  # what the person is and wants
    more: str  # how they go on
    expected: tuple[Call, ...]
    told: tuple[str, ...]  # what the answer must contain (communicate_info)
    assertions: int  # of natural language, for a judge

    @property
    def writes(self) -> tuple[Call, ...]:
        return tuple(call for call in self.expected if call.name in WRITING)


class Replayed(NamedTuple):
    database: Database
    refused: tuple[str, ...]  # what the desk said to the calls it refused


def read_tasks(path: Path) -> tuple[Task, ...]:
    """From tasks_train.json. Raises OSError."""
    return tuple(_task(entry) for entry in json.loads(path.read_text(encoding="utf-8")))


def replayed(database: Database, calls: Iterable[Call]) -> Replayed:
    """A refused call leaves the database as it was, as in the benchmark's own replay."""
    refused: list[str] = []
    for call in calls:
        try:
            database = called(database, call).database
        except DeskError as error:
            refused.append(f"{call.name}: {error}")
    return Replayed(database, tuple(refused))


def _task(entry: Mapping[str, Any]) -> Task:
    told, criteria = entry["user_scenario"]["instructions"], entry["evaluation_criteria"]
    return Task(
        id=entry["id"],
        opening=f"{told['reason_for_call']}\n{told['known_info'] or ''}".strip(),
        more=told["task_instructions"] or "",
        expected=tuple(Call(each["name"], each["arguments"]) for each in criteria["actions"]),
        told=tuple(criteria["communicate_info"]),
        assertions=len(criteria["nl_assertions"] or ()),
    )
