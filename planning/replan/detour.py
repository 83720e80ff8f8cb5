"""Going on from where a journey broke off: the connection becomes a stop of its own on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from planning.frame import Frame, frame_of
from planning.replan.flown import up_to
from planning.replan.meant import Hit, legs_of
from planning.replan.search import dated, on, span
from travel.dates import utc
from travel.disruption import RideLost
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.places import Airport, Place
from travel.request import Stop, TripRequest

LATER = (0, 1)  # days on which one may go on: at once, after a night


@dataclass(frozen=True, slots=True)
class Position:
    """Where one is, or is about to land; `leg` counts the legs of the plan from 0."""

    airport: Airport
    leg: int
    since: datetime  # local; when one is free to go on

    @property
    def place(self) -> Place:
        here = self.airport
        return Place(
            id=f"airport:{here.iata}",
            name=here.city,
            kind="airport",
            country=here.country,
            lat=here.lat,
            lon=here.lon,
            tz=here.tz,
            airports=(here.iata,),
        )


def broken_off(
    hits: tuple[Hit, ...], previous: Itinerary, evidence: Evidence, now: datetime
) -> Position | None:
    """Of a journey under way whose next flight isn't taken; None where no journey is."""
    airports = dict(evidence.airports)
    for hit in hits:
        cause = hit.named(evidence)
        if hit.leg is None or hit.leg.slice is None or not isinstance(cause, RideLost):
            continue
        part = up_to(hit.leg.slice, cause, airports, now)
        airport = airports.get(part.destination) if part else None
        if part is not None and airport is not None:
            next_minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
            since = max(part.arrive, next_minute, key=utc).astimezone(airport.zone)
            return Position(airport, legs_of(previous).index(hit.leg), since)
    return None


def detours(request: TripRequest, previous: Itinerary, here: Position) -> Iterator[TripRequest]:
    """The request with a stop where one is: going on at once, or after a night there."""
    settled = dated(request, previous)
    frame = frame_of(settled, *span(settled))
    if len(frame.hops) != len(legs_of(previous)) or request.return_from is not None:
        return
    for later in LATER:
        found = _by_way_of(settled, frame, here, later)
        if found is not None:
            yield found


def onward(frame: Frame, here: Position) -> Frame:
    """Of a detour's frame, what has to be looked for: the next hop, and the beds and days ahead."""
    hop = frame.hops[here.leg + 1]
    home = hop is frame.home
    cities = tuple(city for city in frame.cities if city.check_out >= here.since.date())
    between = () if home else (hop,)
    kept = {"outbound": None, "home": hop if home else None, "between": between, "cities": cities}
    return frame.model_copy(update=kept)


def _by_way_of(
    request: TripRequest, frame: Frame, here: Position, later: int
) -> TripRequest | None:
    """None where no night would be left at the stop that one was on the way to."""
    left = frame.hops[here.leg].day
    nights = max(0, (here.since.date() - left).days) + later
    at = here.leg + (frame.outbound is None)
    stops = list(_with_nights(request, frame))
    end = frame.end
    if at < len(stops):
        rest = (stops[at].nights or 0) - nights
        if rest < min(1, stops[at].nights or 0):
            return None
        stops[at] = stops[at].model_copy(update={"nights": rest})
    else:
        end += timedelta(days=nights)
    stops.insert(at, Stop(place=here.place, nights=nights))
    moved = request if end == frame.end else on(request, frame.start, end)
    return moved.model_copy(update={"stops": tuple(stops)})


def _with_nights(request: TripRequest, frame: Frame) -> Iterator[Stop]:
    """Each stop with the nights from leaving the one before, those on the way included."""
    since = frame.start
    for stop, city in zip(request.stops, frame.cities, strict=True):
        yield stop.model_copy(update={"nights": (city.check_out - since).days})
        since = city.check_out
