"""Ways of getting from one city to the next on a day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from evals.benchmarks.travelplanner.tables import Flight, Road

SEATS = {"self-driving": 5, "taxi": 4}
_SET_OFF = 9 * 60  # a drive's assumed start: after breakfast
# A car kept for the whole trip goes with nothing else; flights and taxis go together.
POLICIES: Mapping[str, frozenset[str]] = {
    "by public means": frozenset({"flight", "taxi"}),
    "by one's own car": frozenset({"self-driving"}),
}


@dataclass(frozen=True)
class Leg:
    """`cost` is in dollars for everyone; times are minutes of the day it starts on."""

    mode: str
    origin: str
    destination: str
    cost: int
    departs: int
    arrives: int
    cell: str


@dataclass(frozen=True)
class Network:
    """What there is to travel by, for so many people."""

    roads: Mapping[tuple[str, str], Road]
    flights: Mapping[tuple[str, str, date], Sequence[Flight]]
    people: int
    barred: frozenset[str]

    def cheapest(
        self, origin: str, destination: str, day: date, modes: frozenset[str]
    ) -> Leg | None:
        """Of the modes that aren't barred; of equally cheap ones the earliest."""
        found = [*self._flown(origin, destination, day), *self._driven(origin, destination)]
        usable = [leg for leg in found if leg.mode in modes - self.barred]
        return min(usable, key=lambda leg: (leg.cost, leg.departs), default=None)

    def _flown(self, origin: str, destination: str, day: date) -> Iterator[Leg]:
        for flight in self.flights.get((origin, destination, day), ()):
            departs, arrives = _minutes(flight.departs), _minutes(flight.arrives)
            arrives += 24 * 60 if arrives < departs else 0
            cell = (
                f"Flight Number: {flight.number}, from {origin} to {destination}, "
                f"Departure Time: {flight.departs}, Arrival Time: {flight.arrives}"
            )
            cost = flight.price * self.people
            yield Leg("flight", origin, destination, cost, departs, arrives, cell)

    def _driven(self, origin: str, destination: str) -> Iterator[Leg]:
        road = self.roads.get((origin, destination))
        if road is None:
            return
        rates = {"self-driving": int(road.kilometres * 0.05), "taxi": int(road.kilometres)}
        for mode, rate in rates.items():
            cell = (
                f"{mode.capitalize()}, from {origin} to {destination}, duration: {road.duration}, "
                f"distance: {road.distance}, cost: {rate}"
            )
            cost = rate * ceil(self.people / SEATS[mode])
            arrives = _SET_OFF + _lasting(road.duration)
            yield Leg(mode, origin, destination, cost, _SET_OFF, arrives, cell)


def by_leg(flights: Sequence[Flight]) -> dict[tuple[str, str, date], list[Flight]]:
    found: dict[tuple[str, str, date], list[Flight]] = {}
    for flight in flights:
        found.setdefault((flight.origin, flight.destination, flight.day), []).append(flight)
    return found


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _lasting(duration: str) -> int:
    """Minutes of "2 hours 56 mins"."""
    parts = re.findall(r"(\d+) (hour|min)", duration)
    return sum(int(number) * (60 if unit == "hour" else 1) for number, unit in parts)
