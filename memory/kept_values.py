"""How values lie in checkpoints: as their own JSON, which pydantic writes and reads several times as fast."""

from collections.abc import Iterable
from types import GenericAlias
from typing import Any, cast

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from pydantic import TypeAdapter, ValidationError

from travel.errors import StorageError
from travel.value import Value

ONE, MANY = "value", "values"  # before the name of the kind


class KeptValues(JsonPlusSerializer):
    """Only the given kinds of values are read back. Everything else, and what was written before, is LangGraph's.

    Raises StorageError for a value of another kind, or of another version of its kind.
    """

    def __init__(self, kinds: Iterable[type[Value]]) -> None:
        named = {(kind.__module__, kind.__name__): kind for kind in kinds}
        super().__init__(allowed_msgpack_modules=[*named])
        self._kinds = {".".join(name): kind for name, kind in named.items()}
        self._names: dict[type[object], str] = {kind: name for name, kind in self._kinds.items()}
        self._adapters: dict[str, TypeAdapter[Any]] = {}  # made when they are first needed

    def dumps_typed(self, obj: object) -> tuple[str, bytes]:
        if type(obj) in self._names:
            return self._as(ONE, type(obj), obj)
        if type(obj) is tuple and obj:
            values = cast("tuple[object, ...]", obj)
            first = type(values[0])
            if first in self._names and all(type(each) is first for each in values):
                return self._as(MANY, first, values)
        return super().dumps_typed(obj)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        how, text = data
        if not how.startswith((f"{ONE}:", f"{MANY}:")):
            return super().loads_typed(data)
        try:
            return self._adapter(how).validate_json(text)
        except (KeyError, ValidationError) as error:
            told = StorageError(
                f"the conversation holds what this version can't read ({type(error).__name__})"
            )
        raise told

    def _as(self, how: str, kind: type[object], values: object) -> tuple[str, bytes]:
        name = f"{how}:{self._names[kind]}"
        return name, self._adapter(name).dump_json(values)

    def _adapter(self, how: str) -> TypeAdapter[Any]:
        """Raises KeyError for another kind."""
        if how not in self._adapters:
            number, _, name = how.partition(":")
            kind = self._kinds[name]
            several: Any = GenericAlias(tuple, (kind, ...))
            self._adapters[how] = TypeAdapter(several if number == MANY else kind)
        return self._adapters[how]
