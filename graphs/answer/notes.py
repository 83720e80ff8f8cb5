"""What has to be said beside the plan: sandbox data, soft wishes unmet, what didn't answer."""

import re
from typing import get_args

from graphs.answer.layout import blocks, bullets
from graphs.answer.rules import said
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.errors import FailureKind
from travel.itinerary import Item, Itinerary
from travel.wishes import WishSlot

CHECKED: frozenset[WishSlot] = frozenset(
    (
        *("cabin", "max_stops", "depart_after", "depart_before", "arrive_after", "arrive_before"),
        *("return_after", "return_before", "bags", "airline", "avoid_airline", "min_stars"),
        *("named_hotel", "avoid_hotel", "board", "rooms", "near_centre", "amenities"),
        *("ground_mode", "pace", "day_starts_after", "must_see", "avoid", "day_trips"),
        *("hotels", "areas"),
    )
)

FAILURE = re.compile(
    rf"(?P<provider>.+): (?P<kind>{'|'.join(get_args(FailureKind))}) \([^()]*\)", re.DOTALL
)
PROVIDERS_WORDS = re.compile(r" \([^()]*\)")


def notes(w: Words, result: TurnResult) -> str:
    """At the end of an answer."""
    return blocks(
        unread(w, result) if result.outcome is not None else "",
        unmet(w, result),
        findings(result),
        failures(w, result),
        bullets(result.notices),
        degraded(w, result),
    )


def unread(w: Words, result: TurnResult) -> str:
    """The words of the message that nothing here follows."""
    words = ", ".join(w("quote.text", words=each) for each in result.turn.unread)
    return w("talk.unread", words=words) if words else ""


def sandbox(w: Words, result: TurnResult, itinerary: Itinerary | None) -> str:
    """Which of the things shown are simulated; and that usual weather is no forecast."""
    shown: list[str] = []
    sights = _simulated_sights(result, itinerary)
    if _offers_are_simulated(result, itinerary) or any(sight.price for sight in sights):
        shown.append("prices")
    if sights:
        shown.append("hours")
    if bool(result.proposals) or (itinerary is not None and usual(itinerary)):
        shown.append("climate")
    return sandbox_of(w, result, *shown)


def sandbox_of(w: Words, result: TurnResult, *shown: str) -> str:
    """The same for a choice of "prices", "hours" and "climate"."""
    if not result.sandbox:
        return f"*{w('sandbox.climate_alone')}*" if "climate" in shown else ""
    parts = [w(f"sandbox.{each}") for each in shown]
    return f"*{w('sandbox.lead', parts=w.all_of(parts)) if parts else w('sandbox.plain')}*"


def usual(itinerary: Itinerary) -> bool:
    """Whether its weather is what is usual, at least on one day."""
    known = [day.weather for day in itinerary.days if day.weather is not None]
    return any(day.kind == "climate" for day in known)


def _simulated_sights(result: TurnResult, itinerary: Itinerary | None) -> list[Item]:
    simulated = {source.id for source in result.sources if source.sandbox}
    items = itinerary.items() if itinerary is not None else ()
    return [item for _, item in items if item.kind == "sight" and item.evidence in simulated]


def _offers_are_simulated(result: TurnResult, itinerary: Itinerary | None) -> bool:
    plan = (*itinerary.flights, *itinerary.grounds, *itinerary.stays) if itinerary else ()
    offers = (*plan, *result.flights, *result.stays)
    return bool(result.proposals) or any(offer.provenance.sandbox for offer in offers)


def unmet(w: Words, result: TurnResult) -> str:
    """Soft wishes that the plan goes without."""
    if result.outcome is None or not result.outcome.unmet:
        return ""
    lines = bullets(said(w, each, result) for each in result.outcome.unmet)
    return blocks(w("unmet.lead"), lines)


def order(w: Words, result: TurnResult) -> str:
    """Which order the stops came to, where that was left open."""
    plan = result.itinerary
    if plan is None or not result.request.free_order or len(result.request.stops) < 2:
        return ""
    asked = {stop.place.sleeps_in for stop in result.request.stops}
    reached = dict.fromkeys(day.city for day in plan.days if day.city in asked)
    if len(reached) < 2:
        return ""
    return w("trip.order", cities=", ".join(w.place(city) for city in reached))


def kept(w: Words, result: TurnResult) -> str:
    """The wishes that checks found to be met, in the person's own words."""
    unmet_slots = {each.wish for each in result.outcome.unmet} if result.outcome else set[str]()
    words = [
        w("quote.text", words=wish.words)
        for wish in result.request.wishes
        if wish.words and wish.slot in CHECKED and wish.slot not in unmet_slots
    ]
    return w("trip.kept", wishes=w.all_of(dict.fromkeys(words))) if words else ""


def findings(result: TurnResult) -> str:
    """In the words of the agents that found them."""
    return blocks(*(each.strip() for each in result.findings))


def failures(w: Words, result: TurnResult) -> str:
    if not result.failures:
        return ""
    told = dict.fromkeys(_in_our_words(w, each) for each in result.failures)
    return blocks(w("failures.lead"), bullets(told))


def _in_our_words(w: Words, failure: str) -> str:
    """Without what the provider said itself, which may be anything."""
    found = FAILURE.fullmatch(failure)
    if found is not None:
        return w(f"failures.{found['kind']}", provider=found["provider"])
    return PROVIDERS_WORDS.sub("", failure)


def degraded(w: Words, result: TurnResult) -> str:
    if not result.degraded:
        return ""
    reasons = " ".join(result.degraded) if w.language == "en" else ""
    return f"*{' '.join(part for part in (w('degraded.text'), reasons) if part)}*"
