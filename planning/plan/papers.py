"""Passports that expire too early for every one of the days that were asked for."""

from collections.abc import Sequence
from datetime import date

from planning.frame import Frame, latest_by_passport
from travel.itinerary import Itinerary, Outcome, Relaxation, Violation
from travel.passports import needed_until
from travel.request import TripRequest


def too_short(request: TripRequest, laid: Sequence[Frame]) -> bool:
    latest = latest_by_passport(request)
    return latest is not None and bool(laid) and all(frame.end > latest for frame in laid)


def renewed(request: TripRequest) -> TripRequest:
    """As if they were valid long enough."""
    return request.model_copy(update={"passports": ()})


def clashing(
    request: TripRequest,
    laid: Sequence[Frame],
    outcome: Outcome,
    found: Sequence[Violation],
    earlier: Itinerary | None,
) -> Outcome:
    """That the passport is in the way; `outcome` comes of renewing it, `earlier` of being back in time."""
    plan = outcome.itinerary
    ways = [_renewing(request, min(frame.end for frame in laid), outcome)] if plan else []
    ways += [_back(request, earlier)] if earlier else []
    mine = tuple(each for each in found if each.wish == "passport")
    return outcome.model_copy(
        update={
            "itinerary": None,
            "nearest": plan or outcome.nearest,
            "violations": (*mine, *outcome.violations),
            "unmet": (),
            "relaxations": (*ways, *outcome.relaxations),
            "clash": (),
        }
    )


def _back(request: TripRequest, earlier: Itinerary) -> Relaxation:
    latest = latest_by_passport(request)
    return Relaxation(
        wish="dates",
        words="",
        change=f"end={latest}",
        detail=f"Back by {latest} there is a plan for {earlier.total}.",
        cost=earlier.total,
    )


def _renewing(request: TripRequest, end: date, outcome: Outcome) -> Relaxation:
    assert outcome.itinerary is not None
    needed, total = needed_until(end, free=request.moves_freely), outcome.itinerary.total
    first = min(request.passports, key=lambda each: each.expires_on)
    return Relaxation(
        wish="passport",
        words=first.words,
        change=f"passport={needed}",
        detail=f"With a passport that is valid until {needed} there is a plan for {total}.",
        cost=total,
    )
