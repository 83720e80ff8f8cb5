"""After a crash, or later: every booking is brought to what the provider says is true."""

from tools.bookings.cancelling import stand
from tools.bookings.office import Office
from travel.booking import Booking
from travel.errors import ProviderError

CUT_OFF = "the process that placed it was cut off"
CANCEL_CUT_OFF = "the process that cancelled it was cut off"


async def reconcile(office: Office) -> tuple[Booking, ...]:
    """Those that changed. Nothing is ever placed or cancelled here; providers are only asked."""
    changed: list[Booking] = []
    for booking in await office.store.unsettled():
        after = await _settled(office, booking)
        if after.version != booking.version:
            changed.append(after)
    return tuple(changed)


async def _settled(office: Office, booking: Booking) -> Booking:
    now, lease = office.clock(), office.policy.lease
    match booking.state:
        case "awaiting_approval" if now >= booking.expires_at:
            return await office.moved(booking, [("expired", "not approved in time")])
        case "approved" if booking.approval is None or now >= booking.approval.expires_at:
            return await office.moved(booking, [("expired", "approved, but not placed in time")])
        case "placing" if booking.intent_at is None or now >= booking.intent_at + lease:
            return await _found_out(office, booking, CUT_OFF)
        case "unknown" if booking.order is None:
            return await _found_out(office, booking, booking.reason)
        case "cancelling" if now >= booking.updated_at + lease:
            return await _stands(office, booking, CANCEL_CUT_OFF)
        case "unknown":
            return await _stands(office, booking, booking.reason)
        case _:
            return booking


async def _found_out(office: Office, booking: Booking, told: str) -> Booking:
    """Where the provider knows of no order long after it was asked for one, nothing was bought."""
    provider = office.providers.get(booking.provider)
    if provider is None:
        return await _still_unknown(office, booking, f"{booking.provider} isn't set up here")
    try:
        placed = await provider.find(booking.id, booking.quote)
    except ProviderError as error:
        asked = f"asked about it, {error.detail}"
        return await _still_unknown(office, booking, told if asked in told else f"{told}; {asked}")
    if placed is not None:
        return await office.ordered(booking, placed)
    since = booking.intent_at or booking.updated_at
    if office.clock() >= since + office.policy.settles_after:
        why = f"{told}; the provider knows of no order: nothing was bought"
        return await office.moved(booking, [("failed", why)])
    return await _still_unknown(office, booking, told)


async def _stands(office: Office, booking: Booking, told: str) -> Booking:
    provider = office.providers.get(booking.provider)
    if provider is None:
        return await _still_unknown(office, booking, f"{booking.provider} isn't set up here")
    sure = office.clock() >= booking.updated_at + office.policy.settles_after
    return await stand(office, provider, booking, told, sure=sure)


async def _still_unknown(office: Office, booking: Booking, told: str) -> Booking:
    if booking.state == "unknown" and booking.reason == told:
        return booking
    return await office.moved(booking, [("unknown", told)])
