"""What is bought from Duffel and what is told of it: values, and how they are read from the wire.

Travellers' fields are left out of every print and of every error.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from tools.providers.duffel.bags import ServiceChoice
from tools.providers.duffel.reading import Zone, slice_of
from tools.providers.duffel.wire import Many, Wire, WireSlice, read
from travel.errors import MalformedResponse
from travel.money import CurrencyCode, Money
from travel.offers import Slice
from travel.places import IataCode
from travel.value import Value
from travel.wishes import Cabin

Secret = Field(repr=False)


class IdentityDocument(Value):
    model_config = ConfigDict(hide_input_in_errors=True)

    type: Literal["passport", "tax_id", "known_traveler_number", "passenger_redress_number"]
    unique_identifier: Annotated[str, Secret]
    issuing_country_code: Annotated[str, Secret]
    expires_on: Annotated[date | None, Secret] = None


class Traveller(Value):
    """One of the offer's passengers. An infant travels with the adult who names its id."""

    model_config = ConfigDict(hide_input_in_errors=True)

    id: str  # of the `OfferPassenger`
    given_name: Annotated[str, Secret]
    family_name: Annotated[str, Secret]
    born_on: Annotated[date, Secret]
    gender: Annotated[Literal["m", "f"], Secret]
    title: Annotated[Literal["mr", "ms", "mrs", "miss", "dr"], Secret]
    email: Annotated[str, Secret]
    phone_number: Annotated[str, Secret]  # E.164: "+4930901820"
    infant_passenger_id: str | None = None
    identity_documents: Annotated[tuple[IdentityDocument, ...], Secret] = ()


class OrderRequest(Value):
    """Paid at once from the Duffel balance, or held where `payment` is None.

    `metadata` holds our own id of the booking: an order is found by it when an answer was lost.
    """

    offer_id: str
    travellers: Annotated[tuple[Traveller, ...], Field(min_length=1)]
    payment: Money | None  # exactly the price of the offer with its services
    services: tuple[ServiceChoice, ...] = ()
    metadata: Mapping[str, str] = {}

    def data(self) -> Mapping[str, object]:
        """As POST /air/orders takes it."""
        people = [each.model_dump(mode="json", exclude_none=True) for each in self.travellers]
        for person in people:
            if not person["identity_documents"]:
                del person["identity_documents"]
        return {
            "type": "hold" if self.payment is None else "instant",
            "selected_offers": [self.offer_id],
            "passengers": people,
            "metadata": dict(self.metadata),
        } | self._optional()

    def _optional(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.services:
            found["services"] = [each.model_dump() for each in self.services]
        if self.payment is not None:
            found["payments"] = [paid_from_balance(self.payment)]
        return found


class OrderSlice(Value):
    id: str
    flights: Slice


class Order(Value):
    """An order as it stands. `slices` leaves out what can't be read: that it exists matters more."""

    id: str
    booking_reference: str
    total: Money
    live: bool
    awaiting_payment: bool = False
    pay_by: AwareDatetime | None = None
    price_held_until: AwareDatetime | None = None
    cancelled_at: AwareDatetime | None = None
    actions: frozenset[str] = frozenset()  # of cancel, change, update
    slices: tuple[OrderSlice, ...] = ()
    metadata: Mapping[str, str] = {}


class Payment(Value):
    id: str
    amount: Money


class Cancellation(Value):
    """A quote until `confirmed_at`. `refund` is None where the airline doesn't say beforehand."""

    id: str
    order_id: str
    refund: Money | None
    refund_to: str  # balance, original_form_of_payment, airline_credits, awaiting_payment, ...
    expires_at: AwareDatetime | None
    confirmed_at: AwareDatetime | None


class NewSlice(Value):
    """What a slice is changed to; `day` is local at the origin."""

    origin: IataCode
    destination: IataCode
    day: date
    cabin: Cabin = "economy"


class ChangeOffer(Value):
    """`to_pay` is negative where money comes back."""

    id: str
    to_pay: Money
    new_total: Money | None
    penalty: Money | None
    expires_at: AwareDatetime | None
    adds: tuple[Slice, ...]


class Change(Value):
    """Pending until `confirmed_at`."""

    id: str
    order_id: str
    to_pay: Money
    expires_at: AwareDatetime | None
    confirmed_at: AwareDatetime | None


class WirePaymentStatus(Wire):
    awaiting_payment: bool = False
    payment_required_by: AwareDatetime | None = None
    price_guarantee_expires_at: AwareDatetime | None = None


class WireOrder(Wire):
    id: str
    booking_reference: str
    total_amount: Decimal
    total_currency: CurrencyCode
    live_mode: bool
    payment_status: WirePaymentStatus = WirePaymentStatus()
    cancelled_at: AwareDatetime | None = None
    available_actions: Many[str] = ()
    slices: Many[object] = ()
    metadata: Mapping[str, object] | None = None

    def value(self, zone: Zone) -> Order:
        return Order(
            id=self.id,
            booking_reference=self.booking_reference,
            total=Money(amount=self.total_amount, currency=self.total_currency),
            live=self.live_mode,
            awaiting_payment=self.payment_status.awaiting_payment,
            pay_by=self.payment_status.payment_required_by,
            price_held_until=self.payment_status.price_guarantee_expires_at,
            cancelled_at=self.cancelled_at,
            actions=frozenset(self.available_actions),
            slices=tuple(found for each in self.slices if (found := _readable(each, zone))),
            metadata={name: str(value) for name, value in (self.metadata or {}).items()},
        )


class WirePayment(Wire):
    id: str
    amount: Decimal
    currency: CurrencyCode
    status: str | None = None  # succeeded, pending, failed, cancelled


class WireCancellation(Wire):
    id: str
    order_id: str
    refund_amount: Decimal | None = None
    refund_currency: CurrencyCode | None = None
    refund_to: str | None = None
    expires_at: AwareDatetime | None = None
    confirmed_at: AwareDatetime | None = None

    def value(self) -> Cancellation:
        return Cancellation(
            id=self.id,
            order_id=self.order_id,
            refund=_money(self.refund_amount, self.refund_currency),
            refund_to=self.refund_to or "",
            expires_at=self.expires_at,
            confirmed_at=self.confirmed_at,
        )


class WireChangeSlices(Wire):
    add: Many[WireSlice] = ()


class WireChangeOffer(Wire):
    """`penalty_total_*` is what v2 answers, `penalty_*` what its SDK says."""

    id: str
    change_total_amount: Decimal
    change_total_currency: CurrencyCode
    new_total_amount: Decimal | None = None
    new_total_currency: CurrencyCode | None = None
    penalty_total_amount: Decimal | None = None
    penalty_total_currency: CurrencyCode | None = None
    penalty_amount: Decimal | None = None
    penalty_currency: CurrencyCode | None = None
    expires_at: AwareDatetime | None = None
    slices: WireChangeSlices = WireChangeSlices()

    def value(self, zone: Zone) -> ChangeOffer:
        penalty = _money(self.penalty_total_amount, self.penalty_total_currency)
        return ChangeOffer(
            id=self.id,
            to_pay=Money(amount=self.change_total_amount, currency=self.change_total_currency),
            new_total=_money(self.new_total_amount, self.new_total_currency),
            penalty=penalty or _money(self.penalty_amount, self.penalty_currency),
            expires_at=self.expires_at,
            adds=tuple(slice_of(each, zone) for each in self.slices.add),
        )


class WireChangeRequest(Wire):
    id: str
    order_change_offers: Many[WireChangeOffer] = ()


class WireChange(Wire):
    id: str
    order_id: str
    change_total_amount: Decimal
    change_total_currency: CurrencyCode
    expires_at: AwareDatetime | None = None
    confirmed_at: AwareDatetime | None = None

    def value(self) -> Change:
        return Change(
            id=self.id,
            order_id=self.order_id,
            to_pay=Money(amount=self.change_total_amount, currency=self.change_total_currency),
            expires_at=self.expires_at,
            confirmed_at=self.confirmed_at,
        )


def paid_from_balance(amount: Money) -> Mapping[str, str]:
    return {"type": "balance", "amount": str(amount.amount), "currency": amount.currency}


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount=amount, currency=currency)


def _readable(value: object, zone: Zone) -> OrderSlice | None:
    try:
        wire = read(WireSlice, value)
        return OrderSlice(id=wire.id, flights=slice_of(wire, zone))
    except MalformedResponse:
        return None
