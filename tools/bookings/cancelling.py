"""Giving back what was booked: the refund is shown first, then it is cancelled once."""

from tools.bookings.office import Office
from tools.bookings.ports import BookingProvider
from travel.booking import Booking, Refund
from travel.errors import ApprovalRefused, OutcomeUnknown, PriceChanged, ProviderError


async def quote_cancel(office: Office, booking_id: str, *, user: str) -> Refund:
    """What would come back. Raises ApprovalRefused, ProviderError."""
    booking = await _confirmed(office, booking_id, user)
    provider = office.provider(booking.provider)
    refund = await provider.refund_quote(_order_id(booking))
    if await office.move(booking, (), refund=refund) is None:
        raise ApprovalRefused("already_decided", "this booking was changed a moment ago")
    return refund


async def cancel(office: Office, booking_id: str, *, user: str, digest: str) -> Booking:
    """Cancelled for the refund whose digest is given: the one quoted last.

    Raises ApprovalRefused where that isn't it, or doesn't hold any more; a booking whose cancellation was
    refused stays confirmed, with the reason.
    """
    booking = await _confirmed(office, booking_id, user)
    refund = booking.refund
    if refund is None or refund.digest() != digest:
        raise ApprovalRefused("other_facts", "this isn't the refund that was shown: ask anew")
    if refund.expires_at is not None and office.clock() >= refund.expires_at:
        raise ApprovalRefused("expired", "the refund shown holds no longer: ask anew")
    provider = office.provider(booking.provider)
    going = await office.move(booking, [("cancelling", "")])
    if going is None:
        raise ApprovalRefused("already_decided", "this booking was changed a moment ago")
    return await _given_back(office, provider, going, refund)


async def stand(
    office: Office, provider: BookingProvider, booking: Booking, told: str, *, sure: bool
) -> Booking:
    """As the provider says the order stands; one that isn't cancelled may still become so unless `sure`."""
    try:
        order = await provider.get(_order_id(booking))
    except ProviderError as error:
        asked = f"asked about it, {error.detail}"
        return await _unclear(office, booking, told if asked in told else f"{told}; {asked}")
    if order.cancelled:
        return await office.moved(booking, [("cancelled", "")], order=order)
    if sure:
        return await office.moved(booking, [("confirmed", f"not cancelled: {told}")])
    return await _unclear(office, booking, told)


async def _given_back(
    office: Office, provider: BookingProvider, booking: Booking, refund: Refund
) -> Booking:
    try:
        done = await provider.cancel(refund)
    except PriceChanged:
        await office.moved(booking, [("confirmed", "the refund has changed")])
        raise ApprovalRefused("other_facts", "the refund has changed: ask anew") from None
    except OutcomeUnknown as error:
        await office.sleep(office.policy.look_after[0])
        return await stand(office, provider, booking, error.detail, sure=False)
    except ProviderError as error:
        return await stand(office, provider, booking, error.detail, sure=True)
    return await office.moved(booking, [("cancelled", "")], refund=done)


async def _unclear(office: Office, booking: Booking, told: str) -> Booking:
    if booking.state == "unknown" and booking.reason == told:
        return booking
    return await office.moved(booking, [("unknown", told)])


async def _confirmed(office: Office, booking_id: str, user: str) -> Booking:
    booking = await office.mine(booking_id, user)
    if booking.state != "confirmed":
        text = f"only a confirmed booking can be cancelled; this one is {booking.state}"
        raise ApprovalRefused("not_confirmed", text)
    return booking


def _order_id(booking: Booking) -> str:
    assert booking.order is not None
    return booking.order.order_id
