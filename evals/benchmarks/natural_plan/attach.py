"""Which owner a value in a sentence belongs to: three days, Rome; from one to two, Tom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from evals.benchmarks.natural_plan.names import Mention

T = TypeVar("T")
_BREAK = re.compile(r"[,|)]|\b(?:and|while|then|but|whereas|plus)\b")
_EACH_BEFORE = re.compile(r"\b(?:each|both)\b[^,.;\d]{0,25}$", re.IGNORECASE)
_EACH_AFTER = re.compile(r"[^,.;\d]{0,20}\b(?:each|apiece|both)\b", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|,?\s*(?:and|&))\s*")
EACH = re.compile(r"\b(?:each|apiece|every one)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Value(Generic[T]):
    start: int
    end: int
    value: T


def _gap(sentence: str, owner: Mention, value: Value[T]) -> str:
    if owner.end <= value.start:
        return sentence[owner.end : value.start]
    return sentence[value.end : owner.start]


def _sharing(
    sentence: str, owners: Sequence[Mention], nearest: Mention, value: Value[T]
) -> Sequence[Mention]:
    """The nearest owner, with its whole list where the value is said to be each one's."""
    before, after = sentence[: value.start], sentence[value.end :]
    if not (_EACH_BEFORE.search(before) or _EACH_AFTER.match(after)):
        return (nearest,)
    first = last = owners.index(nearest)
    while first and _LIST.fullmatch(sentence[owners[first - 1].end : owners[first].start]):
        first -= 1
    while last + 1 < len(owners) and _LIST.fullmatch(
        sentence[owners[last].end : owners[last + 1].start]
    ):
        last += 1
    return owners[first : last + 1]


def attach(
    sentence: str, owners: Sequence[Mention], values: Sequence[Value[T]]
) -> list[tuple[Mention, T]]:
    """Each value beside its owner: fewest breaks between them, then on the side the sentence began with."""
    if not owners or not values:
        return []
    if EACH.search(sentence) and len(values) == 1:
        return [(owner, values[0].value) for owner in owners]
    if "respectively" in sentence and len(owners) == len(values):
        return [(owner, value.value) for owner, value in zip(owners, values, strict=True)]
    owner_first = owners[0].start < values[0].start

    def nearness(owner: Mention, value: Value[T]) -> tuple[int, bool, int]:
        gap = re.sub(r"\([^()]*\)", "", _gap(sentence, owner, value))
        between = sum(
            min(owner.end, value.end) <= other.start < max(owner.start, value.start)
            for other in owners
            if other is not owner
        )
        wrong_side = (owner.start < value.start) is not owner_first
        return between * 10 + len(_BREAK.findall(gap)), wrong_side, len(gap)

    return [
        (owner, value.value)
        for value in values
        for owner in _sharing(
            sentence, owners, min(owners, key=lambda one: nearness(one, value)), value
        )
    ]
