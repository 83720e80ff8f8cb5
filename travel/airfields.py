"""Airports: the `airportsdata` package, and what is known of their traffic."""

import csv
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import airportsdata

from travel.atlas import folded
from travel.places import Airport, Place, distance_km

SERVES_KM = 120.0
_TINY, _FAR_BIGGER, _IN_REACH_KM = 2.5, 5.0, 90.0  # a tiny airport isn't the only one
FAR_KM = 400.0  # the way to the nearest airport, where none is near
_OF_AIRPORTS = frozenset({"airport", "international", "intl", "aeroporto", "aeropuerto", "capital"})
_BIG = 9.0  # passengers a year, millions: known by its own name


class Airfields:
    """By IATA code. `facts` is a CSV with the columns iata, passengers_m, metro, transfer_minutes,
    transfer_cost_eur, connect_minutes."""

    def __init__(self, facts: Path | None) -> None:
        self._facts_file = facts

    def airport(self, iata: str) -> Airport | None:
        row = self._rows.get(iata.upper())
        if row is None:
            return None
        facts = self._facts.get(row["iata"], {})
        return Airport(
            iata=row["iata"],
            name=row["name"],
            city=row["city"],
            country=row["country"],
            lat=row["lat"],
            lon=row["lon"],
            tz=row["tz"],
            passengers_m=float(facts.get("passengers_m") or 0),
            transfer_minutes=int(facts.get("transfer_minutes") or 45),
            transfer_cost_eur=facts.get("transfer_cost_eur") or "10.00",
            connect_minutes=int(facts.get("connect_minutes") or 60),
        )

    def serving(self, name: str, country: str, lat: float, lon: float) -> tuple[str, ...]:
        """Codes: of the place's own metro area or name, and, where these are tiny, of far bigger ones
        in reach; else with traffic and not far."""
        here = Place(id="-", name=name, kind="city", country=country, lat=lat, lon=lon, tz="UTC")
        near = sorted(
            (distance_km(here, airport), code)
            for code, airport in self._served.items()
            if abs(airport.lat - lat) < 4
        )
        close = [(km, code) for km, code in near if km <= SERVES_KM]
        own = [code for _, code in close if folded(self._served[code].city) == folded(name)]
        metros = {self.metro(code) for code in own} - {""}
        own += [code for _, code in close if self.metro(code) in metros and code not in own]
        # a bigger airport is worth a longer way
        worth = {c: self._served[c].passengers_m ** 0.5 / (25 + km) for km, c in close}
        if own:
            most = max(self._served[code].passengers_m for code in own)
            bigger = [
                code
                for km, code in close
                if most < _TINY and km <= _IN_REACH_KM and code not in own
                and self._served[code].passengers_m > _FAR_BIGGER * most
            ]  # fmt: skip
            if bigger:
                nearby = sorted(bigger, key=lambda code: -worth[code])[:3]
                return tuple(sorted((*own, *nearby), key=lambda code: -worth[code]))
            return tuple(sorted(own, key=lambda code: -self._served[code].passengers_m))
        if close:
            return tuple(sorted(worth, key=lambda code: -worth[code])[:3])
        return tuple(code for km, code in near if km < FAR_KM)[:1]

    def points(self) -> Iterator[tuple[float, float]]:
        """Latitude and longitude of each, busy or not."""
        return ((row["lat"], row["lon"]) for row in self._rows.values())

    def metro(self, code: str) -> str:
        """The city whose airport it is, where that isn't where it stands; empty if not on record."""
        return self._facts.get(code, {}).get("metro", "")

    @cached_property
    def _rows(self) -> Mapping[str, airportsdata.Airport]:
        return airportsdata.load("IATA")

    @cached_property
    def _facts(self) -> Mapping[str, Mapping[str, str]]:
        if self._facts_file is None or not self._facts_file.exists():
            return {}
        with self._facts_file.open(encoding="utf-8", newline="") as lines:
            return {row["iata"]: row for row in csv.DictReader(lines)}

    @cached_property
    def _served(self) -> Mapping[str, Airport]:
        """Airports with traffic; without facts, those whose name says that they have it."""
        codes = self._facts or [
            code for code, row in self._rows.items() if "International" in row["name"]
        ]
        return {code: airport for code in codes if (airport := self.airport(code))}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The part of a big airport's name that is its own: "gatwick", "charles de gaulle"."""
        names: dict[str, str] = {}
        for code, airport in self._served.items():
            of_all = _OF_AIRPORTS.union(folded(airport.city).split())
            own = [word for word in folded(airport.name).split() if word not in of_all]
            name = " ".join(own)
            if len(name) > 5 and airport.passengers_m >= _BIG and "(" not in name:
                names.setdefault(name, code)
        return names
