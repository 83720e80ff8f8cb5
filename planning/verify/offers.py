"""Evidence-bound: every offer, item and day of weather comes from an answer that still holds."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from planning.verify.case import GROUND_KINDS, Case, Placed
from planning.verify.rule import ALWAYS, DAILY, Finding, Findings, Rule
from travel.offers import FlightOffer, GroundOffer, StayOffer

Offer = FlightOffer | GroundOffer | StayOffer
T = TypeVar("T", FlightOffer, GroundOffer, StayOffer)


def unknown(case: Case) -> Findings:
    plan, evidence = case.plan, case.evidence
    yield from _unlike(plan.flights, evidence.flights)
    yield from _unlike(plan.grounds, evidence.grounds)
    yield from _unlike(plan.stays, evidence.stays)


def _unlike(chosen: Iterable[T], offered: tuple[T, ...]) -> Findings:
    for offer in chosen:
        namesakes = [other for other in offered if other.id == offer.id]
        if not namesakes:
            yield Finding(offer.id, "No provider made this offer.")
        elif offer not in namesakes:
            fields = ", ".join(_differing(offer, namesakes[0]))
            yield Finding(offer.id, f"It isn't what was offered: {fields} differ.")


def _differing(offer: T, offered: T) -> Iterator[str]:
    for name in type(offer).model_fields:
        if getattr(offer, name) != getattr(offered, name):
            yield f"{name}"


def expired(case: Case) -> Findings:
    for offer in _offers(case):
        if not offer.provenance.valid_at(case.now):
            yield Finding(
                offer.id,
                f"It was valid until {offer.provenance.expires_at}; it is {case.now} now.",
            )


def _offers(case: Case) -> tuple[Offer, ...]:
    return (*case.plan.flights, *case.plan.grounds, *case.plan.stays)


def missing(case: Case) -> Findings:
    """Items of things name the things' source; rides and free time may go without one."""
    known = case.evidence.provenances()
    for placed in case.items:
        said, wanted = placed.item.evidence, _source(case, placed)
        if wanted is not None and said != wanted:
            yield Finding(
                placed.item.name, f"It names {said or 'no source'}; it comes from {wanted}."
            )
        elif wanted is None and said and said not in known:
            yield Finding(placed.item.name, f"It names {said}, which is no source of the evidence.")


def _source(case: Case, placed: Placed) -> str | None:
    """The id of the answer that states what the item stands for; None where there is none."""
    item = placed.item
    thing = None
    if item.kind == "flight":
        thing = next((offer for offer in case.plan.flights if offer.id == item.ref), None)
    elif item.kind in GROUND_KINDS:
        thing = case.grounds.get(item.ref)
    elif item.kind in ("check_in", "check_out"):
        thing = case.stays.get(item.ref)
    elif item.kind in ("sight", "meal"):
        thing = case.activity(placed)
    elif placed.is_ride:
        thing = case.day_trip(placed)
    return thing.provenance.id if thing else None


def weather(case: Case) -> Findings:
    for day in case.plan.days:
        told = day.weather
        if told is None:
            continue
        if (told.date, told.city) != (day.date, day.city):
            yield Finding(f"{day.date}", f"Its weather is of {told.city} on {told.date}.")
        elif told not in case.evidence.weather:
            yield Finding(f"{day.date}", f"Nobody said that it is {told.summary} on {day.date}.")


RULES = (
    Rule("offer.unknown", "Each offer is exactly as a provider made it.", unknown, ALWAYS),
    Rule("offer.expired", "Each offer still holds.", expired, ALWAYS),
    Rule("provenance.missing", "Each item names the answer it comes from.", missing, DAILY),
    Rule("weather.unknown", "A day's weather is of its date and city, as told.", weather, DAILY),
)
