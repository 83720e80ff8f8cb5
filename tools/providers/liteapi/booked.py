"""What is booked with LiteAPI and what is told of it: values, and how they are read from the wire.

Guests' fields are left out of every print and of every error.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from tools.providers.liteapi.terms import CancelPolicy, policies_of
from tools.providers.liteapi.wire import WireBooking, WireCancelled, WireTerms, read
from travel.errors import MalformedResponse
from travel.money import Money
from travel.value import Value

Secret = Field(repr=False, min_length=1)
Status = Literal["confirmed", "cancelled", "cancelled_with_charges", "unclear"]
_STATUS: Mapping[str, Status] = {
    "CONFIRMED": "confirmed",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
    "CANCELLED_WITH_CHARGES": "cancelled_with_charges",
}


class Holder(Value):
    """Who pays; not always one of the guests."""

    model_config = ConfigDict(hide_input_in_errors=True)

    first_name: Annotated[str, Secret]
    last_name: Annotated[str, Secret]
    email: Annotated[str, Secret]
    phone: Annotated[str, Secret]


class Guest(Value):
    """The one who speaks for a room; rooms count from 1, in the order of the occupancies searched."""

    model_config = ConfigDict(hide_input_in_errors=True)

    room: Annotated[int, Field(ge=1)]
    first_name: Annotated[str, Secret]
    last_name: Annotated[str, Secret]
    email: Annotated[str, Secret]
    remarks: Annotated[str, Field(repr=False)] = ""


class BookRequest(Value):
    """One guest a room. `client_reference` is our own id of the intent: LiteAPI books it once.

    `ACC_CREDIT_CARD` takes the card of the LiteAPI account; with a sandbox key it only pretends to.
    """

    prebook_id: Annotated[str, Field(min_length=1)]
    client_reference: Annotated[str, Field(min_length=1)]
    holder: Holder
    guests: Annotated[tuple[Guest, ...], Field(min_length=1)]
    payment: Literal["ACC_CREDIT_CARD", "WALLET", "CREDIT"] = "ACC_CREDIT_CARD"

    @model_validator(mode="after")
    def _one_a_room(self) -> Self:
        if [guest.room for guest in self.guests] != list(range(1, len(self.guests) + 1)):
            raise ValueError("one guest for each room, in order from room 1")
        return self

    def body(self) -> Mapping[str, object]:
        """As POST /rates/book takes it."""
        return {
            "prebookId": self.prebook_id,
            "clientReference": self.client_reference,
            "holder": {
                "firstName": self.holder.first_name,
                "lastName": self.holder.last_name,
                "email": self.holder.email,
                "phone": self.holder.phone,
            },
            "guests": [_guest(each) for each in self.guests],
            "payment": {"method": self.payment},
        }


class Booking(Value):
    """A booking as it stands. `price` is None where a list leaves it out."""

    id: str
    status: Status
    client_reference: str
    prebook_id: str
    hotel: str
    confirmation: str  # the hotel's own code; empty until it gave one
    check_in: date
    check_out: date
    price: Money | None
    refundable: bool | None  # None where LiteAPI doesn't say
    policies: tuple[CancelPolicy, ...]
    sandbox: bool | None

    def fee_at(self, now: datetime) -> Money | None:
        """What cancelling costs at `now`; None where it can't be told.

        LiteAPI quotes no cancellation. Its rule (docs, "Canceling a Booking"): of a refundable booking
        the policy passed last is charged, of another everything.
        """
        if self.refundable is None or self.price is None:
            return None
        if not self.refundable:
            return self.price
        if not self.policies:
            return None
        passed = [policy for policy in self.policies if policy.at <= now]
        return passed[-1].fee if passed else Money(amount=Decimal(0), currency=self.price.currency)


class Cancellation(Value):
    """What LiteAPI says that a cancellation cost and gave back; None where it doesn't."""

    booking_id: str
    status: Status
    fee: Money | None
    refund: Money | None


def booking_of(wire: WireBooking, *, sandbox: bool | None = None) -> Booking:
    terms = _terms(wire.cancellation_policies)
    tag = (terms.refundable_tag if terms else "") or wire.tag
    return Booking(
        id=wire.booking_id,
        status=_STATUS.get(wire.status.upper(), "unclear"),
        client_reference=wire.client_reference,
        prebook_id=wire.prebook_id,
        hotel=wire.hotel.name if wire.hotel else "",
        confirmation=wire.hotel_confirmation_code,
        check_in=wire.checkin,
        check_out=wire.checkout,
        price=_money(wire.price, wire.currency),
        refundable={"RFN": True, "NRFN": False}.get(tag.upper()),
        policies=policies_of(terms),
        sandbox=sandbox if wire.sandbox is None else wire.sandbox,
    )


def cancellation_of(wire: WireCancelled) -> Cancellation:
    return Cancellation(
        booking_id=wire.booking_id,
        status=_STATUS.get(wire.status.upper(), "unclear"),
        fee=_money(wire.cancellation_fee, wire.currency),
        refund=_money(wire.refund_amount, wire.currency),
    )


def _terms(value: object) -> WireTerms | None:
    try:
        return read(WireTerms, value)
    except MalformedResponse:
        return None


def _guest(guest: Guest) -> Mapping[str, object]:
    return {
        "occupancyNumber": guest.room,
        "firstName": guest.first_name,
        "lastName": guest.last_name,
        "email": guest.email,
    } | ({"remarks": guest.remarks} if guest.remarks else {})


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)
