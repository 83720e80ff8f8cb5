"""A plan after something went wrong: new from that moment on, with what is paid kept and what is lost told."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from evals.case import Anew, Case
from evals.moments import ends, names, slices_of
from evals.scorers import Check
from evals.transcript import Told, Transcript
from travel.dates import utc
from travel.gazetteer import Gazetteer
from travel.itinerary import Item, Itinerary
from travel.offers import Segment
from travel.places import distance_km

SEEN = frozenset(("sight", "meal", "check_in"))
NEAR_KM = 80.0  # airports of one city
BACK = (
    *("come back", "comes back", "refund", "terms", "zurück", "erstatt", "bedingung"),
    *("devuel", "reembols", "condiciones", "rembours", "conditions"),
)
YES = ("yes", "say so", "your word", "zustimm", " ja", "ohne ihr ja", "sí", "oui", "accord")


def anew(case: Case, done: Transcript) -> Iterator[Check]:
    first: Itinerary | None = None  # the plan that the disruption hit
    hit_at: datetime | None = None
    for number, (turn, told) in enumerate(zip(case.turns, done.turns, strict=True), 1):
        wanted = turn.expect.anew
        if wanted is None:
            continue
        before = first if wanted.again else done.before(number - 1)
        first, hit_at = before, hit_at if wanted.again else told.at
        after = told.planned
        if before is None or after is None or hit_at is None:
            yield Check("anew", number, False, "there is no plan before or after")
            continue
        for scorer, wrong in _wrong(wanted, before, after, hit_at, told, done):
            yield Check(scorer, number, not wrong, "; ".join(wrong[:4]))


def _wrong(
    wanted: Anew, before: Itinerary, after: Itinerary, now: datetime, told: Told, done: Transcript
) -> Iterator[tuple[str, list[str]]]:
    gazetteer = done.gazetteer
    yield "past kept", [*_past(before, after, now)]
    yield "from that moment", [*_since(before, after, now, told, wanted)]
    yield "gone", [*_gone(wanted, before, after, gazetteer)]
    yield "paid kept", [*_kept(wanted, before, after, gazetteer)]
    if wanted.start:
        yield "from there", [*_start(wanted, before, after, gazetteer)]
    if wanted.indoors is not None:
        yield "gone", [*_outdoors(after, wanted.indoors, told)]
    if not wanted.again:
        yield "losses told", [*_losses(wanted, before, after, now, told)]
    if wanted.booking:
        yield "booking told", [*_booking(told, done)]


def _segments(plan: Itinerary) -> list[Segment]:
    return [segment for each in slices_of(plan) for segment in each.segments]


def _key(segment: Segment) -> tuple[str, str]:
    return segment.number, str(segment.depart.date())


def _did(plan: Itinerary, now: datetime) -> Iterator[tuple[str, str]]:
    """What had begun by then."""
    yield from (_key(each) for each in _segments(plan) if utc(each.depart) <= utc(now))
    for ride in plan.grounds:
        if utc(ride.depart) <= utc(now):
            yield f"{ride.operator} {ride.number}", str(ride.depart.date())
    yield from (_done(item) for _, item in plan.items() if _began(item, now))


def _began(item: Item, now: datetime) -> bool:
    return item.kind in SEEN and utc(item.start) <= utc(now)


def _done(item: Item) -> tuple[str, str]:
    return item.name, item.start.isoformat()


def _past(before: Itinerary, after: Itinerary, now: datetime) -> Iterator[str]:
    missed = {f"{ride.operator} {ride.number}" for ride in before.grounds}
    known = set(_did(after, now))
    for name, when in _did(before, now):
        if (name, when) not in known and name not in missed:
            yield f"{name} at {when} was before and is gone"


def _since(
    before: Itinerary, after: Itinerary, now: datetime, told: Told, wanted: Anew
) -> Iterator[str]:
    """Nothing of the new plan that wasn't in the one before begins earlier than now."""
    outcome = told.result.outcome if told.result else None
    if not wanted.again and (outcome is None or outcome.since is None):
        yield "it isn't said from when on the plan is new"
    elif not wanted.again and outcome and outcome.since and utc(outcome.since) < utc(now):
        yield f"it is said to be new from {outcome.since} on, which is over"
    old = {_key(each) for each in _segments(before)}
    earliest = _landing(before, now) if wanted.air else now
    for each in _segments(after):
        if _key(each) not in old and utc(each.depart) <= utc(earliest):
            yield f"{each.number} leaves at {each.depart}, before {earliest}"
    was = {_done(item) for _, item in before.items()}
    for _, item in after.items():
        moves = item.kind in SEEN or item.kind == "transfer"
        if moves and _done(item) not in was and utc(item.start) < utc(now):
            yield f"{item.name} at {item.start} is new and over"


def _landing(plan: Itinerary, now: datetime) -> datetime:
    flying = [each for each in _segments(plan) if utc(each.depart) <= utc(now) < utc(each.arrive)]
    return flying[0].arrive if flying else now


def _gone(wanted: Anew, before: Itinerary, after: Itinerary, gazetteer: Gazetteer) -> Iterator[str]:
    called = names(before, gazetteer)
    flying = {_key(each) for each in _segments(after)}
    for part in wanted.gone:
        name = called.get(part)
        if name is None:
            yield f"the plan before has no {part}"
        elif part.startswith("sight"):
            day = after.days[int(part.removeprefix("sight")) - 1]
            if name in [item.name for item in day.items]:
                yield f"{name} is still on {day.date}"
        elif part == "ride":
            was = before.grounds[0].depart
            if any(f"{r.operator} {r.number}" == name and r.depart == was for r in after.grounds):
                yield f"{name} is still taken"
        elif part.startswith("hotel"):
            if name in [stay.name for stay in after.stays]:
                yield f"{name} is still slept in"
        elif any(_key(each) in flying for each in _segments(before) if each.number == name):
            yield f"{name} is still flown"


def _kept(wanted: Anew, before: Itinerary, after: Itinerary, gazetteer: Gazetteer) -> Iterator[str]:
    called, flying = names(before, gazetteer), {_key(each) for each in _segments(after)}
    for part in wanted.keeps:
        if part in ("out", "home"):
            mine = ends(before)[part == "home"].segments
            yield from (f"{s.number} is gone" for s in mine if _key(s) not in flying)
        elif part == "ride":
            kept = any(f"{r.operator} {r.number}" == called[part] for r in after.grounds)
            yield from [] if kept else [f"{called[part]} is gone"]
        elif called[part] not in [stay.name for stay in after.stays]:
            yield f"{called[part]} is gone"


def _start(
    wanted: Anew, before: Itinerary, after: Itinerary, gazetteer: Gazetteer
) -> Iterator[str]:
    """Where one is, by the airport of the connection in the plan before."""
    old = {_key(each) for each in _segments(before)}
    via = ends(before)[wanted.start == "via_home"].segments[0].destination
    here = gazetteer.airport(via)
    new = [each for each in _segments(after) if _key(each) not in old]
    if not new or here is None:
        yield "no new flight"
        return
    first = min(new, key=lambda each: utc(each.depart))
    there = gazetteer.airport(first.origin)
    if there is None or distance_km(here, there) > NEAR_KM:
        yield f"{first.number} leaves from {first.origin}, and one is at {via}"
    ordered = _segments(after)
    for one, other in pairwise(ordered):
        ends_at, goes_from = gazetteer.airport(one.destination), gazetteer.airport(other.origin)
        later = ends_at and goes_from and distance_km(ends_at, goes_from) > NEAR_KM
        if later and not after.grounds:
            yield f"{one.number} lands at {one.destination}, {other.number} leaves {other.origin}"


def _outdoors(after: Itinerary, number: int, told: Told) -> Iterator[str]:
    """The weather of that day is said to be bad, and the day isn't as for fair weather."""
    weather = after.days[number - 1].weather
    if weather is None or weather.rain_chance != 1:
        yield f"day {number} isn't said to be stormy"
    answer = "\n".join(told.evidence)
    for item in after.days[number - 1].items:
        outdoor = f'"id":"{item.ref}"' in answer and '"setting":"outdoor"' in _about(
            answer, item.ref
        )
        if item.kind == "sight" and outdoor:
            yield f"{item.name} is outdoors"


def _about(texts: str, ref: str) -> str:
    """The activity's own line of what providers said."""
    return next((line for line in texts.splitlines() if f'"id":"{ref}"' in line), "")


def _losses(
    wanted: Anew, before: Itinerary, after: Itinerary, now: datetime, told: Told
) -> Iterator[str]:
    """Each ride and bed that isn't in the plan any more is named, and whether money comes back is said."""
    outcome = told.result.outcome if told.result else None
    stated = " ".join(each.name for each in outcome.lost) if outcome else ""
    lost = [*_lost(before, after)]
    for name in lost:
        if name not in stated:
            yield f"{name} isn't among what is lost"
        if name not in told.answer:
            yield f"the answer doesn't name {name}"
    if not wanted.loses and outcome and outcome.lost:
        yield f"{stated} is said to be lost"
    if lost and not any(word in told.answer.casefold() for word in BACK):
        yield "it isn't said what comes back"
    did = {name for name, _ in _did(before, now)} - set(lost)  # a ride that was missed had left
    yield from (f"{name} was used, not lost" for name in did if name in stated.split(" + "))


def _lost(before: Itinerary, after: Itinerary) -> Iterator[str]:
    flying = {_key(each) for each in _segments(after)}
    yield from (each.number for each in _segments(before) if _key(each) not in flying)
    rides = {(r.operator, r.number, r.depart) for r in after.grounds}
    for ride in before.grounds:
        if (ride.operator, ride.number, ride.depart) not in rides:
            yield f"{ride.operator} {ride.number}".strip()
    slept = {stay.name for stay in after.stays}
    yield from (stay.name for stay in before.stays if stay.name not in slept)


def _booking(told: Told, done: Transcript) -> Iterator[str]:
    answer = told.answer.casefold()
    for each in done.bookings:
        reference = each.order.reference if each.order else ""
        if each.state != "confirmed" or not reference:
            yield f"{each.facts.kind} is {each.state}"
        elif reference.casefold() not in answer:
            yield f"the booking {reference} isn't named"
    if not any(word in answer for word in BACK):
        yield "it isn't said what comes back"
    if not any(word in answer for word in YES):
        yield "it isn't said that cancelling needs a yes"
