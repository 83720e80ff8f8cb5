"""Ways through the air from one airport to another on a day: nonstop, over a hub, over two."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tools.providers.sandbox.network import Network
from tools.providers.sandbox.schedules import Flight, Schedules, local_day
from tools.providers.sandbox.spokes import Carrier

DETOUR = 1.45
WIDE_DETOUR = 1.75  # over the two straightest hubs
SLACK_KM = 250.0  # a short way may be longer than that
STRANGE_DETOUR = 3.0
HUBS = 14
MOST, MOST_ODD = 8, 30  # ways over two hubs
LEAST_CONNECT = 45
USUAL_CONNECT = 300
LONGEST_CONNECT = 840
OVERNIGHT = 1320
FEW = 3
# Low-cost carriers that sell connections over their bases.
_CONNECTING = "WN B6 F9 VY EW DY AK D7 TR FZ G9 6E VJ JQ PC FS HV TO Y4 VB G3 XY J9 5J"
CONNECTS = frozenset(_CONNECTING.split())


class Path(NamedTuple):
    """Carriers and airports in order; `km` is flown."""

    carriers: tuple[str, ...]
    airports: tuple[str, ...]
    km: float


class Journey(NamedTuple):
    """One direction. Instants are minutes since 1970 in UTC."""

    flights: tuple[Flight, ...]
    km: float  # from end to end, not flown

    @property
    def depart(self) -> int:
        return self.flights[0].depart

    @property
    def arrive(self) -> int:
        return self.flights[-1].arrive

    @property
    def minutes(self) -> int:
        return self.flights[-1].arrive - self.flights[0].depart


class Journeys:
    """Immutable but for what it remembers."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.schedules = Schedules(network)
        self._paths: dict[tuple[str, str, int], tuple[Path, ...]] = {}

    def on(self, origin: str, destination: str, day: int, max_stops: int) -> list[Journey]:
        """That leave on the local day (an ordinal) and take no absurdly long way."""
        if origin == destination or not self._known(origin, destination):
            return []
        km = self.network.km(origin, destination)
        paths = self.paths(origin, destination, max_stops)
        found = [Journey(flights, km) for path in paths for flights in self._flown(path, day, 0)]
        if len(found) < FEW:  # better a night at an airport than no way at all
            paths += self._strange(origin, destination, max_stops)
            found = [Journey(f, km) for path in paths for f in self._flown(path, day, OVERNIGHT)]
        if not found:
            return []
        best = min(each.minutes for each in found)
        limit = best + max(240, 0.6 * best)
        return [each for each in found if each.minutes <= limit]

    def _known(self, *codes: str) -> bool:
        return all(self.network.airport(code) is not None for code in codes)

    # Paths ------------------------------------------------------------------------------------

    def paths(self, origin: str, destination: str, max_stops: int) -> tuple[Path, ...]:
        """On one ticket; with two stops only where there is hardly anything with fewer."""
        key = origin, destination, max_stops
        if key not in self._paths:
            found = list(self._nonstop(origin, destination))
            if max_stops >= 1:
                found += self._over_one(origin, destination, strange=False)
            if max_stops >= 2 and len(found) < 3:
                found += self._over_two(origin, destination, strange=False)
            self._paths[key] = tuple(found)
        return self._paths[key]

    def _strange(self, origin: str, destination: str, max_stops: int) -> tuple[Path, ...]:
        """On several tickets, for where there is no other way."""
        key = origin, destination, -max_stops
        if key not in self._paths:
            found = self._over_one(origin, destination, strange=True) if max_stops >= 1 else []
            if max_stops >= 2:
                found += self._over_two(origin, destination, strange=True)
            self._paths[key] = tuple(found)
        return self._paths[key]

    def _nonstop(self, origin: str, destination: str) -> Iterator[Path]:
        km = self.network.km(origin, destination)
        for carrier in self.network.carriers_between(origin, destination):
            yield Path((carrier,), (origin, destination), km)

    def _over_one(self, origin: str, destination: str, *, strange: bool) -> list[Path]:
        network = self.network
        first, second = network.served(origin), network.served(destination)
        hubs = sorted(
            (network.km(origin, hub) + network.km(hub, destination), hub)
            for hub in first.keys() & second.keys()
        )
        direct = network.km(origin, destination)
        found: list[Path] = []
        used = 0
        for km, hub in hubs:
            wide = STRANGE_DETOUR if strange else DETOUR if used > 1 else WIDE_DETOUR
            limit = max(direct * wide, SLACK_KM)
            pairs = self._partners(first[hub], second[hub], hub, strange) if km <= limit else []
            found += [Path(pair, (origin, hub, destination), km) for pair in pairs]
            used += bool(pairs)
            if used == HUBS:
                break
        return found

    def _partners(
        self, first: tuple[str, ...], second: tuple[str, ...], hub: str, strange: bool
    ) -> list[tuple[str, str]]:
        """Who connects to whom there: a carrier with itself, else within its alliance."""
        carriers = self.network.carriers
        pairs = [(code, code) for code in first if code in second]
        pairs += [(a, b) for a in first for b in second if a != b]
        if strange:
            return pairs[:2]
        good = [pair for pair in pairs if _connect(carriers[pair[0]], carriers[pair[1]], hub)]
        return good[:4]

    def _over_two(self, origin: str, destination: str, *, strange: bool) -> list[Path]:
        network = self.network
        direct = network.km(origin, destination)
        limit = max(direct * 1.6, direct + (3000 if strange else 1200))
        found: list[tuple[bool, float, Path]] = []
        for one in self._gates(origin, destination):
            for two in self._gates(destination, origin):
                km = network.km(origin, one) + network.km(one, two) + network.km(two, destination)
                if one == two or km > limit:
                    continue
                found += self._chains((origin, one, two, destination), km)
        found.sort(key=lambda each: each[:2])
        best = found[: MOST_ODD if strange else MOST]
        return [path for odd, _, path in best if strange or not odd]

    def _gates(self, end: str, away_from: str) -> list[str]:
        """The strongest neighbours of an airport."""
        served = [code for code in self.network.served(end) if code != away_from]
        strength = {code: len(self.network.homes.get(code, ())) for code in served}
        size = {code: self._passengers(code) for code in served}
        return sorted(served, key=lambda code: -size[code] * (1 + strength[code]))[:22]

    def _passengers(self, code: str) -> float:
        airport = self.network.airport(code)
        return airport.passengers_m if airport else 0.0

    def _chains(self, airports: tuple[str, ...], km: float) -> list[tuple[bool, float, Path]]:
        """The best way to fly it: on partners where there are any (False sorts first)."""
        network, carriers = self.network, self.network.carriers
        legs = [network.carriers_between(*pair) for pair in pairwise(airports)]
        if not all(legs):
            return []
        best: tuple[int, tuple[str, ...]] | None = None
        for a in legs[0]:
            for b in legs[1]:
                for c in legs[2]:
                    strange = not _connect(carriers[a], carriers[b], airports[1])
                    strange += not _connect(carriers[b], carriers[c], airports[2])
                    if best is None or strange < best[0]:
                        best = strange, (a, b, c)
        assert best is not None
        return [(best[0] > 0, km, Path(best[1], airports, km))]

    # Times ------------------------------------------------------------------------------------

    def _flown(self, path: Path, day: int, patience: int) -> Iterator[tuple[Flight, ...]]:
        """Each departure of the day with its next connections."""
        legs = list(pairwise(path.airports))
        for first in self.schedules.on(path.carriers[0], *legs[0], day):
            chain = [first]
            for carrier, leg in zip(path.carriers[1:], legs[1:], strict=True):
                following = self._next(chain[-1], carrier, leg, patience)
                if following is None:
                    break
                chain.append(following)
            if len(chain) == len(legs):
                yield tuple(chain)

    def _next(
        self, before: Flight, carrier: str, leg: tuple[str, str], patience: int
    ) -> Flight | None:
        """The first departure that a passenger may legally catch and is ready to wait for."""
        airport = self.network.at(leg[0])
        ready = before.arrive + max(LEAST_CONNECT, airport.connect_minutes)
        today = local_day(ready, airport.tz)
        for day in (today, today + 1):
            for flight in self.schedules.on(carrier, *leg, day):
                if flight.depart >= ready:
                    wait = flight.depart - before.arrive
                    return flight if wait <= max(patience, _patience(before, flight)) else None
        return None


def _patience(before: Flight, after: Flight) -> int:
    """How many minutes a connection may take, the more the longer one of the flights is."""
    far = max(before.arrive - before.depart, after.arrive - after.depart)
    return LONGEST_CONNECT if far > 540 else 480 if far > 300 else USUAL_CONNECT


def _connect(a: Carrier, b: Carrier, hub: str) -> bool:
    """Whether one ticket leads from the one to the other there."""
    if hub not in a.homes and hub not in b.homes:
        return False
    if a.code == b.code:
        return a.kind in ("full", "regional") or a.code in CONNECTS
    house = _HOUSE.get(a.code)
    return a.alliance == b.alliance != "none" or (house is not None and house == _HOUSE.get(b.code))


# Carriers of one house or with one ticket stock, outside the alliances.
_HOUSES = (
    "LH 4Y EW EN LX OS SN WK AZ",
    "AF TO KL HV",
    "BA IB I2 VY YW EI",
    "AS HA",
    "QF JQ FJ",
    "EK FZ",
    "TK VF",
    "MH FY",
    "A3 OA",
    "SP S4",
    "TN VT",
)
_HOUSE = {code: house for house, codes in enumerate(_HOUSES) for code in codes.split()}
