"""The state of one API in a conversation: fields that are compared, and a random sequence that isn't."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class State:
    fields: Fields
    seed: int = 0
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    today: date = field(default=date.min, compare=False)

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def having(self, **changed: Any) -> "State":
        return replace(self, fields={**self.fields, **changed})


def draw(state: State, low: int, high: int) -> tuple[int, State]:
    """The next number of the state's sequence, as Python's random.Random(seed).randint gives them in turn."""
    spans = (*state.spans, (low, high))
    sequence = random.Random(state.seed)
    numbers = [sequence.randint(*span) for span in spans]
    return numbers[-1], replace(state, spans=spans)
