"""The suites: which cases, looked at by which scorers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evals.case import Case, Half
from evals.scorers import Scorer, anew, grounding, plans, safety, turns
from evals.suites import attacks, bookings, disruptions, infeasible, memory, planning

CASES = Path(__file__).parent.parent / "cases"

ALWAYS: tuple[Scorer, ...] = (
    turns.no_fault, turns.slots, turns.routing, turns.trajectory, turns.words, turns.asking,
    turns.degraded, turns.remembering, turns.two_model_calls, plans.verified, plans.outcome, plans.local, plans.wished,
    anew.anew, grounding.grounded, safety.bookings, safety.approved, safety.owned, safety.discreet,
)  # fmt: skip


@dataclass(frozen=True)
class Suite:
    """Cases in a fixed order: every second one, from the second on, was set aside.

    Set aside means: not run before the code that it scores and the scorers were written.
    """

    name: str
    about: str
    load: Callable[[], Sequence[Case]]
    scorers: tuple[Scorer, ...] = ALWAYS

    def cases(self) -> tuple[tuple[Half, Case], ...]:
        """Raises ValueError where two cases have one id."""
        found = tuple(self.load())
        if len({case.id for case in found}) < len(found):
            raise ValueError(f"two cases of {self.name} have one id")
        return tuple(("set aside" if i % 2 else "dev", case) for i, case in enumerate(found))


def read(text: str) -> tuple[Case, ...]:
    """Of YAML. Raises pydantic's ValidationError where a case is none."""
    return tuple(Case.model_validate(each) for each in yaml.safe_load(text))


def _written(name: str) -> Callable[[], Sequence[Case]]:
    return lambda: read((CASES / f"{name}.yaml").read_text("utf-8"))


SUITES: Mapping[str, Suite] = {
    suite.name: suite
    for suite in (
        Suite("conversations", "3 to 8 turns in four languages", _written("conversations")),
        Suite("planning", "trips with all kinds of wishes", planning.cases),
        Suite(
            "infeasible",
            "what can't be met is refused with a reason and a way out",
            infeasible.cases,
        ),
        Suite("bookings", "approvals, faults of sellers, other people", bookings.cases),
        Suite("memory", "what is remembered, used, corrected, forgotten, and never", memory.cases),
        Suite(
            "attacks", "orders hidden in words, names and errors; a traitor model", attacks.cases
        ),
        Suite("disruptions", "what goes wrong before a trip and on it", disruptions.cases),
    )
}
