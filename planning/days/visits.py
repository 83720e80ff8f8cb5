"""Stops with their beds: when one is there, and the ways between airport, station and bed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from planning import price
from planning.days.taste import DESK_MINUTES, Spot
from planning.days.town import estimated_way
from planning.frame import CityStay, Frame
from planning.select import Choice, Ride
from travel.activities import at_minute
from travel.dates import utc
from travel.evidence import Evidence, hotel_point
from travel.offers import GroundOffer, StayOffer
from travel.places import Airport, Place, distance_km

FAR_KM, FAST_KMH = 80.0, 65.0  # an airport so far out isn't the city's own
NOON = 12 * 60
NIGHT_OVER, SMALL_HOURS = 9, 3  # o'clock: flights that land before, leave before


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop with its bed, and the minutes between which one is there, as instants.

    Who changes hotels makes two visits of one stop, each with its nights.
    """

    city: CityStay
    stay: StayOffer | None
    base: Spot
    came: Ride | None
    goes: Ride | None
    ready: datetime  # at the bed
    leave: datetime | None  # from the bed
    before: StayOffer | None = None  # the hotel of the same stop that one moves from
    moving: int = 0  # minutes from there, with bags
    moves_on: bool = False  # to another hotel of the same stop

    @property
    def zone(self) -> ZoneInfo:
        return self.city.place.zone


def minute_of(instant: datetime, day: date) -> int:
    """Minutes after the midnight of `day` on the clock the instant carries."""
    return (instant.date() - day).days * 1440 + instant.hour * 60 + instant.minute


def moved(instant: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """The instant that many minutes later, on the clock of the zone."""
    return (utc(instant) + timedelta(minutes=minutes)).astimezone(zone)


class Visits:
    """Makes the visits of a frame, with a choice or without."""

    def __init__(
        self,
        frame: Frame,
        choice: Choice | None,
        evidence: Evidence,
        *,
        starts: int,
        since: datetime | None,
    ) -> None:
        """`starts` is when days do, in minutes of the local clock; `since` is as in `Wanted`."""
        self.frame, self.choice, self.evidence = frame, choice, evidence
        self.starts, self.since = starts, since

    def visits(self) -> Iterator[Visit]:
        for k, city in enumerate(self.frame.cities):
            stays = self.choice.stays[k] if self.choice else ()
            whole = self._visit(k, stays[0] if stays else None)
            if len(stays) < 2:
                yield whole
                continue
            first = _until(city, stays[0])
            yield replace(whole, city=first, goes=None, leave=None, moves_on=True)
            for before, stay in pairwise(stays):
                yield self._moved(self._visit(k, stay), before, stay)

    def _moved(self, visit: Visit, before: StayOffer, stay: StayOffer) -> Visit:
        """In the morning one takes the bags from one hotel to the next."""
        way = self._between(before, stay)
        day = stay.check_in
        out = at_minute(day, move_out_at(before, self.starts) + DESK_MINUTES, visit.zone)
        return replace(
            visit,
            city=_until(visit.city.model_copy(update={"check_ins": (day,)}), stay),
            came=None,
            ready=moved(out, way, visit.zone),
            before=before,
            moving=way,
        )

    def _between(self, a: StayOffer, b: StayOffer) -> int:
        """Minutes from door to door: the matrix's, else an estimate."""
        matrix = self.evidence.matrix(a.city)
        row = matrix.routes.get(hotel_point(a)) if matrix else None
        route = row.get(hotel_point(b)) if row else None
        return max(1, route.minutes if route else estimated_way(a, b)[0])

    def _visit(self, k: int, stay: StayOffer | None) -> Visit:
        frame, choice = self.frame, self.choice
        rides = choice.rides if choice else ()
        first = 1 if frame.outbound else 0
        came = rides[k - 1 + first] if 0 <= k - 1 + first < len(rides) else None
        goes = rides[k + first] if k + first < len(rides) else None
        city = frame.cities[k]
        return Visit(
            city=city,
            stay=stay,
            base=self._bed(city.place, stay),
            came=came,
            goes=goes,
            ready=self._ready(k, came),
            leave=None if goes is None else self._leave(k, goes),
        )

    def _bed(self, place: Place, stay: StayOffer | None) -> Spot:
        if stay is not None:
            return Spot(hotel_point(stay), stay.lat, stay.lon)
        centre = self.evidence.cities.get(place.sleeps_in, place)
        return Spot(f"centre:{place.sleeps_in}", centre.lat, centre.lon)

    def _ready(self, k: int, came: Ride | None) -> datetime:
        city = self.frame.cities[k]
        zone = city.place.zone
        if came is None:
            # Nothing says when one arrives; noon leaves the afternoon.
            first = city.check_ins[0]
            return at_minute(first, NOON if self.choice else 0, zone)
        if drives(came):
            return moved(came.arrive, 0, zone)
        way = self.kerb(came) + self.transfer_minutes(city.place, came, -1)
        return moved(max(came.arrive, self._waited(k, came), key=utc), way, zone)

    def _waited(self, k: int, came: Ride) -> datetime:
        """Until when one waited at the airport to go on, where a journey broke off there."""
        broke_off = self.since is not None and self.frame.cities[k].place.kind == "airport"
        return self.since if broke_off and self.since else came.arrive

    def _leave(self, k: int, goes: Ride) -> datetime:
        place = self.frame.cities[k].place
        zone = place.zone
        if drives(goes):
            return moved(goes.depart, 0, zone)
        ride = self.transfer_minutes(place, goes, 0)
        latest = moved(goes.depart, -self.lead(goes) - ride, zone)
        return latest - timedelta(minutes=latest.minute % 5)

    def transfer_minutes(self, place: Place, ride: Ride, end: int) -> int:
        """Between the bed in a place and the first (0) or last (-1) airport of a ride."""
        if ride.slice is None:
            return price.STATION_MINUTES
        segment = ride.slice.segments[end]
        airport = self.airport(segment.destination if end else segment.origin)
        if airport is None:
            return price.transfer_minutes(None)
        far = distance_km(airport, place)
        by_road = round(far / FAST_KMH * 60) if far > FAR_KM else 0
        return max(airport.transfer_minutes, by_road)

    def airport(self, iata: str) -> Airport | None:
        return self.evidence.airports.get(iata)

    def _abroad(self, pairs: list[tuple[str, str]], hop_abroad: bool) -> bool:
        known = [(self.airport(a), self.airport(b)) for a, b in pairs]
        if any(a is None or b is None for a, b in known):
            return hop_abroad or any(a and b and a.country != b.country for a, b in known)
        return any(a and b and a.country != b.country for a, b in known)

    def kerb(self, ride: Ride) -> int:
        """Minutes from the arrival to the kerb."""
        if ride.slice is None:
            return price.GROUND_LEAD_MINUTES
        last = ride.slice.segments[-1]
        pairs = [(ride.slice.origin, last.destination), (last.origin, last.destination)]
        abroad = self._abroad(pairs, ride.hop.origin.country != ride.hop.destination.country)
        return price.KERB_MINUTES_ABROAD if abroad else price.KERB_MINUTES

    def lead(self, ride: Ride) -> int:
        """Minutes before the departure at which one is at the airport or station."""
        if ride.slice is None:
            return price.GROUND_LEAD_MINUTES
        first = ride.slice.segments[0]
        pairs = [(first.origin, ride.slice.destination), (first.origin, first.destination)]
        abroad = self._abroad(pairs, ride.hop.origin.country != ride.hop.destination.country)
        return price.LEAD_MINUTES_ABROAD if abroad else price.LEAD_MINUTES


def _until(city: CityStay, stay: StayOffer) -> CityStay:
    return city.model_copy(update={"check_out": stay.check_out})


def move_out_at(stay: StayOffer, starts: int) -> int:
    """When one checks out to change hotels: as days start, and in time."""
    until = stay.check_out_until.hour * 60 + stay.check_out_until.minute
    return min(starts, until - DESK_MINUTES)


def stands_on(ride: Ride) -> date:
    """The day in which the last part of a ride stands."""
    last = ride.slice.segments[-1] if ride.slice else ride
    return min(last.depart.date(), last.arrive.date())


def drives(ride: Ride) -> bool:
    """By car one goes from door to door."""
    return isinstance(ride.offer, GroundOffer) and ride.offer.mode == "car"


def opens_at(stay: StayOffer) -> int:
    return stay.check_in_from.hour * 60 + stay.check_in_from.minute


def overnight(ride: Ride) -> bool:
    """Whether it lands before nine, after a night in the air."""
    if ride.slice is None or ride.arrive.hour >= NIGHT_OVER:
        return False
    return ride.depart.date() < ride.arrive.date() or ride.depart.hour < SMALL_HOURS
