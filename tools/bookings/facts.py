"""From a quote to the facts that a person approves."""

from travel.booking import Before, BookingFacts, Offer, Quote, Rule, TravellerDetails
from travel.offers import FlightOffer, Segment, StayOffer


def facts_of(quote: Quote, details: TravellerDetails, before: Before | None = None) -> BookingFacts:
    """Times are local, with their offset; travellers are masked."""
    offer = quote.offer
    flight = isinstance(offer, FlightOffer)
    return BookingFacts(
        kind="flight" if flight else "stay",
        what=_flights(offer) if flight else _stay(offer),
        starts=offer.slices[0].depart.date() if flight else offer.check_in,
        ends=offer.slices[-1].arrive.date() if flight else offer.check_out,
        travellers=tuple(each.masked for each in details.travellers),
        price=offer.price,
        charge=quote.charge,
        paid_there=quote.paid_there,
        refund=quote.refund,
        change=quote.change,
        provider=quote.provider,
        sandbox=offer.provenance.sandbox,
        note=offer.provenance.note,
        offer_id=offer.id,
        before=before,
    )


def changed_since(offer: Offer, quote: Quote) -> Before | None:
    """The offer as it was shown, where the quote differs from it in what an offer states."""
    shown, now = _as_stated(offer), _as_stated(quote.offer)
    return None if shown == now else shown


def _as_stated(offer: Offer) -> Before:
    """In so far as an offer states its terms: without penalties."""
    flight = isinstance(offer, FlightOffer)
    return Before(
        what=_flights(offer) if flight else _stay(offer),
        price=offer.price,
        charge=offer.price,
        refund=Rule(allowed=offer.refundable)
        if flight
        else Rule(allowed=offer.refundable_until is not None, until=offer.refundable_until),
        change=Rule(allowed=flight and offer.changeable),
    )


def _flights(offer: FlightOffer) -> tuple[str, ...]:
    lines = [_segment(each) for one in offer.slices for each in one.segments]
    bags = offer.bags_included
    return (*lines, f"{bags} checked bag{'' if bags == 1 else 's'} each")


def _segment(flight: Segment) -> str:
    ends = (
        f"{flight.origin} {flight.depart.isoformat(' ', 'minutes')} to "
        f"{flight.destination} {flight.arrive.isoformat(' ', 'minutes')}"
    )
    return f"{flight.number} {flight.carrier_name}, {ends}, {flight.cabin.replace('_', ' ')}"


def _stay(offer: StayOffer) -> tuple[str, ...]:
    nights = f"{offer.nights} night{'' if offer.nights == 1 else 's'}"
    rooms = f"{offer.rooms} room{'' if offer.rooms == 1 else 's'}"
    return (
        ", ".join(part for part in (offer.name, offer.area, offer.city) if part),
        f"{offer.check_in.isoformat()} to {offer.check_out.isoformat()}, {nights}, {rooms}",
        f"board: {offer.board.replace('_', ' ')}",
    )
