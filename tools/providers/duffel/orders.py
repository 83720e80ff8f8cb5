"""Orders with Duffel v2: made, paid, asked for, cancelled and changed.

Whatever changes something is sent once. Where its outcome can't be told (cut off, too slow, 202, a 5xx, or an
answer that can't be read) OutcomeUnknown is raised: ask with `get` or `placed`, don't repeat. Duffel has no
idempotency key; it refuses a second order of one search.
"""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

from tools.http import Reply, VendorClient
from tools.http.calls import Method
from tools.providers.duffel.booked import (
    Cancellation,
    Change,
    ChangeOffer,
    NewSlice,
    Order,
    OrderRequest,
    Payment,
    WireCancellation,
    WireChange,
    WireChangeRequest,
    WireOrder,
    WirePayment,
    paid_from_balance,
)
from tools.providers.duffel.errors import NAME
from tools.providers.duffel.reading import Zone
from tools.providers.duffel.wire import Page, read, read_data, wrapped
from travel.errors import MalformedResponse, OutcomeUnknown, ProviderRefused
from travel.money import Money

PAGE = 200
MOST_PAGES = 20
Model = TypeVar("Model", bound=BaseModel)


class DuffelOrders:
    """The client's `errors` are `duffel_error`; `zone` as for `Duffel`."""

    def __init__(self, client: VendorClient, *, zone: Zone) -> None:
        self._client = client
        self._zone = zone

    @property
    def name(self) -> str:
        return NAME

    async def create(self, request: OrderRequest) -> Order:
        """Raises OfferGone, PriceChanged, ProviderRefused: nothing was bought; OutcomeUnknown."""
        reply = await self._write("POST", "/air/orders", request.data())
        return _written(WireOrder, reply).value(self._zone)

    async def pay(self, order_id: str, amount: Money) -> Payment:
        """For a held order, from the Duffel balance, exactly its total."""
        data = {"order_id": order_id, "payment": paid_from_balance(amount)}
        paid = _written(WirePayment, await self._write("POST", "/air/payments", data))
        if paid.status in {"failed", "cancelled"}:
            raise ProviderRefused(NAME, f"the payment {paid.status}")
        if paid.status == "pending":
            raise OutcomeUnknown(NAME, "the payment is pending")
        return Payment(id=paid.id, amount=Money(amount=paid.amount, currency=paid.currency))

    async def get(self, order_id: str) -> Order:
        reply = await self._client.read("GET", "/air/orders/{id}", at={"id": order_id})
        return read_data(WireOrder, reply.body).value(self._zone)

    async def placed(self, offer_id: str, metadata: Mapping[str, str]) -> tuple[Order, ...]:
        """Orders of the offer that carry all of `metadata` (Duffel can't filter by that itself).

        An order may show up late: none right after a failure doesn't prove that there is none.
        """
        found: list[Order] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            params = {"offer_id": offer_id, "limit": PAGE} | ({"after": after} if after else {})
            page = read(Page, (await self._client.read("GET", "/air/orders", params=params)).body)
            found += [read(WireOrder, each).value(self._zone) for each in page.data]
            after = page.meta.after if page.meta else None
            if after is None:
                break
        return tuple(each for each in found if metadata.items() <= each.metadata.items())

    async def quote_cancellation(self, order_id: str) -> Cancellation:
        """What would come back; nothing is cancelled yet."""
        reply = await self._write("POST", "/air/order_cancellations", {"order_id": order_id})
        return _written(WireCancellation, reply).value()

    async def confirm_cancellation(self, cancellation_id: str) -> Cancellation:
        path = "/air/order_cancellations/{id}/actions/confirm"
        reply = await self._client.write("POST", path, at={"id": cancellation_id})
        return _written(WireCancellation, reply).value()

    async def cancellation(self, cancellation_id: str) -> Cancellation:
        path = "/air/order_cancellations/{id}"
        reply = await self._client.read("GET", path, at={"id": cancellation_id})
        return read_data(WireCancellation, reply.body).value()

    async def change_offers(
        self, order_id: str, slice_id: str, to: NewSlice
    ) -> tuple[ChangeOffer, ...]:
        """For another flight in the place of a slice; empty where there is none."""
        add = {
            "origin": to.origin,
            "destination": to.destination,
            "departure_date": to.day.isoformat(),
            "cabin_class": to.cabin,
        }
        slices = {"remove": [{"slice_id": slice_id}], "add": [add]}
        data = {"order_id": order_id, "slices": slices}
        reply = await self._write("POST", "/air/order_change_requests", data)
        offers = _written(WireChangeRequest, reply).order_change_offers
        return tuple(each.value(self._zone) for each in offers)

    async def choose_change(self, change_offer_id: str) -> Change:
        """Pending, at its final price; the order is as it was until it is confirmed."""
        data = {"selected_order_change_offer": change_offer_id}
        return _written(WireChange, await self._write("POST", "/air/order_changes", data)).value()

    async def confirm_change(self, change: Change) -> Change:
        """Pays `change.to_pay` from the balance where that is more than nothing."""
        costs = change.to_pay.amount > 0
        data = {"payment": paid_from_balance(change.to_pay)} if costs else {}
        path = "/air/order_changes/{id}/actions/confirm"
        reply = await self._write("POST", path, data, at={"id": change.id})
        return _written(WireChange, reply).value()

    async def _write(
        self,
        method: Method,
        path: str,
        data: Mapping[str, object],
        at: Mapping[str, str] | None = None,
    ) -> Reply:
        return await self._client.write(method, path, at=at, json=wrapped(data))


def _written(model: type[Model], reply: Reply) -> Model:
    """An answer to a write that can't be read leaves open what happened."""
    try:
        return read_data(model, reply.body)
    except MalformedResponse as error:
        unknown = OutcomeUnknown(NAME, f"done perhaps, but {error.detail}")
    raise unknown
