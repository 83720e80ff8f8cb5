"""Who flies where nonstop: the listed routes, and the spokes of every carrier's hubs and bases.

Nothing is enumerated beforehand: `Network.served(code)` works out the nonstop neighbours of one
airport when they are first asked for, and keeps them.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from math import cos, radians
from pathlib import Path
from typing import NamedTuple

from tools.providers.sandbox.regions import home_of, in_home
from tools.providers.sandbox.seeded import unit
from travel.gazetteer import Gazetteer
from travel.places import Airport, distance_km

DATA = Path(__file__).with_name("data")
MAIN_HUB_KM = 4600.0  # as far as an unlisted spoke goes abroad
DOMESTIC_KM = 5200.0
LOW_COST_KM = 2800.0
FAR_KM = 14_800.0
STAND_IN_KM = 1500.0  # from an airport that nobody lists to a hub
LISTED_WHOLE = 12  # a carrier with so many listed routes has no others
# Carriers that live by connecting the world over one hub need less of a pull.
WORLDWIDE: Mapping[str, float] = {"EK": 0.45, "QR": 0.45, "EY": 0.55, "ET": 0.6, "SQ": 0.5, "CX": 0.55}
# Fictional airports for unhappy paths (see flights.py), and where they pretend to be.
STAND_INS: Mapping[str, str] = {"ZZC": "LIS", "ZZD": "LIS", "ZZF": "LIS"}
SHUT = frozenset({"ZZA", "ZZB", "ZZE"})
Carriers = tuple[str, ...]


class Carrier(NamedTuple):
    code: str
    name: str
    alliance: str
    country: str
    kind: str  # full, low_cost, leisure, regional
    hubs: tuple[str, ...]  # the main one first
    bases: tuple[str, ...]
    short: tuple[str, ...]  # aircraft
    long: tuple[str, ...]

    @property
    def homes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.hubs, *self.bases)))


class Network:
    """Immutable but for what it remembers. The same for every seed."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str, Airport | None] = {}
        self._served: dict[str, Mapping[str, Carriers]] = {}
        self._km: dict[tuple[str, str], float] = {}

    def airport(self, code: str) -> Airport | None:
        """None where there is no such airport."""
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def km(self, one: str, other: str) -> float:
        """Great-circle distance. Raises KeyError for an unknown airport."""
        key = (one, other) if one < other else (other, one)
        if key not in self._km:
            a, b = self.airport(key[0]), self.airport(key[1])
            if a is None or b is None:
                raise KeyError(key)
            self._km[key] = distance_km(a, b)
        return self._km[key]

    def carriers_between(self, one: str, other: str) -> Carriers:
        """That fly it nonstop, either way."""
        for a, b in ((one, other), (other, one)):
            if a in self._served and b in self._served[a]:
                return self._served[a][b]
        if one in self._served or other in self._served:
            return ()
        return self._flying(one, other)

    def served(self, code: str) -> Mapping[str, Carriers]:
        """Nonstop neighbours, with who flies there."""
        if code not in self._served:
            self._served[code] = self._neighbours(STAND_INS.get(code, code), code)
        return self._served[code]

    # Airports and carriers --------------------------------------------------------------------

    def _find(self, code: str) -> Airport | None:
        if code in SHUT:
            return None
        real = self._gazetteer.airport(STAND_INS.get(code, code))
        return real.model_copy(update={"iata": code}) if real and code in STAND_INS else real

    @cached_property
    def carriers(self) -> Mapping[str, Carrier]:
        return {row["code"]: _carrier(row) for row in _rows("airlines.csv")}

    @cached_property
    def trafficked(self) -> tuple[str, ...]:
        """Codes of the airports with facts."""
        codes = (row["iata"] for row in _rows("airports.csv"))
        return tuple(code for code in codes if self.airport(code))

    @cached_property
    def homes(self) -> Mapping[str, tuple[Carrier, ...]]:
        """Carriers by hub or base."""
        found: dict[str, list[Carrier]] = {}
        for carrier in self.carriers.values():
            for code in carrier.homes:
                if self.airport(code):
                    found.setdefault(code, []).append(carrier)
        return {code: tuple(each) for code, each in found.items()}

    @cached_property
    def _listed(self) -> Mapping[str, Mapping[str, Carriers]]:
        """Both ways."""
        found: dict[str, dict[str, Carriers]] = {}
        for row in (*_rows("routes_longhaul.csv"), *_rows("routes_regional.csv")):
            one, other = row["from"], row["to"]
            known = tuple(c for c in row["carriers"].split("|") if c in self.carriers)
            if known and self.airport(one) and self.airport(other):
                for a, b in ((one, other), (other, one)):
                    had = found.setdefault(a, {}).get(b, ())
                    found[a][b] = tuple(dict.fromkeys((*had, *known)))
        return found

    @cached_property
    def _hubs(self) -> Mapping[str, tuple[Carrier, ...]]:
        """Full-service carriers by hub."""
        return {
            code: tuple(c for c in each if c.kind == "full" and code in c.hubs)
            for code, each in self.homes.items()
        }

    @cached_property
    def _listed_whole(self) -> frozenset[str]:
        counts = Counter(
            code for ends in self._listed.values() for flying in ends.values() for code in flying
        )
        return frozenset(code for code, count in counts.items() if count >= 2 * LISTED_WHOLE)

    # Routes -----------------------------------------------------------------------------------

    def _neighbours(self, code: str, name: str) -> Mapping[str, Carriers]:
        if self.airport(code) is None:
            return {}
        found: dict[str, Carriers] = dict(self._listed.get(code, {}))
        ends = self.trafficked if code in self.homes else tuple(self.homes)
        for end in ends if code in self._trafficked_set else ():
            if end != code and (flying := self._flying(code, end)):
                found[end] = flying
        found.pop(name, None)
        return found or self._attached(code)

    @cached_property
    def _trafficked_set(self) -> frozenset[str]:
        return frozenset(self.trafficked)

    def _flying(self, one: str, other: str) -> Carriers:
        """Listed or by rule."""
        listed = self._listed.get(one, {}).get(other, ())
        return tuple(dict.fromkeys((*listed, *self._spokes(one, other))))

    def _spokes(self, one: str, other: str) -> Iterator[str]:
        for home, end in ((one, other), (other, one)):
            for carrier in self.homes.get(home, ()):
                if self._flies(carrier, home, end):
                    yield carrier.code

    def _flies(self, carrier: Carrier, home: str, end: str) -> bool:
        """Whether a carrier has a spoke from its hub or base to an airport nobody lists it for."""
        if carrier.code in self._listed_whole:
            return False
        a, b = self.airport(home), self.airport(end)
        assert a is not None and b is not None
        if b.country != carrier.country and not in_home(home_of(carrier.country), b.country):
            return bool(carrier.long) and self._far_spoke(carrier, a, b)
        limit = DOMESTIC_KM if b.country == carrier.country else MAIN_HUB_KM
        if abs(a.lat - b.lat) * 111 > limit:
            return False
        km = self.km(home, end)
        if carrier.kind == "full" and home in carrier.hubs:
            return self._full_spoke(carrier, a, b, km)
        if carrier.kind == "regional":
            return 100 < km < 1600 and b.passengers_m < 40
        return self._point_to_point(carrier, a, b, km)

    def _far_spoke(self, carrier: Carrier, a: Airport, b: Airport) -> bool:
        """Between regions: the more the two ends pull, the further."""
        if b.passengers_m < 2 or a.iata not in carrier.homes:
            return False
        pull = (a.passengers_m * b.passengers_m) ** 0.5
        if pull < 12:
            return False
        km = self.km(a.iata, b.iata)
        rank = carrier.homes.index(a.iata)
        needed = 8 + km / 700 if rank == 0 else (15 + km / 500) * (1 + 0.06 * rank)
        if any(c.alliance == carrier.alliance != "none" for c in self._hubs.get(b.iata, ())):
            needed *= 0.6
        needed *= WORLDWIDE.get(carrier.code, 1.0 if carrier.kind == "full" else 1.8)
        return km < FAR_KM and pull > needed * (
            0.75 + 0.5 * unit(0, "far", carrier.code, a.iata, b.iata)
        )

    def _full_spoke(self, carrier: Carrier, a: Airport, b: Airport, km: float) -> bool:
        domestic = a.country == b.country
        if not 120 < km < (DOMESTIC_KM if domestic else MAIN_HUB_KM):
            return False
        rank = carrier.hubs.index(a.iata)
        size = b.passengers_m * min(1.5, 0.4 + a.passengers_m / 40)
        needed = 0.15 if domestic else 0.5 + km / 900
        if rank:
            needed = (1.5 if domestic else 4.0 + km / 400) * (1 + 0.3 * rank)
        if b.iata in self.homes and not domestic:
            needed *= 0.7
        return size >= needed * (0.8 + 0.6 * unit(0, "spoke", carrier.code, a.iata, b.iata))

    def _point_to_point(self, carrier: Carrier, a: Airport, b: Airport, km: float) -> bool:
        """Low-cost and leisure: between a base and airports of some size, not all of them."""
        domestic = a.country == b.country
        limit = LOW_COST_KM * (1.5 if domestic or carrier.kind == "leisure" else 1.0)
        if not 250 < km < limit or b.passengers_m < 1.5:
            return False
        pull = (a.passengers_m * b.passengers_m) ** 0.5 / (6 + km / 300)
        likely = 0.12 + pull / 3.2 + (0.15 if domestic else 0.0)
        if carrier.kind == "leisure":
            likely = 0.8 if abs(b.lat) < 43 and abs(a.lat) - abs(b.lat) > 4 else 0.0
        return unit(0, "base", carrier.code, a.iata, b.iata) < likely

    def _attached(self, code: str) -> Mapping[str, Carriers]:
        """For an airport that no rule serves: the nearest hub of an airline of its country.

        An airport with traffic and no such airline gets the two nearest hubs of anyone.
        """
        here = self.airport(code)
        assert here is not None
        hubs = sorted((self.km(code, hub), hub) for hub in self.homes if hub != code)
        own = [
            (hub, tuple(c.code for c in self.homes[hub] if c.country == here.country))
            for km, hub in hubs
            if km < STAND_IN_KM
        ]
        found = [(hub, flying[:1]) for hub, flying in own if flying][:1]
        if not found and code in self._trafficked_set:
            found = [(hub, (self.homes[hub][0].code,)) for km, hub in hubs if km < 4 * STAND_IN_KM]
        return dict(found[:2])


def eastward(a: Airport, b: Airport) -> float:
    """Share of the way from a to b that goes east (-1 to 1), for the wind of the middle latitudes."""
    degrees = (b.lon - a.lon + 180) % 360 - 180
    middle = abs(a.lat + b.lat) / 2
    windy = max(0.25, 1 - abs(middle - 45) / 45)
    flat = degrees * 111.2 * cos(radians(min(75.0, middle)))
    return max(-1.0, min(1.0, flat / max(1.0, distance_km(a, b)))) * windy


def _carrier(row: Mapping[str, str]) -> Carrier:
    return Carrier(
        code=row["code"],
        name=row["name"],
        alliance=row["alliance"],
        country=row["country"],
        kind=row["kind"],
        hubs=_parts(row["hubs"]),
        bases=_parts(row["bases"]),
        short=_parts(row["aircraft_short"]),
        long=_parts(row["aircraft_long"]),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split("|") if part.strip())


def _rows(name: str) -> list[dict[str, str]]:
    with DATA.joinpath(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
