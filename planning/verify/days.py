"""The days as a calendar, and that they hold what is bought and nothing else."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise

from planning.verify.case import GROUND_KINDS, Case, Placed
from planning.verify.clock import DAY, zone_of
from planning.verify.rule import ASKED, DAILY, TRIP, Finding, Findings, Rule
from travel.dates import utc
from travel.request import Intent

NOON = time(12, 0)
NEAR_DEGREES = 0.01  # about a kilometre

PARTS: dict[Intent, frozenset[str]] = {
    "trip": frozenset(("flights", "grounds", "stays", "days", "items")),
    "flight": frozenset(("flights",)),
    "stay": frozenset(("stays",)),
    "activities": frozenset(("days", "items")),
    "weather": frozenset(("days",)),
}


def parts(case: Case) -> Findings:
    plan = case.plan
    counts = {
        "flights": len(plan.flights),
        "grounds": len(plan.grounds),
        "stays": len(plan.stays),
        "days": len(plan.days),
        "items": len(case.items),
    }
    for part, count in counts.items():
        if count and part not in PARTS[case.request.intent]:
            yield Finding(part, f"{count} {part} for a request that asks for none.")


def complete(case: Case) -> Findings:
    dates = [day.date for day in case.plan.days]
    if not dates:
        yield Finding("days", "There are no days.")
        return
    for before, after in pairwise(dates):
        if after != before + DAY:
            yield Finding(f"{after}", f"{after} follows {before}.")
    if case.request.intent == "trip" and case.journeys:
        yield from _bounds(case, dates)


def _bounds(case: Case, dates: list[date]) -> Findings:
    first, last = _first_day(case), _last_days(case)
    if dates[0] != first:
        yield Finding(f"{dates[0]}", f"The first day is {dates[0]}; the way begins on {first}.")
    if last and not last[0] <= dates[-1] <= last[1]:
        yield Finding(f"{dates[-1]}", f"The last day is {dates[-1]}; one leaves on {last[0]}.")


def _first_day(case: Case) -> date:
    leg = case.leg("out")
    way = leg.journey if leg and leg.journey else case.journeys[0]
    return min(way.depart.date(), way.arrive.date())


def _last_days(case: Case) -> tuple[date, date] | None:
    """The day of leaving the last stop; a way home that changes after midnight may need more."""
    leaving = case.visits[-1].leaving if case.visits else None
    if leaving is None:
        return None
    way = case.visits[-1].outbound
    if way is None:
        return leaving, leaving
    latest = way.segments[-1].depart.date() if way.segments else leaving
    return min(leaving, way.arrive.date()), max(leaving, latest)


def city(case: Case) -> Findings:
    for day in case.plan.days:
        wanted = _cities_of(case, day.date)
        if wanted and day.city not in wanted:
            yield Finding(f"{day.date}", f"{day.date} is in {day.city}; one is in {wanted[0]}.")


def zone(case: Case) -> Findings:
    for day in case.plan.days:
        wanted, said = case.city_zones.get(day.city), zone_of(day.tz)
        if wanted is None:
            continue
        noon = datetime.combine(day.date, NOON, tzinfo=wanted)
        if said is None or noon.astimezone(said).utcoffset() != noon.utcoffset():
            yield Finding(f"{day.date}", f"{day.date} says {day.tz}; {day.city} is in {wanted}.")


def _cities_of(case: Case, day: date) -> list[str]:
    """Where one sleeps that night; on the way, the city one left; at last, the city one leaves."""
    if case.request.intent != "trip":
        return [visit.city for visit in case.visits]
    if any(visit.first_night is None or visit.leaving is None for visit in case.visits):
        return []
    left = case.request.origin.sleeps_in if case.request.origin else ""
    for visit in case.visits:
        if visit.first_night is None or visit.leaving is None or day < visit.first_night:
            break
        left = visit.city
        if day < visit.leaving:
            break
    return [left] if left else []


def bought(case: Case) -> Findings:
    """What is bought and doesn't stand in the days."""
    there = Counter(_key(case, placed) for placed in case.items)
    for key, name in _bought(case):
        if not there[key]:
            yield Finding(key[1], f"{name} is bought but stands in no day.")


Key = tuple[str, str, str, datetime | None]


def _bought(case: Case) -> Iterator[tuple[Key, str]]:
    for offer in case.plan.flights:
        for each in offer.slices:
            for segment in each.segments:
                key = ("flight", offer.id, segment.number, utc(segment.depart))
                yield key, f"Flight {segment.number}"
    for ride in case.plan.grounds:
        yield (ride.mode, ride.id, "", None), f"The {ride.mode} to {ride.destination}"
    for stay in case.plan.stays:
        yield ("check_in", stay.id, "", None), f"Checking in at {stay.name}"
        yield ("check_out", stay.id, "", None), f"Checking out of {stay.name}"


def _key(case: Case, placed: Placed) -> Key:
    """What of the bought an item stands for; a shifted flight is still that flight."""
    item = placed.item
    if item.kind == "flight":
        segment = case.segment(item)
        depart = utc(segment.depart) if segment else None
        return ("flight", item.ref, item.name, depart)
    return (item.kind, item.ref, "", None)


def stands_for(case: Case) -> Findings:
    """Items that stand for an offer: there is one, once, at these times and this place."""
    seen: set[Key] = set()
    for placed in case.of_kind("flight", "check_in", "check_out", *GROUND_KINDS):
        key = _key(case, placed)
        if key in seen:
            yield Finding(placed.item.name, f"It stands in the days twice ({placed.item.kind}).")
        seen.add(key)
        wrong = _unlike(case, placed)
        if wrong:
            yield Finding(placed.item.name, wrong)


def _unlike(case: Case, placed: Placed) -> str:
    item = placed.item
    if item.kind in ("check_in", "check_out"):
        stay = case.stays.get(item.ref)
        if stay is None:
            return f"The plan has no stay {item.ref}."
        return "" if _near(placed, stay.lat, stay.lon) else f"{stay.name} is elsewhere."
    if item.kind == "flight":
        segment = case.segment(item)
        if segment is None:
            return f"The plan has no flight {item.name} in the offer {item.ref}."
        airport = case.evidence.airports.get(segment.destination)
        if airport and not _near(placed, airport.lat, airport.lon):
            return f"{segment.destination}, where it lands, is elsewhere."
        return _times(placed, segment.depart, segment.arrive)
    ride = case.grounds.get(item.ref)
    if ride is None or ride.mode != item.kind:
        return f"The plan has no {item.kind} {item.ref}."
    return _times(placed, ride.depart, ride.arrive)


def _times(placed: Placed, depart: datetime, arrive: datetime) -> str:
    if (placed.start, placed.end) == (utc(depart), utc(arrive)):
        return ""
    return f"Its times aren't the offer's, {depart:%d %b %H:%M} to {arrive:%d %b %H:%M}."


def _near(placed: Placed, lat: float, lon: float) -> bool:
    item = placed.item
    return abs(item.lat - lat) <= NEAR_DEGREES and abs(item.lon - lon) <= NEAR_DEGREES


RULES = (
    Rule("plan.parts", "It has no parts that its intent doesn't ask for.", parts, ASKED),
    Rule("days.complete", "There is one day a date, from the first to the last.", complete, DAILY),
    Rule("days.city", "A day is in the city of its night, the last where one leaves.", city, DAILY),
    Rule("days.zone", "A day has the time zone of its city.", zone, DAILY),
    Rule("items.missing", "All that is bought stands in the days.", bought, TRIP),
    Rule(
        "items.offer",
        "A flight, ride or check stands for an offer of the plan, once, at its times and place.",
        stands_for,
        TRIP,
    ),
)
