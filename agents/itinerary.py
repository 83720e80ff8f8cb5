"""The itinerary: fetches ways and rates for what the others found, then plans by code."""

import asyncio
from collections.abc import Awaitable
from typing import NamedTuple, TypeVar

from agents.gather import gather
from agents.spec import Brief, Report
from planning.plan import plan
from planning.plan.alternatives import alternatives
from planning.plan.bought import bought, lasting
from planning.plan.standing import settled, standing_after
from planning.replan import replan
from planning.replan.alter import altered, in_use
from tools.routing import MatrixQuery
from tools.toolbox import Toolbox
from travel.activities import Activity
from travel.alternatives import Alternatives
from travel.booking import Offer
from travel.disruption import Disruption
from travel.evidence import Evidence, hotel_point
from travel.itinerary import Itinerary, Outcome
from travel.money import Rates
from travel.offers import GroundOffer, StayOffer
from travel.request import TripRequest
from travel.routes import Point
from travel.turn import Edit

T = TypeVar("T")

MOST_STAYS, MOST_SIGHTS = 40, 60
FEW_FLIGHTS = 20  # are weighed in some milliseconds


async def complete(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """What the others found, with the ways between its points and the day's rates."""
    found = brief.found
    matrices, lost = await gather(
        [
            report.call(
                "measure_routes", {"in": query.city}, _one(tools.routing.matrix(query)), "matrices"
            )
            for query in _matrix_queries(found)
        ]
    )
    rates, lost_rates = await gather([tools.currency.rates(brief.now.date())])
    day_rates: Rates | None = rates[0] if rates else None
    return found.merged(
        Evidence(
            matrices=tuple(matrix for answer in matrices for matrix in answer),
            rates=day_rates,
            failures=(*lost, *lost_rates),
        )
    )


class Built(NamedTuple):
    """`request` and `evidence` are those that the plan answers and rests on."""

    outcome: Outcome
    request: TripRequest
    evidence: Evidence
    standing: tuple[Edit, ...] = ()  # what later turns have to heed


async def build(brief: Brief, held: tuple[Offer, ...] = (), *, explain: bool = True) -> Built:
    """The plan, solved and verified in a thread: it computes for some tenths of a second.

    A few flights and nothing else need none. `held` are offers that are bought:
    the plan keeps them. `explain` as in `planning.plan.plan`.
    """
    if brief.request.intent == "flight" and len(brief.found.flights) <= FEW_FLIGHTS:
        return _built(brief, held, explain=explain)
    return await asyncio.to_thread(_built, brief, held, explain=explain)


class Compared(NamedTuple):
    alternatives: Alternatives
    evidence: Evidence  # that they rest on


async def compare(brief: Brief, held: tuple[Offer, ...] = ()) -> Compared:
    """Ways to do the trip that truly differ, none where there is no plan; in a thread, as `build`."""
    return await asyncio.to_thread(_compared, brief, held)


def _compared(brief: Brief, held: tuple[Offer, ...]) -> Compared:
    found, held = _with_used(brief, *_as_it_lies(brief, held))
    options = alternatives(
        brief.request,
        found,
        now=brief.now,
        currency=brief.currency,
        previous=brief.previous,
        seed=brief.seed,
        held=held,
        standing=brief.standing,
    )
    return Compared(options, found.merged(bought(held)))


def _as_it_lies(brief: Brief, held: tuple[Offer, ...]) -> tuple[Evidence, tuple[Offer, ...]]:
    """What was found and bought, after all that went wrong in earlier turns."""
    known = _causes(brief.standing)
    if brief.previous is None or not known:
        return brief.found, held
    found = altered(brief.found, known, brief.previous, now=brief.now)
    return found, _as_planned(held, brief.previous)


def _with_used(
    brief: Brief, found: Evidence, held: tuple[Offer, ...]
) -> tuple[Evidence, tuple[Offer, ...]]:
    """What is under way stays as what is bought does."""
    if brief.previous is None or not _goes_on(brief):
        return found, held
    used = in_use(brief.previous, brief.now)
    held = (*held, *(o for o in used if not isinstance(o, GroundOffer) and o not in held))
    rides = tuple(lasting(o) for o in used if isinstance(o, GroundOffer))
    return found.merged(Evidence(grounds=rides)), held


def _built(brief: Brief, held: tuple[Offer, ...], *, explain: bool) -> Built:
    previous = brief.previous
    causes = _causes(brief.turn.edits)
    found, held = _as_it_lies(brief, held)
    if previous is not None and causes:
        again = replan(
            previous,
            causes,
            brief.request,
            found,
            now=brief.now,
            currency=brief.currency,
            held=held,
            standing=brief.standing,
            seed=brief.seed,
        )
        new = tuple(Edit(kind="disrupted", disruption=each) for each in again.causes)
        return Built(again.outcome, again.request, again.evidence, (*brief.standing, *new))
    found, held = _with_used(brief, found, held)
    outcome = plan(
        brief.request,
        found,
        now=brief.now,
        currency=brief.currency,
        edits=brief.turn.edits,
        previous=previous,
        seed=brief.seed,
        held=held,
        standing=brief.standing,
        explain=explain,
    )
    standing = brief.standing
    if previous is not None and outcome.itinerary is not None:
        standing = standing_after(standing, settled(brief.turn.edits, previous, found))
    return Built(outcome, brief.request, found.merged(bought(held)), standing)


def _goes_on(brief: Brief) -> bool:
    """Whether the turn is about the plan under discussion, not about a new trip."""
    return brief.turn.about_plan or bool(brief.turn.edits)


def _as_planned(held: tuple[Offer, ...], previous: Itinerary) -> tuple[Offer, ...]:
    """What is bought as far as the plan still uses it: without flights that aren't flown."""
    left: dict[str, Offer] = {offer.id: offer for offer in (*previous.flights, *previous.stays)}
    return tuple(left.get(offer.id, offer) for offer in held)


def _causes(edits: tuple[Edit, ...]) -> tuple[Disruption, ...]:
    return tuple(edit.disruption for edit in edits if edit.disruption is not None)


def _matrix_queries(found: Evidence) -> list[MatrixQuery]:
    return [
        MatrixQuery(city=city, points=points)
        for city in sorted(found.cities)
        if (points := _points(found, city))
    ]


def _points(found: Evidence, city: str) -> tuple[Point, ...]:
    sights = [each for each in found.activities if each.city == city and not each.day_trip]
    trips = [each for each in found.activities if each.city == city and each.day_trip]
    stays = {hotel_point(offer): offer for offer in found.stays if offer.city == city}
    beds = [_bed(name, stays[name]) for name in list(stays)[:MOST_STAYS]]
    return (*beds, *(_sight(each) for each in (*sights[:MOST_SIGHTS], *trips)))


def _bed(name: str, offer: StayOffer) -> Point:
    return Point(id=name, lat=offer.lat, lon=offer.lon)


def _sight(activity: Activity) -> Point:
    return Point(id=activity.id, lat=activity.lat, lon=activity.lon)


async def _one(answer: Awaitable[T]) -> tuple[T]:
    return (await answer,)
