"""The frames to search for after something went wrong."""

from collections.abc import Iterator
from datetime import datetime

from planning.frame import Frame, frame_of
from planning.replan.detour import broken_off, detours, onward
from planning.replan.meant import legs_of, meant
from planning.replan.search import ahead, dated, not_begun, span
from travel.dates import utc
from travel.disruption import Disruption
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.request import TripRequest


def frames_ahead(
    request: TripRequest,
    previous: Itinerary,
    causes: tuple[Disruption, ...],
    basis: Evidence,
    now: datetime,
) -> tuple[Frame, ...]:
    """The trip as it lies; of one that has begun what is still ahead, from where it broke off."""
    settled = dated(request, previous)
    whole = frame_of(settled, *span(settled))
    legs = legs_of(previous)
    if not legs or utc(legs[0].depart) > utc(now):
        return tuple(not_begun(request, whole))
    found = tuple(_from_there(request, previous, causes, basis, now))
    return found or (ahead(whole, now),)


def _from_there(
    request: TripRequest,
    previous: Itinerary,
    causes: tuple[Disruption, ...],
    basis: Evidence,
    now: datetime,
) -> Iterator[Frame]:
    hits = tuple(meant(cause, previous, basis, now) for cause in causes)
    if (here := broken_off(hits, previous, basis, now)) is not None:
        for trial in detours(request, previous, here):
            yield onward(frame_of(trial, *span(trial)), here)
