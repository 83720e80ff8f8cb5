"""One request through the agents, the solver and the verifier, timed."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter, process_time
from typing import TypeVar

from agents import further, itinerary
from agents.catalog import agents_for
from agents.spec import Brief, Report
from planning.frame import frames
from planning.verify import verify
from tools.toolbox import Toolbox
from travel.evidence import Evidence
from travel.gazetteer import Gazetteer
from travel.itinerary import Outcome, Violation
from travel.request import TripRequest
from travel.turn import TurnRequest

T = TypeVar("T", bound=Sequence[object])
CURRENCY = "EUR"


class Quiet(Report):
    async def call(
        self, tool: str, arguments: dict[str, str], answer: Awaitable[T], what: str
    ) -> T:
        return await answer


@dataclass(frozen=True)
class Tried:
    """`broken` is what the verifier finds in the plan handed out; `unexplained` what a refusal lacks.

    `seconds` are of the processor, which a busy machine doesn't lengthen; `waited` is by the clock.
    """

    request: TripRequest
    told: Brief
    outcome: Outcome
    searching: float  # seconds, as is `planning`
    planning: float
    waited: float
    broken: tuple[Violation, ...]
    unexplained: str

    @property
    def planned(self) -> bool:
        return self.outcome.itinerary is not None

    @property
    def seconds(self) -> float:
        return self.searching + self.planning

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rules that stand in the way."""
        return tuple(dict.fromkeys(violation.rule for violation in self.outcome.violations))


async def tried(
    request: TripRequest, toolbox: Toolbox, gazetteer: Gazetteer, *, now: datetime
) -> Tried:
    """As the graph's nodes do it: all agents of a trip at once, then ways and rates, then the plan."""
    told = Brief(
        turn=TurnRequest(intent=request.intent, request=request),
        request=request,
        frames=frames(request),
        currency=CURRENCY,
        now=now,
        seed=0,
        gazetteer=gazetteer,
    )
    clock, began = perf_counter(), process_time()
    told = replace(told, found=await _found(told, toolbox))
    searched = process_time()
    built = await further.build(told, toolbox, Quiet())
    outcome, found = built.outcome, built.evidence
    planned, waited = process_time(), perf_counter() - clock
    plan = outcome.itinerary
    return Tried(
        request=request,
        told=told,
        outcome=outcome,
        searching=searched - began,
        planning=planned - searched,
        waited=waited,
        broken=verify(plan, request, found, now=now) if plan else (),
        unexplained="" if plan else unexplained(outcome, request, found, now),
    )


async def _found(told: Brief, toolbox: Toolbox) -> Evidence:
    report = Quiet()
    searches = [
        spec.search(told, toolbox, report)
        for spec in agents_for(told.request.intent)
        if spec.search is not None and spec.able(toolbox)
    ]
    found = Evidence()
    for answer in await asyncio.gather(*searches):
        found = found.merged(answer)
    return await itinerary.complete(replace(told, found=found), toolbox, report)


def unexplained(outcome: Outcome, request: TripRequest, found: Evidence, now: datetime) -> str:
    """What a refusal fails to say; empty where it is explained.

    It names rules in whole sentences and only wishes that were made; where it shows the nearest plan,
    the verifier finds in it what it names.
    """
    if not outcome.violations:
        return "no reason is given"
    for violation in outcome.violations:
        if not violation.detail.endswith((".", ").")):
            return f"{violation.rule} is told in no sentence"
        if not _was_asked(violation, request):
            return f"{violation.rule} names {violation.wish}, which nobody asked for"
    if outcome.nearest is None:
        offers = all(violation.rule.startswith("offers.") for violation in outcome.violations)
        return "" if offers else "there is no nearest plan, and no offer is missing"
    seen = {each.rule for each in verify(outcome.nearest, request, found, now=now)}
    named = {violation.rule for violation in outcome.violations}
    return "" if named == seen else f"it names {sorted(named)}, the nearest breaks {sorted(seen)}"


def _was_asked(violation: Violation, request: TripRequest) -> bool:
    if violation.wish in ("", "dates"):
        return True
    if violation.wish == "budget":
        return bool(request.budgets)
    if violation.wish == "passport":
        return bool(request.passports)
    return request.wish(violation.wish) is not None
