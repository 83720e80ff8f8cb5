"""Who flies where nonstop: the listed routes, and the spokes of hubs and bases.

Nothing is enumerated beforehand: `Network.served(code)` works out the nonstop neighbours of one
airport when they are first asked for, and keeps them.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from tools.providers.sandbox.spokes import Carrier, Spokes
from travel.gazetteer import Gazetteer
from travel.places import Airport, distance_km

Carriers = tuple[str, ...]
DATA = Path(__file__).with_name("data")
STAND_IN_KM = 1500.0  # from an airport that nobody lists to a hub
LISTED_WHOLE = 12  # a carrier with so many listed routes has no others
# Where two carriers meet the ocean by hand, as no rule of size would have them.
EXTRA: Mapping[tuple[str, str], Carriers] = {
    ("AKL", "HNL"): ("NZ", "HA"),
    ("NAN", "HNL"): ("FJ",),
    ("NAN", "LAX"): ("FJ",),
    ("NAN", "SFO"): ("FJ",),
    ("PPT", "HNL"): ("HA",),
    ("PPT", "LAX"): ("TN", "DL"),
    ("PPT", "AKL"): ("TN", "NZ"),
    ("RAR", "AKL"): ("NZ", "JQ"),
    ("RAR", "HNL"): ("HA",),
    ("APW", "AKL"): ("NZ",),
    ("TBU", "AKL"): ("NZ",),
    ("IPC", "SCL"): ("LA",),
    ("GPS", "GYE"): ("LA", "AV"),
    ("LHR", "PER"): ("QF",),
    ("CDG", "PER"): ("QF",),
    ("JFK", "SIN"): ("SQ",),
    ("EWR", "SIN"): ("SQ",),
    ("GRU", "JNB"): ("LA", "SA"),
    ("SCL", "SYD"): ("LA", "QF"),
    ("SCL", "AKL"): ("LA",),
    ("ATL", "JNB"): ("DL",),
    ("EWR", "CPT"): ("UA",),
    ("JFK", "NBO"): ("KQ",),
}
# Fictional airports for unhappy paths (see flights.py), and where they pretend to be.
STAND_INS: Mapping[str, str] = dict.fromkeys(
    ("ZZC", "ZZD", "ZZF", "ZZG", "ZZH", "ZZI", "ZZJ", "ZZK"), "LIS"
)
SHUT = frozenset({"ZZA", "ZZB", "ZZE"})


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

    def at(self, code: str) -> Airport:
        """Raises KeyError for an unknown airport."""
        found = self.airport(code)
        if found is None:
            raise KeyError(code)
        return found

    def km(self, one: str, other: str) -> float:
        """Great-circle distance. Raises KeyError for an unknown airport."""
        key = (one, other) if one < other else (other, one)
        if key not in self._km:
            self._km[key] = distance_km(self.at(key[0]), self.at(key[1]))
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

    def _find(self, code: str) -> Airport | None:
        if code in SHUT:
            return None
        real = self._gazetteer.airport(STAND_INS.get(code, code))
        return real.model_copy(update={"iata": code}) if real and code in STAND_INS else real

    # Routes -----------------------------------------------------------------------------------

    def _neighbours(self, code: str, name: str) -> Mapping[str, Carriers]:
        if self.airport(code) is None:
            return {}
        found = dict(self._listed.get(code, {}))
        ends = self._airports if code in self.homes else self.homes
        for end in ends if code in self._airports else ():
            if end != code and (flying := self._flying(code, end)):
                found[end] = flying
        found.pop(name, None)
        return found or self._attached(code)

    def _flying(self, one: str, other: str) -> Carriers:
        """Listed or by rule."""
        found = dict.fromkeys(self._listed.get(one, {}).get(other, ()))
        for home, end in ((one, other), (other, one)):
            for carrier in self._ruled.get(home, ()):
                if end in self._airports and self._spokes.flies(carrier, home, end):
                    found[carrier.code] = None
        return tuple(found)

    def _attached(self, code: str) -> Mapping[str, Carriers]:
        """For an airport that no rule serves: the nearest hub of an airline of its country.

        An airport with traffic and no such airline gets the two nearest hubs of anyone.
        """
        country = self.at(code).country
        hubs = sorted((self.km(code, hub), hub) for hub in self.homes if hub != code)
        own = [
            (hub, tuple(c.code for c in self.homes[hub] if c.country == country))
            for km, hub in hubs
            if km < STAND_IN_KM
        ]
        found = [(hub, flying[:1]) for hub, flying in own if flying][:1]
        if not found and code in self._airports:
            found = [(hub, (self.homes[hub][0].code,)) for km, hub in hubs if km < 4 * STAND_IN_KM]
        return dict(found[:2])

    # Data -------------------------------------------------------------------------------------

    @cached_property
    def carriers(self) -> Mapping[str, Carrier]:
        return {row["code"]: _carrier(row) for row in _rows("airlines.csv")}

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
    def _airports(self) -> Mapping[str, Airport]:
        """With facts, or somebody's hub."""
        codes = (*(row["iata"] for row in _rows("airports.csv")), *self.homes)
        return {code: found for code in codes if (found := self.airport(code))}

    @cached_property
    def _spokes(self) -> Spokes:
        return Spokes(self._airports, self.homes)

    @cached_property
    def _ruled(self) -> Mapping[str, tuple[Carrier, ...]]:
        """By hub or base, the carriers whose routes aren't listed."""
        counts = Counter(
            code for ends in self._listed.values() for flying in ends.values() for code in flying
        )
        return {
            home: tuple(c for c in each if counts[c.code] < 2 * LISTED_WHOLE)
            for home, each in self.homes.items()
        }

    @cached_property
    def _listed(self) -> Mapping[str, Mapping[str, Carriers]]:
        """Both ways."""
        found: dict[str, dict[str, Carriers]] = {}
        routes = [*_routes("routes_longhaul.csv"), *_routes("routes_regional.csv")]
        routes += [(one, other, flying) for (one, other), flying in EXTRA.items()]
        for one, other, flying in routes:
            known = [code for code in flying if code in self.carriers]
            if known and self.airport(one) and self.airport(other):
                for a, b in ((one, other), (other, one)):
                    had = found.setdefault(a, {}).get(b, ())
                    found[a][b] = tuple(dict.fromkeys((*had, *known)))
        return found


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


def _routes(name: str) -> list[tuple[str, str, Carriers]]:
    with DATA.joinpath(name).open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return [(one, other, tuple(flying.split("|"))) for one, other, flying in rows]


def _rows(name: str) -> list[dict[str, str]]:
    with DATA.joinpath(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
