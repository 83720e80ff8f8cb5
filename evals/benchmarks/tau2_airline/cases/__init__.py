"""Actions at the desk, with the rule that forbids each or with none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.benchmarks.tau2_airline.conversation import Conversation, acted, approved, heard
from evals.benchmarks.tau2_airline.database import Database, DeskError, database_of
from evals.benchmarks.tau2_airline.desk import Call, called
from evals.benchmarks.tau2_airline.guard import objection

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    name: str
    conversation: Conversation
    call: Call
    why: str | None  # the rule that forbids it


def read_cases(name: str) -> tuple[Case, ...]:
    return tuple(_case(entry) for entry in _loaded(f"{name}.yaml"))


def own_desk() -> Database:
    return database_of(_loaded("desk.yaml"))


def ruled(database: Database, case: Case) -> str | None:
    """The rule that the guard holds against a case; for one it lets through, "desk" where the tool refuses."""
    found = objection(database, case.conversation, case.call)
    if found is not None:
        return found.rule
    try:
        called(database, case.call)
    except DeskError:
        return "desk"
    return None


def wrong(database: Database, cases: Sequence[Case]) -> list[str]:
    """The cases ruled otherwise than written, with both rules."""
    return [
        f"{case.name}: {found or 'let through'}, not {case.why or 'let through'}"
        for case in cases
        for found in (ruled(database, case),)
        if found != case.why
    ]


def _loaded(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _case(entry: Mapping[str, Any]) -> Case:
    call = Call(entry["call"]["name"], entry["call"]["arguments"])
    start = Conversation(
        user_id=entry["user"],
        reason=entry.get("reason"),
        changed=frozenset(entry.get("changed", ())),
    )
    for did in entry.get("did", ()):
        start = acted(start, Call(did["name"], did["arguments"]))
    said = heard(start, entry["says"])
    confirmed = approved(said, call) if entry.get("confirmed", True) else said
    return Case(entry["id"], confirmed, call, entry.get("why"))
