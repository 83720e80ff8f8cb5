"""What a rule is: an id, a sentence, and a function that finds where a plan breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from planning.verify.case import Case
from travel.itinerary import Violation
from travel.request import Intent
from travel.wishes import WishSlot

ALWAYS: frozenset[Intent] = frozenset(("trip", "flight", "stay", "weather", "activities", "other"))
MOVING: frozenset[Intent] = frozenset(("trip", "flight"))
SLEEPING: frozenset[Intent] = frozenset(("trip", "stay"))
DAILY: frozenset[Intent] = frozenset(("trip", "activities", "weather"))
ACTIVE: frozenset[Intent] = frozenset(("trip", "activities"))
TRIP: frozenset[Intent] = frozenset(("trip",))
ASKED: frozenset[Intent] = ALWAYS - {"other"}


class Finding(NamedTuple):
    """One place where a rule is broken; `detail` is a sentence with the figures."""

    subject: str
    detail: str


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Rule:
    """`sentence` says what holds in a plan that keeps the rule; it binds the `intents` only."""

    id: str
    sentence: str
    check: Callable[[Case], Findings]
    intents: frozenset[Intent] = ALWAYS
    wish: WishSlot | Literal["budget", "dates", "passport", ""] = ""

    def violations(self, case: Case) -> Iterator[Violation]:
        if case.request.intent in self.intents:
            for subject, detail in self.check(case):
                yield Violation(rule=self.id, subject=subject, detail=detail, wish=self.wish)
