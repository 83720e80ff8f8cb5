"""What a plan puts on a map and in a calendar: its legs, its beds, and the numbered stops of each day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graphs.export.arcs import Position, great_circle
from graphs.kept_plan import KeptPlan
from travel.dates import utc
from travel.itinerary import Day, Item, Itinerary
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.places import Airport, Place, distance_km

STOPS = ("sight", "meal")
APART_KM = 12.0  # further off, a place is on a map of its own
RIDES = ("flight", "train", "bus", "ferry", "car")
# A colour a day, which most eyes tell apart, in print too; the first ones are Paul Tol's "bright" scheme's.
COLOURS = (
    "#4477aa", "#cc6677", "#228833", "#aa4499", "#b8860b", "#1b8a8f", "#882255", "#8a5a2b", "#5b4fa0",
    "#5f6b73",
)  # fmt: skip


class End(NamedTuple):
    """Of a leg; `zone` is None where the place isn't on record."""

    code: str  # IATA, or the city's name
    city: str
    at: Position | None
    zone: ZoneInfo | None


class Leg(NamedTuple):
    """One flight segment, or one ride on the ground. Instants are in the zones of their ends."""

    mode: str
    number: str
    carrier: str
    start: End
    end: End
    depart: datetime
    arrive: datetime
    offer: FlightOffer | GroundOffer

    @property
    def line(self) -> list[Position]:
        """Empty where an end isn't on record."""
        if self.start.at is None or self.end.at is None:
            return []
        return great_circle(self.start.at, self.end.at)


class Visit(NamedTuple):
    """A sight or a meal; `number` counts those of its day, `day_number` the days, both from 1."""

    day_number: int
    number: int
    day: Day
    item: Item

    @property
    def at(self) -> Position:
        return Position(self.item.lat, self.item.lon)


def legs(plan: KeptPlan) -> list[Leg]:
    """In the order of travel."""
    found = [*_flown(plan), *_ridden(plan)]
    return sorted(found, key=lambda leg: utc(leg.depart))


def visits(itinerary: Itinerary) -> list[Visit]:
    return [visit for number, day in enumerate(itinerary.days, 1) for visit in _of(day, number)]


def _of(day: Day, day_number: int) -> Iterator[Visit]:
    stops = (item for item in day.items if item.kind in STOPS)
    return (Visit(day_number, number, day, item) for number, item in enumerate(stops, 1))


def clusters(found: Sequence[Visit]) -> list[list[Visit]]:
    """Those within `APART_KM` of one of their cluster; in the order of their first visits."""
    groups: list[list[Visit]] = []
    for visit in found:
        near = [each for each in groups if any(_close(visit, other) for other in each)]
        rest = [each for each in groups if each not in near]
        joined = sorted([visit, *(other for each in near for other in each)], key=_order)
        groups = [*rest, joined]
    return sorted(groups, key=lambda each: _order(each[0]))


def _close(a: Visit, b: Visit) -> bool:
    return distance_km(a.at, b.at) <= APART_KM


def _order(visit: Visit) -> tuple[int, int]:
    return visit.day_number, visit.number


def beds_of(plan: KeptPlan, day: Day) -> list[StayOffer]:
    """Where one wakes up or goes to bed."""
    return [stay for stay in stays(plan) if stay.check_in <= day.date <= stay.check_out]


def city_of(plan: KeptPlan, visit: Visit) -> str:
    """Of the nearest bed of the day; on a day of travel that may be the city one comes from."""
    beds = beds_of(plan, visit.day)
    if not beds:
        return visit.day.city
    return min(beds, key=lambda stay: distance_km(stay, visit.at)).city


def stays(plan: KeptPlan) -> list[StayOffer]:
    return sorted(plan.itinerary.stays, key=lambda stay: stay.check_in)


def colour(day_number: int) -> str:
    return COLOURS[(day_number - 1) % len(COLOURS)]


def zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def local(instant: datetime, where: ZoneInfo | None) -> datetime:
    """On the clock of the place; as it was told where its zone isn't known."""
    return instant if where is None else instant.astimezone(where)


def _flown(plan: KeptPlan) -> Iterator[Leg]:
    for offer in plan.itinerary.flights:
        for segment in (segment for each in offer.slices for segment in each.segments):
            start = _airport(segment.origin, plan.airports, plan.served)
            end = _airport(segment.destination, plan.airports, plan.served)
            depart, arrive = local(segment.depart, start.zone), local(segment.arrive, end.zone)
            carrier = segment.carrier_name
            yield Leg("flight", segment.number, carrier, start, end, depart, arrive, offer)


def _ridden(plan: KeptPlan) -> Iterator[Leg]:
    for offer in plan.itinerary.grounds:
        start, end = _city(offer.origin, plan.cities), _city(offer.destination, plan.cities)
        depart, arrive = local(offer.depart, start.zone), local(offer.arrive, end.zone)
        yield Leg(offer.mode, offer.number, offer.operator, start, end, depart, arrive, offer)


def _airport(code: str, airports: Mapping[str, Airport], served: Mapping[str, str]) -> End:
    known = airports.get(code)
    if known is None:
        return End(code, served.get(code, code), None, None)
    return End(code, served.get(code, known.city), Position(known.lat, known.lon), zone(known.tz))


def _city(name: str, cities: Mapping[str, Place]) -> End:
    known = cities.get(name)
    if known is None:
        return End(name, name, None, None)
    return End(name, name, Position(known.lat, known.lon), zone(known.tz))
