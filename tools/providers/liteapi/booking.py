"""Booking stays with LiteAPI: implements `BookingProvider`.

A booking carries our id of it as `clientReference`, under which LiteAPI books once.
"""

from collections.abc import Callable
from datetime import datetime

from tools.providers.liteapi.booked import Booking, BookRequest, Guest, Holder
from tools.providers.liteapi.bookings import LiteApiBookings
from tools.providers.liteapi.errors import NAME
from tools.providers.liteapi.prebooks import Prebook
from travel.booking import (
    Offer,
    Placed,
    Quote,
    Refund,
    Rule,
    RuleStep,
    Traveller,
    TravellerDetails,
)
from travel.errors import BadInput, OutcomeUnknown, PriceChanged, ProviderRefused
from travel.offers import StayOffer

ADULT = 18
CANCELLED = frozenset({"cancelled", "cancelled_with_charges"})


class LiteApiDesk:
    """`clock` decides which step of a cancellation policy holds."""

    def __init__(self, bookings: LiteApiBookings, *, clock: Callable[[], datetime]) -> None:
        self._bookings = bookings
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def reprice(self, offer: Offer) -> Quote:
        """Makes a prebook: the price is held for a while, nothing is booked."""
        return _quote(await self._bookings.prebook(_stay(offer)))

    def fits(self, quote: Quote, details: TravellerDetails) -> None:
        _guests(_stay(quote.offer), details)

    async def place(self, intent_id: str, quote: Quote, details: TravellerDetails) -> Placed:
        guests = _guests(_stay(quote.offer), details)
        first, contact = details.travellers[0], details.contact
        request = BookRequest(
            prebook_id=quote.carried,
            client_reference=intent_id,
            holder=Holder(
                first_name=first.given_name,
                last_name=first.family_name,
                email=contact.email,
                phone=contact.phone,
            ),
            guests=tuple(
                Guest(
                    room=room,
                    first_name=each.given_name,
                    last_name=each.family_name,
                    email=contact.email,
                )
                for room, each in enumerate(guests, start=1)
            ),
        )
        return _placed(await self._bookings.book(request))

    async def find(self, intent_id: str, quote: Quote) -> Placed | None:
        found = await self._bookings.placed(intent_id)
        if len(found) > 1:
            ids = ", ".join(each.id for each in found)
            raise OutcomeUnknown(NAME, f"has several bookings of this reference: {ids}")
        return _placed(found[0]) if found else None

    async def get(self, order_id: str) -> Placed:
        return _placed(await self._bookings.get(order_id))

    async def refund_quote(self, order_id: str) -> Refund:
        """By the booking's policies; it holds until the next step of them."""
        booking, now = await self._bookings.get(order_id), self._clock()
        fee = booking.fee_at(now)
        back = booking.price - fee if fee is not None and booking.price is not None else None
        steps = [policy.at for policy in booking.policies if policy.at > now]
        return Refund(
            order_id=order_id,
            amount=back,
            fee=fee,
            expires_at=min(steps, default=None) if booking.refundable else None,
        )

    async def cancel(self, refund: Refund) -> Refund:
        """LiteAPI asks nothing back: that the fee is still the one shown is checked here."""
        if (await self.refund_quote(refund.order_id)).fee != refund.fee:
            raise PriceChanged(NAME, "the cancellation fee has changed")
        done = await self._bookings.cancel(refund.order_id)
        return Refund(order_id=done.booking_id, amount=done.refund, fee=done.fee)


def _quote(prebook: Prebook) -> Quote:
    offer = prebook.offer
    ends = offer.refundable_until
    steps = [RuleStep(at=each.at, fee=each.fee) for room in prebook.policies for each in room]
    return Quote(
        offer=offer,
        charge=prebook.charge,
        paid_there=prebook.paid_there,
        refund=Rule(allowed=ends is not None, until=ends, steps=tuple(steps)),
        change=Rule(allowed=False),  # LiteAPI changes no dates and no rooms
        carried=prebook.id,
    )


def _guests(offer: StayOffer, details: TravellerDetails) -> list[Traveller]:
    """An adult for each room, in the order given. Raises BadInput."""
    people = details.travellers
    adults = [each for each in people if each.age_on(offer.check_in) >= ADULT]
    if people[0] not in adults:
        raise BadInput("the first traveller books and pays: name an adult first")
    if len(adults) < offer.rooms:
        raise BadInput(f"{offer.rooms} rooms need {offer.rooms} adults, one for each")
    if len(people) > offer.sleeps:
        raise BadInput(f"the rooms sleep {offer.sleeps}, not {len(people)}")
    return adults[: offer.rooms]


def _placed(booking: Booking) -> Placed:
    if booking.status == "unclear":
        raise OutcomeUnknown(NAME, f"has booking {booking.id}, whose status is not clear")
    return Placed(
        order_id=booking.id,
        reference=booking.confirmation or booking.id,
        total=booking.price,
        cancelled=booking.status in CANCELLED,
    )


def _stay(offer: Offer) -> StayOffer:
    if not isinstance(offer, StayOffer):
        raise ProviderRefused(NAME, "sells stays")
    return offer
