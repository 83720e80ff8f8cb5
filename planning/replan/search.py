"""What has to be looked for, for a plan after something went wrong."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from planning.frame import Frame, as_planned, frame_of
from planning.plan import dates
from planning.replan.meant import legs_of
from travel.itinerary import Itinerary
from travel.request import TripRequest


def dated(request: TripRequest, previous: Itinerary) -> TripRequest:
    """On the very days of the plan before."""
    request = as_planned(request, previous)
    legs = legs_of(previous)
    first = previous.days[0].date if previous.days else request.dates.start
    start = legs[0].depart.date() if legs and request.origin is not None else first
    end = previous.days[-1].date if previous.days else request.settled_dates.end
    return request if start is None or end is None else on(request, start, end)


def on(request: TripRequest, start: date, end: date) -> TripRequest:
    """The same request from `start` to `end`; nights that no longer fit are left to the planner."""
    if (request.dates.start, request.dates.until) == (start, end):
        return request
    stops = request.stops
    said, nights = [stop.nights for stop in stops], (end - start).days
    if all(each is not None for each in said) and sum(each or 0 for each in said) != nights:
        stops = (stops[0].model_copy(update={"nights": None}), *stops[1:])
    return dates.on(request.model_copy(update={"stops": stops}), start, end)


def span(request: TripRequest) -> tuple[date, date]:
    settled = request.settled_dates
    assert settled.start is not None
    assert settled.end is not None
    return settled.start, settled.end


def not_begun(request: TripRequest, whole: Frame) -> Iterator[Frame]:
    """The trip as it lies, out and home also each on its own, and setting out a day later."""
    yield whole
    if whole.outbound is None:
        return
    yield whole.model_copy(update={"home": None})
    yield whole.model_copy(update={"outbound": None})
    later = whole.start + timedelta(days=1)
    if (whole.end - later).days >= 1:
        moved = frame_of(on(request, later, whole.end), later, whole.end)
        yield moved
        yield moved.model_copy(update={"home": None})


def ahead(whole: Frame, now: datetime) -> Frame:
    """Of a trip that has begun, what is still to come."""
    today = now.date()
    outbound = whole.outbound
    return whole.model_copy(
        update={
            "outbound": outbound if outbound and outbound.day >= today else None,
            "cities": tuple(city for city in whole.cities if city.check_out >= today),
            "between": tuple(hop for hop in whole.between if hop.day >= today),
            "home": whole.home if whole.home and whole.home.day >= today else None,
        }
    )
