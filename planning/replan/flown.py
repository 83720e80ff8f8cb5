"""What of a journey is flown, when one of its flights isn't as it was."""

from datetime import datetime, timedelta
from itertools import pairwise

from travel.dates import minutes_between, utc
from travel.disruption import FlightDelayed, RideLost
from travel.offers import Segment, Slice
from travel.places import Airport

USUAL_CONNECTION = 60


def flown(each: Slice, cause: RideLost, airports: dict[str, Airport]) -> Slice | None:
    """The slice as it is flown; None where it isn't, or its connection is missed."""
    if not any(_named(segment, cause) for segment in each.segments):
        return each
    if not isinstance(cause, FlightDelayed):
        return None
    segments = _as_late(each, cause)
    for before, after in pairwise(segments):
        airport = airports.get(before.destination)
        least = airport.connect_minutes if airport else USUAL_CONNECTION
        if minutes_between(before.arrive, after.depart) < least:
            return None
    return Slice(segments=segments)


def up_to(
    each: Slice, cause: RideLost, airports: dict[str, Airport], now: datetime
) -> Slice | None:
    """The part of a slice under way that is flown before it breaks off; None of one that doesn't."""
    if utc(each.depart) > utc(now) or flown(each, cause, airports) is not None:
        return None
    hit = next(i for i, segment in enumerate(each.segments) if _named(segment, cause))
    late = isinstance(cause, FlightDelayed)
    segments = _as_late(each, cause)[: hit + late] if late else each.segments[:hit]
    return Slice(segments=segments) if segments else None


def _as_late(each: Slice, cause: FlightDelayed) -> tuple[Segment, ...]:
    late = timedelta(minutes=cause.minutes)
    return tuple(
        s.model_copy(update={"arrive": s.arrive + late}) if _named(s, cause) else s
        for s in each.segments
    )


def _named(segment: Segment, cause: RideLost) -> bool:
    return segment.number == cause.number and segment.depart.date() == cause.date
