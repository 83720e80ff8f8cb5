"""Providers as a case wants them: recorded, and with the faults that it names."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import wraps
from typing import Any, cast

from pydantic import BaseModel

from evals.case import DeskFault, Fault
from tools.bookings import BookingProvider
from tools.providers.sandbox.booking import Ledger
from tools.toolbox import Toolbox
from travel.booking import Offer, Placed, Quote, Refund, TravellerDetails
from travel.errors import (
    MalformedResponse,
    OfferGone,
    OutcomeUnknown,
    PriceChanged,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from travel.money import Money
from travel.value import Value

_ERRORS: dict[str, type[ProviderError]] = {
    "down": ProviderUnavailable,
    "refused": ProviderRefused,
    "malformed": MalformedResponse,
}
LATE_LOOKS = 2
Answer = Callable[..., Awaitable[Any]]


class Watched:
    """A provider whose answers are kept as JSON in `heard`, and spoilt by `faults` first."""

    def __init__(self, provider: object, faults: Sequence[Fault], heard: list[str]) -> None:
        self._provider, self._faults, self._heard = provider, tuple(faults), heard

    def __getattr__(self, name: str) -> Any:
        found: Any = getattr(self._provider, name)
        return self._watched(cast("Answer", found)) if callable(found) else found

    def _watched(self, method: Answer) -> Answer:
        @wraps(method)
        async def call(*given: Any, **named: Any) -> Any:
            for fault in self._faults:
                if (error := _ERRORS.get(fault.what)) is not None:
                    raise error(self._provider_name, fault.text or fault.what)
            answer = await method(*given, **named)
            for fault in self._faults:
                answer = spoilt(answer, fault)
            self._heard.append(as_text(answer))
            return answer

        return call

    @property
    def _provider_name(self) -> str:
        return str(getattr(self._provider, "name", "provider"))


def watched(toolbox: Toolbox, faults: Sequence[Fault], heard: list[str]) -> Toolbox:
    """Every capability of one provider; what comes from the issuers of advice stays as it is."""
    capabilities = [each.name for each in fields(toolbox) if each.name != "advisories"]
    changed = {
        name: Watched(
            getattr(toolbox, name), [fault for fault in faults if fault.where == name], heard
        )
        for name in capabilities
    }
    return replace(toolbox, **cast("dict[str, Any]", changed))


def spoilt(answer: Any, fault: Fault) -> Any:
    """With nothing in it, or with the fault's text in each name or description."""
    if not isinstance(answer, tuple):
        return answer
    parts = cast("tuple[Any, ...]", answer)
    if fault.what == "empty":
        return ()
    return tuple(_renamed(each, fault) for each in parts)


def _renamed(part: Any, fault: Fault) -> Any:
    field = {"named": "name", "about": "about"}.get(fault.what)
    if field is None or not isinstance(part, Value) or field not in type(part).model_fields:
        return part
    return part.model_copy(update={field: f"{getattr(part, field)} {fault.text}".strip()})


def as_text(answer: Any) -> str:
    if isinstance(answer, BaseModel):
        return answer.model_dump_json()
    if isinstance(answer, tuple | list):
        return "\n".join(as_text(each) for each in cast("Sequence[Any]", answer))
    return str(answer)


class Orders:
    """A ledger that knows which orders were written."""

    def __init__(self, ledger: Ledger, ids: set[str]) -> None:
        self._ledger, self._ids = ledger, ids

    async def write(self, order_id: str, order: str) -> None:
        self._ids.add(order_id)
        await self._ledger.write(order_id, order)

    async def read(self, order_id: str) -> str | None:
        return await self._ledger.read(order_id)


class FaultyDesk:
    """A seller's desk at which one thing goes wrong; what is bought there is bought at the real one.

    `lost`: the answer to placing is lost and the order exists; `vanishes`: lost, and there is none;
    `late`: as lost, and the order shows up only later; `keeps`: cancelling is refused.
    """

    def __init__(self, desk: BookingProvider, fault: DeskFault) -> None:
        self._desk, self._fault = desk, fault
        self._looks = 0
        self._prices: dict[str, Money] = {}  # once changed, it stays

    @property
    def name(self) -> str:
        return self._desk.name

    async def reprice(self, offer: Offer) -> Quote:
        if self._fault == "gone":
            raise OfferGone(self.name, "sold out since it was shown")
        quote = await self._desk.reprice(offer)
        factor = {"dearer": Decimal("1.2"), "cheaper": Decimal("0.9")}.get(self._fault)
        if factor is None:
            return quote
        price = self._prices.setdefault(offer.id, (offer.price * factor).rounded())
        fresh = quote.offer.model_copy(update={"price": price})
        return quote.model_copy(update={"offer": fresh, "charge": price})

    def fits(self, quote: Quote, details: TravellerDetails) -> None:
        self._desk.fits(quote, details)

    async def place(self, intent_id: str, quote: Quote, details: TravellerDetails) -> Placed:
        if self._fault == "refuses":
            raise ProviderRefused(self.name, "the booking is refused")
        if self._fault == "vanishes":
            raise OutcomeUnknown(self.name, "didn't answer in time")
        placed = await self._desk.place(intent_id, quote, details)
        if self._fault in ("lost", "late"):
            raise OutcomeUnknown(self.name, "didn't answer in time")
        return placed

    async def find(self, intent_id: str, quote: Quote) -> Placed | None:
        self._looks += 1
        if self._fault == "late" and self._looks <= LATE_LOOKS:
            return None
        return await self._desk.find(intent_id, quote)

    async def get(self, order_id: str) -> Placed:
        return await self._desk.get(order_id)

    async def refund_quote(self, order_id: str) -> Refund:
        return await self._desk.refund_quote(order_id)

    async def cancel(self, refund: Refund) -> Refund:
        if self._fault == "keeps":
            raise PriceChanged(self.name, "the fee has changed")
        return await self._desk.cancel(refund)
