"""Other days that the evidence happens to know of."""

from datetime import date
from typing import TYPE_CHECKING

from travel.offers import FlightOffer
from travel.request import TripRequest

if TYPE_CHECKING:
    from planning.plan import Solver

MOST = 24
FURTHEST_DAYS, LONGER = 7, 1


def on(request: TripRequest, start: date, end: date) -> TripRequest:
    """On these days instead."""
    dates = request.dates.model_copy(
        update={"start": start, "end": end, "window": None, "nights": None}
    )
    return request.model_copy(update={"dates": dates})


def other_days(solver: "Solver") -> list[tuple[date, date]]:
    """Pairs of days on which flights (or stays) leave, that aren't frames already; the nearest first."""
    frame = solver.frames[0]
    known = {(each.start, each.end) for each in solver.frames}
    length = (frame.end - frame.start).days
    starts, ends = _edges(solver)
    pairs = {
        (start, end)
        for start in starts
        for end in ends
        if start <= end
        and abs((end - start).days - length) <= LONGER
        and (start, end) not in known
        and abs((start - frame.start).days) <= FURTHEST_DAYS
        and abs((end - frame.end).days) <= FURTHEST_DAYS
    }

    def distance(pair: tuple[date, date]) -> tuple[int, int, date]:
        start, end = pair
        return (
            abs((end - start).days - length),
            abs((start - frame.start).days),
            start,
        )

    return sorted(pairs, key=distance)[:MOST]


def _edges(solver: "Solver") -> tuple[set[date], set[date]]:
    frame = solver.frames[0]
    if frame.outbound is None or frame.home is None:
        stays = solver.evidence.stays
        return {s.check_in for s in stays}, {s.check_out for s in stays}
    serves = solver.selection.shop.serves
    flights: tuple[FlightOffer, ...] = solver.evidence.flights
    slices = [each for offer in flights for each in offer.slices]
    out = {s.depart.date() for s in slices if serves(frame.outbound.origin, s.origin)}
    home = {s.depart.date() for s in slices if serves(frame.home.destination, s.destination)}
    return out, home
