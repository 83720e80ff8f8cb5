"""Rules for routes that nobody lists: where a carrier flies from its hubs and bases."""

from collections.abc import Mapping
from math import acos, cos, radians, sin
from typing import NamedTuple

from tools.providers.sandbox.regions import home_of, in_home
from tools.providers.sandbox.seeded import unit
from travel.places import EARTH_RADIUS_KM, Airport, distance_km

HUB_KM = 4600.0  # as far as a spoke goes within a region
DOMESTIC_KM = 5200.0
LOW_COST_KM = 2800.0
FAR_KM = 14_800.0
# Carriers that live by connecting the world over one hub.
WORLDWIDE: Mapping[str, float] = {"EK": 2.4, "QR": 2.6, "EY": 2.0, "ET": 3.0, "SQ": 1.4, "CX": 1.4}
SHY = frozenset({"G4", "XP", "MX"})  # keep away from big airports
REACH_KM: Mapping[str, float] = {"HA": 8300.0, "B6": 7500.0, "FI": 7500.0}
# Kept to short distances by rule, runway or custom.
_SHORT = (
    "LGA DCA MDW DAL HOU BUR SNA OAK SJC LCY LIN ITM UKB CGH SDU CNF AEP SHA GMP TSA DMK HLP SZB "
    "YTZ BMA RKV SAW STN LTN CRL BVA BGY CIA NKM OKD THR VKO DME"
)
SHORT_ONLY = frozenset(_SHORT.split())


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


class Gateway(NamedTuple):
    """An airport that somebody might fly to from another continent, as a unit vector."""

    code: str
    country: str
    x: float
    y: float
    z: float
    root: float  # of its passengers
    alliances: frozenset[str]  # with a hub there


class Spokes:
    """Immutable but for what it remembers."""

    def __init__(
        self, airports: Mapping[str, Airport], homes: Mapping[str, tuple[Carrier, ...]]
    ) -> None:
        self._airports = airports
        self._homes = homes
        self._far_ends: dict[tuple[str, str], frozenset[str]] = {}
        self._gateways = [
            self._gateway(airport)
            for airport in airports.values()
            if airport.passengers_m >= 6 and airport.iata not in SHORT_ONLY
        ]

    def flies(self, carrier: Carrier, home: str, end: str) -> bool:
        """Whether the carrier flies from its hub or base to that airport."""
        a, b = self._airports[home], self._airports[end]
        domestic = a.country == b.country
        if carrier.long and not domestic and b.passengers_m >= 6 and end in self._far(carrier, a):
            return True
        if not carrier.short or not (domestic or in_home(home_of(a.country), b.country)):
            return False
        if abs(a.lat - b.lat) * 111 > (DOMESTIC_KM if domestic else HUB_KM):
            return False
        km = distance_km(a, b)
        if carrier.kind == "full" and home in carrier.hubs:
            return self._full_service(carrier, a, b, km)
        if carrier.kind == "regional":
            return 100 < km < 1600 and b.passengers_m < 40
        return _point_to_point(carrier, a, b, km)

    def _full_service(self, carrier: Carrier, a: Airport, b: Airport, km: float) -> bool:
        domestic = a.country == b.country
        if not 120 < km < (DOMESTIC_KM if domestic else HUB_KM):
            return False
        size = b.passengers_m * min(1.5, 0.4 + a.passengers_m / 40)
        needed = max(0.15, (km - 1500) / 600) if domestic else 0.5 + km / 900
        if rank := self._rank(carrier, a):
            needed = (1.5 if domestic else 4.0 + km / 400) * (1 + 0.3 * rank)
        if b.iata in self._homes and not domestic:
            needed *= 0.7
        if not domestic and (a.iata in SHORT_ONLY or b.iata in SHORT_ONLY):
            needed *= 3
        return size >= needed * (0.8 + 0.6 * unit(0, "spoke", carrier.code, a.iata, b.iata))

    def _rank(self, carrier: Carrier, home: Airport) -> int:
        """0 for the main hub of a carrier in that country."""
        own = (code for code in carrier.homes if code in self._airports)
        same = [code for code in own if self._airports[code].country == home.country]
        return same.index(home.iata)

    # To other regions -------------------------------------------------------------------------

    def _far(self, carrier: Carrier, home: Airport) -> frozenset[str]:
        """The far ends of a hub: the strongest pulls, as many as its size allows."""
        key = carrier.code, home.iata
        if key not in self._far_ends:
            self._far_ends[key] = frozenset(self._pulled(carrier, home))
        return self._far_ends[key]

    def _pulled(self, carrier: Carrier, a: Airport) -> list[str]:
        rank = self._rank(carrier, a)
        if a.iata in SHORT_ONLY or a.passengers_m < (4 if rank else 1) or rank > 9:
            return []
        power = WORLDWIDE.get(carrier.code, 1.0 if carrier.kind == "full" else 0.5)
        power *= 0.6 if rank or a.iata not in carrier.hubs else 1.0
        count = round((2 + a.passengers_m**0.75) * power)
        worth = self._worth(carrier, a)
        ranked = sorted(worth, key=lambda code: -worth[code])[: 2 * count]
        lucky = {
            c: worth[c] * (0.8 + 0.4 * unit(0, "far", carrier.code, a.iata, c)) for c in ranked
        }
        return sorted(lucky, key=lambda code: -lucky[code])[:count]

    def _worth(self, carrier: Carrier, a: Airport) -> dict[str, float]:
        """What each gateway in reach pulls: its size over the distance, more at a partner's hub."""
        region = home_of(a.country)
        _, home, x, y, z, _, _ = self._gateway(a)
        reach = REACH_KM.get(carrier.code, FAR_KM)
        alliance, hops = carrier.alliance, bool(carrier.short)
        worth: dict[str, float] = {}
        for code, country, u, v, w, root, alliances in self._gateways:
            cosine = x * u + y * v + z * w
            km = EARTH_RADIUS_KM * acos(cosine) if -1 < cosine < 1 else 0.0
            if not LOW_COST_KM / 2 < km < reach or country == home:
                continue
            if hops and km < HUB_KM and in_home(region, country):
                continue
            worth[code] = root / (8 + km / 700) * (1.6 if alliance in alliances else 1.0)
        return worth

    def _gateway(self, airport: Airport) -> Gateway:
        lat, lon = radians(airport.lat), radians(airport.lon)
        hubs = {c.alliance for c in self._homes.get(airport.iata, ()) if airport.iata in c.hubs}
        return Gateway(
            airport.iata,
            airport.country,
            cos(lat) * cos(lon),
            cos(lat) * sin(lon),
            sin(lat),
            airport.passengers_m**0.5,
            frozenset(hubs - {"none"}),
        )


def _point_to_point(carrier: Carrier, a: Airport, b: Airport, km: float) -> bool:
    """Low-cost and leisure: between a base and airports of some size, not all of them."""
    domestic = a.country == b.country
    limit = LOW_COST_KM * (1.5 if domestic or carrier.kind == "leisure" else 1.0)
    if not 250 < km < limit or b.passengers_m < 1.5:
        return False
    if carrier.code in SHY and b.passengers_m > 30:
        return False
    pull = (a.passengers_m * b.passengers_m) ** 0.5 / (6 + km / 300)
    likely = 0.12 + pull / 3.2 + (0.15 if domestic else 0.0)
    if carrier.kind == "leisure":
        likely = 0.8 if abs(b.lat) < 43 and abs(a.lat) - abs(b.lat) > 4 else 0.0
    return unit(0, "base", carrier.code, a.iata, b.iata) < likely
