"""Booking flights with Duffel: implements `BookingProvider`.

An order carries our id of the booking in its metadata; with the offer's id it is found again by that.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError

from tools.providers.duffel.bags import ServiceChoice
from tools.providers.duffel.booked import Cancellation, IdentityDocument, Order, OrderRequest
from tools.providers.duffel.booked import Traveller as Passenger
from tools.providers.duffel.errors import NAME
from tools.providers.duffel.orders import DuffelOrders
from tools.providers.duffel.reading import Buyable, OfferPassenger
from tools.providers.duffel.search import Duffel
from travel.booking import (
    Offer,
    Placed,
    Quote,
    Refund,
    Rule,
    Traveller,
    TravellerDetails,
)
from travel.errors import BadInput, OutcomeUnknown, ProviderRefused
from travel.money import Money
from travel.offers import FlightOffer
from travel.value import Value

OURS = "tripsage_booking"  # the key in an order's metadata
ADULT = 18
Pairs = Sequence[tuple[OfferPassenger, Traveller]]


class _Carried(Value):
    """What an order needs of an offer besides its id."""

    passengers: tuple[OfferPassenger, ...]
    services: tuple[ServiceChoice, ...]
    documents_required: bool


class DuffelBookings:
    """Orders are paid at once, from the account's Duffel balance."""

    def __init__(self, flights: Duffel, orders: DuffelOrders) -> None:
        self._flights = flights
        self._orders = orders

    @property
    def name(self) -> str:
        return NAME

    async def reprice(self, offer: Offer) -> Quote:
        return _quote(await self._flights.buyable(_flight(offer)))

    def fits(self, quote: Quote, details: TravellerDetails) -> None:
        """The offer is for people of certain ages, on the day of the last flight."""
        carried, day = _Carried.model_validate_json(quote.carried), _last_day(quote)
        pairs = _paired(carried.passengers, details, day)
        _passengers(pairs, details)
        if carried.documents_required and not all(each.documents for _, each in pairs):
            raise BadInput("this airline wants everybody's passport: number, country and expiry")

    async def place(self, intent_id: str, quote: Quote, details: TravellerDetails) -> Placed:
        carried = _Carried.model_validate_json(quote.carried)
        pairs = _paired(carried.passengers, details, _last_day(quote))
        request = OrderRequest(
            offer_id=quote.offer.id,
            travellers=_passengers(pairs, details),
            payment=quote.charge,
            services=carried.services,
            metadata={OURS: intent_id},
        )
        return _placed(await self._orders.create(request))

    async def find(self, intent_id: str, quote: Quote) -> Placed | None:
        found = await self._orders.placed(quote.offer.id, {OURS: intent_id})
        if len(found) > 1:
            ids = ", ".join(each.id for each in found)
            raise OutcomeUnknown(NAME, f"has several orders of this booking: {ids}")
        return _placed(found[0]) if found else None

    async def get(self, order_id: str) -> Placed:
        return _placed(await self._orders.get(order_id))

    async def refund_quote(self, order_id: str) -> Refund:
        quoted = await self._orders.quote_cancellation(order_id)
        order = await self._orders.get(order_id)
        return _refund(quoted, order.total)

    async def cancel(self, refund: Refund) -> Refund:
        """Confirms the quote: Duffel keeps to it until it expires."""
        done = await self._orders.confirm_cancellation(refund.quote_id)
        if done.confirmed_at is None:
            raise OutcomeUnknown(NAME, "cancelled perhaps, but it isn't confirmed")
        if done.order_id != refund.order_id:
            raise ProviderRefused(NAME, "the quote is of another order")
        return _refund(done, None).model_copy(update={"fee": refund.fee})


def _quote(known: Buyable) -> Quote:
    offer = known.offer
    carried = _Carried(
        passengers=known.passengers,
        services=known.services,
        documents_required=known.documents_required,
    )
    return Quote(
        offer=offer,
        charge=offer.price,
        refund=Rule(allowed=offer.refundable, penalty=known.refund_penalty),
        change=Rule(allowed=offer.changeable, penalty=known.change_penalty),
        carried=carried.model_dump_json(),
    )


def _paired(passengers: Sequence[OfferPassenger], details: TravellerDetails, day: date) -> Pairs:
    """Each passenger of the offer with the traveller of the right age. Raises BadInput."""
    left = sorted(details.travellers, key=lambda each: each.born_on)  # the eldest first
    pairs: list[tuple[OfferPassenger, Traveller]] = []
    for passenger in sorted(passengers, key=lambda each: each.age is None):
        someone = next((each for each in left if _suits(passenger, each.age_on(day))), None)
        if someone is None:
            break
        left.remove(someone)
        pairs.append((passenger, someone))
    if left or len(pairs) < len(passengers):
        wanted = ", ".join("an adult" if p.age is None else f"age {p.age}" for p in passengers)
        raise BadInput(f"this offer is for {wanted} (on {day}); the travellers given are others")
    return pairs


def _suits(passenger: OfferPassenger, age: int) -> bool:
    return age >= ADULT if passenger.age is None else age == passenger.age


def _passengers(pairs: Pairs, details: TravellerDetails) -> tuple[Passenger, ...]:
    """Each infant is carried by an adult of its own."""
    infants = iter([each.id for each, _ in pairs if _on_a_lap(each)])
    try:
        return tuple(
            Passenger(
                id=seat.id,
                given_name=who.given_name,
                family_name=who.family_name,
                born_on=who.born_on,
                gender=who.gender,
                title=who.title,
                email=details.contact.email,
                phone_number=details.contact.phone,
                infant_passenger_id=next(infants, None) if seat.age is None else None,
                identity_documents=_documents(who),
            )
            for seat, who in pairs
        )
    except ValidationError:
        raise BadInput("the travellers' details aren't as Duffel takes them") from None


def _documents(who: Traveller) -> tuple[IdentityDocument, ...]:
    return tuple(
        IdentityDocument(
            type=each.type,
            unique_identifier=each.number,
            issuing_country_code=each.country,
            expires_on=each.expires_on,
        )
        for each in who.documents
    )


def _on_a_lap(passenger: OfferPassenger) -> bool:
    infant = passenger.type == "infant_without_seat"
    return infant or (passenger.age is not None and passenger.age < 2)


def _placed(order: Order) -> Placed:
    return Placed(
        order_id=order.id,
        reference=order.booking_reference,
        total=order.total,
        cancelled=order.cancelled_at is not None,
    )


def _refund(quoted: Cancellation, paid: Money | None) -> Refund:
    back, fee = quoted.refund, None
    if paid is not None and back is not None and paid.currency == back.currency:
        fee = paid - back
    return Refund(
        order_id=quoted.order_id,
        quote_id=quoted.id,
        amount=back,
        fee=fee,
        to=quoted.refund_to,
        expires_at=quoted.expires_at,
    )


def _last_day(quote: Quote) -> date:
    return _flight(quote.offer).slices[-1].depart.date()


def _flight(offer: Offer) -> FlightOffer:
    if not isinstance(offer, FlightOffer):
        raise ProviderRefused(NAME, "sells flights")
    return offer
