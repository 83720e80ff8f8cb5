"""What a booking needs of the world: a provider, a store, a seal, and how patient to be."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from travel.booking import Booking, Offer, Placed, Quote, Refund, Step, TravellerDetails
from travel.value import Value


class BookingProvider(Protocol):
    """One vendor's desk. Whatever changes something is sent once at most.

    `name` is the provider in an offer's provenance. `intent_id` is ours: the provider keeps it with the
    order, so that `find` knows the order again.
    """

    @property
    def name(self) -> str: ...
    async def reprice(self, offer: Offer) -> Quote:
        """The offer as it stands now. Raises OfferGone, ProviderUnavailable."""
        ...

    def fits(self, quote: Quote, details: TravellerDetails) -> None:
        """Raises BadInput, which says what to change, where they can't travel on it."""
        ...

    async def place(self, intent_id: str, quote: Quote, details: TravellerDetails) -> Placed:
        """Raises OutcomeUnknown: it may exist; any other ProviderError: nothing was bought."""
        ...

    async def find(self, intent_id: str, quote: Quote) -> Placed | None:
        """The order of this intent. None proves nothing yet: it may show up late.

        Raises ProviderError; OutcomeUnknown where there are several, or it is in no clear state.
        """
        ...

    async def get(self, order_id: str) -> Placed:
        """The order as it stands. Raises ProviderError."""
        ...

    async def refund_quote(self, order_id: str) -> Refund:
        """What cancelling would give back; nothing is cancelled."""
        ...

    async def cancel(self, refund: Refund) -> Refund:
        """Cancels the quote's order. Raises PriceChanged where the quote doesn't hold any more."""
        ...


class BookingStore(Protocol):
    """Bookings, their log, and their travellers' sealed details. Raises StorageError."""

    async def add(self, booking: Booking, sealed: bytes, log: Sequence[Step]) -> bool:
        """False, and nothing kept, where the user has an open one of this offer in the thread."""
        ...

    async def get(self, booking_id: str) -> Booking | None: ...
    async def open_of(self, user: str, thread: str, offer_mark: str) -> Booking | None:
        """The latest in one of the states `OPEN`."""
        ...

    async def move(self, before: Booking, after: Booking, log: Sequence[Step]) -> bool:
        """False, and nothing changed, unless it still is as `before` (by state and version)."""
        ...

    async def sealed(self, booking_id: str) -> bytes | None: ...
    async def listed(self, user: str) -> tuple[Booking, ...]:
        """The latest first."""
        ...

    async def unsettled(self) -> tuple[Booking, ...]:
        """Those in no final state, the oldest change first."""
        ...

    async def log(self, booking_id: str) -> tuple[Step, ...]: ...


class Sealer(Protocol):
    """Encrypts; what was sealed for one booking doesn't open for another."""

    def seal(self, plain: bytes, bound_to: str) -> bytes: ...
    def unseal(self, sealed: bytes, bound_to: str) -> bytes:
        """Raises StorageError where the key, the text or the booking is another."""
        ...


class BookingPolicy(Value):
    """How long things hold.

    `lease` must be longer than any call to a provider can take: until then a booking that is being placed
    is left to the process that places it. After `settles_after` an order that the provider doesn't know
    does not exist; before, it may still show up.
    """

    approve_within: timedelta = timedelta(minutes=15)
    place_within: timedelta = timedelta(minutes=10)  # of the approval
    look_after: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each look
    lease: timedelta = timedelta(minutes=10)
    settles_after: timedelta = timedelta(minutes=30)
