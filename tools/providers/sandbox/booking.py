"""Booking in the sandbox: implements `BookingProvider`. Nothing real is ever bought.

The same intent is always the same order. To exercise the unhappy paths, an offer that touches one of these
airports (or a stay in a city of that name):

    ZZC   costs more when it is checked again, each time
    ZZD   is gone when it is checked again
    ZZG   is refused when it is placed
    ZZH   times out when it is placed, and the order exists
    ZZI   times out when it is placed, and no order exists
    ZZJ   as ZZH, and the order shows up on the third look only
    ZZK   is refused when it is cancelled
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from tools.providers.sandbox.seeded import name_of
from travel.booking import Offer, Placed, Quote, Refund, Rule, TravellerDetails
from travel.errors import BadInput, OutcomeUnknown, PriceChanged, ProviderRefused
from travel.money import Money
from travel.offers import FlightOffer, StayOffer
from travel.value import Value

Kind = TypeVar("Kind", FlightOffer, StayOffer)

PENALTY = Decimal("0.20")  # of a refundable fare
QUOTE_HOLDS = timedelta(hours=1)
LATE_LOOKS = 3


class Ledger(Protocol):
    """Where the sandbox keeps its orders, as text by their id, so that they outlive the process."""

    async def write(self, order_id: str, order: str) -> None: ...
    async def read(self, order_id: str) -> str | None: ...


class MemoryLedger:
    def __init__(self) -> None:
        self._orders: dict[str, str] = {}

    async def write(self, order_id: str, order: str) -> None:
        self._orders[order_id] = order

    async def read(self, order_id: str) -> str | None:
        return self._orders.get(order_id)


class SandboxOrder(Value):
    placed: Placed
    charge: Money
    refund: Rule
    codes: frozenset[str]
    looks: int = 0  # how often it was looked for


class SandboxBookings(Generic[Kind]):
    """For one of the sandbox's capabilities: `name` and `reprice` are its provider's, `kind` its offers'."""

    def __init__(
        self,
        name: str,
        kind: type[Kind],
        reprice: Callable[[Kind], Awaitable[Kind]],
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._name = name
        self._kind = kind
        self._reprice = reprice
        self._ledger = ledger
        self._clock = clock

    @property
    def name(self) -> str:
        return self._name

    async def reprice(self, offer: Offer) -> Quote:
        if not isinstance(offer, self._kind):
            raise ProviderRefused(self._name, "doesn't sell that")
        fresh = await self._reprice(offer)
        return Quote(
            offer=fresh,
            charge=fresh.price,
            refund=_refund_rule(fresh),
            change=Rule(allowed=isinstance(fresh, FlightOffer) and fresh.changeable),
        )

    def fits(self, quote: Quote, details: TravellerDetails) -> None:
        offer, count = quote.offer, len(details.travellers)
        if isinstance(offer, FlightOffer):
            if count != offer.party_size:
                raise BadInput(f"this offer is for {offer.party_size}, not for {count}")
        elif count > offer.sleeps:
            raise BadInput(f"the rooms sleep {offer.sleeps}, not {count}")

    async def place(self, intent_id: str, quote: Quote, details: TravellerDetails) -> Placed:
        codes, order_id = _codes(quote.offer), _order_id(intent_id)
        if "ZZG" in codes:
            raise ProviderRefused(self._name, "the booking is refused (asked to: ZZG)")
        if "ZZI" in codes:
            raise OutcomeUnknown(self._name, "didn't answer in time (asked to: ZZI)")
        order = await self._order(order_id)
        if order is None:
            placed = Placed(order_id=order_id, reference=order_id[-6:].upper(), total=quote.charge)
            order = SandboxOrder(
                placed=placed, charge=quote.charge, refund=quote.refund, codes=codes
            )
            await self._write(order)
        if codes & {"ZZH", "ZZJ"}:
            raise OutcomeUnknown(self._name, "didn't answer in time (asked to)")
        return order.placed

    async def find(self, intent_id: str, quote: Quote) -> Placed | None:
        order = await self._order(_order_id(intent_id))
        if order is None:
            return None
        if "ZZJ" in order.codes and order.looks < LATE_LOOKS - 1:
            await self._write(order.model_copy(update={"looks": order.looks + 1}))
            return None
        return order.placed

    async def get(self, order_id: str) -> Placed:
        return (await self._known(order_id)).placed

    async def refund_quote(self, order_id: str) -> Refund:
        order, now = await self._known(order_id), self._clock()
        if order.placed.cancelled:
            raise ProviderRefused(self._name, "the order is cancelled already")
        fee = _fee(order, now)
        ends = order.refund.until
        holds = now + QUOTE_HOLDS
        return Refund(
            order_id=order_id,
            amount=order.charge - fee,
            fee=fee,
            expires_at=min(holds, ends) if ends is not None and ends > now else holds,
        )

    async def cancel(self, refund: Refund) -> Refund:
        order = await self._known(refund.order_id)
        if "ZZK" in order.codes:
            raise ProviderRefused(self._name, "the cancellation is refused (asked to: ZZK)")
        if _fee(order, self._clock()) != refund.fee:
            raise PriceChanged(self._name, "the cancellation fee has changed")
        gone = order.placed.model_copy(update={"cancelled": True})
        await self._write(order.model_copy(update={"placed": gone}))
        return refund

    async def _known(self, order_id: str) -> SandboxOrder:
        order = await self._order(order_id)
        if order is None:
            raise ProviderRefused(self._name, "no such order is known")
        return order

    async def _order(self, order_id: str) -> SandboxOrder | None:
        text = await self._ledger.read(order_id)
        return None if text is None else SandboxOrder.model_validate_json(text)

    async def _write(self, order: SandboxOrder) -> None:
        await self._ledger.write(order.placed.order_id, order.model_dump_json())


def _order_id(intent_id: str) -> str:
    return f"sbx-o-{name_of(0, 'order', intent_id)}"


def _refund_rule(offer: Offer) -> Rule:
    if isinstance(offer, FlightOffer):
        penalty = (offer.price * PENALTY).rounded() if offer.refundable else None
        return Rule(allowed=offer.refundable, penalty=penalty)
    ends = offer.refundable_until
    return Rule(allowed=ends is not None, until=ends)


def _fee(order: SandboxOrder, now: datetime) -> Money:
    rule, charge = order.refund, order.charge
    late = rule.until is not None and now >= rule.until
    if not rule.allowed or late:
        return charge
    return rule.penalty or charge * 0


def _codes(offer: Offer) -> frozenset[str]:
    if not isinstance(offer, FlightOffer):
        return frozenset({offer.city})
    flights = [each for one in offer.slices for each in one.segments]
    return frozenset(code for each in flights for code in (each.origin, each.destination))
