"""Where one may sleep in a city: in one stay, or in two with a change of hotels between them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from planning import price
from planning.frame import CityStay
from planning.price import Purse, means
from planning.select.steer import Bed, Steer, stay_key
from planning.select.wishes import Miss, Wishes
from travel.offers import StayOffer
from travel.request import TripRequest

A_CLASS = 22.0  # euros a room and night, for each star fewer than before
MOST_NAMED = 2  # of the best by price and worth, so many of different names are worth a look


class Beds:
    """Offers of stays, valued. Nothing competes with what is `held`."""

    def __init__(
        self, request: TripRequest, stays: Sequence[StayOffer], wishes: Wishes, *,
        purse: Purse, held: frozenset[str],
    ) -> None:  # fmt: skip
        self.request, self.wishes, self.purse, self.held = request, wishes, purse, held
        self.stays = stays
        self._on: dict[tuple[str, date, date], list[StayOffer]] = {}
        self._ends: dict[tuple[str, date], list[date]] = {}
        for offer in stays:
            self._on.setdefault((offer.city, offer.check_in, offer.check_out), []).append(offer)
            ends = self._ends.setdefault((offer.city, offer.check_in), [])
            if offer.check_out not in ends:
                ends.append(offer.check_out)

    @cached_property
    def levels(self) -> dict[str, float]:
        cities = {offer.city for offer in self.stays}
        return {
            city: price.market_level((o for o in self.stays if o.city == city), self.purse)
            for city in sorted(cities)
        }

    def beds(self, city: CityStay, check_in: date, steer: Steer) -> list[Bed]:
        """All that cover the nights from `check_in`; of changes those that could be the best."""
        held = self._held(city, check_in)
        nights = (city.check_out - check_in).days
        singles = self._parts(city, check_in, city.check_out, steer, nights)
        found: list[tuple[Bed, ...]] = [(part,) for part in singles]
        found += self._changes(city, check_in, steer, held, nights)
        whole = [each for each in found if held <= {part.offers[0].id for part in each}]
        beds = (self._bed(city, parts, steer) for parts in whole)
        return [bed for bed in beds if bed is not None]

    def _held(self, city: CityStay, check_in: date) -> frozenset[str]:
        """What is bought for these nights."""
        return frozenset(
            o.id
            for o in self.stays
            if o.id in self.held and o.city == city.city
            if o.check_in < city.check_out and o.check_out > check_in
        )

    def _parts(
        self, city: CityStay, since: date, until: date, steer: Steer, nights: int
    ) -> list[Bed]:
        """The stays of these dates, each as its share of all `nights`."""
        found: list[Bed] = []
        for offer in self._on.get((city.city, since, until), ()):
            if offer.id in steer.banned or not _pleases(offer, steer):
                continue
            toll = self.wishes.toll(self.wishes.stay_misses(offer), steer)
            if toll is None:
                continue
            share = offer.nights / nights
            worth = self._worth(offer, steer, share) - toll * share
            found.append(Bed((offer,), self.purse.value(offer.price), worth))
        return found

    def _worth(self, offer: StayOffer, steer: Steer, share: float) -> float:
        level = self.levels[offer.city]
        worth = price.stay_worth(offer, self.request.party, level) * self.purse.euro
        kept = stay_key(offer) in steer.keep_stays
        named = any(offer.name == key[0] and offer.city == key[1] for key in steer.keep_stays)
        known = 1.1 if offer.id in steer.keep_ids else 1.0
        worth += steer.keep_bed * share * (kept * known + named / 2)
        return worth - self._unlike(offer, steer) * level * self.purse.euro

    def _changes(
        self, city: CityStay, check_in: date, steer: Steer, held: frozenset[str], nights: int
    ) -> Iterator[tuple[Bed, Bed]]:
        """Two stays with different names. Only a wish for areas asks how two go together."""
        areas = self._areas(city)
        for change in self._ends.get((city.city, check_in), ()):
            if change >= city.check_out:
                continue
            first = self._parts(city, check_in, change, steer, nights)
            second = self._parts(city, change, city.check_out, steer, nights)
            for before in _worth_a_look(first, areas, held):
                for after in _worth_a_look(second, areas, held):
                    if before.offers[0].name != after.offers[0].name:
                        yield before, after

    def _bed(self, city: CityStay, parts: tuple[Bed, ...], steer: Steer) -> Bed | None:
        offers = tuple(part.offers[0] for part in parts)
        cost = sum(part.cost for part in parts)
        worth = sum(part.worth for part in parts)
        moving = 0.0
        if len(parts) > 1:
            euro = self.purse.euro
            moving = price.moving_toll(cost / euro, self.request.party) * euro
        toll = self.wishes.toll(self._misses(city, offers), steer)
        return None if toll is None else Bed(offers, cost, worth - moving - toll, moving)

    def _misses(self, city: CityStay, offers: tuple[StayOffer, ...]) -> Iterator[Miss]:
        hotels = self.request.wanted("hotels")
        if hotels == 1 and len(offers) > 1:
            yield "hotels", 1.0
        if hotels == 2 and len(offers) < 2 and len(self.request.stops) < 2:
            yield "hotels", 1.0
        areas = self._areas(city)
        if lacking := [name for name in areas if not any(in_area(name, o) for o in offers)]:
            yield "areas", float(len(lacking))

    def _areas(self, city: CityStay) -> tuple[str, ...]:
        """The areas asked for that are in this city, or in none."""
        known = self._known_areas.items()
        return tuple(name for name, cities in known if not cities or city.city in cities)

    @cached_property
    def _known_areas(self) -> dict[str, frozenset[str]]:
        """The cities of each area that is asked for."""
        return {
            name: frozenset(offer.city for offer in self.stays if in_area(name, offer))
            for name in self.request.wanted("areas", ())
        }

    def _unlike(self, offer: StayOffer, steer: Steer) -> float:
        """Euros by which a bed is of a lower class than the one before."""
        here = [stay for stay in steer.like if stay.city == offer.city]
        before = max(here, key=lambda stay: _shared_nights(stay, offer), default=None)
        lower = max(0, before.stars - offer.stars) if before else 0
        return A_CLASS * lower * offer.nights * offer.rooms


def in_area(name: str, offer: StayOffer) -> bool:
    return means(name, offer.area)


def _shared_nights(stay: StayOffer, offer: StayOffer) -> int:
    first, last = max(stay.check_in, offer.check_in), min(stay.check_out, offer.check_out)
    return (last - first).days


def _worth_a_look(
    parts: Iterable[Bed], areas: tuple[str, ...], held: frozenset[str]
) -> Iterator[Bed]:
    """Those that may be half of a best pair.

    A part can be replaced by one that costs no more and is worth no less, unless that one has the name of
    the other half: so what two others of different names beat is never needed.
    """
    groups: dict[tuple[bool, ...], list[Bed]] = {}
    for part in parts:
        offer = part.offers[0]
        kind = (offer.id in held, *(in_area(name, offer) for name in areas))
        groups.setdefault(kind, []).append(part)
    for group in groups.values():
        yield from _unbeaten(group)


def _unbeaten(parts: Iterable[Bed]) -> Iterator[Bed]:
    best: dict[str, float] = {}  # by name, of what costs no more
    for part in sorted(parts, key=lambda each: (each.cost, -each.worth)):
        name = part.offers[0].name
        beaten = {other for other, worth in best.items() if worth >= part.worth}
        if name in beaten or len(beaten) >= MOST_NAMED:
            continue
        best[name] = max(part.worth, best.get(name, part.worth))
        yield part


def _pleases(offer: StayOffer, steer: Steer) -> bool:
    if offer.name in steer.not_stays:
        return False
    nearer = steer.nearer.get(offer.city)
    if nearer is not None and offer.centre_km >= nearer:
        return False
    if (than := steer.better.get(offer.city)) is not None:
        stars, rating = than
        mine = offer.rating or 0.0
        return offer.stars >= stars and mine >= rating - 0.2 and (offer.stars, mine) > than
    return True
