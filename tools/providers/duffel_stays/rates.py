"""From Duffel's rates to stay offers: prices, meals, and what a cancellation gives back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from pydantic import ValidationError

from tools.providers.duffel_stays.errors import NAME
from tools.providers.duffel_stays.wire import (
    WireAccommodation,
    WireQuote,
    WireRate,
    WireRefund,
    WireResult,
)
from tools.stays import StayQuery
from travel.booking import RuleStep
from travel.errors import MalformedResponse
from travel.money import Money
from travel.offers import StayOffer
from travel.places import Place, distance_km
from travel.provenance import Provenance
from travel.wishes import BOARD_ORDER, AccessNeed, Amenity, Board

VALID = timedelta(minutes=15)  # ours, where Duffel doesn't say how long a rate stands
TEST_MODE = "Duffel test mode: not a real rate, nothing of it is booked"
AMENITIES: Mapping[str, Amenity] = MappingProxyType(
    {
        "wifi": "wifi",
        "pool": "pool",
        "gym": "gym",
        "spa": "spa",
        "parking": "parking",
        "pets_allowed": "pets",
        "restaurant": "restaurant",
    }
)
ACCESS: Mapping[str, AccessNeed] = MappingProxyType(
    {"accessibility_mobility": "wheelchair", "accessibility_hearing": "hearing"}
)


def offer_of(
    query: StayQuery, place: Place, result: WireResult, rate: WireRate, *, now: datetime, live: bool
) -> StayOffer:
    """Priced with what is due at the accommodation in the same currency. Raises MalformedResponse."""
    house = result.accommodation
    at = house.location.geographic_coordinates
    if at is None:
        raise MalformedResponse(NAME, "an accommodation without coordinates")
    spot = place.model_copy(update={"lat": at.latitude, "lon": at.longitude})
    address, has = house.location.address, {each.type for each in house.amenities}
    try:
        return StayOffer(
            id=rate.id,
            name=house.name,
            city=query.place.sleeps_in,
            country=place.country,
            area=(address.line_one if address else None) or "",
            lat=at.latitude,
            lon=at.longitude,
            centre_km=round(distance_km(place, spot), 2),
            stars=stars_of(house),
            rating=house.review_score,
            check_in=query.check_in,
            check_out=query.check_out,
            check_in_from=house.check_in_information.check_in_after_time,
            check_out_until=house.check_in_information.check_out_before_time,
            rooms=query.rooms,
            sleeps=query.party.size,
            board=board_of(rate),
            amenities=tuple(sorted(AMENITIES[each] for each in has if each in AMENITIES)),
            accessible=tuple(sorted(ACCESS[each] for each in has if each in ACCESS)),
            price=whole_price(rate),
            refundable_until=refundable_until(rate, now),
            provenance=answered(rate.id, rate, now, live=live, until=result.expires_at),
        )
    except ValidationError as error:
        wrong = {str(each["loc"][0]) if each["loc"] else "dates" for each in error.errors()}
    raise MalformedResponse(NAME, f"a rate with impossible {', '.join(sorted(wrong))}")


def stars_of(house: WireAccommodation) -> int:
    """Whole ones; a house without any promises one."""
    return min(5, max(1, int(house.rating or 1)))


def board_of(rate: WireRate) -> Board:
    """What isn't understood promises no meal."""
    known: dict[str, Board] = {board: board for board in BOARD_ORDER}
    return known.get(rate.board_type, "room_only")


def charge_of(rate: WireRate | WireQuote) -> Money:
    """What Duffel takes. Raises MalformedResponse for a price of nothing."""
    if rate.total_amount <= 0:
        raise MalformedResponse(NAME, "a price that isn't more than nothing")
    return Money(amount=rate.total_amount, currency=rate.total_currency)


def due_there(rate: WireRate | WireQuote) -> tuple[Money, ...]:
    """At the accommodation."""
    amount, currency = rate.due_at_accommodation_amount, rate.due_at_accommodation_currency
    return (Money(amount=amount, currency=currency),) if amount and currency else ()


def whole_price(rate: WireRate | WireQuote) -> Money:
    charge = charge_of(rate)
    return sum((due for due in due_there(rate) if due.currency == charge.currency), start=charge)


def refundable_until(rate: WireRate, now: datetime) -> datetime | None:
    """The last instant at which everything comes back; None where that has passed."""
    full = [each.before for each in rate.cancellation_timeline if _full(each, rate)]
    return max((each for each in full if each > now), default=None)


def steps_of(rate: WireRate) -> tuple[RuleStep, ...]:
    """What a cancellation costs from when on: what comes back shrinks at the end of each period."""
    total = charge_of(rate)
    line = sorted(rate.cancellation_timeline, key=lambda each: each.before)
    after: Sequence[WireRefund | None] = [*line[1:], None]
    return tuple(
        RuleStep(at=each.before, fee=_fee(total, then))
        for each, then in zip(line, after, strict=True)
    )


def back_at(rate: WireRate, now: datetime) -> Money:
    """What cancelling at `now` gives back."""
    line = sorted(rate.cancellation_timeline, key=lambda each: each.before)
    holds = next((each for each in line if now < each.before), None)
    if holds is None:
        return Money(amount=Decimal(0), currency=rate.total_currency)
    return Money(amount=holds.refund_amount, currency=holds.currency)


def answered(
    mark: str,
    rate: WireRate | WireQuote,
    now: datetime,
    *,
    live: bool,
    until: datetime | None = None,
) -> Provenance:
    own = rate.expires_at if isinstance(rate, WireRate) else None
    ends = max(now, min((each for each in (own, until) if each), default=now + VALID))
    due = "".join(f"; {each.rounded()} to pay at the property" for each in due_there(rate))
    note = f"{'' if live else TEST_MODE}{due}".removeprefix("; ")
    return Provenance(
        id=f"{NAME}:{mark}:{now.isoformat()}",
        provider=NAME,
        retrieved_at=now,
        expires_at=ends,
        sandbox=not live,
        note=note,
    )


def _full(refund: WireRefund, rate: WireRate) -> bool:
    same = refund.currency == rate.total_currency
    return same and refund.refund_amount >= rate.total_amount


def _fee(total: Money, then: WireRefund | None) -> Money | None:
    if then is None:
        return total
    if then.currency != total.currency:
        return None
    return Money(amount=total.amount - then.refund_amount, currency=total.currency)
