"""Moments and names of a plan, as cases refer to them: what a plan has isn't known when a case is written."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from travel.dates import utc
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary
from travel.offers import Slice

MOMENT = re.compile(
    r"(?P<part>out|home|ride)(?P<via>\.via)?(?P<off>[+-]\d+)|day(?P<day>\d+) (?P<clock>\d\d:\d\d)"
)


def moment(plan: Itinerary, at: str) -> datetime:
    """ "out-120": minutes from the take-off, ".via": from the landing at the connection; "day3 09:10" there.

    Raises ValueError where the plan has no such moment.
    """
    found = MOMENT.fullmatch(at)
    if found is None:
        raise ValueError(f"{at!r} is no moment")
    if found["day"]:
        day = plan.days[int(found["day"]) - 1]
        clock = time.fromisoformat(found["clock"])
        return datetime.combine(day.date, clock, ZoneInfo(day.tz))
    return _edge(plan, found["part"], bool(found["via"])) + timedelta(minutes=int(found["off"]))


def _edge(plan: Itinerary, part: str, via: bool) -> datetime:
    if part == "ride":
        if not plan.grounds:
            raise ValueError("the plan has no train")
        return plan.grounds[0].depart
    flown = ends(plan)[part == "home"]
    if via and not flown.stops:
        raise ValueError(f"the plan has no connection on the way {part}")
    return flown.segments[0].arrive if via else flown.depart


def slices_of(plan: Itinerary) -> list[Slice]:
    """In the order of travel."""
    flown = (each for offer in plan.flights for each in offer.slices)
    return sorted(flown, key=lambda each: utc(each.depart))


def ends(plan: Itinerary) -> tuple[Slice, Slice]:
    """The way out and the way home."""
    flown = slices_of(plan)
    if not flown:
        raise ValueError("the plan has no flights")
    return flown[0], flown[-1]


def names(plan: Itinerary, gazetteer: Gazetteer) -> dict[str, str]:
    """What messages call "{out}", "{home2}", "{via_out}", "{ride}", "{hotel}", "{sight2}"."""
    return dict(_names(plan, gazetteer))


def _names(plan: Itinerary, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    if plan.flights:
        for part, each in zip(("out", "home"), ends(plan), strict=True):
            for number, segment in enumerate(each.segments, 1):
                yield part if number == 1 else f"{part}{number}", segment.number
            airport = gazetteer.airport(each.segments[0].destination) if each.stops else None
            if airport is not None:
                yield f"via_{part}", airport.city
    for ride in plan.grounds[:1]:
        yield "ride", f"{ride.operator} {ride.number}".strip()
    for number, stay in enumerate(plan.stays, 1):
        yield "hotel" if number == 1 else f"hotel{number}", stay.name
    for number, day in enumerate(plan.days, 1):
        seen = [item.name for item in day.items if item.kind == "sight"]
        if seen:
            yield f"sight{number}", seen[0]
