"""Orders: made, found again, paid, cancelled and changed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.simulators.duffel.desk import Desk
from tests.simulators.duffel.errors import Refused, missing, wrong_state
from tests.simulators.duffel.offers import Offer
from tests.simulators.duffel.world import Json, instant

REQUIRED = (
    "id",
    "given_name",
    "family_name",
    "born_on",
    "gender",
    "title",
    "email",
    "phone_number",
)


@dataclass
class Order:
    id: str
    offer: Offer
    reference: str
    total: Decimal
    created: datetime
    passengers: list[Json]
    services: list[Json]
    metadata: dict[str, str]
    slices: list[Json]
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    changes: list[Json] = field(default_factory=list[Json])
    airline_changes: list[Json] = field(default_factory=list[Json])

    @property
    def actions(self) -> list[str]:
        if self.cancelled_at:
            return ["update"]
        return (
            ["cancel", "update"]
            if self.changes or not self.paid_at
            else [
                "cancel",
                "change",
                "update",
            ]
        )

    def shown(self) -> Json:
        offer = self.offer.shown()
        copied = (
            "owner",
            "conditions",
            "base_amount",
            "base_currency",
            "tax_amount",
            "tax_currency",
        )
        waits = self.paid_at is None
        terms = offer["payment_requirements"]
        ticket = {"type": "electronic_ticket", "unique_identifier": f"000{self.id[-10:]}"}
        return {name: offer[name] for name in copied} | {
            "id": self.id,
            "booking_reference": self.reference,
            "total_amount": str(self.total),
            "total_currency": "EUR",
            "payment_status": {
                "awaiting_payment": waits,
                "payment_required_by": terms["payment_required_by"] if waits else None,
                "price_guarantee_expires_at": terms["price_guarantee_expires_at"]
                if waits
                else None,
                "paid_at": None if self.paid_at is None else instant(self.paid_at),
            },
            "documents": [] if waits else [ticket],
            "slices": self.slices,
            "passengers": [{name: each[name] for name in REQUIRED[:6]} for each in self.passengers],
            "services": self.services,
            "metadata": self.metadata,
            "available_actions": self.actions,
            "airline_initiated_changes": self.airline_changes,
            "changes": self.changes,
            "cancellation": None,
            "cancelled_at": None if self.cancelled_at is None else instant(self.cancelled_at),
            "created_at": instant(self.created),
            "synced_at": instant(self.created),
            "live_mode": False,
        }


class Orders:
    """The orders of the account; `balance` is what it can pay with (None: without end)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._random = Random(7)
        self.all: dict[str, Order] = {}
        self.payments: dict[str, Json] = {}
        self.balance: Decimal | None = None

    def create(self, data: Json, now: datetime) -> Order:
        offer = self._offer(data, now)
        total, services = self._bought(data, offer)
        self._check_people(data, offer)
        held = data.get("type") == "hold"
        self._check_payment(data, offer, total, held=held)
        if offer.route == ("LHR", "LGW"):
            raise Refused(502, "airline_unknown", kind="airline_error", source=offer.owner)
        if not held:
            self._spend(total, offer)
        order = Order(
            id=self._desk.new_id("ord"),
            offer=offer,
            reference="".join(self._random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=6)),
            total=total,
            created=now,
            passengers=data["passengers"],
            services=services,
            metadata=data.get("metadata") or {},
            slices=offer.shown()["slices"],
            paid_at=None if held else now,
        )
        self.all[order.id] = order
        offer.search.booked = True
        return order

    def get(self, order_id: str) -> Order:
        if order_id not in self.all:
            raise Refused(404, "not_found")
        return self.all[order_id]

    def found(self, offer_id: str | None, reference: str | None, waits: bool | None) -> list[Order]:
        """The latest first."""
        return [
            each
            for each in reversed(self.all.values())
            if offer_id in (None, each.offer.id)
            and reference in (None, each.reference)
            and waits in (None, each.paid_at is None and each.cancelled_at is None)
        ]

    def pay(self, data: Json, now: datetime) -> Json:
        order = self.get(data.get("order_id") or "")
        payment: Json = data.get("payment") or {}
        if order.cancelled_at:
            raise wrong_state("already_cancelled")
        if order.paid_at:
            raise wrong_state("already_paid")
        if order.offer.search.created + timedelta(hours=72) <= now:
            raise wrong_state("past_payment_required_by_date")
        check_amount(payment, order.total)
        self._spend(order.total, order.offer)
        order.paid_at = now
        paid: Json = {
            "id": self._desk.new_id("pay"),
            "order_id": order.id,
            "type": "balance",
            "status": "succeeded",
            "amount": str(order.total),
            "currency": "EUR",
            "created_at": instant(now),
            "live_mode": False,
        }
        self.payments[paid["id"]] = paid
        return paid

    def _spend(self, amount: Decimal, offer: Offer) -> None:
        if offer.route == ("LGW", "STN"):
            raise wrong_state("insufficient_balance")
        if self.balance is not None:
            if self.balance < amount:
                raise wrong_state("insufficient_balance")
            self.balance -= amount

    def _offer(self, data: Json, now: datetime) -> Offer:
        selected: list[str] = data.get("selected_offers") or []
        if len(selected) != 1:
            raise Refused(422, "validation_length", source={"field": "selected_offers"})
        if data.get("type") not in ("instant", "hold"):
            raise Refused(422, "validation_inclusion", source={"field": "type"})
        offer = self._desk.offers.get(selected[0])
        if offer is None or offer.gone:
            raise Refused(422, "offer_no_longer_available", kind="airline_error")
        if offer.search.booked:
            raise wrong_state("offer_request_already_booked")
        if offer.expires <= now:
            raise wrong_state("offer_expired")
        return offer

    def _bought(self, data: Json, offer: Offer) -> tuple[Decimal, list[Json]]:
        sold = {each["id"]: each for each in offer.services()}
        bought: list[Json] = []
        wanted: list[Json] = data.get("services") or []
        for each in wanted:
            service = sold.get(each["id"])
            if service is None or not 1 <= each["quantity"] <= service["maximum_quantity"]:
                raise Refused(422, "ancillary_service_not_available", kind="airline_error")
            bought.append(service | {"id": self._desk.new_id("ser"), "quantity": each["quantity"]})
        extra = sum(
            (Decimal(each["total_amount"]) * each["quantity"] for each in bought), Decimal(0)
        )
        return offer.price + extra, bought

    def _check_people(self, data: Json, offer: Offer) -> None:
        people: list[dict[str, Any]] = data.get("passengers") or []
        search = offer.search
        if {each.get("id") for each in people} != {each["id"] for each in search.passengers}:
            raise Refused(422, "order_passengers_incompatible_with_offer")
        for person in people:
            if gap := next((name for name in REQUIRED if not person.get(name)), None):
                raise missing(gap)
            if not person["phone_number"].startswith("+"):
                raise Refused(
                    422, "invalid_phone_number", message=f"{person['phone_number']} is invalid"
                )
            self._check_age(person, offer)
        carried = [
            each["infant_passenger_id"] for each in people if each.get("infant_passenger_id")
        ]
        if sorted(carried) != sorted(search.lap):
            raise Refused(422, "order_passengers_incompatible_with_offer")

    @staticmethod
    def _check_age(person: Json, offer: Offer) -> None:
        born, day = date.fromisoformat(person["born_on"]), offer.search.last_day
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        asked = next(each for each in offer.search.passengers if each["id"] == person["id"])
        fits = age >= 18 if asked["age"] is None else age == asked["age"]
        if not fits:
            name = f"{person['given_name']} {person['family_name']}"
            raise Refused(
                422, "order_passengers_incompatible_with_offer", message=f"{name} is {age}"
            )

    @staticmethod
    def _check_payment(data: Json, offer: Offer, total: Decimal, *, held: bool) -> None:
        payments: list[Json] = data.get("payments") or []
        if held:
            if payments:
                raise Refused(422, "payments_not_allowed_for_order_type")
            if not offer.holdable:
                raise Refused(422, "not_valid_with_selected_offer")
            return
        if offer.route == ("JFK", "EWR"):
            raise Refused(422, "not_valid_with_selected_offer")
        if len(payments) != 1:
            raise missing("payments")
        check_amount(payments[0], total)


def check_amount(payment: Json, total: Decimal) -> None:
    if payment.get("type") != "balance":
        raise Refused(422, "validation_inclusion", source={"field": "type"})
    if payment.get("currency") != "EUR":
        raise Refused(422, "payment_currency_does_not_match_order_currency")
    if payment.get("amount") != str(total):
        raise Refused(422, "payment_amount_does_not_match_order_amount")
