"""A day out of town: ride, sights there, ride back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planning.days.city import City
from planning.days.taste import Span, Taste, Walk, Wanted, best_named, same_name
from planning.days.town import Town
from travel.activities import DayTrip
from travel.evidence import Evidence
from travel.request import TripRequest

TO_STATION, TO_CAR = 25, 5
BACK_BY, FAMILY_BACK_BY = 19 * 60 + 15, 18 * 60
SHORTEST_THERE = 150
DAYS_FOR_A_TRIP = 4
RAIN = 60.0
WORTH_A_TRIP = 90.0


@dataclass(frozen=True, slots=True)
class Outing:
    """A day trip laid out; minutes are of the day's local clock."""

    trip: DayTrip
    city: City  # the sights there
    span: Span
    walk: Walk
    to_station: int
    leaves: int
    returns: int
    value: float

    @property
    def back(self) -> int:
        """At the bed again."""
        return self.returns + self.trip.minutes_each_way + self.to_station


def outings(
    name: str, city: City, request: TripRequest, evidence: Evidence, wanted: Wanted
) -> dict[date, Outing]:
    """The day trips of a stop by date; their spans shrink to the evening that is left."""
    known = [trip for trip in evidence.day_trips if trip.city == name]
    asked = [*request.wanted("day_trips", ()), *wanted.trip_names, *_needed(known, city, evidence)]
    chosen: dict[date, Outing] = {}
    for trip in _in_order(known, asked, city, wanted):
        full = [span for span in city.spans if span.full and span.date not in chosen]
        if not full:
            break
        needed = any(same_name(trip.name, each) for each in asked)
        outing = _best(trip, full, city, evidence, wanted)
        if outing is None or (not needed and outing.value < WORTH_A_TRIP):
            continue
        if not needed and not city.town.within_means(outing.city.paid()):
            continue
        chosen[outing.span.date] = outing
        city.spent = outing.city.paid()
        _shrink(next(s for s in city.spans if s.date == outing.span.date), outing)
        if not needed and trip.name not in wanted.trips.values():
            break
    return chosen


def _needed(known: list[DayTrip], city: City, evidence: Evidence) -> Iterator[str]:
    """Day trips that lead to what must be seen and isn't in the city."""
    for said in city.town.taste.must_see:
        if best_named(said, city.town.sights) is not None:
            continue
        for trip in known:
            there = [a for a in evidence.activities if a.day_trip == trip.name]
            if same_name(said, trip.name) or best_named(said, there):
                yield trip.name


def _in_order(
    known: list[DayTrip], asked: list[str], city: City, wanted: Wanted
) -> Iterator[DayTrip]:
    """Those asked for, those of the plan before, and then any, where the days allow."""
    first = [trip for trip in known if any(same_name(trip.name, each) for each in asked)]
    kept = [trip for trip in known if trip.name in wanted.trips.values() and trip not in first]
    yield from first
    yield from kept
    full = sum(span.full for span in city.spans)
    seen = sum(1 for a in city.town.sights if a.rank < 3 and not a.placeholder)
    roomy = full >= DAYS_FOR_A_TRIP or (full >= 3 and seen < 3 * full)
    if roomy and not wanted.settled and not first and not kept and not city.town.taste.small:
        yield from sorted(known, key=lambda trip: trip.minutes_each_way)[:3]


def _best(
    trip: DayTrip, full: list[Span], city: City, evidence: Evidence, wanted: Wanted
) -> Outing | None:
    kept = [span for span in full if wanted.trips.get(span.date) == trip.name]
    town = Town(trip.city, evidence, city.town.taste, city.town.purse, wanted, trip=trip.name)
    there, base = City(town, patience=0), town.spot(f"trip:{trip.name}", trip.lat, trip.lon)
    there.spent = city.spent + _rides(trip, city.town)
    options = [_lay(trip, there, base, span, city.town.taste) for span in kept or full]
    fitting = [each for each in options if each is not None]
    if not fitting:
        return None
    best = max(fitting, key=lambda each: (each.value, -each.span.date.toordinal()))
    there.spans = [best.span]
    return best


def _rides(trip: DayTrip, town: Town) -> float:
    """There and back for the party."""
    size = town.taste.adults + len(town.taste.children)
    price = trip.price_each_way
    return 2 * size * town.purse.value(price) if town.purse.knows(price) else 0.0


def _lay(trip: DayTrip, there: City, base: int, span: Span, taste: Taste) -> Outing | None:
    to_station = TO_CAR if trip.mode == "car" else TO_STATION
    leaves = -(-(span.start + to_station) // 5) * 5
    last = (FAMILY_BACK_BY if taste.family else BACK_BY) - to_station - trip.minutes_each_way
    start = leaves + trip.minutes_each_way
    if last - start < SHORTEST_THERE:
        return None
    day = Span(
        date=span.date,
        start=start,
        end=last,
        base=base,
        most=taste.most,
        full=False,
        leaves=True,
        rank=span.rank,
        lunch=True,
        dinner=False,
        evening=False,
        weather=span.weather,
    )
    there.spans = [day]
    there.fill_afresh()
    walk = there.walker.lay(day, day.order, day.night)
    value = there.worth(day, day.order, day.night)
    if walk is None or value is None or not any(e.kind == "sight" for e in walk.entries):
        return None
    rain = span.weather.rain_chance if span.weather else 0.3
    value -= RAIN * rain + 10.0 * (span.rank <= 1)
    home = walk.entries[-1].end + there.town.way(walk.at, base)[0]
    returns = max(-(-home // 5) * 5, start + SHORTEST_THERE)
    return Outing(trip, there, day, walk, to_station, leaves, returns, value)


def _shrink(span: Span, outing: Outing) -> None:
    seen = sum(entry.kind == "sight" for entry in outing.walk.entries)
    span.start, span.most = outing.back, max(0, min(1, outing.city.town.taste.most - seen))
    span.lunch, span.full = False, False
    span.dinner = span.dinner and outing.back <= 20 * 60 + 30
