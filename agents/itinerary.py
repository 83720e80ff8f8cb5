"""The itinerary: fetches ways and rates for what the others found, then plans by code."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from agents.gather import gather
from agents.spec import Brief, Report
from planning.plan import plan
from tools.routing import MatrixQuery
from tools.toolbox import Toolbox
from travel.activities import Activity
from travel.booking import Offer
from travel.evidence import Evidence, hotel_point
from travel.itinerary import Outcome
from travel.money import Rates
from travel.offers import StayOffer
from travel.routes import Point

T = TypeVar("T")

MOST_STAYS, MOST_SIGHTS = 40, 60


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


async def build(brief: Brief, held: tuple[Offer, ...] = ()) -> Outcome:
    """The plan, solved and verified in a thread: it computes for some tenths of a second.

    `held` are offers that are bought: the plan keeps them.
    """
    return await asyncio.to_thread(
        plan,
        brief.request,
        brief.found,
        now=brief.now,
        currency=brief.currency,
        edits=brief.turn.edits,
        previous=brief.previous,
        seed=brief.seed,
        held=held,
    )


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
