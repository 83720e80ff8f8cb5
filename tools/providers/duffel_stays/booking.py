"""Booking stays with Duffel: implements `BookingProvider`.

A booking is paid from the account's Duffel balance and carries our id of it in its metadata. Duffel documents
that bookings have metadata, not that it takes any, and lists bookings without a filter: where it kept none, a
booking of the same house and nights made since the quote can't be told from ours, and is left to a person.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from pydantic import AwareDatetime

from tools.http import Reply, VendorClient
from tools.providers.duffel.wire import Page, wrapped
from tools.providers.duffel_stays.errors import NAME
from tools.providers.duffel_stays.rates import back_at, charge_of, due_there, steps_of
from tools.providers.duffel_stays.search import DuffelStays, Quoted
from tools.providers.duffel_stays.wire import WireBooking, WireRate, read, read_data, read_each
from travel.booking import Offer, Placed, Quote, Refund, Rule, TravellerDetails
from travel.errors import (
    BadInput,
    MalformedResponse,
    OutcomeUnknown,
    PriceChanged,
    ProviderRefused,
)
from travel.money import Money
from travel.offers import StayOffer
from travel.value import Value

OURS = "tripsage_booking"  # the key in a booking's metadata
ADULT = 18
PAGE, MOST_PAGES = 200, 20


class _Carried(Value):
    """What a booking needs of a quote, and what it is known again by."""

    quote_id: str
    house_id: str
    quoted_at: AwareDatetime


class DuffelStaysDesk:
    """`clock` decides what a cancellation gives back."""

    def __init__(
        self, stays: DuffelStays, client: VendorClient, *, clock: Callable[[], datetime]
    ) -> None:
        self._stays = stays
        self._client = client
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def reprice(self, offer: Offer) -> Quote:
        """Makes a quote: the price is held for a while, nothing is booked."""
        return _quote(await self._stays.quoted(_stay(offer)), self._clock())

    def fits(self, quote: Quote, details: TravellerDetails) -> None:
        offer, people = _stay(quote.offer), details.travellers
        adults = [each for each in people if each.age_on(offer.check_in) >= ADULT]
        if people[0] not in adults:
            raise BadInput("the first traveller books and pays: name an adult first")
        if len(adults) < offer.rooms:
            raise BadInput(f"{offer.rooms} rooms need {offer.rooms} adults, one for each")
        if len(people) > offer.sleeps:
            raise BadInput(f"the rooms sleep {offer.sleeps}, not {len(people)}")

    async def place(self, intent_id: str, quote: Quote, details: TravellerDetails) -> Placed:
        data = {
            "quote_id": _carried(quote).quote_id,
            "guests": [
                {"given_name": each.given_name, "family_name": each.family_name}
                for each in details.travellers
            ],
            "email": details.contact.email,
            "phone_number": details.contact.phone,
            "metadata": {OURS: intent_id},
        }
        reply = await self._client.write("POST", "/stays/bookings", json=wrapped(data))
        return _placed(_written(reply))

    async def find(self, intent_id: str, quote: Quote) -> Placed | None:
        """Raises OutcomeUnknown where one without metadata may be it."""
        found = [each for each in await self._listed() if _may_be(each, intent_id, quote)]
        ours = [each for each in found if each.metadata.get(OURS) == intent_id]
        if len(ours) == 1:
            return _placed(ours[0])
        if found:
            ids = ", ".join(each.id for each in found)
            raise OutcomeUnknown(NAME, f"has bookings that may be this one: {ids}")
        return None

    async def get(self, order_id: str) -> Placed:
        return _placed(await self._booking(order_id))

    async def refund_quote(self, order_id: str) -> Refund:
        """By the booking's cancellation timeline, where Duffel states it; until the period ends."""
        booking, now = await self._booking(order_id), self._clock()
        rates = booking.accommodation.rates()[0]
        if len(rates) != 1:
            return Refund(order_id=booking.id, amount=None)
        back, total = back_at(rates[0], now), _total(rates[0])
        ends = (each.before for each in rates[0].cancellation_timeline if each.before > now)
        return Refund(
            order_id=booking.id,
            amount=back,
            fee=total - back if total.currency == back.currency else None,
            expires_at=min(ends, default=None),
        )

    async def cancel(self, refund: Refund) -> Refund:
        """Duffel asks nothing back: that the refund is still the one shown is checked here."""
        if (await self.refund_quote(refund.order_id)).amount != refund.amount:
            raise PriceChanged(NAME, "what a cancellation gives back has changed")
        path = "/stays/bookings/{id}/actions/cancel"
        done = _written(await self._client.write("POST", path, at={"id": refund.order_id}))
        if done.status != "cancelled":
            raise OutcomeUnknown(NAME, f"cancelled perhaps, but booking {done.id} doesn't say so")
        return Refund(order_id=done.id, amount=refund.amount, fee=refund.fee)

    async def _booking(self, order_id: str) -> WireBooking:
        reply = await self._client.read("GET", "/stays/bookings/{id}", at={"id": order_id})
        return read_data(WireBooking, reply.body)

    async def _listed(self) -> list[WireBooking]:
        """All of the account. Raises MalformedResponse where one can't be read: it might be ours."""
        found: list[WireBooking] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            params: Mapping[str, str | int] = {"limit": PAGE} | ({"after": after} if after else {})
            page = read(
                Page, (await self._client.read("GET", "/stays/bookings", params=params)).body
            )
            bookings, broken = read_each(WireBooking, page.data)
            if broken:
                raise broken[0]
            found += bookings
            after = page.meta.after if page.meta else None
            if after is None:
                return found
        raise MalformedResponse(NAME, f"lists more than {MOST_PAGES * PAGE} bookings")


def _quote(quoted: Quoted, now: datetime) -> Quote:
    wire, rate, offer = quoted.wire, quoted.rate, quoted.offer
    charge = charge_of(wire)
    carried = _Carried(quote_id=wire.id, house_id=wire.accommodation.id, quoted_at=now)
    back = back_at(rate, now) if rate else None
    rule = Rule(
        allowed=back is not None and back.amount > 0,
        penalty=_penalty(charge, back),
        until=offer.refundable_until,
        steps=steps_of(rate) if rate and back and back.amount > 0 else (),
    )
    return Quote(
        offer=offer,
        charge=charge,
        paid_there=due_there(wire),
        refund=rule,
        change=Rule(allowed=False),  # Duffel changes no dates and no rooms
        carried=carried.model_dump_json(),
    )


def _penalty(charge: Money, back: Money | None) -> Money | None:
    """What cancelling costs at once, where something but not everything comes back."""
    if back is None or back.currency != charge.currency:
        return None
    return charge - back if 0 < back.amount < charge.amount else None


def _carried(quote: Quote) -> _Carried:
    return _Carried.model_validate_json(quote.carried)


def _may_be(booking: WireBooking, intent_id: str, quote: Quote) -> bool:
    ours = booking.metadata.get(OURS)
    if ours is not None:
        return ours == intent_id
    carried, offer = _carried(quote), _stay(quote.offer)
    same = booking.accommodation.id == carried.house_id
    days = (booking.check_in_date, booking.check_out_date) == (offer.check_in, offer.check_out)
    late = booking.confirmed_at is None or booking.confirmed_at >= carried.quoted_at
    return same and days and late


def _placed(booking: WireBooking) -> Placed:
    if booking.status not in {"confirmed", "cancelled"}:
        raise OutcomeUnknown(NAME, f"has booking {booking.id}, whose status is not clear")
    rates = booking.accommodation.rates()[0]
    return Placed(
        order_id=booking.id,
        reference=booking.reference or booking.id,
        total=_total(rates[0]) if len(rates) == 1 else None,
        cancelled=booking.status == "cancelled",
    )


def _total(rate: WireRate) -> Money:
    return Money(amount=rate.total_amount, currency=rate.total_currency)


def _written(reply: Reply) -> WireBooking:
    """An answer to a write that can't be read leaves open what happened."""
    try:
        return read_data(WireBooking, reply.body)
    except MalformedResponse as error:
        unknown = OutcomeUnknown(NAME, f"done perhaps, but {error.detail}")
    raise unknown


def _stay(offer: Offer) -> StayOffer:
    if not isinstance(offer, StayOffer):
        raise ProviderRefused(NAME, "sells stays")
    return offer
