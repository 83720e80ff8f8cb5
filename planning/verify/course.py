"""How a plan moves: its journeys, the legs that are asked for, and the visits between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from planning.verify.clock import local, night_of
from travel.dates import utc
from travel.offers import FlightOffer, GroundOffer, Segment, StayOffer
from travel.places import Airport, Place, distance_km
from travel.request import TripRequest

NEAREST_AIRPORT_KM = 400.0  # for a place that lists no airport

Role = Literal["out", "between", "home"]


@dataclass(frozen=True)
class Journey:
    """One direction in the air or on the ground, on the local clocks of its two ends."""

    offer: FlightOffer | GroundOffer
    segments: tuple[Segment, ...]  # none on the ground
    origin: str  # an IATA code, or a city
    destination: str
    depart: datetime
    arrive: datetime

    @property
    def flies(self) -> bool:
        return bool(self.segments)

    @property
    def mode(self) -> str:
        return "flight" if isinstance(self.offer, FlightOffer) else self.offer.mode

    @property
    def name(self) -> str:
        if self.segments:
            return "+".join(segment.number for segment in self.segments)
        return f"{self.mode} {self.origin}-{self.destination}"


@dataclass(frozen=True)
class Leg:
    """A way that the request asks for, and the journey of the plan that goes it."""

    role: Role
    origin: Place | None
    destination: Place | None
    leaves: int | None = None  # which stop, from 0
    reaches: int | None = None
    journey: Journey | None = None


@dataclass(frozen=True)
class Visit:
    """A stop as the plan makes it. Its nights run from `first_night` up to, without, `leaving`."""

    place: Place
    nights: int | None  # as stated
    inbound: Journey | None = None
    outbound: Journey | None = None
    first_night: date | None = None
    leaving: date | None = None

    @property
    def city(self) -> str:
        return self.place.sleeps_in

    def holds(self, instant: datetime) -> bool:
        """Whether one is there at a UTC instant."""
        after = self.inbound is None or instant >= utc(self.inbound.arrive)
        return after and (self.outbound is None or instant <= utc(self.outbound.depart))


def flights_and_rides(
    flights: Sequence[FlightOffer],
    grounds: Sequence[GroundOffer],
    airports: Mapping[str, ZoneInfo | None],
    cities: Mapping[str, ZoneInfo | None],
) -> tuple[Journey, ...]:
    """Every direction that is bought, in order of departure."""
    journeys = [
        Journey(
            offer,
            each.segments,
            each.origin,
            each.destination,
            local(each.depart, airports.get(each.origin)),
            local(each.arrive, airports.get(each.destination)),
        )
        for offer in flights
        for each in offer.slices
    ]
    journeys += [
        Journey(
            offer,
            (),
            offer.origin,
            offer.destination,
            local(offer.depart, cities.get(offer.origin)),
            local(offer.arrive, cities.get(offer.destination)),
        )
        for offer in grounds
    ]
    return tuple(sorted(journeys, key=lambda each: utc(each.depart)))


def wanted_legs(request: TripRequest, places: Sequence[Place]) -> tuple[Leg, ...]:
    """Out, between the stops, and home, as far as the request has them."""
    if request.intent not in ("trip", "flight"):
        return ()
    first, last = (places[0], places[-1]) if places else (None, None)
    legs = [Leg("out", request.origin, first, reaches=0)] if request.origin else []
    for i in range(len(places) - 1):
        legs.append(Leg("between", places[i], places[i + 1], leaves=i, reaches=i + 1))
    if request.origin and not request.one_way:
        home = request.return_to or request.origin
        legs.append(Leg("home", request.return_from or last, home, leaves=len(places) - 1))
    return tuple(legs)


def serves(
    journey: Journey,
    end: Literal["origin", "destination"],
    place: Place | None,
    airports: Mapping[str, Airport],
    cities: Mapping[str, Place],
) -> bool:
    """Whether that end of a journey is at the place: at an airport of it, or in the city."""
    if place is None:
        return True
    there = journey.origin if end == "origin" else journey.destination
    if not journey.flies:
        return there in (place.name, place.sleeps_in)
    base = cities.get(place.sleeps_in)
    codes = {*place.airports, *(base.airports if base else ())}
    airport = airports.get(there)
    if there in codes or airport is None:
        return there in codes
    if airport.city in (place.name, place.sleeps_in) and airport.country == place.country:
        return True
    return not codes and distance_km(airport, place) <= NEAREST_AIRPORT_KM


def matched(fits: Sequence[Sequence[bool]], width: int) -> tuple[dict[int, int], list[int]]:
    """Pairs rows (legs) with columns (journeys) in order, as many that fit as possible.

    What doesn't fit between two pairs that do is paired in order too: it is the same way, gone
    wrongly. The second result is the columns left over.
    """
    height = len(fits)
    best = [[0] * (width + 1) for _ in range(height + 1)]
    for i in reversed(range(height)):
        for j in reversed(range(width)):
            taken = best[i + 1][j + 1] + 1 if fits[i][j] else 0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    pairs: dict[int, int] = {}
    extra: list[int] = []
    for rows, columns, pair in _runs(fits, best, width):
        pairs.update(zip(rows, columns, strict=False))
        extra += columns[len(rows) :]
        if pair is not None:
            pairs[pair[0]] = pair[1]
    return pairs, extra


def _runs(
    fits: Sequence[Sequence[bool]], best: list[list[int]], width: int
) -> Iterator[tuple[list[int], list[int], tuple[int, int] | None]]:
    """The rows and columns before each pair that fits, and the pair; at last those after all."""
    i = j = 0
    rows: list[int] = []
    columns: list[int] = []
    while i < len(fits) and j < width:
        if fits[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            yield rows, columns, (i, j)
            rows, columns, i, j = [], [], i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            rows.append(i)
            i += 1
        else:
            columns.append(j)
            j += 1
    yield [*rows, *range(i, len(fits))], [*columns, *range(j, width)], None


def merged_stops(
    request: TripRequest, fallback: Sequence[Place], reached: Sequence[str]
) -> list[tuple[Place, int | None]]:
    """The stops with their stated nights; neighbours that sleep in one city are one.

    Where their order is free they come as the plan reaches their cities, those it doesn't reach last.
    """
    stops = [(stop.place, stop.nights) for stop in request.stops]
    if request.free_order:
        turn = {city: number for number, city in reversed(list(enumerate(reached)))}
        stops.sort(key=lambda stop: turn.get(stop[0].sleeps_in, len(reached)))
    merged: list[tuple[Place, int | None]] = []
    for place, nights in stops or [(place, None) for place in fallback]:
        if merged and merged[-1][0].sleeps_in == place.sleeps_in:
            before = merged[-1][1]
            both = None if before is None or nights is None else before + nights
            merged[-1] = (merged[-1][0], both)
        else:
            merged.append((place, nights))
    return merged


def visits(
    stops: Sequence[tuple[Place, int | None]], legs: Sequence[Leg], stays: Sequence[StayOffer]
) -> tuple[Visit, ...]:
    """Each stop with its dates: by the journeys there and away, else by its stays."""
    ins = {leg.reaches: leg.journey for leg in legs}
    outs = {leg.leaves: leg.journey for leg in legs}
    beds, used = runs_of_stays(stays), 0
    found: list[Visit] = []
    for index, (place, nights) in enumerate(stops):
        here = [run for run in beds if run[0].city == place.sleeps_in]
        run = next((run for run in here if beds.index(run) >= used), here[0] if here else [])
        used = beds.index(run) + 1 if run else used
        found.append(_visit(Visit(place, nights, ins.get(index), outs.get(index)), run))
    return tuple(found)


def _visit(visit: Visit, run: Sequence[StayOffer]) -> Visit:
    first = run[0].check_in if run else None
    last = max(stay.check_out for stay in run) if run else None
    if visit.inbound is not None:
        first = night_of(visit.inbound.arrive)
    if visit.outbound is not None:
        last = visit.outbound.depart.date()
    return replace(visit, first_night=first, leaving=last)


def runs_of_stays(stays: Sequence[StayOffer]) -> list[list[StayOffer]]:
    """In order of check-in, those in one city together."""
    ordered = sorted(stays, key=lambda stay: (stay.check_in, stay.check_out))
    return [list(run) for _, run in groupby(ordered, key=lambda stay: stay.city)]
