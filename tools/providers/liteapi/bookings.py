"""Bookings with LiteAPI v3.0: made, asked for and cancelled.

What changes something is sent once. Where its outcome can't be told (cut off, too slow, a 5xx, a code that
says "incomplete", or an answer that can't be read) OutcomeUnknown is raised: ask with `placed` or `get`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from tools.http import Reply, VendorClient
from tools.providers.liteapi.booked import (
    Booking,
    BookRequest,
    Cancellation,
    booking_of,
    cancellation_of,
)
from tools.providers.liteapi.errors import NAME, AlreadyBooked, book_error
from tools.providers.liteapi.prebooks import Prebook, prebooked
from tools.providers.liteapi.wire import (
    One,
    WireBooking,
    WireCancelled,
    WireList,
    read,
    read_data,
)
from travel.errors import MalformedResponse, OutcomeUnknown, ProviderError, ProviderRefused
from travel.offers import StayOffer

SUPPLIER_SECONDS = 90  # to book or cancel; left alone, LiteAPI gives up cancelling after 4
READ_SECONDS = 20
Model = TypeVar("Model", bound=BaseModel)


class LiteApiBookings:
    """The client's `errors` are `liteapi_error`; its host is that of bookings."""

    def __init__(self, client: VendorClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def prebook(self, offer: StayOffer) -> Prebook:
        """Checked and held, not booked. Raises OfferGone."""
        return await prebooked(self._client, offer, self._clock())

    async def book(self, request: BookRequest) -> Booking:
        """The booking of this reference, also where an earlier call made it: compare its `prebook_id`.

        Raises OfferGone, RateLimited, ProviderRefused, ProviderUnavailable: nothing was booked;
        OutcomeUnknown: it may have been.
        """
        try:
            reply = await self._client.write(
                "POST",
                "/rates/book",
                params={"timeout": SUPPLIER_SECONDS},
                json=request.body(),
                errors=book_error,
            )
        except AlreadyBooked:
            reply = None
        if reply is None:
            return await self._booked_before(request.client_reference)
        wire = _written(WireBooking, reply)
        booking = booking_of(wire, sandbox=read(One, reply.body).sandbox)
        if booking.status == "unclear":
            raise OutcomeUnknown(NAME, "booked perhaps, but its status is not clear")
        return booking

    async def get(self, booking_id: str) -> Booking:
        """Raises ProviderRefused where there is none."""
        reply = await self._client.read(
            "GET", "/bookings/{id}", at={"id": booking_id}, params={"timeout": READ_SECONDS}
        )
        if reply.body is None:  # HTTP 204: its documented body can't be sent with that status
            raise ProviderRefused(NAME, "no such booking is known")
        return booking_of(read_data(WireBooking, reply.body))

    async def placed(self, client_reference: str) -> tuple[Booking, ...]:
        """Bookings that carry the reference.

        One may show up late: none right after a failure doesn't prove that there is none.
        """
        params = {"clientReference": client_reference, "timeout": READ_SECONDS}
        reply = await self._client.read("GET", "/bookings", params=params)
        answer: object = {} if reply.body is None else reply.body
        listed = read(WireList, answer).data
        found = [booking_of(read(WireBooking, each)) for each in listed]
        return tuple(each for each in found if each.client_reference == client_reference)

    async def cancel(self, booking_id: str) -> Cancellation:
        """Without a question back: `Booking.fee_at` says beforehand what it costs."""
        reply = await self._client.write(
            "PUT", "/bookings/{id}", at={"id": booking_id}, params={"timeout": SUPPLIER_SECONDS}
        )
        cancelled = cancellation_of(_written(WireCancelled, reply))
        if cancelled.status not in {"cancelled", "cancelled_with_charges"}:
            raise OutcomeUnknown(NAME, "cancelled perhaps, but its status is not clear")
        return cancelled

    async def _booked_before(self, client_reference: str) -> Booking:
        text = "a booking with this reference exists, but can't be read"
        try:
            found = await self.placed(client_reference)
        except ProviderError as error:
            found, text = (), f"{text} ({error.detail})"
        if not found:
            raise OutcomeUnknown(NAME, text)
        return next((each for each in found if each.status == "confirmed"), found[0])


def _written(model: type[Model], reply: Reply) -> Model:
    """An answer to a write that can't be read leaves open what happened."""
    try:
        return read_data(model, reply.body)
    except MalformedResponse as error:
        unknown = OutcomeUnknown(NAME, f"done perhaps, but {error.detail}")
    raise unknown
