"""The plan as iCalendar (RFC 5545): each end of a flight in its own zone, with its VTIMEZONE.

A thing's UID follows from the conversation and what it is, not from when, so that a calendar that has an
earlier version moves the entry instead of adding one. Nothing is booked: entries are tentative.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, cast
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vGeo

from graphs.answer.beds import comforts, price, where
from graphs.answer.days import item_text
from graphs.answer.legs import terms
from graphs.answer.words import Words
from graphs.export.arcs import Position
from graphs.export.features import RIDES, Leg, legs, local, stays, zone
from graphs.export.markdown import title
from graphs.export.plain import plain
from graphs.kept_plan import KeptPlan
from travel.itinerary import Day, Item
from travel.offers import FlightOffer, StayOffer

PRODUCT = "-//TripSage//itinerary//EN"


def ics(plan: KeptPlan, w: Words) -> bytes:
    """Entries for legs, stays and what the days hold; free time is left free."""
    calendar = Calendar()
    _add(calendar, "prodid", PRODUCT)
    _add(calendar, "version", "2.0")
    _add(calendar, "calscale", "GREGORIAN")
    _add(calendar, "x-wr-calname", title(plan, w))
    counted: Counter[str] = Counter()
    for key, event in _events(plan, w):
        counted[key] += 1
        _add(event, "uid", _uid(plan.thread_id, key, counted[key]))
        _add(event, "dtstamp", _stamp(plan))
        _add(event, "status", "TENTATIVE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _events(plan: KeptPlan, w: Words) -> Iterator[tuple[str, Event]]:
    """With what tells an entry from others of its plan."""
    for leg in legs(plan):
        ends = f"{leg.start.code} {leg.end.code}"
        yield f"{leg.mode} {leg.number or leg.carrier} {ends}", _leg(plan, w, leg)
    for stay in stays(plan):
        yield f"stay {stay.name}", _stay(plan, w, stay)
    offers = {each.id for each in (*plan.itinerary.flights, *plan.itinerary.grounds)}
    for day, item in plan.itinerary.items():
        if item.kind != "free" and not (item.kind in RIDES and item.ref in offers):
            yield f"{item.kind} {item.ref or item.name}", _item(plan, w, day, item)


def _leg(plan: KeptPlan, w: Words, leg: Leg) -> Event:
    ends = f"{w.place(leg.start.city)} → {w.place(leg.end.city)}"
    what = w("item.flight", number=leg.number) if leg.mode == "flight" else w(f"item.{leg.mode}")
    event = _event(f"{what}, {ends}", leg.start.at)
    _span(event, (leg.depart, leg.start.zone), (leg.arrive, leg.end.zone))
    times = f"{w.clock(leg.depart)} {leg.start.code} → {w.clock(leg.arrive)} {leg.end.code}"
    about = [times, f"{leg.carrier} {leg.number}".strip()]
    about += [terms(w, leg.offer)] if isinstance(leg.offer, FlightOffer) else []
    _about(event, plan, w, *about)
    _add(event, "location", f"{w.place(leg.start.city)} ({leg.start.code})")
    return event


def _stay(plan: KeptPlan, w: Words, stay: StayOffer) -> Event:
    """Whole days, and nobody is busy for it."""
    event = _event(stay.name, Position(stay.lat, stay.lon))
    _add(event, "dtstart", stay.check_in)
    _add(event, "dtend", stay.check_out)
    _add(event, "transp", "TRANSPARENT")
    _about(
        event, plan, w, where(w, stay, city=True), price(w, stay), comforts(w, stay, plan.request)
    )
    _add(event, "location", ", ".join(part for part in (stay.name, stay.area, stay.city) if part))
    return event


def _item(plan: KeptPlan, w: Words, day: Day, item: Item) -> Event:
    event = _event(plain(item_text(w, item, day, plan.itinerary)), Position(item.lat, item.lon))
    here = zone(day.tz)
    _span(event, (local(item.start, here), here), (local(item.end, here), here))
    _about(event, plan, w)
    _add(event, "location", item.name if item.kind in ("sight", "meal") else w.place(day.city))
    return event


def _event(summary: str, at: Position | None) -> Event:
    event = Event()
    _add(event, "summary", summary)
    if at is not None:
        _add(event, "geo", vGeo(at))
    return event


def _about(event: Event, plan: KeptPlan, w: Words, *lines: str) -> None:
    said = [line for line in lines if line]
    said += [w("export.stamp")] if plan.sandbox else []
    if said:
        _add(event, "description", "\n".join(said))


Placed = tuple[datetime, ZoneInfo | None]


def _span(event: Event, start: Placed, end: Placed) -> None:
    """An entry of no length has a start alone (RFC 5545, 3.6.1)."""
    _add(event, "dtstart", _written(*start))
    if end[0].astimezone(UTC) > start[0].astimezone(UTC):
        _add(event, "dtend", _written(*end))


def _written(instant: datetime, where: ZoneInfo | None) -> datetime:
    """Local time with its zone; UTC where that wouldn't name one instant, or the zone isn't known.

    The hour that a clock going back repeats means its first run in iCalendar (RFC 5545, 3.3.5).
    """
    if where is None or instant.fold:
        return instant.astimezone(UTC)
    return instant


def _add(to: Component, name: str, value: object) -> None:
    cast("Any", to).add(name, value)  # its types are those of the library's own classes only


def _stamp(plan: KeptPlan) -> datetime:
    """When the newest of its offers was got: the same plan gives the same bytes."""
    got = [source.retrieved_at for source in plan.itinerary.provenances().values()]
    first = min((day.date for day in plan.itinerary.days), default=date(2000, 1, 1))
    fallback = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return max(got, default=fallback).astimezone(UTC).replace(microsecond=0)


def _uid(thread: str, key: str, count: int) -> str:
    digest = sha256(f"{thread}\n{key}\n{count}".encode()).hexdigest()
    return f"{digest[:32]}@tripsage"
