"""Placing an approved booking: once, whatever fails on the way."""

from tools.bookings.asking import until
from tools.bookings.facts import facts_of
from tools.bookings.office import Office
from tools.bookings.ports import BookingProvider
from travel.booking import Booking, BookingFacts, Placed, Quote, TravellerDetails
from travel.errors import ApprovalRefused, OfferGone, OutcomeUnknown, PriceChanged, ProviderError

WAITING = frozenset({"awaiting_approval", "rejected", "expired"})


async def place(office: Office, booking_id: str, *, user: str) -> Booking:
    """Checked once more, then bought; asked about anew where price or terms have changed.

    A second call buys nothing: it returns the booking as it stands. Raises ApprovalRefused where it
    isn't approved; ProviderUnavailable where it can't be checked: it stays approved.
    """
    booking = await office.mine(booking_id, user)
    if booking.state in WAITING:
        raise ApprovalRefused("not_approved", f"this booking is {_plain(booking.state)}")
    if booking.state != "approved":
        return booking
    if _lapsed(office, booking):
        return await office.moved(booking, [("expired", "approved, but not placed in time")])
    provider, details = office.provider(booking.provider), await office.details(booking)
    try:
        quote = await provider.reprice(booking.quote.offer)
    except OfferGone as gone:
        return await office.moved(booking, [("failed", gone.detail)])
    provider.fits(quote, details)
    facts = facts_of(quote, details)
    if not facts.same_deal(booking.facts):
        return await _asked_anew(office, booking, quote, facts)
    if _lapsed(office, booking):  # the provider took its time
        return await office.moved(booking, [("expired", "approved, but not placed in time")])
    claimed = await office.move(booking, [("placing", "")], quote=quote, intent_at=office.clock())
    if claimed is None:  # another process was faster
        return await office.current(booking.id)
    return await _bought(office, provider, claimed, details)


async def look(office: Office, provider: BookingProvider, booking: Booking, told: str) -> Booking:
    """Asks the provider what exists, again and again for a while, then hands over to a person."""
    for pause in office.policy.look_after:
        await office.sleep(pause)
        try:
            placed = await provider.find(booking.id, booking.quote)
        except ProviderError as error:
            told = _both(told, f"asked about it, {error.detail}")
            continue
        if placed is not None:
            return await office.ordered(booking, placed)
    return await office.moved(booking, [("unknown", told)])


def _lapsed(office: Office, booking: Booking) -> bool:
    return booking.approval is None or office.clock() >= booking.approval.expires_at


async def _bought(
    office: Office, provider: BookingProvider, booking: Booking, details: TravellerDetails
) -> Booking:
    """The intent is recorded; the one call that buys. Too late for it, others may have given up on it."""
    if booking.intent_at is None or office.clock() >= booking.intent_at + office.policy.lease:
        return await office.moved(booking, [("failed", "it was stopped before anything was sent")])
    try:
        placed: Placed | None = await provider.place(booking.id, booking.quote, details)
    except OutcomeUnknown as error:
        return await look(office, provider, booking, error.detail)
    except PriceChanged as error:
        return await _refused_for_its_price(office, provider, booking, details, error)
    except ProviderError as error:
        return await office.moved(booking, [("failed", error.detail)])
    return await office.ordered(booking, placed)


async def _refused_for_its_price(
    office: Office,
    provider: BookingProvider,
    booking: Booking,
    details: TravellerDetails,
    refused: PriceChanged,
) -> Booking:
    """Nothing was bought: the person is asked about the new price, if there is one."""
    try:
        quote = await provider.reprice(booking.quote.offer)
    except ProviderError:
        return await office.moved(booking, [("failed", refused.detail)])
    facts = facts_of(quote, details)
    if facts.same_deal(booking.facts):
        return await office.moved(booking, [("failed", refused.detail)])
    return await _asked_anew(office, booking, quote, facts)


async def _asked_anew(
    office: Office, booking: Booking, quote: Quote, facts: BookingFacts
) -> Booking:
    """With both figures; the approval given before holds for nothing any more."""
    why = "price or terms have changed"
    return await office.moved(
        booking,
        [("repriced", why), ("awaiting_approval", why)],
        quote=quote,
        facts=facts.model_copy(update={"before": booking.facts.superseded()}),
        expires_at=until(office, quote, office.clock()),
        approval=None,
        intent_at=None,
    )


def _both(told: str, more: str) -> str:
    return told if more in told else f"{told}; {more}"


def _plain(state: str) -> str:
    return state.replace("_", " ")
