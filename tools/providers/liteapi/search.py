"""Searching and re-pricing stays with LiteAPI v3.0 (docs.liteapi.travel)."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from pydantic import SecretStr

from tools.http import Timeouts, VendorClient, VendorPolicy
from tools.providers.liteapi.errors import NAME
from tools.providers.liteapi.facilities import Facilities, amenities_of
from tools.providers.liteapi.hotels import Hotels
from tools.providers.liteapi.offers import offer_of, stars_of
from tools.providers.liteapi.prebooks import prebooked
from tools.providers.liteapi.wire import (
    WireHotel,
    WireHotelRates,
    WireRates,
    WireRoomType,
    read,
    read_each,
)
from tools.providers.stay_choice import chosen, over_all_prices
from tools.stays import StayQuery
from travel.errors import MalformedResponse, OfferGone, ProviderRefused
from travel.gazetteer import Gazetteer
from travel.offers import StayOffer
from travel.party import Party
from travel.places import Place

SEARCH_URL = "https://api.liteapi.travel/v3.0"
BOOKING_URL = "https://book.liteapi.travel/v3.0"
SUPPLIER_SECONDS = 10  # that LiteAPI waits for rates; it recommends 6 to 12
MOST_HOTELS = 100
RATES = 6  # of a hotel, the cheapest
RATES_WITH_MEALS = 25  # where a board is asked for: the cheapest few may have none
RADIUS_M = 12_000
WIDE_RADIUS_M: Mapping[str, int] = {"island": 25_000, "region": 25_000}
RETRIED = frozenset({408, 429, 502, 503, 504})  # 408: LiteAPI's supplier was slow

_log = logging.getLogger("tripsage.liteapi")


def search_policy(key: SecretStr, url: str = SEARCH_URL) -> VendorPolicy:
    """Rates and hotel data. A sandbox key may ask 5 times in a second, a live one 250 times."""
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"X-API-Key": key},
        reading=Timeouts(read=SUPPLIER_SECONDS + 15, total=SUPPLIER_SECONDS + 20),
        rate=1,  # no bursts: the period alone makes the rate
        period=0.25 if key.get_secret_value().startswith("sand_") else 0.005,
        max_response_bytes=25_000_000,
        retry_statuses=RETRIED,
    )


def booking_policy(key: SecretStr, url: str = BOOKING_URL) -> VendorPolicy:
    """Prebooks and bookings, on a host of their own."""
    return search_policy(key, url).model_copy(
        update={
            "reading": Timeouts(read=40, total=45),
            "writing": Timeouts(read=110, total=120),
            "max_response_bytes": 8_000_000,
        }
    )


class LiteApi:
    """Implements `StayProvider`. The clients' `errors` are `liteapi_error`.

    Prices are for a guest of `nationality` (ISO 3166-1 alpha-2): hotels may ask residents another price.
    """

    def __init__(
        self,
        search: VendorClient,
        booking: VendorClient,
        gazetteer: Gazetteer,
        *,
        nationality: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._search = search
        self._booking = booking
        self._gazetteer = gazetteer
        self._nationality = nationality
        self._clock = clock
        self._hotels = Hotels(search)
        self._facilities = Facilities(search)

    @property
    def name(self) -> str:
        return NAME

    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]:
        """At most `query.limit`, two a hotel, spread over all prices, the cheapest first.

        Empty for days past. A room needs an adult: a party with fewer adults than rooms gets fewer rooms.
        """
        now, at = self._clock(), self._centre(query.place)
        past = query.check_in < now.astimezone(query.place.zone).date()
        if past or query.check_out <= query.check_in:
            return ()
        request = rates_request(query, at, self._nationality)
        try:
            reply = await self._search.read("POST", "/hotels/rates", json=request)
        except OfferGone:  # nothing is free
            return ()
        if reply.body is None:  # HTTP 204: nothing is free
            return ()
        rates = read(WireRates, reply.body)
        return await self._offers(query, at, rates, now)

    async def reprice(self, offer: StayOffer) -> StayOffer:
        """As it stands now, perhaps at another price or on other terms. Raises OfferGone.

        This makes a prebook: LiteAPI asks the hotel's supplier and holds the price for a while; nothing
        is booked and nothing is paid.
        """
        return (await prebooked(self._booking, offer, self._clock())).offer

    def _centre(self, place: Place) -> Place:
        base = self._gazetteer.city(place.base, place.country) if place.base else None
        return base or place

    async def _offers(
        self, query: StayQuery, at: Place, rates: WireRates, now: datetime
    ) -> tuple[StayOffer, ...]:
        rated, broken = read_each(WireHotelRates, rates.data)
        stated, _ = read_each(WireHotel, rates.hotels)
        hotels = await self._hotels.known([each.hotel_id for each in rated], stated)
        facilities = await self._facilities.table()
        found: dict[str, list[StayOffer]] = {}
        for each in rated:
            hotel = hotels.get(each.hotel_id)
            if hotel is None or stars_of(hotel) < query.min_stars:
                continue
            make = partial(
                offer_of,
                query,
                at,
                hotel,
                rooms=len(occupancies(query.party, query.rooms)),
                amenities=amenities_of(hotel, facilities),
                now=now,
                sandbox=rates.sandbox,
            )
            offers, wrong = _read_offers(each, make)
            broken += wrong
            found.setdefault(hotel.id, []).extend(offers)
        _report(broken, readable=any(found.values()))
        shown = [best for offers in found.values() if (best := chosen(offers, query))]
        return over_all_prices(shown, query.limit)


def rates_request(query: StayQuery, at: Place, nationality: str) -> Mapping[str, object]:
    """As POST /hotels/rates takes it."""
    stars = {"starRating": _stars(query.min_stars)} if query.min_stars > 1 else {}
    return {
        "latitude": at.lat,
        "longitude": at.lon,
        "radius": WIDE_RADIUS_M.get(at.kind, RADIUS_M),
        "checkin": query.check_in.isoformat(),
        "checkout": query.check_out.isoformat(),
        "currency": query.currency,
        "guestNationality": nationality,
        "occupancies": occupancies(query.party, query.rooms),
        "timeout": SUPPLIER_SECONDS,
        "limit": MOST_HOTELS,
        "maxRatesPerHotel": RATES if query.board == "room_only" else RATES_WITH_MEALS,
        "includeHotelData": True,
        **stars,
    }


def occupancies(party: Party, rooms: int) -> Sequence[Mapping[str, object]]:
    """Who sleeps in which room: an adult in each, all spread evenly. Raises ProviderRefused."""
    if party.adults < 1:
        raise ProviderRefused(NAME, "a room needs an adult")
    count = min(rooms, party.adults)
    adults = [len(range(room, party.adults, count)) for room in range(count)]
    children = [list(party.children[room::count]) for room in range(count)]
    # From the last room on: the first ones have the more adults.
    pairs = zip(adults, reversed(children), strict=True)
    return [{"adults": some} | ({"children": ages} if ages else {}) for some, ages in pairs]


def _stars(least: int) -> Sequence[float]:
    return [half / 2 for half in range(least * 2, 11)]


def _for_anyone(wire: WireRoomType) -> bool:
    """Not for members of a loyalty programme, and not to be sold with a flight only."""
    return wire.rate_type in {"", "standard"} and not wire.loyalty_membership_id_required


def _read_offers(
    hotel: WireHotelRates, make: Callable[[WireRoomType], StayOffer]
) -> tuple[list[StayOffer], list[MalformedResponse]]:
    wires, broken = read_each(WireRoomType, hotel.room_types)
    offers: list[StayOffer] = []
    for wire in filter(_for_anyone, wires):
        try:
            offers.append(make(wire))
        except MalformedResponse as error:
            broken.append(error)
    return offers, broken


def _report(broken: Sequence[MalformedResponse], *, readable: bool) -> None:
    """Some offers that can't be read are left out; when none can, that is the answer."""
    if broken and not readable:
        raise broken[0]
    if broken:
        _log.warning("%d offers left out: %s", len(broken), broken[0].detail)
