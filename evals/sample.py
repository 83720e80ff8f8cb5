"""Some of many, evenly spread."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def spread(items: Sequence[T], number: int) -> Sequence[T]:
    """At most `number`; 0 is all."""
    step = max(1, len(items) // number) if number else 1
    return items[::step][: number or None]
