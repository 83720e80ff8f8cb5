"""The check before a booking: POST /rates/prebook asks the hotel's supplier and holds the price.

It books nothing and takes no money, so it may be tried again; each makes a prebook of its own.
"""

from datetime import datetime
from decimal import Decimal

from tools.http import VendorClient
from tools.providers.liteapi.errors import NAME
from tools.providers.liteapi.offers import answered, sleeps
from tools.providers.liteapi.terms import (
    CancelPolicy,
    least_board,
    paid_there,
    policies_of,
    refundable_until,
    said_of,
    whole_price,
)
from tools.providers.liteapi.wire import WirePrebook, WireRate, read_data
from travel.errors import MalformedResponse
from travel.money import Money
from travel.offers import StayOffer
from travel.value import Value

SUPPLIER_SECONDS = 30


class Prebook(Value):
    """An offer as it stands, ready to be booked by `id`.

    `charge` is what a booking takes; `offer.price` adds what is paid at the property, as `paid_there` says.
    A rate that was sold out may have been replaced by a similar one: then the three changes say how.
    """

    id: str
    hotel_id: str
    offer: StayOffer
    charge: Money
    paid_there: tuple[Money, ...] = ()
    price_difference_percent: Decimal = Decimal(0)
    cancellation_changed: bool = False
    board_changed: bool = False
    policies: tuple[tuple[CancelPolicy, ...], ...] = ()  # of each room
    terms: str = ""  # HTML, of the hotel


async def prebooked(client: VendorClient, offer: StayOffer, now: datetime) -> Prebook:
    """Raises OfferGone where it is outdated or sold out."""
    reply = await client.read(
        "POST",
        "/rates/prebook",
        params={"timeout": SUPPLIER_SECONDS},
        json={"offerId": offer.id, "usePaymentSdk": False},
    )
    return _prebook(read_data(WirePrebook, reply.body), offer, now)


def _prebook(wire: WirePrebook, offer: StayOffer, now: datetime) -> Prebook:
    rates = tuple(rate for room in wire.room_types for rate in room.rates)
    days = (wire.checkin, wire.checkout)
    if days != (offer.check_in, offer.check_out) or len(rates) != offer.rooms:
        raise MalformedResponse(NAME, "a prebook of something else")
    charge = Money(amount=wire.price, currency=wire.currency)
    there = paid_there(rates)
    return Prebook(
        id=wire.prebook_id,
        hotel_id=wire.hotel_id,
        offer=_as_it_stands(
            offer, rates, whole_price(charge, there), said_of(there, wire.currency), now
        ),
        charge=charge,
        paid_there=there,
        price_difference_percent=wire.price_difference_percent or Decimal(0),
        cancellation_changed=wire.cancellation_changed,
        board_changed=wire.board_changed,
        policies=tuple(policies_of(rate.cancellation_policies) for rate in rates),
        terms=wire.terms_and_conditions,
    )


def _as_it_stands(
    offer: StayOffer, rates: tuple[WireRate, ...], price: Money, note: str, now: datetime
) -> StayOffer:
    return offer.model_copy(
        update={
            "price": price,
            "board": least_board(rates),
            "sleeps": sleeps(rates, offer.sleeps),
            "refundable_until": refundable_until(rates, now),
            "provenance": answered(offer.id, now, sandbox=offer.provenance.sandbox, note=note),
        }
    )
