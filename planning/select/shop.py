"""What is on offer: ways and beds with their cost and worth."""

from collections.abc import Iterator
from datetime import datetime

from planning import price
from planning.doors import flight_minutes, ground_minutes
from planning.frame import Frame
from planning.hops import Hop, night_of
from planning.price import Purse, means
from planning.select.beds import Beds
from planning.select.legs import (
    day_worth,
    goes,
    in_time,
    is_airport_of,
    lands_at_a_stop,
    leaves_a_stop,
)
from planning.select.steer import Ride, Steer, Way, ground_key, slice_key
from planning.select.wishes import Wishes
from travel.dates import minutes_between
from travel.evidence import Evidence
from travel.offers import FlightOffer, GroundOffer, Slice, StayOffer
from travel.places import Place
from travel.request import TripRequest

USUAL_CONNECTION, LONGEST_CONNECTION = 60, 24 * 60


class Shop:
    """Offers that can be used at all, valued. Nothing competes with what is `held`."""

    def __init__(
        self, request: TripRequest, evidence: Evidence, *,
        now: datetime, purse: Purse, held: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.request, self.evidence = request, evidence
        self.purse, self.held = purse, held
        self.airports = dict(evidence.airports)
        self.flights = [o for o in evidence.flights if self._flies(o, now)]
        rides = () if request.intent == "flight" else evidence.grounds
        self.grounds = [o for o in rides if self._sold(o, now)]
        stays = [o for o in evidence.stays if self._sold(o, now) and self._fits(o)]
        self._serves: dict[tuple[str, str], bool] = {}
        self.wishes = Wishes(request, purse.euro)
        self.beds = Beds(request, stays, self.wishes, purse=purse, held=held).beds

    def _sold(self, offer: FlightOffer | GroundOffer | StayOffer, now: datetime) -> bool:
        return offer.provenance.valid_at(now) and self.purse.knows(offer.price)

    def _flies(self, offer: FlightOffer, now: datetime) -> bool:
        party = self.request.party
        seats = offer.seats_left is None or offer.seats_left >= party.seats
        enough = offer.party_size in (party.size, party.seats)
        return seats and enough and self._sold(offer, now) and self._connects(offer)

    def _connects(self, offer: FlightOffer) -> bool:
        for each in offer.slices:
            for before, after in zip(each.segments, each.segments[1:], strict=False):
                airport = self.airports.get(before.destination)
                least = airport.connect_minutes if airport else USUAL_CONNECTION
                wait = minutes_between(before.arrive, after.depart)
                if not least <= wait <= LONGEST_CONNECTION or before.destination != after.origin:
                    return False
        return all(
            code in self.airports
            for each in offer.slices
            for segment in each.segments
            for code in (segment.origin, segment.destination)
        )

    def _fits(self, offer: StayOffer) -> bool:
        return offer.sleeps >= self.request.party.seats and not any(
            means(name, offer.name) for name in self.request.wanted("avoid", ())
        )

    def serves(self, place: Place, iata: str) -> bool:
        """Whether one flies to `place` through that airport."""
        key = (place.id, iata)
        if key not in self._serves:
            base = self.evidence.cities.get(place.sleeps_in)
            codes = {*place.airports, *(base.airports if base else ())}
            airport = self.airports.get(iata)
            self._serves[key] = iata in codes or (
                airport is not None and is_airport_of(airport, place, known=bool(codes))
            )
        return self._serves[key]

    def legs_of(self, offer: FlightOffer, hops: tuple[Hop, ...]) -> tuple[int, ...] | None:
        """The legs that the offer's slices fly, in order; None where one fits no leg."""
        legs: list[int] = []
        for each in offer.slices:
            day = each.depart.date()
            found = next(
                (
                    i
                    for i, hop in enumerate(hops)
                    if hop.day == day
                    and (not legs or i > legs[-1])
                    and self.serves(hop.origin, each.origin)
                    and self.serves(hop.destination, each.destination)
                ),
                None,
            )
            if found is None:
                return None
            legs.append(found)
        return tuple(legs)

    def ways(self, frame: Frame, steer: Steer) -> Iterator[Way]:
        """All that can be travelled; for legs that are bought, only what is bought."""
        taken = {leg for offer in self.flights for leg in self._held_legs(offer, frame)}
        for way in self._offered(frame, steer):
            if way.rides[0].offer.id in self.held or not taken & set(way.legs):
                yield way

    def _held_legs(self, offer: FlightOffer, frame: Frame) -> tuple[int, ...]:
        return (self.legs_of(offer, frame.hops) or ()) if offer.id in self.held else ()

    def _offered(self, frame: Frame, steer: Steer) -> Iterator[Way]:
        hops = frame.hops
        days = {hop.day for hop in hops}
        for offer in self.flights:
            if offer.slices[0].depart.date() not in days or offer.id in steer.banned:
                continue
            legs = self.legs_of(offer, hops)
            if legs is not None:
                way = self._flight_way(frame, offer, legs, steer)
                if way is not None:
                    yield way
        for offer in self.grounds:
            if offer.id in steer.banned:
                continue
            for leg, hop in enumerate(hops):
                if goes(offer, hop):
                    way = self._ground_way(frame, offer, leg, steer)
                    if way is not None:
                        yield way

    def _flight_way(
        self, frame: Frame, offer: FlightOffer, legs: tuple[int, ...], steer: Steer
    ) -> Way | None:
        hops = frame.hops
        keys = [slice_key(each) for each in offer.slices]
        rides = tuple(
            Ride(hops[leg], offer, each, each.depart, each.arrive, night_of(each.arrive))
            for leg, each in zip(legs, offer.slices, strict=True)
        )
        if any(key in steer.not_slices for key in keys) or not in_time(legs, rides, frame, steer):
            return None
        lost = self.wishes.toll(self.wishes.flight_misses(frame, offer, legs), steer)
        if lost is None:
            return None
        size = self.request.party.size
        person = price.offer_worth(offer) + sum(
            self._slice_worth(frame, leg, ride) for leg, ride in zip(legs, rides, strict=True)
        )
        worth = person * size * self.purse.euro - lost
        kept = sum(key in steer.keep_slices for key in keys)
        worth += steer.keep * kept * (1.1 if offer.id in steer.keep_ids else 1.0)
        worth -= steer.minute_worth * flight_minutes(offer, self.airports)
        fares = self.purse.value(offer.price)
        transfers = sum(
            self._transfers(frame, leg, each) for leg, each in zip(legs, offer.slices, strict=True)
        )
        return Way(legs, rides, fares + transfers, fares, worth, offer.minutes)

    def _slice_worth(self, frame: Frame, leg: int, ride: Ride) -> float:
        assert ride.slice is not None
        worth = price.slice_worth(ride.slice) + price.flight_overhead_worth()
        return worth + day_worth(frame, leg, ride)

    def _transfers(self, frame: Frame, leg: int, each: Slice) -> float:
        """Rides between the airports at the destinations and the beds there."""
        ends = [each.destination] if lands_at_a_stop(frame, leg) else []
        ends += [each.origin] if leaves_a_stop(frame, leg) else []
        known = (
            price.transfer_price(self.airports.get(iata), self.request.party, self.purse)
            for iata in ends
        )
        return sum(self.purse.value(cost) for cost in known if cost is not None)

    def _ground_way(self, frame: Frame, offer: GroundOffer, leg: int, steer: Steer) -> Way | None:
        hop = frame.hops[leg]
        ride = Ride(hop, offer, None, offer.depart, offer.arrive, night_of(offer.arrive))
        key = ground_key(offer)
        if key in steer.not_slices or not in_time((leg,), (ride,), frame, steer):
            return None
        misses = (
            *self.wishes.mode_misses(frame, leg, offer.mode),
            *self.wishes.late_home(frame, leg, offer.arrive),
        )
        lost = self.wishes.toll(misses, steer)
        if lost is None:
            return None
        person = price.ground_worth(offer) + day_worth(frame, leg, ride)
        worth = person * self.request.party.size * self.purse.euro - lost
        worth += steer.keep * (key in steer.keep_slices)
        minutes = minutes_between(offer.depart, offer.arrive)
        worth -= steer.minute_worth * ground_minutes(offer)
        return Way((leg,), (ride,), self.purse.value(offer.price), 0.0, worth, minutes)
