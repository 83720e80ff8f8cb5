"""Instants: their offsets, their order, and the ways between them."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from planning.verify.case import GROUND_KINDS, Case, Placed
from planning.verify.clock import (
    DAWN,
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    clock,
    local,
    offset_text,
    sane,
    zone_of,
)
from planning.verify.rule import DAILY, Finding, Findings, Rule
from travel.dates import minutes_between


def in_range(case: Case) -> Findings:
    """Comes first: with what it finds nothing can be computed."""
    plan = case.plan
    said: list[date] = [day.date for day in plan.days]
    said += [moment for stay in plan.stays for moment in (stay.check_in, stay.check_out)]
    said += [moment for offer in plan.grounds for moment in (offer.depart, offer.arrive)]
    said += [moment for _, item in plan.items() for moment in (item.start, item.end)]
    said += [
        moment
        for offer in plan.flights
        for each in offer.slices
        for segment in each.segments
        for moment in (segment.depart, segment.arrive)
    ]
    for moment in said:
        if not sane(moment):
            yield Finding(f"{moment}", f"{moment} isn't between {FIRST_YEAR} and {LAST_YEAR}.")


def offset(case: Case) -> Findings:
    for subject, instant, zone in _clocks(case):
        told = local(instant, zone)
        if instant.utcoffset() != told.utcoffset():
            yield Finding(
                subject,
                f"{clock(instant)} carries the offset {offset_text(instant)}; "
                f"{zone} is at {offset_text(told)} then.",
            )


Clocks = Iterator[tuple[str, datetime, ZoneInfo | None]]


def _clocks(case: Case) -> Clocks:
    """Each instant with the zone of its place."""
    for offer in case.plan.flights:
        for each in offer.slices:
            for segment in each.segments:
                yield segment.number, segment.depart, case.airport_zones.get(segment.origin)
                yield segment.number, segment.arrive, case.airport_zones.get(segment.destination)
    for ride in case.plan.grounds:
        yield ride.id, ride.depart, case.city_zones.get(ride.origin)
        yield ride.id, ride.arrive, case.city_zones.get(ride.destination)
    for placed in case.items:
        begins, ends = _zones(case, placed)
        yield placed.item.name, placed.item.start, begins
        yield placed.item.name, placed.item.end, ends


def _zones(case: Case, placed: Placed) -> tuple[ZoneInfo | None, ZoneInfo | None]:
    """Of the places where an item begins and ends."""
    item = placed.item
    if item.kind == "flight":
        segment = case.segment(item)
        codes = (segment.origin, segment.destination) if segment else ("", "")
        return case.airport_zones.get(codes[0]), case.airport_zones.get(codes[1])
    if item.kind in GROUND_KINDS:
        ride = case.grounds.get(item.ref)
        cities = (ride.origin, ride.destination) if ride else ("", "")
        return case.city_zones.get(cities[0]), case.city_zones.get(cities[1])
    zone = _zone_there(case, placed)
    return zone, zone


def _zone_there(case: Case, placed: Placed) -> ZoneInfo | None:
    if placed.kind == "transfer" and placed.item.ref in case.airport_zones:
        return case.airport_zones[placed.item.ref]
    stay, activity = case.stays.get(placed.item.ref), case.activity(placed)
    visit = case.visit_at(placed.start)
    for city in (
        stay.city if stay else "",
        activity.city if activity else "",
        visit.city if visit else "",
    ):
        if case.city_zones.get(city) is not None:
            return case.city_zones[city]
    return zone_of(placed.day.tz)


def order(case: Case) -> Findings:
    for before, placed in _neighbours(case):
        item = placed.item
        if placed.end < placed.start:
            yield Finding(item.name, f"It ends at {clock(item.end)}, before {clock(item.start)}.")
        if before is not None and placed.start < before.start:
            yield Finding(
                item.name,
                f"It begins at {clock(item.start)} but stands after {before.item.name}, "
                f"which begins at {clock(before.item.start)}.",
            )


def overlap(case: Case) -> Findings:
    for before, placed in _neighbours(case):
        if before is not None and before.start <= placed.start < before.end:
            yield Finding(
                placed.item.name,
                f"It begins at {clock(placed.item.start)}, "
                f"before {before.item.name} ends at {clock(before.item.end)}.",
            )


def _neighbours(case: Case) -> Iterator[tuple[Placed | None, Placed]]:
    return zip((None, *case.items), case.items, strict=False)


def belongs(case: Case) -> Findings:
    for placed in case.items:
        if placed.day.date not in _dates_of(case, placed):
            yield Finding(
                placed.item.name,
                f"It stands in {placed.day.date} but begins at {clock(placed.item.start)}.",
            )


def _dates_of(case: Case, placed: Placed) -> set[date]:
    """The days in which an item may stand: what is on before 05:00 may close the day before.

    A flight that lands on the date before it leaves stands in either: on the way out the days begin
    with the landing, on the way home the ride to the airport is on the date of leaving.
    """
    item, today = placed.item, placed.item.start.date()
    if item.kind == "flight" or item.kind in GROUND_KINDS:
        days = {today, min(today, item.end.date())}
        last = case.plan.days[-1].date
        return days | {last} if today == last + DAY else days
    if item.start.hour < DAWN or (item.kind in ("transfer", "check_in") and _landed(case, today)):
        return {today, today - DAY}
    return {today}


def _landed(case: Case, day: date) -> bool:
    """Whether one got there before 05:00 of the day: going to bed then ends the day before."""
    return any(way.arrive.date() == day and way.arrive.hour < DAWN for way in case.journeys)


def pause(case: Case) -> Findings:
    """The time that an item itself says it takes to get to it."""
    for before, placed in _neighbours(case):
        item = placed.item
        if item.travel_minutes < 0:
            yield Finding(item.name, f"It takes {item.travel_minutes} minutes to get there.")
        if before is None or placed.opens_day or placed.start < before.end:
            continue
        free = minutes_between(before.end, placed.start)
        if free < item.travel_minutes:
            yield Finding(
                item.name,
                f"{free} minutes after {before.item.name} ends; "
                f"it takes {item.travel_minutes} to get there.",
            )


RULES = (
    Rule("time.range", "Every date can be computed with.", in_range),
    Rule("time.offset", "Each instant carries the UTC offset of its place then.", offset),
    Rule("time.order", "Items end after they begin and stand in their order.", order, DAILY),
    Rule("items.overlap", "No item begins before the last has ended.", overlap, DAILY),
    Rule("items.day", "Each item stands in the day on which it is.", belongs, DAILY),
    Rule("items.pause", "There is time for the way that an item states.", pause, DAILY),
)
