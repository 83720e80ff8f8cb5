"""What is bought already: a change to the plan keeps it."""

from travel.booking import Offer
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Violation
from travel.offers import FlightOffer, StayOffer
from travel.provenance import Provenance


def bought(held: tuple[Offer, ...]) -> Evidence:
    """As offers that don't lapse and are in no danger of selling out."""
    flights = (offer for offer in held if isinstance(offer, FlightOffer))
    stays = (offer for offer in held if isinstance(offer, StayOffer))
    return Evidence(
        flights=tuple(
            offer.model_copy(update={"provenance": _lasting(offer.provenance), "seats_left": None})
            for offer in flights
        ),
        stays=tuple(
            offer.model_copy(update={"provenance": _lasting(offer.provenance)}) for offer in stays
        ),
    )


def missing_from(plan: Itinerary, held: tuple[Offer, ...]) -> tuple[Violation, ...]:
    """A violation for each that the plan goes without."""
    chosen = {offer.id for offer in (*plan.flights, *plan.stays)}
    return tuple(
        Violation(
            rule="booking.held",
            subject=offer.id,
            detail=f"{_called(offer)} is booked: cancel it before planning without it.",
        )
        for offer in held
        if offer.id not in chosen
    )


def _lasting(provenance: Provenance) -> Provenance:
    return provenance.model_copy(update={"expires_at": None})


def _called(offer: Offer) -> str:
    if isinstance(offer, StayOffer):
        return offer.name
    numbers = (segment.number for each in offer.slices for segment in each.segments)
    return f"Flight {', '.join(numbers)}"
