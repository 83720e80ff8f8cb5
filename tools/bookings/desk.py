"""The desk: every door to a booking. It says who may do what; the steps are beside it."""

from tools.bookings import asking, cancelling, placing, settling
from tools.bookings.office import Office
from travel.booking import Booking, Offer, Refund, Step, TravellerDetails


class BookingDesk:
    """Everything but `reconcile` is for one user, whose bookings alone it touches.

    Raises ApprovalRefused with a code, BadInput for travellers who don't fit the offer, ProviderError where
    the provider couldn't be asked (nothing was bought then), StorageError.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    async def propose(
        self, offer: Offer, details: TravellerDetails, *, thread: str, user: str
    ) -> Booking:
        """Re-priced, and awaiting approval of `facts` until `expires_at`.

        Where the user has an open booking of this offer in the thread, that one: it may have been decided
        on, or bought, already. Raises OfferGone.
        """
        return await asking.propose(self._office, offer, details, thread=thread, user=user)

    async def approve(self, booking_id: str, *, user: str, thread: str, digest: str) -> Booking:
        """For the facts of that digest, and for `policy.place_within`."""
        return await asking.approve(
            self._office, booking_id, user=user, thread=thread, digest=digest
        )

    async def reject(self, booking_id: str, *, user: str, thread: str, reason: str = "") -> Booking:
        """Also takes back an approval that wasn't acted upon. The reason is kept in plain text."""
        return await asking.reject(
            self._office, booking_id, user=user, thread=thread, reason=reason
        )

    async def place(self, booking_id: str, *, user: str) -> Booking:
        """Confirmed, failed or unknown; or awaiting approval anew, with `facts.before`.

        It takes as long as the provider does. Cut off, it leaves `placing` for `reconcile`.
        """
        return await placing.place(self._office, booking_id, user=user)

    async def reconcile(self) -> tuple[Booking, ...]:
        """Of all users: those that changed. Buys nothing; safe to run from several processes."""
        return await settling.reconcile(self._office)

    async def quote_cancel(self, booking_id: str, *, user: str) -> Refund:
        return await cancelling.quote_cancel(self._office, booking_id, user=user)

    async def cancel(self, booking_id: str, *, user: str, digest: str) -> Booking:
        """For the refund of that digest, quoted last."""
        return await cancelling.cancel(self._office, booking_id, user=user, digest=digest)

    async def get(self, booking_id: str, *, user: str) -> Booking:
        return await self._office.mine(booking_id, user)

    async def listed(self, user: str) -> tuple[Booking, ...]:
        """The latest first."""
        return await self._office.store.listed(user)

    async def travellers_of(self, *, thread: str, user: str) -> TravellerDetails | None:
        """Those of the latest booking in the thread, so that nobody is asked twice."""
        for booking in await self._office.store.listed(user):
            if booking.thread == thread:
                return await self._office.kept_details(booking)
        return None

    async def log(self, booking_id: str, *, user: str) -> tuple[Step, ...]:
        booking = await self._office.mine(booking_id, user)
        return await self._office.store.log(booking.id)

    async def details(self, booking_id: str, *, user: str) -> TravellerDetails:
        """In the clear: for the user's own eyes, never for a model, a log or a checkpoint."""
        return await self._office.details(await self._office.mine(booking_id, user))
