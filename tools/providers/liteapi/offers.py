"""From LiteAPI's rates to stay offers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from pydantic import ValidationError

from tools.providers.liteapi.errors import NAME
from tools.providers.liteapi.terms import (
    least_board,
    paid_there,
    refundable_until,
    said_of,
    whole_price,
)
from tools.providers.liteapi.wire import WireHotel, WireRate, WireRoomType
from tools.stays import StayQuery
from travel.errors import MalformedResponse
from travel.money import Money
from travel.offers import StayOffer
from travel.places import Place, distance_km
from travel.provenance import Provenance
from travel.wishes import Amenity

VALID = timedelta(minutes=15)  # ours: LiteAPI doesn't say how long an offer stands
SANDBOX = "LiteAPI sandbox: not a real rate, nothing of it is booked"


def offer_of(
    query: StayQuery,
    place: Place,
    hotel: WireHotel,
    wire: WireRoomType,
    *,
    rooms: int,
    amenities: tuple[Amenity, ...],
    now: datetime,
    sandbox: bool,
) -> StayOffer:
    """Priced with all taxes in its currency, also those paid at the property. Raises MalformedResponse."""
    if len(wire.rates) != rooms:
        raise MalformedResponse(NAME, "an offer without a rate for each room")
    charge = _charge(wire)
    there = paid_there(wire.rates)
    at = _Spot(hotel.latitude or 0.0, hotel.longitude or 0.0)
    try:
        return StayOffer(
            id=wire.offer_id,
            name=hotel.name,
            city=query.place.sleeps_in,
            country=place.country,
            area=hotel.address,
            lat=at.lat,
            lon=at.lon,
            centre_km=round(distance_km(place, at), 2),
            stars=stars_of(hotel),
            rating=hotel.rating if hotel.rating is not None and 0 < hotel.rating <= 10 else None,
            check_in=query.check_in,
            check_out=query.check_out,
            rooms=rooms,
            sleeps=sleeps(wire.rates, query.party.size),
            board=least_board(wire.rates),
            amenities=amenities,
            price=whole_price(charge, there),
            refundable_until=refundable_until(wire.rates, now),
            provenance=answered(
                wire.offer_id, now, sandbox=sandbox, note=said_of(there, charge.currency)
            ),
        )
    except ValidationError as error:
        wrong = {str(each["loc"][0]) if each["loc"] else "dates" for each in error.errors()}
    raise MalformedResponse(NAME, f"an offer with impossible {', '.join(sorted(wrong))}")


def stars_of(hotel: WireHotel) -> int:
    """Whole ones, half stars rounded down; a hotel without any promises one."""
    return min(5, max(1, int(hotel.stars or 1)))


def sleeps(rates: Sequence[WireRate], least: int) -> int:
    return max(least, sum(rate.max_occupancy or 0 for rate in rates))


def answered(offer_id: str, now: datetime, *, sandbox: bool, note: str) -> Provenance:
    mark = blake2b(offer_id.encode(), digest_size=8).hexdigest()
    return Provenance(
        id=f"{NAME}:{mark}:{now.isoformat()}",
        provider=NAME,
        retrieved_at=now,
        expires_at=now + VALID,
        sandbox=sandbox,
        note="; ".join(part for part in (SANDBOX if sandbox else "", note) if part),
    )


class _Spot(NamedTuple):
    lat: float
    lon: float


def _charge(wire: WireRoomType) -> Money:
    """The offer's price, or the sum over its rooms."""
    if wire.offer_retail_rate is not None:
        stated = wire.offer_retail_rate
        return Money(amount=stated.amount, currency=stated.currency)
    rooms = [rate.retail_rate.total[0] for rate in wire.rates if rate.retail_rate.total]
    currencies = {room.currency for room in rooms}
    if len(rooms) < len(wire.rates) or len(currencies) != 1:
        raise MalformedResponse(NAME, "an offer without a price")
    total = sum((room.amount for room in rooms), start=Decimal(0))
    return Money(amount=total, currency=currencies.pop())
