"""Whether a plan holds: every rule it has to keep, checked on its own.

Shares no code with the solver. `RULES` is the table that documents and tests derive from.
"""

from collections.abc import Mapping
from datetime import datetime

from planning.verify import (
    around,
    dates,
    days,
    daytrips,
    offers,
    outdoors,
    papers,
    prices,
    rest,
    route,
    sights,
    stays,
    times,
    wishes_there,
    wishes_way,
)
from planning.verify.case import Case
from planning.verify.rule import Rule
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Violation
from travel.request import Intent, TripRequest

__all__ = ["RULES", "binding", "verify"]

_FAMILIES = (
    times, dates, route, days, around, daytrips, stays, sights, outdoors, rest, offers, prices,
    papers, wishes_way, wishes_there,
)  # fmt: skip
_ALL: tuple[Rule, ...] = tuple(rule for family in _FAMILIES for rule in family.RULES)

RULES: Mapping[str, str] = {rule.id: rule.sentence for rule in _ALL}


def binding(intent: Intent) -> tuple[str, ...]:
    """The ids of the rules that a plan for such a request has to keep."""
    return tuple(rule.id for rule in _ALL if intent in rule.intents)


def verify(
    itinerary: Itinerary, request: TripRequest, evidence: Evidence, *, now: datetime
) -> tuple[Violation, ...]:
    """What breaks a rule, in the order of `RULES`; empty when the plan holds.

    Offers have to be valid at `now` (aware). Never raises for an itinerary, whatever is in it.
    """
    case = Case(itinerary, request, evidence, now)
    unusable = tuple(times.RULES[0].violations(case))
    if unusable:
        return unusable
    return tuple(violation for rule in _ALL for violation in rule.violations(case))
