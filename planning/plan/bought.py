"""What is bought already: a change to the plan keeps it."""

from collections.abc import Mapping
from typing import TypeVar

from travel.booking import Offer
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Violation
from travel.offers import FlightOffer, GroundOffer, StayOffer

KINDS: Mapping[str, type[FlightOffer] | type[StayOffer]] = {
    "flight": FlightOffer,
    "return_flight": FlightOffer,
    "stay": StayOffer,
}


T = TypeVar("T", FlightOffer, GroundOffer, StayOffer)


def bought(held: tuple[Offer, ...]) -> Evidence:
    """As offers that don't lapse and are in no danger of selling out."""
    flights = (offer for offer in held if isinstance(offer, FlightOffer))
    stays = (offer for offer in held if isinstance(offer, StayOffer))
    return Evidence(
        flights=tuple(lasting(offer).model_copy(update={"seats_left": None}) for offer in flights),
        stays=tuple(lasting(offer) for offer in stays),
    )


def missing_from(plan: Itinerary, held: tuple[Offer, ...]) -> tuple[Violation, ...]:
    """A violation for each that the plan goes without."""
    chosen = {offer.id for offer in (*plan.flights, *plan.stays)}
    return tuple(_held(offer) for offer in held if offer.id not in chosen)


def explained(unmet: tuple[Violation, ...], held: tuple[Offer, ...]) -> tuple[Violation, ...]:
    """An edit of what is bought came to nothing because it is."""
    found: list[Violation] = []
    for each in unmet:
        edited = KINDS.get(each.subject) if each.rule.startswith("edit.") else None
        mine = [_held(offer) for offer in held if edited and isinstance(offer, edited)]
        found += mine or [each]
    return tuple(found)


def _held(offer: Offer) -> Violation:
    name = _called(offer)
    detail = f"{name} is booked: cancel it before planning without it."
    return Violation(rule="booking.held", subject=name, detail=detail)


def lasting(offer: T) -> T:
    """The same, and it doesn't lapse."""
    provenance = offer.provenance.model_copy(update={"expires_at": None})
    return offer.model_copy(update={"provenance": provenance})


def _called(offer: Offer) -> str:
    if isinstance(offer, StayOffer):
        return offer.name
    numbers = (segment.number for each in offer.slices for segment in each.segments)
    return f"Flight {', '.join(numbers)}"
