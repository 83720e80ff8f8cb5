"""Flights of a made-up but believable world: real airlines, hubs and airports, invented timetables.

Deterministic for a seed, a clock and a query. Offers hold for twenty minutes, some flights are
sold out, and `reprice` sometimes finds another price (3 in 100) or nothing (1 in 100).

To exercise the unhappy paths there are fictional airports; as origin or destination of any slice:

    ZZA   ProviderUnavailable
    ZZB   RateLimited
    ZZC   finds offers (Lisbon's), whose price is another on `reprice`
    ZZD   finds offers (Lisbon's), which are gone on `reprice`
    ZZE   finds no offers
    ZZF   finds offers (Lisbon's) after three seconds
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from tools.flights import FlightQuery, SliceQuery
from tools.providers.sandbox.choose import Combination, chosen, combined
from tools.providers.sandbox.currency import rates_on
from tools.providers.sandbox.fares import Fare, Fares
from tools.providers.sandbox.journeys import Journeys
from tools.providers.sandbox.network import Network
from tools.providers.sandbox.schedules import Flight, instant
from tools.providers.sandbox.seeded import answer, between, name_of, unit
from travel.errors import OfferGone, ProviderRefused, ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer
from travel.money import Money, Rates
from travel.offers import FlightOffer, Segment, Slice
from travel.provenance import Provenance
from travel.wishes import Cabin

NAME = "sandbox:flights"
VALID_MINUTES = 20
DAYS_AHEAD = 400
CHECK_IN = 75  # minutes before departure after which nobody buys a ticket any more
SLOW_SECONDS = 3.0
MOST_PAIRS = 24  # airport pairs looked at for one direction, the biggest first
ENOUGH = 6  # ways with fewer stops, for not looking at more
FLEX_SHARE, FLEX_EUR = 1.25, 24.0  # a flexible fare over the usual one
CHANGED, GONE = 0.03, 0.01  # of the offers, on reprice


class SandboxFlights:
    """Implements `FlightProvider`. `clock` tells the time with a zone."""

    def __init__(
        self, gazetteer: Gazetteer, *, clock: Callable[[], datetime], seed: int = 0
    ) -> None:
        self._network = Network(gazetteer)
        self._journeys = Journeys(self._network)
        self._fares = Fares(self._network, seed)
        self._clock = clock
        self._seed = seed

    @property
    def name(self) -> str:
        return NAME

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        """At most `query.limit` offers, the cheapest first; empty where nothing flies."""
        codes = _codes(query)
        _fail(codes, self._clock())
        if "ZZF" in codes:
            await asyncio.sleep(SLOW_SECONDS)
        now = self._clock()
        directions = [self._direction(each, query, now) for each in query.slices]
        if not all(directions):
            return ()
        combinations = [
            each
            for each in combined(self._network, directions)
            if _in_order(each) and _fits(each, query.party.seats)
        ]
        bill = _Bill(self._fares, self._network, query, now, self._seed)
        flexible = query.limit // 8
        picked = chosen(combinations, query.limit - flexible)
        offers = [bill.offer(each) for each in picked]
        offers += [bill.offer(each, flexible=True) for each in bill.flexible(picked)[:flexible]]
        return tuple(sorted(offers, key=lambda each: (each.price.amount, each.minutes, each.id)))

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        """As it stands now, valid anew. Raises OfferGone where it is expired or sold out."""
        now = self._clock()
        codes = {
            code
            for each in offer.slices
            for segment in each.segments
            for code in (segment.origin, segment.destination)
        }
        _fail(codes, now)
        if not offer.provenance.valid_at(now):
            raise OfferGone(NAME, "the offer has expired")
        luck = unit(self._seed, "reprice", offer.id, offer.provenance.retrieved_at.isoformat())
        if "ZZD" in codes or (luck < GONE and "ZZC" not in codes):
            raise OfferGone(NAME, "the offer is sold out")
        fresh = _provenance(f"{offer.id} {now.isoformat()}", now)
        if "ZZC" in codes or luck < GONE + CHANGED:
            share = between(1.02, 1.08, self._seed, "changed", offer.id)
            price = (offer.price * Decimal(str(round(share, 4)))).rounded()
            return offer.model_copy(update={"price": price, "provenance": fresh})
        return offer.model_copy(update={"provenance": fresh})

    def _direction(self, each: SliceQuery, query: FlightQuery, now: datetime) -> list[Fare]:
        fares: list[Fare] = []
        earliest = int(now.timestamp() // 60) + CHECK_IN
        pairs = [
            pair
            for pair in self._pairs(each)
            if 0 <= (each.day - self._today(pair[0], now)).days <= DAYS_AHEAD
        ]
        for stops in sorted({min(1, query.max_stops), query.max_stops}):
            fares = [
                fare
                for origin, destination in pairs
                for journey in self._journeys.on(origin, destination, each.day.toordinal(), stops)
                if journey.depart >= earliest
                if (fare := self._fares.of(journey, query.cabin, query.bags, now.date()))
            ]
            if len(fares) >= ENOUGH:
                break
        return fares

    def _pairs(self, each: SliceQuery) -> list[tuple[str, str]]:
        pairs = [
            (a, b)
            for a in dict.fromkeys(each.origins)
            for b in dict.fromkeys(each.destinations)
            if a != b and self._network.airport(a) and self._network.airport(b)
        ]
        size = {
            code: airport.passengers_m
            for pair in pairs
            for code in pair
            if (airport := self._network.airport(code))
        }
        return sorted(pairs, key=lambda pair: -size[pair[0]] * size[pair[1]])[:MOST_PAIRS]

    def _today(self, code: str, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self._network.at(code).tz)).date()


class _Bill:
    """Turns combinations into offers for one query."""

    def __init__(
        self, fares: Fares, network: Network, query: FlightQuery, now: datetime, seed: int
    ) -> None:
        self._fares = fares
        self._network = network
        self._query = query
        self._seed = seed
        self._rates = _rates(query.currency, now.date())
        self._provenance = _provenance(query.model_dump_json(), now)
        self._shown: dict[Flight, Segment] = {}

    def offer(self, each: Combination, *, flexible: bool = False) -> FlightOffer:
        """At the usual fare, or at one that may be changed and given back."""
        query, fares = self._query, each.fares
        # One adult's price holds the return discount; the party pays it by its own weights.
        factor = sum(
            fare.price * self._fares.party_factor(query.party, fare.journey) for fare in fares
        ) / sum(fare.price for fare in fares)
        adult = each.price * FLEX_SHARE + FLEX_EUR * len(fares) if flexible else each.price
        seats = [fare.seats for fare in fares if fare.seats is not None]
        return FlightOffer(
            id=self._id(fares, flexible),
            slices=tuple(self._slice(fare) for fare in fares),
            price=self._money(adult * factor),
            party_size=query.party.size,
            bags_included=max(min(fare.bags for fare in fares), 1 if flexible else 0),
            bag_price=self._whole(max(fare.bag_price for fare in fares)),
            seats_left=min(seats) if seats else None,
            refundable=flexible or all(fare.refundable for fare in fares),
            changeable=flexible or all(fare.changeable for fare in fares),
            provenance=self._provenance,
        )

    def flexible(self, picked: Iterable[Combination]) -> list[Combination]:
        """Those that are sold at a flexible fare too: on full-service carriers alone."""
        return [
            each
            for each in picked
            if all(
                self._network.carriers[flight.carrier].kind == "full"
                for fare in each.fares
                for flight in fare.journey.flights
            )
            and not all(fare.refundable for fare in each.fares)
        ]

    def _id(self, fares: Iterable[Fare], flexible: bool) -> str:
        query = self._query
        flights = [(f.number, f.depart) for fare in fares for f in fare.journey.flights]
        asked = query.party, query.cabin, query.bags, query.currency
        return f"sbx-f-{name_of(self._seed, flights, *asked, flexible)}"

    def _slice(self, fare: Fare) -> Slice:
        pairs = zip(fare.journey.flights, fare.cabins, strict=True)
        return Slice(segments=tuple(self._segment(flight, cabin) for flight, cabin in pairs))

    def _segment(self, flight: Flight, cabin: Cabin) -> Segment:
        if flight not in self._shown:
            self._shown[flight] = Segment(
                carrier=flight.carrier,
                carrier_name=self._network.carriers[flight.carrier].name,
                number=flight.number,
                origin=flight.origin,
                destination=flight.destination,
                depart=instant(flight.depart, self._network.at(flight.origin).tz),
                arrive=instant(flight.arrive, self._network.at(flight.destination).tz),
                cabin=cabin,
                aircraft=flight.aircraft,
            )
        return self._shown[flight]

    def _whole(self, euros: float) -> Money:
        exact = self._money(euros)
        return Money(amount=exact.amount.quantize(Decimal(1)), currency=exact.currency)

    def _money(self, euros: float) -> Money:
        amount = Money(amount=Decimal(str(round(euros, 2))), currency="EUR")
        return self._rates.convert(amount, self._query.currency).rounded()


def _rates(currency: str, on: date) -> Rates:
    rates = rates_on(on)
    if not rates.knows(currency):
        raise ProviderRefused(NAME, f"prices in {currency} aren't offered")
    return rates


def _provenance(key: str, now: datetime) -> Provenance:
    return answer(NAME, key, now, VALID_MINUTES)


def _codes(query: FlightQuery) -> set[str]:
    return {code for each in query.slices for code in (*each.origins, *each.destinations)}


def _fail(codes: set[str], now: datetime) -> None:
    if "ZZA" in codes:
        raise ProviderUnavailable(NAME, "not reachable (the sandbox was asked to fail: ZZA)")
    if "ZZB" in codes:
        later = now + timedelta(seconds=30)
        raise RateLimited(NAME, "too many searches (the sandbox was asked to: ZZB)", later)


def _in_order(each: Combination) -> bool:
    """Each direction leaves after the one before has landed."""
    journeys = [fare.journey for fare in each.fares]
    return all(a.arrive + CHECK_IN <= b.depart for a, b in pairwise(journeys))


def _fits(each: Combination, seats: int) -> bool:
    return all(fare.seats is None or fare.seats >= seats for fare in each.fares)
