"""What of a plan is lost to a disruption, and what its terms give back."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from planning.replan.meant import Leg, legs_of
from planning.select import slice_key
from travel.disruption import Disruption, FlightCancelled, RideCancelled, StayLost
from travel.itinerary import Itinerary, Loss
from travel.offers import FlightOffer, Segment, StayOffer

CALLED_OFF = (FlightCancelled, RideCancelled)


def losses(
    before: Itinerary,
    after: Itinerary,
    causes: tuple[Disruption, ...],
    paid: frozenset[str],
    now: datetime,
) -> Iterator[Loss]:
    """Of the plan before, all that the new one goes without; `paid` are ids of offers."""
    kept = {_key(leg) for leg in legs_of(after)}
    for leg in legs_of(before):
        if _key(leg) not in kept:
            yield _ride(leg, after, causes, paid)
    for stay in before.stays:
        yield from _bed(stay, after, causes, paid, now)


def _key(leg: Leg) -> tuple[str, ...]:
    return slice_key(leg.slice) if leg.slice else (leg.offer.id,)


def _ride(leg: Leg, after: Itinerary, causes: tuple[Disruption, ...], paid: frozenset[str]) -> Loss:
    """Of a journey that broke off, what wasn't flown."""
    offer = leg.offer
    flying = {_flight(s) for o in after.flights for each in o.slices for s in each.segments}
    gone = [segment for segment in leg.segments if _flight(segment) not in flying]
    broke_off = 0 < len(gone) < len(leg.segments)
    numbers = {segment.number for segment in gone} or {leg.name}
    return Loss(
        kind="flight" if isinstance(offer, FlightOffer) else offer.mode,
        name=" + ".join(segment.number for segment in gone) or leg.name,
        date=(gone[0] if gone else leg).depart.date(),
        price=offer.price,
        part=any(each.id == offer.id for each in after.flights),
        onward=broke_off,
        paid=offer.id in paid,
        by_provider=any(isinstance(c, CALLED_OFF) and c.number in numbers for c in causes),
        refund=None if not isinstance(offer, FlightOffer) else "yes" if offer.refundable else "no",
    )


def _flight(segment: Segment) -> tuple[str, date]:
    return segment.number, segment.depart.date()


def _bed(
    stay: StayOffer,
    after: Itinerary,
    causes: tuple[Disruption, ...],
    paid: frozenset[str],
    now: datetime,
) -> Iterator[Loss]:
    same = next((s for s in after.stays if (s.name, s.city) == (stay.name, stay.city)), None)
    until = stay.refundable_until
    refund: Literal["yes", "no"] = "yes" if until is not None and now < until else "no"
    lost = Loss(
        kind="stay",
        name=stay.name,
        date=stay.check_in,
        price=stay.price,
        paid=stay.id in paid,
        by_provider=any(isinstance(c, StayLost) and c.name == stay.name for c in causes),
        refund=refund,
        until=until if refund == "yes" else None,
    )
    if same is None:
        yield lost
    elif same.id == stay.id and same.check_in > stay.check_in:
        nights = (same.check_in - stay.check_in).days
        price = stay.price_per_night * nights
        yield lost.model_copy(
            update={"kind": "night", "price": price, "refund": "no", "until": None}
        )
