"""Getting around: to and from the bed, and within a city."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from planning.verify.case import Case, Placed
from planning.verify.clock import DAY
from planning.verify.course import Journey, Visit
from planning.verify.rule import DAILY, TRIP, Finding, Findings, Rule
from travel.dates import minutes_between, utc
from travel.evidence import hotel_point
from travel.offers import StayOffer

KERB_MINUTES, KERB_MINUTES_ABROAD = 30, 45
AIRPORT_MINUTES, AIRPORT_MINUTES_ABROAD = 90, 120
STATION_MINUTES, STATION_TRANSFER_MINUTES = 15, 25
AIRPORT_TRANSFER_MINUTES = 45  # where the airport isn't known


def arrival(case: Case) -> Findings:
    for way, placed, ride in _arrivals(case):
        if ride is None:
            yield Finding(way.name, f"No ride follows to the bed from {way.destination}.")
            continue
        wait = minutes_between(placed.end, ride.start)
        least = _kerb(case, way)
        if wait < least:
            yield Finding(
                ride.item.name,
                f"It begins {wait} minutes after {way.name} arrives; that takes {least}.",
            )
        yield from _too_short(case, way.destination if way.flies else "", ride)


def departure(case: Case) -> Findings:
    for way, placed, ride in _departures(case):
        if ride is None:
            yield Finding(way.name, f"No ride leads from the bed to {way.origin}.")
            continue
        early = minutes_between(ride.end, placed.start)
        least = _airport(case, way)
        if early < least:
            yield Finding(
                ride.item.name,
                f"It ends {early} minutes before {way.name} leaves; {least} are needed.",
            )
        yield from _too_short(case, way.origin if way.flies else "", ride)


def move(case: Case) -> Findings:
    for before, after, ride in _moves(case):
        if ride is None:
            yield Finding(after.name, f"No ride takes the bags there from {before.name}.")
            continue
        least = _route(case, hotel_point(before), hotel_point(after))
        minutes = minutes_between(ride.start, ride.end)
        if least is not None and minutes < least:
            yield Finding(ride.item.name, f"It lasts {minutes} minutes; the way takes {least}.")


def purpose(case: Case) -> Findings:
    used = {ride.index for _, _, ride in (*_arrivals(case), *_departures(case)) if ride}
    used |= {ride.index for _, _, ride in _moves(case) if ride}
    for placed in case.of_kind("transfer"):
        if placed.is_ride:
            if case.day_trip(placed) is None:
                yield Finding(
                    placed.item.name, f"{placed.item.ref} is no day trip of the evidence."
                )
        elif placed.index not in used:
            yield Finding(
                placed.item.name,
                "It leads neither from an arrival nor to a departure, nor to another hotel.",
            )


def _too_short(case: Case, code: str, ride: Placed) -> Findings:
    airport = case.evidence.airports.get(code)
    least = STATION_TRANSFER_MINUTES if not code else AIRPORT_TRANSFER_MINUTES
    least = airport.transfer_minutes if airport else least
    minutes = minutes_between(ride.start, ride.end)
    if minutes < least:
        yield Finding(ride.item.name, f"It lasts {minutes} minutes; the way takes {least}.")


def _kerb(case: Case, way: Journey) -> int:
    if not way.flies:
        return STATION_MINUTES
    last = way.segments[-1]
    return KERB_MINUTES_ABROAD if case.abroad(last.origin, last.destination) else KERB_MINUTES


def _airport(case: Case, way: Journey) -> int:
    if not way.flies:
        return STATION_MINUTES
    first = way.segments[0]
    abroad = case.abroad(first.origin, first.destination)
    return AIRPORT_MINUTES_ABROAD if abroad else AIRPORT_MINUTES


Rides = Iterator[tuple[Journey, Placed, Placed | None]]


def _arrivals(case: Case) -> Rides:
    """Each way to a bed: the item that lands, and the ride that follows it at once."""
    for visit in case.visits:
        way = visit.inbound
        placed = _item(case, way, way.arrive, at_end=True) if way else None
        if way and placed and _beds(case, visit) and way.mode != "car":
            yield way, placed, _ride(case, placed.index + 1, way.destination, way.flies)


def _departures(case: Case) -> Rides:
    """Each way from a bed: the item that leaves, and the ride right before it."""
    for visit in case.visits:
        way = visit.outbound
        placed = _item(case, way, way.depart, at_end=False) if way else None
        if way and placed and _beds(case, visit) and way.mode != "car":
            yield way, placed, _ride(case, placed.index - 1, way.origin, way.flies)


def _item(case: Case, way: Journey, instant: datetime, *, at_end: bool) -> Placed | None:
    number = way.segments[-1 if at_end else 0].number if way.segments else None
    for placed in case.items:
        is_it = placed.item.ref == way.offer.id and number in (None, placed.item.name)
        nearest = placed.end if at_end else placed.start
        if is_it and placed.kind == way.mode and abs(nearest - utc(instant)) < DAY:
            return placed
    return None


def _ride(case: Case, index: int, code: str, flies: bool) -> Placed | None:
    if not 0 <= index < len(case.items):
        return None
    placed = case.items[index]
    if placed.kind != "transfer" or placed.is_ride:
        return None
    return placed if placed.item.ref == code or not flies else None


def _beds(case: Case, visit: Visit) -> list[StayOffer]:
    """The stays of a visit in their order."""
    first, leaving = visit.first_night, visit.leaving
    here = (
        stay
        for stay in case.plan.stays
        if stay.city == visit.city
        and (first is None or stay.check_out > first)
        and (leaving is None or stay.check_in < leaving)
    )
    return sorted(here, key=lambda stay: stay.check_in)


def _moves(case: Case) -> Iterator[tuple[StayOffer, StayOffer, Placed | None]]:
    """Each change of hotels within a stop: the ride that follows checking out at once."""
    for visit in case.visits:
        for before, after in pairwise(_beds(case, visit)):
            out = next((p for p in case.of_kind("check_out") if p.item.ref == before.id), None)
            if out is not None:
                yield before, after, _ride(case, out.index + 1, after.id, flies=True)


def travel(case: Case) -> Findings:
    """Follows the traveller from point to point, as far as the matrices know the points."""
    rides = {ride.index: _ends_of(case, way, False) for way, _, ride in _arrivals(case) if ride}
    rides |= {ride.index: _ends_of(case, way, True) for way, _, ride in _departures(case) if ride}
    rides |= {r.index: (hotel_point(a), hotel_point(b)) for a, b, r in _moves(case) if r}
    here, since, direct = "", None, True
    for placed in case.items:
        if placed.opens_day:
            here, since, direct = _woken(case, placed), None, True
        begins, ends = _points(case, placed, rides)
        minutes = _route(case, here, begins)
        if minutes is not None:
            yield from _too_fast(placed, minutes, since, direct)
        if ends:
            here, since, direct = ends, placed.end, True
        elif placed.kind == "free":
            direct = False
        else:
            here, since, direct = "", None, True


def _too_fast(placed: Placed, minutes: int, since: datetime | None, direct: bool) -> Findings:
    item = placed.item
    spent = minutes_between(since, placed.start) if since and not direct else item.travel_minutes
    if spent < minutes:
        yield Finding(item.name, f"It takes {minutes} minutes to get there; the plan has {spent}.")


def _woken(case: Case, placed: Placed) -> str:
    bed = case.bed(case.city_of(placed), placed.day.date - DAY)
    return hotel_point(bed) if bed else ""


def _ends_of(case: Case, way: Journey, leaving: bool) -> tuple[str, str]:
    """Of a ride between the bed and a way: only the bed is a point of the city."""
    visit = next(v for v in case.visits if way in (v.outbound if leaving else v.inbound,))
    point = hotel_point(_beds(case, visit)[-1 if leaving else 0])
    return (point, "") if leaving else ("", point)


def _points(case: Case, placed: Placed, rides: dict[int, tuple[str, str]]) -> tuple[str, str]:
    """Where an item begins and where it ends, as points of a matrix; empty for elsewhere."""
    item = placed.item
    if item.kind in ("sight", "meal"):
        return item.ref, item.ref
    if item.kind in ("check_in", "check_out"):
        stay = case.stays.get(item.ref)
        point = hotel_point(stay) if stay else ""
        return point, point
    return rides.get(placed.index, ("", ""))


def _route(case: Case, here: str, there: str) -> int | None:
    """Minutes from point to point; None where no matrix knows."""
    if not here or not there or here == there:
        return None
    for matrix in case.evidence.matrices:
        route = matrix.routes.get(here, {}).get(there)
        if route is not None:
            return route.minutes
    return None


RULES = (
    Rule(
        "transfer.arrival",
        "After each arrival a ride to the bed begins when one is at the kerb, and lasts its time.",
        arrival,
        TRIP,
    ),
    Rule(
        "transfer.departure",
        "Before each departure a ride from the bed ends early enough, and lasts its time.",
        departure,
        TRIP,
    ),
    Rule(
        "transfer.move",
        "Who changes hotels takes the bags there when checking out, and that lasts its time.",
        move,
        TRIP,
    ),
    Rule(
        "transfer.purpose",
        "Each ride is of an arrival, a departure, a change of hotels or a day trip.",
        purpose,
        DAILY,
    ),
    Rule("items.travel", "Ways within a city take the time of the route matrix.", travel, DAILY),
)
