"""What remembered sentences wish of a trip."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from memory.long_term.text import folded
from memory.long_term.values import Memory, Source
from travel.value import Value
from travel.wishes import Wish

_RULES_AT = Path(__file__).with_name("rules") / "wishes.toml"
_FOR_NOW = " (for now)"
_LISTS = frozenset({"amenities", "airline", "avoid_airline"})


class Remembered(Value):
    """A soft wish, in whose `words` the memory stands, and where that comes from."""

    wish: Wish
    memory_id: str
    source: Source


class _Rule(NamedTuple):
    topic: str
    says: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    slot: str
    value: Any

    @classmethod
    def read(cls, data: dict[str, Any], words: dict[str, str]) -> Self:
        def compiled(names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
            return tuple(re.compile(words.get(name, name)) for name in names)

        unless = [*data.get("unless", ()), "turned"]
        return cls(
            data["topic"], compiled(data["says"]), compiled(unless), data["slot"], data["value"]
        )

    def fits(self, topic: str, plain: str) -> bool:
        return (
            self.topic == topic
            and all(each.search(plain) for each in self.says)
            and not any(each.search(plain) for each in self.unless)
        )


@cache
def _rules() -> tuple[_Rule, ...]:
    data = tomllib.loads(_RULES_AT.read_text(encoding="utf-8"))
    return tuple(_Rule.read(each, data["words"]) for each in data["wish"])


def remembered_wishes(memories: Iterable[Memory]) -> tuple[Remembered, ...]:
    """At most one a slot: what holds for now before what holds for good, then the latest said.

    Lists of names and amenities are of all memories together.
    """
    ordered = sorted(memories, key=lambda each: (each.expires_on is not None, each.source.at))
    by_slot: dict[str, Remembered] = {}
    for found in (found for memory in ordered for found in _wishes(memory)):
        before = by_slot.get(found.wish.slot)
        by_slot[found.wish.slot] = found if before is None else _joined(before, found)
    return tuple(by_slot.values())


def _joined(before: Remembered, later: Remembered) -> Remembered:
    one, other = before.wish.value, later.wish.value
    if later.wish.slot not in _LISTS or not isinstance(one, tuple) or not isinstance(other, tuple):
        return later
    value = tuple(dict.fromkeys((*one, *other)))
    words = f"{before.wish.words}; {later.wish.words}"
    return later.model_copy(
        update={"wish": later.wish.model_copy(update={"value": value, "words": words})}
    )


def _wishes(memory: Memory) -> Iterator[Remembered]:
    plain, topic = folded(memory.text), memory.topic.removesuffix(_FOR_NOW)
    kind, _, name = topic.partition(":")
    for rule in _rules():
        if rule.fits(kind if kind == "airline" else topic, plain):
            value = (name,) if kind == "airline" else rule.value
            given = {"slot": rule.slot, "value": value, "hard": False, "words": memory.text}
            wish = Wish.model_validate(given)
            yield Remembered(wish=wish, memory_id=memory.id, source=memory.source)
            return
