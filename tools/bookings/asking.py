"""Proposing a booking, and a person's word on it."""

from datetime import datetime

from tools.bookings.facts import changed_since, facts_of
from tools.bookings.office import Office
from tools.bookings.states import moved
from travel.booking import Approval, Booking, Offer, Quote, TravellerDetails, offer_mark
from travel.errors import ApprovalRefused

REPLACED = "replaced: other travellers"


async def propose(
    office: Office, offer: Offer, details: TravellerDetails, *, thread: str, user: str
) -> Booking:
    """The open booking of this offer in the thread where there is one, else a new one."""
    while True:
        standing = await _standing(office, offer, details, thread, user)
        if standing is not None:
            return standing
        provider = office.provider(offer.provenance.provider)
        quote = await provider.reprice(offer)
        provider.fits(quote, details)
        booking = _offered(office, offer, quote, details, thread, user)
        asked, log = moved(
            booking,
            office.clock(),
            [("repriced", ""), ("awaiting_approval", "")],
            version=1,
        )
        sealed = office.sealer.seal(details.model_dump_json().encode(), asked.id)
        if await office.store.add(asked, sealed, log):
            return asked


async def approve(
    office: Office, booking_id: str, *, user: str, thread: str, digest: str
) -> Booking:
    booking = await _awaiting(office, booking_id, user, thread)
    if digest != booking.digest:
        text = "what was approved isn't what would be bought now: look at it again"
        raise ApprovalRefused("other_facts", text)
    now = office.clock()
    approval = Approval(
        booking_id=booking.id,
        thread=thread,
        user=user,
        digest=digest,
        given_at=now,
        expires_at=now + office.policy.place_within,
    )
    after = await office.move(booking, [("approved", "")], approval=approval)
    if after is None:
        raise ApprovalRefused("already_decided", "this booking was decided on a moment ago")
    return after


async def reject(
    office: Office, booking_id: str, *, user: str, thread: str, reason: str = ""
) -> Booking:
    """Also withdraws an approval that wasn't acted upon yet."""
    booking = await office.mine(booking_id, user)
    if booking.state != "approved" or booking.thread != thread:
        booking = await _awaiting(office, booking_id, user, thread)
    after = await office.move(booking, [("rejected", reason)])
    if after is None:
        raise ApprovalRefused("already_decided", "this booking was decided on a moment ago")
    return after


def until(office: Office, quote: Quote, now: datetime) -> datetime:
    """When the question lapses: with the offer at the latest."""
    ends = quote.offer.provenance.expires_at
    patience = now + office.policy.approve_within
    return patience if ends is None else min(ends, patience)


async def _standing(
    office: Office, offer: Offer, details: TravellerDetails, thread: str, user: str
) -> Booking | None:
    booking = await office.store.open_of(user, thread, offer_mark(offer))
    if booking is None or booking.state != "awaiting_approval":
        return booking
    if office.clock() >= booking.expires_at:
        await office.move(booking, [("expired", "not approved in time")])
        return None
    if await office.details(booking) == details:
        return booking
    await office.move(booking, [("rejected", REPLACED)])
    return None


async def _awaiting(office: Office, booking_id: str, user: str, thread: str) -> Booking:
    booking = await office.mine(booking_id, user)
    if booking.thread != thread:
        raise ApprovalRefused("other_thread", "this booking was proposed in another conversation")
    if booking.state == "expired":
        raise ApprovalRefused("expired", "the time to approve this booking is over")
    if booking.state != "awaiting_approval":
        text = f"this booking doesn't wait for approval: it is {booking.state}"
        raise ApprovalRefused("already_decided", text)
    if office.clock() >= booking.expires_at:
        await office.move(booking, [("expired", "not approved in time")])
        raise ApprovalRefused("expired", "the time to approve this booking is over")
    return booking


def _offered(
    office: Office,
    offer: Offer,
    quote: Quote,
    details: TravellerDetails,
    thread: str,
    user: str,
) -> Booking:
    now = office.clock()
    facts = facts_of(quote, details, changed_since(offer, quote))
    return Booking(
        id=office.new_id(),
        thread=thread,
        user=user,
        state="offered",
        facts=facts,
        quote=quote,
        expires_at=until(office, quote, now),
        created_at=now,
        updated_at=now,
    )
