"""What every step of a booking works with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from tools.bookings.ports import BookingPolicy, BookingProvider, BookingStore, Sealer
from tools.bookings.states import moved
from travel.booking import Booking, BookingState, Placed, TravellerDetails
from travel.errors import ApprovalRefused, ConfigurationError, StorageError

Paths = Sequence[tuple[BookingState, str]]


def new_booking_id() -> str:
    return f"bk_{uuid4().hex}"


@dataclass(frozen=True)
class Office:
    """`clock` tells the time with a zone; `providers` are by the name in an offer's provenance."""

    store: BookingStore
    providers: Mapping[str, BookingProvider]
    sealer: Sealer
    clock: Callable[[], datetime]
    policy: BookingPolicy = field(default_factory=BookingPolicy)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    new_id: Callable[[], str] = new_booking_id

    def provider(self, name: str) -> BookingProvider:
        """Raises ConfigurationError where it can't be booked with here."""
        if name not in self.providers:
            raise ConfigurationError(f"nothing can be booked with {name} here: it isn't set up")
        return self.providers[name]

    async def mine(self, booking_id: str, user: str) -> Booking:
        """Raises ApprovalRefused, the same whether it is another's or there is none."""
        booking = await self.store.get(booking_id)
        if booking is None or booking.user != user:
            raise ApprovalRefused("not_yours", "no booking of yours has this id")
        return booking

    async def current(self, booking_id: str) -> Booking:
        booking = await self.store.get(booking_id)
        if booking is None:
            raise StorageError("a booking has gone from the database")
        return booking

    async def move(self, booking: Booking, path: Paths, **changes: Any) -> Booking | None:
        """None where it isn't as it was any more: somebody else moved it."""
        after, log = moved(booking, self.clock(), path, **changes)
        return after if await self.store.move(booking, after, log) else None

    async def moved(self, booking: Booking, path: Paths, **changes: Any) -> Booking:
        """As it stands afterwards, whoever moved it."""
        after = await self.move(booking, path, **changes)
        return after or await self.current(booking.id)

    async def ordered(self, booking: Booking, placed: Placed) -> Booking:
        """The order exists: that is written down, whatever others wrote of the booking meanwhile."""
        state: BookingState = "cancelled" if placed.cancelled else "confirmed"
        while True:
            if booking.state not in {"placing", "unknown", "failed"}:
                return booking
            path: Paths = [(state, _told(booking, placed))]
            after = await self.move(booking, path, order=placed)
            if after is not None:
                return after
            booking = await self.current(booking.id)

    async def details(self, booking: Booking) -> TravellerDetails:
        """Raises StorageError where they were erased or can't be unsealed."""
        details = await self.kept_details(booking)
        if details is None:
            raise StorageError("the travellers' details of this booking were erased")
        return details

    async def kept_details(self, booking: Booking) -> TravellerDetails | None:
        """None where they were erased. Raises StorageError where they can't be unsealed."""
        sealed = await self.store.sealed(booking.id)
        if sealed is None:
            return None
        return TravellerDetails.model_validate_json(self.sealer.unseal(sealed, booking.id))


def _told(booking: Booking, placed: Placed) -> str:
    charge = booking.quote.charge
    if placed.total is None or placed.total == charge:
        return ""
    return f"the provider states {placed.total}, approved were {charge}"
