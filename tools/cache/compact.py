"""Answers as JSON in which each part stands once.

Forty flights share a few slices, which share segments, and all have one provenance. Written plainly that
is read anew for each offer; here a nested value is written once, in a table, and referred to by its row:

    {"parts": [["Provenance", {...}], ["Segment", {...}], ["Slice", {"segments": [1]}]],
     "answer": [{"slices": [2], "provenance": 0, ...}]}

Reading validates each row with its own model, and the whole with the answer's, so nothing is taken on
trust; it takes two thirds of the time, and the values are shared in memory too (`benchmarks/cache.py`).
"""

from collections.abc import Mapping
from json import dumps
from typing import Any, Generic, TypeVar, cast, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json

A = TypeVar("A")
SMALL = 3  # a value of fewer fields (an amount of money) is cheaper where it stands
Plain = Any  # what JSON holds
Kinds = dict[str, type[BaseModel]]


class Compact(Generic[A]):
    """For answers that are a `kind`, or hold nothing but them."""

    def __init__(self, adapter: TypeAdapter[A], kind: type[BaseModel]) -> None:
        self._adapter = adapter
        self._kinds = _kinds_in(kind, {})
        self._nested = {
            each: tuple(
                name
                for name, field in each.model_fields.items()
                if _has_parts(field.annotation, f"{each.__name__}.{name}")
            )
            for each in self._kinds.values()
        }
        self._outermost = self._nested[kind]

    def written(self, answer: A) -> bytes:
        table = _Table(self._nested)
        plain = self._adapter.dump_python(answer, mode="json")
        whole = table.inside(answer, plain)
        return dumps({"parts": table.rows, "answer": whole}, separators=(",", ":")).encode()

    def read(self, body: bytes) -> A:
        """Raises ValueError, KeyError, TypeError or IndexError for what `written` didn't write."""
        data: dict[str, Plain] = from_json(body)
        parts: list[BaseModel] = []
        for name, row in data["parts"]:
            kind = self._kinds[name]
            for field in self._nested[kind]:
                row[field] = _filled(row[field], parts)
            parts.append(kind.__pydantic_validator__.validate_python(row))
        answer: Plain = data["answer"]
        wholes = cast("list[Plain]", answer) if isinstance(answer, list) else [answer]
        for whole in wholes:
            for field in self._outermost:
                whole[field] = _filled(whole[field], parts)
        return self._adapter.validate_python(answer)


class _Table:
    def __init__(self, nested: Mapping[type[BaseModel], tuple[str, ...]]) -> None:
        self._nested = nested
        self._by_object: dict[int, int] = {}  # of objects that live as long as the answer
        self._by_text: dict[str, int] = {}
        self.rows: list[Plain] = []

    def inside(self, value: object, plain: Plain) -> Plain:
        """`plain` with rows for its parts; a model at the top stays where it is."""
        if isinstance(value, tuple | list):
            items = cast("tuple[object, ...]", value)
            return [self.inside(item, each) for item, each in zip(items, plain, strict=True)]
        for name in self._nested[type(cast("BaseModel", value))]:
            plain[name] = self._part(getattr(value, name), plain[name])
        return plain

    def _part(self, value: object, plain: Plain) -> Plain:
        if isinstance(value, BaseModel):
            return self._row(value, plain) if type(value) in self._nested else plain
        if isinstance(value, tuple | list):
            items = cast("tuple[object, ...]", value)
            return [self._part(item, each) for item, each in zip(items, plain, strict=True)]
        if isinstance(value, Mapping):
            pairs = cast("Mapping[str, object]", value).items()
            return {name: self._part(item, plain[name]) for name, item in pairs}
        return plain

    def _row(self, value: BaseModel, plain: Plain) -> int:
        """Told apart by what is written: equal instants and amounts may be written differently."""
        row = self._by_object.get(id(value))
        if row is None:
            written = [type(value).__name__, self.inside(value, plain)]
            row = self._by_text.setdefault(dumps(written), len(self.rows))
            if row == len(self.rows):
                self.rows.append(written)
            self._by_object[id(value)] = row
        return row


def _filled(value: Plain, parts: list[BaseModel]) -> Plain:
    if isinstance(value, int):
        return parts[value]
    if isinstance(value, list):
        return [_filled(item, parts) for item in cast("list[Plain]", value)]
    if isinstance(value, dict):
        pairs = cast("dict[str, Plain]", value).items()
        return {name: _filled(item, parts) for name, item in pairs}
    return value


def _kinds_in(kind: type[BaseModel], found: dict[str, type[BaseModel]]) -> Kinds:
    """The models that get rows, by name."""
    if found.setdefault(kind.__name__, kind) is not kind:
        raise TypeError(f"two kinds of value are called {kind.__name__}")
    for field in kind.model_fields.values():
        for inner in _models_in(field.annotation):
            if inner.__name__ not in found:
                _kinds_in(inner, found)
    return found


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [] if _small(annotation) else [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _small(kind: type[BaseModel]) -> bool:
    fields = kind.model_fields.values()
    return len(fields) < SMALL and not any(_models_in(field.annotation) for field in fields)


def _has_parts(annotation: object, name: str) -> bool:
    found = bool(_models_in(annotation))
    if found and _numbers_in(annotation):
        raise TypeError(f"{name} holds numbers beside values: rows can't be told from them")
    return found


def _numbers_in(annotation: object) -> bool:
    return annotation is int or any(_numbers_in(inner) for inner in get_args(annotation))
