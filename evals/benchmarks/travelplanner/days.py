"""A plan day by day in TravelPlanner's submission format."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import cos, hypot, radians
from typing import Any

from evals.benchmarks.travelplanner.legs import Leg
from evals.benchmarks.travelplanner.solve import Plan, unmistakable
from evals.benchmarks.travelplanner.tables import Attraction, Database, Restaurant, Stay

SIGHTS_A_DAY = 3
_AFTERNOON = 15 * 60  # arriving by then leaves time for a sight; so does leaving from then on


def written_days(plan: Plan, database: Database, home: str) -> list[dict[str, Any]]:
    days = sum(plan.route.nights) + 1
    sights = _sights(plan, database, days)
    beds = [
        stay
        for stay, nights in zip(plan.route.stays, plan.route.nights, strict=True)
        for _ in range(nights)
    ]
    meals = {(slot.day, slot.meal): _cell(place) for slot, place in plan.meals.items()}
    here, written = home, list[dict[str, Any]]()
    for day in range(days):
        leg = plan.route.legs.get(day)
        where = f"from {leg.origin} to {leg.destination}" if leg else here
        here = leg.destination if leg else here
        written.append(
            {
                "days": day + 1,
                "current_city": where,
                "transportation": leg.cell if leg else "-",
                "breakfast": meals.get((day, "breakfast"), "-"),
                "attraction": "".join(f"{_cell(sight)};" for sight in sights[day]) or "-",
                "lunch": meals.get((day, "lunch"), "-"),
                "dinner": meals.get((day, "dinner"), "-"),
                "accommodation": _cell(beds[day]) if day < days - 1 else "-",
            }
        )
    return written


def _cell(place: Restaurant | Stay | Attraction) -> str:
    return f"{place.name}, {place.city}"


def _sights(plan: Plan, database: Database, days: int) -> list[list[Attraction]]:
    """By day. A day of travel has one at most, of the city its clock leaves time for."""
    found: list[list[Attraction]] = [[] for _ in range(days)]
    starts = accumulate(plan.route.nights, initial=0)
    for city, start, nights in zip(plan.route.cities, starts, plan.route.nights, strict=False):
        walk = _walk(unmistakable(database.attractions.get(city, ())))
        rooms = _rooms(plan.route.legs, start, nights)
        for day, number in _shared_out(rooms, len(walk)).items():
            found[day] += walk[:number]
            walk = walk[number:]
    return found


def _rooms(legs: Mapping[int, Leg], start: int, nights: int) -> dict[int, int]:
    """How many sights each of a city's days has room for."""
    rooms = dict.fromkeys(range(start + 1, start + nights), SIGHTS_A_DAY)
    rooms[start] = int(legs[start].arrives <= _AFTERNOON)
    rooms[start + nights] = int(legs[start + nights].departs >= _AFTERNOON)
    return dict(sorted(rooms.items()))


def _shared_out(rooms: Mapping[int, int], sights: int) -> dict[int, int]:
    """One sight to each full day first, the others as they come."""
    shares = {day: min(1, room) if room == SIGHTS_A_DAY else 0 for day, room in rooms.items()}
    for day, room in rooms.items():
        shares[day] += max(0, min(room - shares[day], sights - sum(shares.values())))
    return shares


def _walk(sights: Sequence[Attraction]) -> list[Attraction]:
    """Each followed by the nearest of those left."""
    left, walk = list(sights), list[Attraction]()
    while left:
        last = walk[-1] if walk else left[0]
        walk.append(min(left, key=lambda sight: _apart(last, sight)))
        left.remove(walk[-1])
    return walk


def _apart(one: Attraction, other: Attraction) -> float:
    """Flat, in degrees of latitude: enough to rank neighbours within a city."""
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(east, one.latitude - other.latitude)
