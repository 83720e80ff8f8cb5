"""What a query asks for, from the fields of its record."""

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from evals.benchmarks.travelplanner.tables import SOURCE, MissingData

HOUSE_RULES = ("parties", "smoking", "children under 10", "pets", "visitors")
ROOM_TYPES = ("entire room", "private room", "shared room", "not shared room")
CUISINES = ("American", "Chinese", "French", "Indian", "Italian", "Mediterranean", "Mexican")


@dataclass(frozen=True)
class Request:
    """`destination` is a state where more than one city is visited. None: not stated."""

    origin: str | None
    destination: str | None
    days: int | None
    cities: int | None
    start: date | None
    people: int | None
    budget: int | None
    house_rules: frozenset[str] = frozenset()
    cuisines: frozenset[str] = frozenset()
    room_type: str | None = None
    barred: frozenset[str] = frozenset()  # of "flight" and "self-driving"

    @property
    def end(self) -> date | None:
        if self.start is None or self.days is None:
            return None
        return self.start + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Query:
    """A record of the benchmark: its text, its reference tables, its other fields as they are."""

    idx: int
    text: str
    reference: tuple[Mapping[str, str], ...]
    fields: Mapping[str, Any]


def read_queries(path: Path) -> tuple[Query, ...]:
    """Of a JSON list or of JSON lines. Raises MissingData."""
    if not path.is_file():
        raise MissingData(f"{path} is not there. {SOURCE}")
    text = path.read_text(encoding="utf-8")
    records = (
        json.loads(text)
        if text.lstrip().startswith("[")
        else [json.loads(line) for line in text.splitlines() if line.strip()]
    )
    return tuple(_query(number, record) for number, record in enumerate(records))


def _query(number: int, record: Mapping[str, Any]) -> Query:
    reference = cast(Sequence[Mapping[str, str]], _literal(record.get("reference_information", [])))
    fields = {k: v for k, v in record.items() if k not in ("query", "reference_information")}
    return Query(int(record.get("idx", number)), str(record["query"]), tuple(reference), fields)


def stated(fields: Mapping[str, Any]) -> Request:
    """The request in a record's structured fields; what they lack is None."""
    local = cast(Mapping[str, Any], _literal(fields.get("local_constraint")) or {})
    dates = cast(Sequence[str], _literal(fields.get("date")) or ())
    mode = str(local.get("transportation") or "")
    return Request(
        origin=fields.get("org"),
        destination=fields.get("dest"),
        days=_whole(fields.get("days")),
        cities=_whole(fields.get("visiting_city_number")),
        start=date.fromisoformat(dates[0]) if dates else None,
        people=_whole(fields.get("people_number")),
        budget=_whole(fields.get("budget")),
        house_rules=frozenset(_several(local.get("house rule"))),
        cuisines=frozenset(_several(local.get("cuisine"))),
        room_type=local.get("room type") or None,
        barred=frozenset({mode.removeprefix("no ")} if mode else ()),
    )


def _literal(value: object) -> object:
    """Some copies of the data hold lists and mappings as Python or JSON text."""
    if not isinstance(value, str) or not value:
        return value or None
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return ast.literal_eval(value)


def _whole(value: object) -> int | None:
    return None if value is None else int(float(str(value).replace(",", "")))


def _several(value: object) -> tuple[str, ...]:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(cast(Sequence[str], value))


def completed(request: Request, other: Request) -> Request:
    """The request with what it leaves unsaid taken from the other; wishes are never added."""
    unsaid = {name: getattr(other, name) for name in _FACTS if getattr(request, name) is None}
    return replace(request, **unsaid)


_FACTS = ("origin", "destination", "days", "cities", "start", "people", "budget")
