"""A refined plan against the one before: what changed, and what stayed."""

from datetime import datetime

from graphs.answer.beds import by_night, stars
from graphs.answer.layout import blocks, bullets
from graphs.answer.legs import Leg, legs_of, stops_short
from graphs.answer.trip import dates
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.dates import minutes_between
from travel.itinerary import Itinerary
from travel.offers import GroundOffer, StayOffer
from travel.request import TripRequest

MOST_NAMED = 6
MOVED = 60  # minutes; less is no change worth telling


def refines(result: TurnResult) -> bool:
    """Whether this turn changed, or was to change, an earlier plan."""
    turn = result.turn
    return result.before is not None and (turn.about_plan or bool(turn.edits))


def unchanged(w: Words, result: TurnResult, plan: Itinerary) -> str:
    """Why nothing changed: what was to be added is there, or nothing better was found."""
    there = {item.ref.removeprefix("trip:") for _, item in plan.items()}
    added = (edit.value for edit in result.turn.edits if edit.kind == "add_day_trip")
    what = next((value for value in added if value in there), None)
    return w("changes.already", what=w.place(what)) if what else w("changes.nothing")


def changes(w: Words, before: Itinerary, after: Itinerary, request: TripRequest) -> str | None:
    """None where nothing did."""
    changed = _changed(w, before, after, request)
    if not changed:
        return None
    stayed = _stayed(w, before, after, request)
    kept = w("changes.stayed", what=w.all_of(stayed)) if stayed else None
    return blocks(w("changes.lead"), bullets(changed), kept)


def _changed(w: Words, before: Itinerary, after: Itinerary, request: TripRequest) -> list[str]:
    lines: list[str] = []
    if (old := dates(w, before, request)) != (new := dates(w, after, request)):
        lines.append(w("changes.dates", old=old, new=new))
    lines += [*_legs(w, before, after), *_beds(w, before, after), *_sights(w, before, after)]
    lines += _way(w, before, after)
    if before.total != after.total:
        lines.append(_total(w, before, after))
    return lines


def _way(w: Words, before: Itinerary, after: Itinerary) -> list[str]:
    """The time between cities, where it is another."""
    old, new = (
        sum(minutes_between(leg.ride.depart, leg.ride.arrive) for leg in legs_of(plan))
        for plan in (before, after)
    )
    return [w("changes.way", old=w.duration(old), new=w.duration(new))] if old != new else []


def _stayed(w: Words, before: Itinerary, after: Itinerary, request: TripRequest) -> list[str]:
    same = {
        "dates": dates(w, before, request) == dates(w, after, request),
        "journeys" if before.grounds else "flights": bool(legs_of(before))
        and not _legs(w, before, after),
        "stay": bool(before.stays) and not _beds(w, before, after),
        "days": bool(_named(before)) and not _sights(w, before, after),
        "total": before.total == after.total,
    }
    return [w(f"changes.same_{what}") for what, is_same in same.items() if is_same]


def _legs(w: Words, before: Itinerary, after: Itinerary) -> list[str]:
    old, new = legs_of(before), legs_of(after)
    if len(old) != len(new):
        return [w("changes.legs_all", old=_all(w, old), new=_all(w, new))]
    lines: list[str] = []
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        if _leg(w, was) != _leg(w, now):
            last = number == len(new) - 1 and number > 0
            key = "out" if number == 0 else "home" if last else "onward"
            lines.append(w(f"changes.leg_{key}", old=_leg(w, was), new=_leg(w, now)))
        elif was.ride.arrive != now.ride.arrive:
            old_end, new_end = _arrival(w, was), _arrival(w, now)
            lines.append(w("changes.arrival", leg=_leg(w, now), old=old_end, new=new_end))
    return lines or _fares(w, before, after)


def _fares(w: Words, before: Itinerary, after: Itinerary) -> list[str]:
    """The same flights on another fare."""
    old, new = ([offer.price for offer in each.flights] for each in (before, after))
    if old == new or len(old) != 1 or len(new) != 1:
        return []
    return [w("changes.fare", old=w.money(old[0]), new=w.money(new[0]))]


def _all(w: Words, legs: tuple[Leg, ...]) -> str:
    return w.all_of(_leg(w, leg) for leg in legs) if legs else w("changes.none")


def _leg(w: Words, leg: Leg) -> str:
    """ "Fri 8 May 10:25 TP533, nonstop"."""
    ride = leg.ride
    when = f"{w.day(ride.depart.date())} {w.clock(ride.depart)}"
    if isinstance(ride, GroundOffer):
        return f"{when} {ride.operator} {ride.number}".strip()
    numbers = " + ".join(segment.number for segment in ride.segments)
    return f"{when} {numbers}, {stops_short(w, ride)}"


def _arrival(w: Words, leg: Leg) -> str:
    return w.clock_after(leg.ride.arrive, leg.ride.depart)


def _beds(w: Words, before: Itinerary, after: Itinerary) -> list[str]:
    lines: list[str] = []
    cities = dict.fromkeys(stay.city for stay in (*by_night(before), *by_night(after)))
    for city in cities:
        was, now = _beds_in(w, before, city), _beds_in(w, after, city)
        if was != now:
            lines.append(w("changes.stay", old=was, new=now))
    return lines


def _beds_in(w: Words, plan: Itinerary, city: str) -> str:
    beds = [_bed(w, stay) for stay in by_night(plan) if stay.city == city]
    return w.all_of(beds) if beds else w("changes.none")


def _bed(w: Words, stay: StayOffer) -> str:
    return w(
        "changes.bed",
        name=stay.name,
        stars=stars(stay),
        nights=w.n("nights", stay.nights),
        night=w.money(stay.price_per_night),
    )


def _sights(w: Words, before: Itinerary, after: Itinerary) -> list[str]:
    old, new = _named(before), _named(after)
    lines: list[str] = []
    if added := [name for name in new if name not in old]:
        lines.append(w("changes.added", names=_some(w, added)))
    if gone := [name for name in old if name not in new]:
        lines.append(w("changes.removed", names=_some(w, gone)))
    moved = [name for name in old if name in new and old[name].date() != new[name].date()]
    for name in moved[:MOST_NAMED]:
        was, now = w.day(old[name].date()), w.day(new[name].date())
        lines.append(w("changes.moved_day", name=name, old=was, new=now))
    if not lines and any(abs(minutes_between(old[name], new[name])) >= MOVED for name in old):
        lines.append(w("changes.moved"))
    return lines


def _named(plan: Itinerary) -> dict[str, datetime]:
    """Sight -> when it begins."""
    return {item.name: item.start for _, item in plan.items() if item.kind == "sight"}


def _some(w: Words, names: list[str]) -> str:
    if len(names) <= MOST_NAMED:
        return w.all_of(names)
    rest = len(names) - MOST_NAMED
    return w.all_of([*names[:MOST_NAMED], w.n("changes.more", rest)])


def _total(w: Words, before: Itinerary, after: Itinerary) -> str:
    old, new = before.total, after.total
    text = w("changes.total", old=w.money(old), new=w.money(new))
    if old.currency != new.currency:
        return text
    key = "changes.less" if new < old else "changes.more_money"
    gap = old - new if new < old else new - old
    return f"{text} ({w(key, gap=w.money(gap))})"
