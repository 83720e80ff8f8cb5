"""The sandbox's stays: what the made-up houses of `hotels.py` ask for a room, and which are full.

The price of a night follows the house (stars, area, comforts), season, weekday, holidays, how far ahead
one books, and whether something is on in town that week. Rehearsal places: see `places.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from tools.providers.sandbox.currency import rates_on
from tools.providers.sandbox.hotels import Hotel, Spot, Town, hotels_of, moved, price_of_a_room
from tools.providers.sandbox.places import pack_of, rehearse, slug_of
from tools.providers.sandbox.seeded import answer, bell, between, chance, name_of, unit
from tools.providers.sandbox.weather import Normals, nearest
from tools.stays import StayQuery
from travel.errors import OfferGone, ProviderRefused
from travel.gazetteer import Gazetteer
from travel.money import Money, Rates, money
from travel.offers import StayOffer
from travel.party import Party
from travel.places import Place
from travel.provenance import Provenance
from travel.wishes import BOARD_ORDER, Board

NAME = "sandbox:stays"
VALID_MINUTES = 30
MOST_AHEAD = timedelta(days=500)
GONE, CHANGED = 0.01, 0.03
LAST_CANCEL = time(18, 0)
_BY_PRICE = attrgetter("price.amount", "id")
_OF_THE_HOUSE = (
    *("name", "area", "lat", "lon", "centre_km", "stars", "rating", "amenities", "accessible"),
    *("check_in_from", "check_out_until"),
)
TROPICS, SAME_CLIMATE_KM, TOO_HOT = 26.0, 60.0, 33.0

# By month, January first. In the south, beyond the tropics, half a year later.
_CITY = (0.82, 0.85, 0.95, 1.05, 1.12, 1.15, 1.08, 1.03, 1.15, 1.08, 0.9, 0.96)
_BEACH = (0.66, 0.68, 0.75, 0.9, 1.0, 1.2, 1.42, 1.5, 1.18, 0.9, 0.7, 0.72)
_SKI = (1.25, 1.4, 1.2, 0.85, 0.62, 0.72, 0.88, 0.92, 0.74, 0.64, 0.68, 1.35)
_TROPICS = (1.1, 1.06, 1.02, 1.0, 0.97, 0.97, 1.04, 1.04, 0.95, 0.95, 1.0, 1.12)  # if it's dry
_IN_TOWN = (1.0, 1.0, 1.0, 1.02, 1.08, 1.1, 0.93)  # Monday first
_ON_HOLIDAY = (0.97, 0.97, 0.97, 1.0, 1.1, 1.12, 1.0)
_AHEAD = ((3, 1.12), (14, 1.06), (45, 1.0), (120, 0.97), (300, 0.96), (999, 1.0))  # days, factor
_ROOM = {2: 1.0, 3: 1.27, 4: 1.48}  # by beds, on the price of a double
_SINGLE_USE, _NO_REFUND = 0.92, 0.93
_MEALS: Mapping[Board, tuple[float, float]] = {  # EUR a person and night: fixed, and for each star
    "room_only": (0, 0),
    "breakfast": (3, 2),
    "half_board": (11, 6.5),
    "full_board": (18, 10),
    "all_inclusive": (26, 14),
}
# Where there is no pack: name and kilometres from the centre of a large city.
_AREAS = {
    "Centre": 0.2,
    "Old Town": 0.7,
    "Station quarter": 1.3,
    "Riverside": 1.6,
    "Park side": 2.8,
}
_BY_THE_SEA = {"Centre": 0.3, "Old Town": 0.6, "Seafront": 1.0, "Harbour": 1.2, "Beach road": 2.2}


class Market(NamedTuple):
    """The houses of a town and what their prices follow."""

    key: str
    hotels: tuple[Hotel, ...]
    season: tuple[float, ...]  # by month
    weekdays: tuple[float, ...]
    level: float  # of prices; 1 where a room costs EUR 100


class Night(NamedTuple):
    day: date
    factor: float  # on the price of every house
    full: float  # share of houses without a room


class SandboxStays:
    """Implements `StayProvider`."""

    def __init__(
        self, gazetteer: Gazetteer, *, clock: Callable[[], datetime], seed: int = 0
    ) -> None:
        self._gazetteer = gazetteer
        self._clock = clock
        self._seed = seed
        self._markets: dict[str, Market] = {}

    @property
    def name(self) -> str:
        return NAME

    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]:
        """The cheapest first, at most two boards a house; beyond `limit`, spread over the prices.

        Empty for days past and for check-in more than 500 days ahead. Raises ProviderRefused where
        prices can't be stated in the currency.
        """
        if not await rehearse(NAME, query.place.id, self._clock):
            return ()
        now = self._clock()
        rates = rates_on(now.date())
        if not rates.knows(query.currency):
            raise ProviderRefused(NAME, f"no prices in {query.currency}")
        ahead = query.check_in - now.astimezone(query.place.zone).date()
        if not timedelta() <= ahead <= MOST_AHEAD or query.check_out <= query.check_in:
            return ()
        return self._offers(query, ahead.days, rates, now)

    async def reprice(self, offer: StayOffer) -> StayOffer:
        """As it stands now, for another half an hour. Of a hundred, three cost more and one is
        gone; what was repriced before keeps its price. Raises OfferGone."""
        now = self._clock()
        if not offer.provenance.valid_at(now):
            raise OfferGone(NAME, f"the offer of {offer.name} has expired")
        source = answer(NAME, f"repriced/{offer.id}", now, VALID_MINUTES, seed=self._seed)
        if offer.provenance.id == source.id:
            return offer.model_copy(update={"provenance": source})
        luck = unit(self._seed, "reprice", offer.id, offer.provenance.retrieved_at.isoformat())
        if luck < GONE or offer.id.startswith(_mark("test:gone")):
            raise OfferGone(NAME, f"{offer.name} has no such room left")
        price = offer.price
        if luck < GONE + CHANGED or offer.id.startswith(_mark("test:repriced")):
            change = between(1.03, 1.09, self._seed, "change", offer.id)
            price = (price * Decimal(f"{change:.3f}")).rounded()
        return offer.model_copy(update={"price": price, "provenance": source})

    def _offers(
        self, query: StayQuery, ahead: int, rates: Rates, now: datetime
    ) -> tuple[StayOffer, ...]:
        market = self._market(query.place)
        nights = tuple(self._nights(market, query.check_in, query.check_out))
        early = next(factor for days, factor in _AHEAD if ahead <= days)
        source = answer(NAME, query.model_dump_json(), now, VALID_MINUTES, seed=self._seed)
        found: tuple[list[StayOffer], list[StayOffer]] = ([], [])
        for hotel in market.hotels:
            if hotel.stars < query.min_stars or self._full(hotel, nights):
                continue
            room = self._room(hotel, nights) * early
            for board, offers in zip(_fitting(hotel, query.board), found, strict=False):
                euros = _party_price(hotel, board, room, len(nights), query, market.level)
                price = rates.convert(money(f"{euros:.2f}", "EUR"), query.currency)
                offers.append(_offer(query, hotel, board, price, source))
        return _spread(*found, query.limit)

    def _nights(self, market: Market, first: date, last: date) -> Iterator[Night]:
        for ahead in range((last - first).days):
            day = first + timedelta(days=ahead)
            factor = market.season[day.month - 1] * market.weekdays[day.weekday()] * _holidays(day)
            week = day.isocalendar()[:2]
            busy = chance(0.06, self._seed, "event", market.key, week)
            swing = between(1.12, 1.4, self._seed, "size", market.key, week)
            calm = 1 + 0.04 * bell(self._seed, "demand", market.key, week)
            yield Night(day, factor * (swing if busy else calm), 0.12 if busy else 0.02 * factor)

    def _full(self, hotel: Hotel, nights: Sequence[Night]) -> bool:
        return any(chance(each.full, self._seed, "full", hotel.key, each.day) for each in nights)

    def _room(self, hotel: Hotel, nights: Sequence[Night]) -> float:
        """EUR: a double room for all nights."""
        return hotel.nightly * sum(
            each.factor * (1 + 0.03 * bell(self._seed, "night", hotel.key, each.day))
            for each in nights
        )

    def _market(self, place: Place) -> Market:
        base = self._gazetteer.city(place.base, place.country) if place.base else None
        at = base or place
        key = f"{slug_of(place.sleeps_in)}/{at.country}/{at.lat:.1f}/{at.lon:.1f}"
        if key not in self._markets:
            self._markets[key] = _market(key, at, place.sleeps_in, self._seed)
        return self._markets[key]


def _market(key: str, place: Place, city: str, seed: int) -> Market:
    normals, km = nearest(place)
    tags = normals.tags if km < SAME_CLIMATE_KM else ()
    first = tags[0] if tags else place.kind
    beach = first in ("beach", "island") or ("beach" in tags and "city" not in tags)
    town = _town(key, place, city, beach, listed=km < 15)
    return Market(
        key,
        hotels_of(town, seed),
        _season(place, normals, beach, ski=first == "ski"),
        _ON_HOLIDAY if beach else _IN_TOWN,
        (price_of_a_room(town.name, place.country) / 100) ** 0.7,
    )


def _town(key: str, place: Place, city: str, beach: bool, listed: bool) -> Town:
    pack = pack_of(place)
    large = pack is not None or place.population >= 500_000
    count = (26, 40) if large else (18, 28) if listed or place.population >= 150_000 else (8, 15)
    if pack is not None:
        return Town(key, pack.row["city"], place.country, pack.centre, pack.areas, count, beach)
    centre, scale = Spot("Centre", place.lat, place.lon), 1.0 if large else 0.5
    known = (_BY_THE_SEA if beach else _AREAS).items()
    around = (moved(centre, km * scale, unit(0, "area", key, name)) for name, km in known)
    areas = tuple(Spot(name, *at) for (name, _), at in zip(known, around, strict=True))
    return Town(key, city, place.country, centre, areas, count, beach)


def _season(place: Place, normals: Normals, beach: bool, ski: bool) -> tuple[float, ...]:
    """In the tropics the dry months are dear; in cities the hottest are cheap."""
    shape = _SKI if ski else _BEACH if beach else _CITY
    if abs(place.lat) < TROPICS:
        least, spread = min(normals.wet), max(5.0, max(normals.wet) - min(normals.wet))
        dry = (1.12 - 0.25 * (days - least) / spread for days in normals.wet)
        shape = tuple(usual * by_rain for usual, by_rain in zip(_TROPICS, dry, strict=True))
    elif place.lat < 0:
        shape = shape[6:] + shape[:6]
    heat = (0 if beach else max(0.0, high - TOO_HOT) for high in normals.high)
    return tuple(each * max(0.7, 1 - 0.045 * hot) for each, hot in zip(shape, heat, strict=True))


def _holidays(day: date) -> float:
    since = day.month * 100 + day.day
    return 1.35 if since >= 1228 or since == 101 else 1.12 if since >= 1222 else 1.0


def _fitting(hotel: Hotel, least: Board) -> tuple[Board, ...]:
    """The two simplest boards that are at least so much."""
    too_little = sum(BOARD_ORDER.index(b) < BOARD_ORDER.index(least) for b in hotel.boards)
    return hotel.boards[too_little : too_little + 2]


def _beds(hotel: Hotel, party: Party, rooms: int) -> list[int]:
    """Beds of each room: as many rooms as wished, or as the party needs; the smallest that do."""
    beds = [2] * max(rooms, -(-party.size // hotel.room_sizes[-1]))
    while sum(beds) < party.size:
        least = min(beds)
        beds[beds.index(least)] = min(size for size in hotel.room_sizes if size > least)
    return beds


def _party_price(
    hotel: Hotel, board: Board, room: float, nights: int, query: StayQuery, level: float
) -> float:
    """EUR: all rooms, nights and meals; children eat for half, infants for nothing."""
    party, beds = query.party, _beds(hotel, query.party, query.rooms)
    rooms = room * sum(_ROOM[each] for each in beds) * (_SINGLE_USE if party.size == 1 else 1)
    fixed, star = _MEALS[board]
    eaters = party.adults + sum(0.5 for age in party.children if age >= 2)
    meals = (fixed + star * hotel.stars) * level * eaters * nights
    return (rooms + meals) * (1 if hotel.refund_days else _NO_REFUND)


def _mark(place_id: str) -> str:
    """How ids of offers begin: those of a rehearsal place tell which."""
    test, _, what = place_id.partition(":")
    return f"sbx-s-{what}-" if test == "test" else "sbx-s-"


def _offer(
    query: StayQuery, hotel: Hotel, board: Board, price: Money, source: Provenance
) -> StayOffer:
    beds = _beds(hotel, query.party, query.rooms)
    last_day = query.check_in - timedelta(days=hotel.refund_days or 0)
    until = datetime.combine(last_day, LAST_CANCEL, tzinfo=query.place.zone)
    free = hotel.refund_days is not None and until > source.retrieved_at
    asked = hotel.key, query.check_in, query.check_out, query.party, len(beds), board, price
    return StayOffer(
        id=_mark(query.place.id) + name_of(0, *asked),
        city=query.place.sleeps_in,
        country=query.place.country,
        check_in=query.check_in,
        check_out=query.check_out,
        rooms=len(beds),
        sleeps=sum(beds),
        board=board,
        price=price,
        refundable_until=until if free else None,
        provenance=source,
        **{field: getattr(hotel, field) for field in _OF_THE_HOUSE},
    )


def _spread(firsts: list[StayOffer], more: list[StayOffer], limit: int) -> tuple[StayOffer, ...]:
    """At most `limit`, two thirds of them or more `firsts` where there are so many."""
    kept = _evenly(firsts, max(-(-limit * 2 // 3), limit - len(more)))
    return tuple(sorted(kept + _evenly(more, limit - len(kept)), key=_BY_PRICE))


def _evenly(offers: list[StayOffer], count: int) -> list[StayOffer]:
    """So many of them, from the cheapest to the dearest."""
    listed = sorted(offers, key=_BY_PRICE)
    if len(listed) <= count:
        return listed
    step = (len(listed) - 1) / max(1, count - 1)
    return [listed[round(number * step)] for number in range(count)]
