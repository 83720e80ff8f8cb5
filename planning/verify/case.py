"""A plan with its request and its evidence, and what follows from the three by looking up."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from planning.verify.clock import zone_of
from planning.verify.course import (
    Journey,
    Leg,
    Visit,
    flights_and_rides,
    matched,
    merged_stops,
    runs_of_stays,
    serves,
    visits,
    wanted_legs,
)
from travel.activities import Activity, DayTrip
from travel.dates import utc
from travel.evidence import Evidence
from travel.itinerary import Day, Item, Itinerary
from travel.offers import GroundOffer, Segment, StayOffer
from travel.places import Place
from travel.request import TripRequest

GROUND_KINDS = ("train", "bus", "ferry", "car")
RIDE = "trip:"


@dataclass(frozen=True)
class Placed:
    """An item in its day; `start` and `end` are in UTC."""

    index: int
    day: Day
    item: Item
    start: datetime
    end: datetime
    opens_day: bool

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def is_ride(self) -> bool:
        return self.item.kind == "transfer" and self.item.ref.startswith(RIDE)


class Case:
    """What the rules look at. Everything is found once, when it is first asked for."""

    def __init__(
        self, plan: Itinerary, request: TripRequest, evidence: Evidence, now: datetime
    ) -> None:
        self.plan, self.request, self.evidence, self.now = plan, request, evidence, now

    @cached_property
    def items(self) -> tuple[Placed, ...]:
        placed: list[Placed] = []
        for day in self.plan.days:
            for number, item in enumerate(day.items):
                start, end = utc(item.start), utc(item.end)
                placed.append(Placed(len(placed), day, item, start, end, number == 0))
        return tuple(placed)

    def of_kind(self, *kinds: str) -> Iterator[Placed]:
        return (each for each in self.items if each.kind in kinds)

    # Places

    @cached_property
    def places(self) -> dict[str, Place]:
        """By the names that offers and days use."""
        request = self.request
        named = [request.origin, request.return_from, request.return_to]
        named += [stop.place for stop in request.stops]
        known = {place.name: place for place in named if place is not None}
        known |= {place.sleeps_in: place for place in named if place is not None}
        return {**known, **self.evidence.cities}

    @cached_property
    def city_zones(self) -> dict[str, ZoneInfo | None]:
        return {name: zone_of(place.tz) for name, place in self.places.items()}

    @cached_property
    def airport_zones(self) -> dict[str, ZoneInfo | None]:
        codes = {
            code
            for offer in self.plan.flights
            for each in offer.slices
            for segment in each.segments
            for code in (segment.origin, segment.destination)
        }
        codes |= {item.ref for _, item in self.plan.items() if item.kind == "transfer"}
        airports = self.evidence.airports
        return {code: zone_of(airports[code].tz) for code in codes if code in airports}

    def abroad(self, origin: str, destination: str) -> bool:
        """Whether two airports are known to be in two countries."""
        airports = self.evidence.airports
        if origin not in airports or destination not in airports:
            return False
        return airports[origin].country != airports[destination].country

    # The way

    @cached_property
    def journeys(self) -> tuple[Journey, ...]:
        grounds = () if self.request.intent == "flight" else self.plan.grounds
        return flights_and_rides(self.plan.flights, grounds, self.airport_zones, self.city_zones)

    @cached_property
    def _stops(self) -> list[tuple[Place, int | None]]:
        slept_in = [run[0].city for run in runs_of_stays(self.plan.stays)]
        fallback = [self.places[city] for city in slept_in if city in self.places]
        return merged_stops(self.request, fallback, slept_in or self._reached)

    @property
    def _reached(self) -> list[str]:
        """The cities asked for as the days have them; without days, as the journeys get there."""
        if self.plan.days:
            return [day.city for day in self.plan.days]
        places = [stop.place for stop in self.request.stops]
        return [
            place.sleeps_in
            for journey in self.journeys
            for place in places
            if self.reaches(journey, place)
        ]

    @cached_property
    def _course(self) -> tuple[tuple[Leg, ...], tuple[Journey, ...]]:
        legs = wanted_legs(self.request, [place for place, _ in self._stops])
        fits = [
            [self.leaves(way, leg.origin) and self.reaches(way, leg.destination)
             for way in self.journeys]
            for leg in legs
        ]  # fmt: skip
        pairs, extra = matched(fits, len(self.journeys))
        gone = (
            replace(leg, journey=self.journeys[pairs[i]]) if i in pairs else leg
            for i, leg in enumerate(legs)
        )
        return tuple(gone), tuple(self.journeys[i] for i in extra)

    @property
    def legs(self) -> tuple[Leg, ...]:
        return self._course[0]

    @property
    def extra_journeys(self) -> tuple[Journey, ...]:
        return self._course[1]

    def leaves(self, journey: Journey, place: Place | None) -> bool:
        return serves(journey, "origin", place, self.evidence.airports, self.evidence.cities)

    def reaches(self, journey: Journey, place: Place | None) -> bool:
        return serves(journey, "destination", place, self.evidence.airports, self.evidence.cities)

    def leg(self, role: str) -> Leg | None:
        return next((leg for leg in self.legs if leg.role == role), None)

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """One way and without a bed, the last lasts as long as was asked for, or as the days."""
        found = visits(self._stops, self.legs, self.plan.stays)
        if not found or found[-1].leaving is not None or not self.plan.days:
            return found
        until = self.request.dates.until or self.plan.days[-1].date
        return (*found[:-1], replace(found[-1], leaving=until))

    def visit_at(self, instant: datetime) -> Visit | None:
        """Where one is at a UTC instant; None on the way, or where there is no way."""
        if not self.journeys:
            return None
        return next((visit for visit in self.visits if visit.holds(instant)), None)

    def city_of(self, placed: Placed) -> str:
        """Where one is when the item begins; empty on the way and at home again."""
        visit = self.visit_at(placed.start)
        if visit is not None:
            return visit.city
        left = self.journeys and placed.start >= utc(self.journeys[0].depart)
        return "" if left else placed.day.city

    # Dates

    @cached_property
    def begins(self) -> date | None:
        """The local day of leaving home, of checking in, or the first of the days."""
        if self.request.intent in ("trip", "flight") and self.journeys:
            out = self.leg("out")
            first = out.journey if out and out.journey else self.journeys[0]
            return first.depart.date()
        if self.request.intent in ("trip", "stay") and self.plan.stays:
            return min(stay.check_in for stay in self.plan.stays)
        return self.plan.days[0].date if self.plan.days else None

    @cached_property
    def ends(self) -> date | None:
        """The local day of leaving the last stop, or the last of the days."""
        if self.request.intent == "flight":
            home = self.leg("home")
            return home.journey.depart.date() if home and home.journey else None
        if self.request.intent == "trip":
            return self.visits[-1].leaving if self.visits else None
        if self.request.intent == "stay":
            return max((stay.check_out for stay in self.plan.stays), default=None)
        return self.plan.days[-1].date if self.plan.days else None

    @property
    def nights(self) -> int | None:
        """From the beginning to the end."""
        if self.begins is None or self.ends is None:
            return None
        return (self.ends - self.begins).days

    # What items stand for

    @cached_property
    def activities(self) -> dict[str, Activity]:
        return {activity.id: activity for activity in self.evidence.activities}

    @cached_property
    def stays(self) -> dict[str, StayOffer]:
        return {stay.id: stay for stay in self.plan.stays}

    @cached_property
    def grounds(self) -> dict[str, GroundOffer]:
        return {offer.id: offer for offer in self.plan.grounds}

    def segment(self, item: Item) -> Segment | None:
        """The segment that a flight item stands for: of its offer and number, nearest in time."""
        found = [
            segment
            for offer in self.plan.flights
            if offer.id == item.ref
            for each in offer.slices
            for segment in each.segments
            if segment.number == item.name
        ]
        return min(found, key=lambda each: abs(utc(each.depart) - utc(item.start)), default=None)

    def day_trip(self, placed: Placed) -> DayTrip | None:
        name, city = placed.item.ref.removeprefix(RIDE), self.city_of(placed)
        trips = self.evidence.day_trips
        return next((trip for trip in trips if trip.name == name and trip.city == city), None)

    def activity(self, placed: Placed) -> Activity | None:
        return self.activities.get(placed.item.ref)

    def bed(self, city: str, night: date) -> StayOffer | None:
        """The stay of a night."""
        return next(
            (s for s in self.plan.stays if s.city == city and s.check_in <= night < s.check_out),
            None,
        )
