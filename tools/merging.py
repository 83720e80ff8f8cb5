"""What several providers offered, as one answer: pure, and the same whoever answered first.

The same thing on the same terms is kept once, at its lowest price. Amounts of two currencies are compared by
one day's rates; without a rate they are not compared, and both offers are kept.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from itertools import chain, zip_longest
from typing import NamedTuple, TypeVar

from travel.activities import Activity, DayTrip
from travel.atlas import folded
from travel.money import Money, Rates
from travel.offers import FlightOffer, StayOffer
from travel.places import Located, distance_km
from travel.provenance import vendor

SAME_HOUSE_KM = 0.5  # between the points that two vendors give the same hotel
SAME_SIGHT_KM = 0.3
_SAYS_NOTHING = frozenset({"hotel", "the", "and"})

T = TypeVar("T")
Offer = TypeVar("Offer", FlightOffer, StayOffer)
Fact = TypeVar("Fact", FlightOffer, StayOffer, Activity, DayTrip)
Spot = TypeVar("Spot", StayOffer, Activity, DayTrip)
Price = tuple[bool, str, Decimal]


class Merged(tuple[T, ...]):
    """An answer; `notes` are sentences on who took no part in it and why."""

    notes: tuple[str, ...]

    def __new__(cls, items: Iterable[T], notes: Iterable[str] = ()) -> "Merged[T]":
        made = super().__new__(cls, items)
        made.notes = tuple(notes)
        return made


class Prices(NamedTuple):
    """Orders amounts: those that can be told in `currency` first, by their worth in it."""

    currency: str
    rates: Rates | None = None

    def of(self, price: Money) -> Price:
        if price.currency == self.currency:
            return False, "", price.amount
        rates = self.rates
        if rates is None or not (rates.knows(price.currency) and rates.knows(self.currency)):
            return True, price.currency, price.amount
        return False, "", rates.convert(price, self.currency).amount


def merged_flights(
    answers: Iterable[Sequence[FlightOffer]], prices: Prices, limit: int
) -> tuple[FlightOffer, ...]:
    """At most `limit`, the cheapest first."""
    groups = _grouped(chain.from_iterable(answers), _same_flight)
    kept = [offer for group in groups for offer in _cheapest(group, prices)]
    return tuple(sorted(kept, key=lambda each: _ranked(each, prices))[:limit])


def merged_stays(
    answers: Iterable[Sequence[StayOffer]], prices: Prices, limit: int
) -> tuple[StayOffer, ...]:
    """At most `limit`, the cheapest first, spread over all prices where there are more."""
    groups = _grouped(chain.from_iterable(answers), _same_terms)
    houses = [house for group in groups for house in _one_place(group, SAME_HOUSE_KM)]
    kept = [offer for house in houses for offer in _cheapest(house, prices)]
    return spread(sorted(kept, key=lambda each: _ranked(each, prices)), limit)


def merged_sights(answers: Iterable[Sequence[Activity]], limit: int) -> tuple[Activity, ...]:
    """At most `limit`: everybody's first, then everybody's second. Of the same sight, the one whose
    price is known, then the one placed better, in the order of the answers."""
    order = [each for rank in zip_longest(*answers) for each in rank if each is not None]
    groups = _grouped(order, lambda each: (each.city, each.day_trip, _words(each.name)))
    sights = [sight for group in groups for sight in _one_place(group, SAME_SIGHT_KM)]
    place = {each.id: number for number, each in reversed(list(enumerate(order)))}
    best = {
        min(group, key=lambda each: (not each.price_known, place[each.id])).id for group in sights
    }
    once = {each.id: each for each in order if each.id in best}
    return _shared_out(list(once.values()), limit)


def merged_trips(answers: Iterable[Sequence[DayTrip]]) -> tuple[DayTrip, ...]:
    """Each place once, the way of the first who knows one."""
    found: dict[Hashable, DayTrip] = {}
    for trip in chain.from_iterable(answers):
        found.setdefault((trip.city, _words(trip.name)), trip)
    return tuple(found.values())


def spread(offers: Sequence[T], limit: int) -> tuple[T, ...]:
    """So many of them, evenly from the first to the last."""
    if len(offers) <= limit:
        return tuple(offers)
    step = (len(offers) - 1) / max(1, limit - 1)
    return tuple(offers[round(number * step)] for number in range(limit))


def without_tests(answers: Sequence[Sequence[Fact]]) -> tuple[list[Sequence[Fact]], list[str]]:
    """Real offers never stand among simulated ones: where there are any, the others are left out.

    With the vendors of what was left out.
    """
    if not any(not each.provenance.sandbox for answer in answers for each in answer):
        return list(answers), []
    kept = [[each for each in answer if not each.provenance.sandbox] for answer in answers]
    left = [each for answer in answers for each in answer if each.provenance.sandbox]
    return list(kept), sorted({vendor(each.provenance.provider) for each in left})


def currencies(answers: Iterable[Sequence[Offer]]) -> set[str]:
    return {each.price.currency for answer in answers for each in answer}


def _same_flight(offer: FlightOffer) -> Hashable:
    flights = tuple(
        tuple((each.carrier, each.number, each.depart.timestamp()) for each in one.segments)
        for one in offer.slices
    )
    cabins = tuple(each.cabin for one in offer.slices for each in one.segments)
    terms = offer.bags_included, offer.refundable, offer.changeable, offer.party_size
    return flights, cabins, terms


def _same_terms(offer: StayOffer) -> Hashable:
    terms = offer.board, offer.refundable_until is not None, offer.rooms
    return offer.city, offer.check_in, offer.check_out, terms, _words(offer.name)


def _words(name: str) -> frozenset[str]:
    """Without case, accents, order, and what every house calls itself."""
    words = frozenset("".join(c if c.isalnum() else " " for c in folded(name)).split())
    return words - _SAYS_NOTHING or words


def _grouped(items: Iterable[Fact], key: Callable[[Fact], Hashable]) -> list[list[Fact]]:
    groups: dict[Hashable, list[Fact]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _one_place(items: Sequence[Spot], within_km: float) -> list[list[Spot]]:
    """Those that lie together, or are linked by others that do."""
    places: list[list[Spot]] = []
    for item in items:
        near = [each for each in places if any(_near(item, one, within_km) for one in each)]
        rest = [each for each in places if not any(each is one for one in near)]
        places = [*rest, [one for each in near for one in each] + [item]]
    return places


def _near(one: Located, other: Located, within_km: float) -> bool:
    return distance_km(one, other) <= within_km


def _shared_out(order: Sequence[Activity], limit: int) -> tuple[Activity, ...]:
    """A third restaurants where there are enough of both, as each provider answers."""
    at_table = sum(each.category == "restaurant" for each in order)
    tables = min(max(limit // 3, limit - (len(order) - at_table)), at_table)
    left = {True: tables, False: limit - tables}
    kept: list[Activity] = []
    for each in order:
        if left[each.category == "restaurant"] > 0:
            left[each.category == "restaurant"] -= 1
            kept.append(each)
    return tuple(kept)


def _cheapest(group: Sequence[Offer], prices: Prices) -> list[Offer]:
    """One for each currency that can't be compared; its note says who asked more."""
    comparable = _grouped(group, lambda each: prices.of(each.price)[:2])
    return [_noted(each, prices) for each in comparable]


def _noted(group: Sequence[Offer], prices: Prices) -> Offer:
    first, *others = sorted(group, key=lambda each: _ranked(each, prices))
    mine = first.provenance
    dearer = {
        vendor(each.provenance.provider): each.price
        for each in reversed(others)
        if each.provenance.provider != mine.provider
    }
    if not dearer:
        return first
    told = ", ".join(f"{who} {price.rounded()}" for who, price in sorted(dearer.items()))
    note = "; ".join(part for part in (mine.note, f"also offered by {told}") if part)
    return first.model_copy(update={"provenance": mine.model_copy(update={"note": note})})


def _ranked(offer: Offer, prices: Prices) -> tuple[Price, int, str, str]:
    minutes = offer.minutes if isinstance(offer, FlightOffer) else 0
    return prices.of(offer.price), minutes, offer.provenance.provider, offer.id
