"""Which place a name means: an immutable index of cities, islands, regions, countries and airports.

`Gazetteer.load()` reads package data once (about a quarter of a second) and answers from memory. A name is
found exactly, whatever its accents and case and in any of its languages; else, for longer names, by
likeness. `Match.ambiguous` says that several candidates are serious, `Match.place` is the likeliest.

Fame decides between namesakes: inhabitants, weighted by how many visitors the country has (UN Tourism,
`visitors.csv`) and whether the city is one of the country's main ones (`countries.csv`).
"""

import csv
import gzip
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import NamedTuple, cast

from travel.places import Airport, Place, PlaceKind, distance_km
from travel.value import Value

SERIOUS = 0.27  # a namesake with this share of the best one's fame is worth asking about
NEAR_KM = 400.0  # a namesake so close to the context needs no asking
SERVES_KM = 120.0
_FAVOUR = 6.0  # times the fame, for a place in the speaker's country
_FAME_OF_KIND: Mapping[str, float] = {"country": 20.0, "island": 3.0, "region": 3.0, "town": 0.6}
_BY_A_RIVER = (" upon ", " am ", " an der ", " on ", " sur ")
_OF_AIRPORTS = frozenset({"airport", "international", "intl", "aeroporto", "aeropuerto", "capital"})
_BIG_AIRPORT = 9.0  # passengers a year, millions: known by its own name
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
    | dict.fromkeys("-/.,_", " ")
    | dict.fromkeys("'’`´ʻ‘", "")
)


def folded(name: str) -> str:
    """Lower case, without accents and apostrophes, hyphens as blanks: what names are compared by."""
    name = name.lower().translate(_LETTERS)
    if not name.isascii():
        kept = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in kept if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(name.split()) if " " in name else name


class Country(NamedTuple):
    code: str
    name: str
    names: tuple[str, ...]
    currency: str
    main_cities: tuple[str, ...]
    languages: tuple[str, ...]
    adjectives: tuple[str, ...]


class Match(Value):
    """What a name may mean, the likeliest first. `exact` is False for a guess at a misspelling."""

    candidates: tuple[Place, ...] = ()
    exact: bool = True
    ambiguous: bool = False

    @property
    def place(self) -> Place | None:
        return self.candidates[0] if self.candidates else None


class _Entry(NamedTuple):
    """A place as it stands in the data; a `Place` is made of it when one is asked for."""

    id: str
    name: str
    kind: PlaceKind
    country: str
    admin: str
    lat: float
    lon: float
    population: int
    tz: str
    gateways: tuple[str, ...] = ()
    base: str = ""


class Gazetteer:
    """Immutable; share one. Make it with `Gazetteer.load`."""

    def __init__(self, airport_facts: Path | None) -> None:
        self._facts_file = airport_facts
        self._entries: list[_Entry] = []
        self._named: dict[str, list[int]] = {}  # by a name people use
        self._also: dict[str, list[int]] = {}  # by any other name on record
        self._renamed: dict[int, str] = {}
        self._made: dict[int, Place] = {}
        self._serving: dict[str, tuple[str, ...]] = {}
        self._visitors = {row[0]: float(row[1]) for row in _rows("visitors.csv")}
        self._read_countries()
        self._read_cities()
        self._read_exonyms()
        self._read_extras()

    @classmethod
    def load(cls, airport_facts: Path | None = None) -> "Gazetteer":
        """From package data; `airport_facts` is a CSV of traffic and transfers by IATA code.

        Its columns: iata, passengers_m, metro, transfer_minutes, transfer_cost_eur, connect_minutes.
        """
        return cls(airport_facts)

    # Names ------------------------------------------------------------------------------------

    def lookup(
        self,
        name: str,
        *,
        near: Place | None = None,
        country: str | None = None,
        speaker: str | None = None,
    ) -> Match:
        """The places of that name; `country` (a code) and `near` choose between namesakes.

        `speaker` is a country whose places come first and are serious candidates sooner.

        "Cordoba, Spain" and "Springfield, Illinois" carry their own context. A code such as "BER" is
        an airport. Without an exact hit, names of five letters and more are compared by likeness.
        """
        head, _, tail = name.partition(",")
        if tail.strip():
            return self._qualified(head, tail, near) or self.lookup(
                head, near=near, country=country, speaker=speaker
            )
        if code := self._as_airport(name):
            return Match(candidates=(code,))
        key = folded(name)
        if key not in self._named and key in self._airport_names:
            place = self._as_airport(self._airport_names[key])
            return Match(candidates=(place,) if place else ())
        found = self.exact(key)
        if found:
            return self._ranked(found, near, country, speaker)
        if split := self._trailing_region(key, near):
            return split
        if like := self._alike(key):
            match = self._ranked(self.exact(like), near, country, speaker)
            return match.model_copy(update={"exact": False})
        return Match()

    def exact(self, key: str) -> list[int]:
        """Entries (internal numbers) of a folded name; names people use go before others."""
        found = self._named.get(key) or self._also.get(key)
        if not found and len(key) > 4 and ("ue" in key or "oe" in key or "ae" in key):
            plain = key.replace("ue", "u").replace("oe", "o").replace("ae", "a")
            found = self._named.get(plain)
        return found or []

    def knows(self, key: str, *, well: bool = False) -> bool:
        """Whether a folded name is on record; `well` leaves out the names hardly anyone uses."""
        if key in self._named or key in self._airport_names:
            return True
        return not well and bool(self.exact(key))

    def fame(self, key: str) -> float:
        """Of the most famous place with that folded name; 0 where there is none."""
        known = max((self._fame(index) for index in self.exact(key)), default=0.0)
        return known or float(key in self._airport_names)

    def is_city(self, key: str) -> bool:
        """Whether the most famous place with that folded name is a city."""
        numbers = self.exact(key)
        return bool(numbers) and self._entries[max(numbers, key=self._fame)].kind == "city"

    def is_airport_name(self, key: str) -> bool:
        """Whether a folded name is an airport's alone."""
        return key in self._airport_names and key not in self._named

    def likeness(self, name: str) -> str | None:
        """The folded name on record that `name` probably misspells."""
        return self._alike(folded(name))

    def city(self, name: str, country: str | None = None) -> Place | None:
        """The likeliest city or town of exactly that name."""
        number = self._city(name, country)
        return None if number is None else self._place(number)

    def _city(self, name: str, country: str | None) -> int | None:
        numbers = [
            index
            for index in self.exact(folded(name))
            if self._entries[index].kind in ("city", "town")
            and country in (None, self._entries[index].country)
        ]
        return max(numbers, key=self._fame, default=None)

    def country(self, code_or_name: str) -> Country | None:
        """By ISO code in capitals, or by any name of it."""
        if code_or_name in self._countries:
            return self._countries[code_or_name]
        code = self._country_names.get(folded(code_or_name))
        return self._countries[code] if code else None

    def currency_of(self, country: str) -> str | None:
        """ISO 4217 code of the money of a country (ISO code)."""
        known = self._countries.get(country)
        return known.currency if known else None

    @cached_property
    def currencies(self) -> frozenset[str]:
        return frozenset(country.currency for country in self._countries.values())

    def regions(self, name: str) -> tuple[tuple[str, str], ...]:
        """(country, admin code) of a state or province; the code is empty for a whole country."""
        key = folded(name)
        found = list(self._regions.get(key, ()))
        if code := self._country_names.get(key):
            found.append((code, ""))
        return tuple(found)

    def region_name(self, country: str, code: str) -> str:
        """Of a state or province by its admin code; empty where none is on record."""
        return self._region_names.get((country, code), "")

    # Airports ---------------------------------------------------------------------------------

    def airport(self, iata: str) -> Airport | None:
        """By IATA code."""
        row = self._airports.get(iata.upper())
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

    def airports_for(self, place: Place) -> tuple[Airport, ...]:
        """The airports that serve a place, the main one first."""
        codes = place.airports or self._serve(place.name, place.country, place.lat, place.lon)
        return tuple(airport for code in codes if (airport := self.airport(code)))

    def _serve(self, name: str, country: str, lat: float, lon: float) -> tuple[str, ...]:
        """Codes: of the place's own metro area or name, else with traffic and not far."""
        here = Place(id="-", name=name, kind="city", country=country, lat=lat, lon=lon, tz="UTC")
        near = sorted(
            (distance_km(here, airport), code)
            for code, airport in self._served.items()
            if abs(airport.lat - lat) < 4
        )
        close = [(km, code) for km, code in near if km <= SERVES_KM]
        own = [c for km, c in close if folded(self._served[c].city) == folded(name)]
        metros = {self._metro(code) for code in own} - {""}
        own += [c for _, c in close if self._metro(c) in metros and c not in own]
        if own:
            return tuple(sorted(own, key=lambda c: -self._served[c].passengers_m))
        if close:  # a bigger airport is worth a longer way
            worth = {c: self._served[c].passengers_m ** 0.5 / (25 + km) for km, c in close}
            return tuple(sorted(worth, key=lambda c: -worth[c])[:3])
        return tuple(code for km, code in near if km < 400)[:1]

    def _metro(self, code: str) -> str:
        return self._facts.get(code, {}).get("metro", "")

    @cached_property
    def _airports(self) -> Mapping[str, "_AirportRow"]:
        import airportsdata

        return cast(Mapping[str, _AirportRow], airportsdata.load("IATA"))

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
            code for code, row in self._airports.items() if "International" in row["name"]
        ]
        return {code: airport for code in codes if (airport := self.airport(code))}

    @cached_property
    def _airport_names(self) -> Mapping[str, str]:
        """The part of an airport's name that is its own: "gatwick", "charles de gaulle"."""
        names: dict[str, str] = {}
        for code, airport in self._served.items():
            city = folded(airport.city).split()
            own = [w for w in folded(airport.name).split() if w not in _OF_AIRPORTS and w not in city]
            name = " ".join(own)
            if len(name) > 5 and airport.passengers_m >= _BIG_AIRPORT and "(" not in name:
                names.setdefault(name, code)
        return names

    def _as_airport(self, name: str) -> Place | None:
        row = self._airports.get(name) if len(name) == 3 and name.isupper() else None
        if row is None:
            return None
        city = self.city(self._metro(name) or row["city"], row["country"])
        return Place(
            id=f"airport:{name}",
            name=city.name if city else row["city"] or row["name"],
            kind="airport",
            country=row["country"],
            lat=row["lat"],
            lon=row["lon"],
            tz=row["tz"],
            airports=(name,),
        )

    # Ranking ----------------------------------------------------------------------------------

    def _ranked(
        self,
        numbers: Sequence[int],
        near: Place | None,
        country: str | None,
        speaker: str | None = None,
    ) -> Match:
        def fame(index: int) -> float:
            favoured = self._entries[index].country == speaker
            return self._fame(index) * (_FAVOUR if favoured else 1.0)

        inside = [i for i in numbers if self._entries[i].country == country]
        ranked = sorted(dict.fromkeys(inside or numbers), key=fame, reverse=True)
        least = max(map(self._fame, ranked)) * SERIOUS
        serious = [i for i in ranked if fame(i) >= least][:6]
        if near is not None and len(serious) > 1:
            close = [i for i in serious if distance_km(near, self._place(i)) <= NEAR_KM]
            serious = close[:1] or serious
        places = tuple(self._place(i) for i in serious)
        return Match(candidates=places, ambiguous=len(places) > 1)

    def _fame(self, number: int) -> float:
        entry = self._entries[number]
        visitors = self._visitors.get(entry.country, 0.05) ** 0.3
        if not entry.population:
            return _FAME_OF_KIND[entry.kind] * visitors
        main = folded(entry.name) in self._main_cities.get(entry.country, ())
        return entry.population / 1e6 * visitors * (2.5 if main else 1.0)

    def _qualified(self, head: str, tail: str, near: Place | None) -> Match | None:
        """ "Springfield, Illinois": namesakes within the region or country, else None."""
        wanted = self.regions(tail.strip())
        numbers = [i for i in self.exact(folded(head)) if self._within(i, wanted)]
        if not numbers and wanted and (like := self._alike(folded(head))):
            numbers = [i for i in self.exact(like) if self._within(i, wanted)]
        return self._ranked(numbers, near, None) if numbers else None

    def _trailing_region(self, key: str, near: Place | None) -> Match | None:
        words = key.split()
        for cut in range(len(words) - 1, 0, -1):
            head, tail = " ".join(words[:cut]), " ".join(words[cut:])
            if self.exact(head) and (found := self._qualified(head, tail, near)):
                return found
        return None

    def _within(self, number: int, regions: Iterable[tuple[str, str]]) -> bool:
        entry = self._entries[number]
        return any(entry.country == c and code in ("", entry.admin) for c, code in regions)

    def _alike(self, key: str) -> str | None:
        """The folded name that `key` probably misspells: one slip in 5 letters, two in 8."""
        if len(key) < 5 or len(key) > 40:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 1 if len(key) < 8 else 2
        found = process.extract(
            key, self._choices, scorer=OSA.distance, score_cutoff=slips, limit=25
        )
        near = [(d + (name[0] != key[0]) * 0.5, name) for name, d, _ in found if len(name) > 3]
        return min(near, key=lambda each: (each[0], -self.fame(each[1])))[1] if near else None

    @cached_property
    def _choices(self) -> list[str]:
        """Names worth guessing at: those of places with some fame."""
        return [
            name
            for name, numbers in self._named.items()
            if len(name) > 3 and max(self._fame(i) for i in numbers) > 0.25
        ]

    def _place(self, number: int) -> Place:
        if number not in self._made:
            entry = self._entries[number]
            name = self._renamed.get(number, entry.name)
            at = entry.base or name, entry.country, entry.lat, entry.lon
            self._made[number] = Place(
                id=entry.id,
                name=name,
                kind=entry.kind,
                country=entry.country,
                lat=entry.lat,
                lon=entry.lon,
                tz=entry.tz,
                admin=self._region_names.get((entry.country, entry.admin), ""),
                population=entry.population,
                airports=entry.gateways or self._serve(*at),
                base="" if entry.base == name else entry.base,
            )
        return self._made[number]

    # Reading ----------------------------------------------------------------------------------

    def _read_countries(self) -> None:
        rows = [_split(row) for row in _rows("countries.csv")]
        self._countries = {
            row[0][0]: Country(row[0][0], row[1][0], row[2], row[3][0], row[4], row[5], row[6])
            for row in rows
        }
        self._country_names = {
            folded(name): each.code
            for each in self._countries.values()
            for name in (each.name, *each.names, *each.adjectives)
        }
        self._main_cities = {
            each.code: frozenset(map(folded, each.main_cities))
            for each in self._countries.values()
        }
        self._regions: dict[str, list[tuple[str, str]]] = {}
        self._region_names: dict[tuple[str, str], str] = {}
        for country, code, name, short in _rows("regions.csv"):
            self._region_names[country, code] = name
            for each in {folded(name), folded(short)} - {""}:
                self._regions.setdefault(each, []).append((country, code))

    def _read_cities(self) -> None:
        packed = files("travel").joinpath("data/cities_50k.csv.gz").read_bytes()
        rows = csv.reader(StringIO(gzip.decompress(packed).decode("utf-8")))
        next(rows)
        for number, row in enumerate(rows):
            self._entries.append(
                _Entry(
                    f"geonames:{row[0]}",
                    row[1],
                    "city",
                    row[2],
                    row[3],
                    float(row[4]),
                    float(row[5]),
                    int(row[6]),
                    row[7],
                )
            )
            self._named.setdefault(folded(row[1]), []).append(number)
            for by in _BY_A_RIVER:
                if by in row[1]:
                    self._named.setdefault(folded(row[1].split(by)[0]), []).append(number)
            for other in row[8].split("|"):
                if len(other) > 3:
                    self._also.setdefault(folded(other), []).append(number)

    def _read_exonyms(self) -> None:
        """Names people use for a city; `name` is the English one."""
        for name, country, others in _rows("exonyms.csv"):
            keys = [folded(each) for each in (name, *others.split("|")) if each.strip()]
            numbers = {
                index
                for key in keys
                for index in (*self._named.get(key, ()), *self._also.get(key, ()))
                if self._entries[index].country == country
            }
            if not numbers:
                continue
            number = max(numbers, key=lambda index: self._entries[index].population)
            self._renamed[number] = name
            for key in keys:
                self._name(key, number)

    def _read_extras(self) -> None:
        """Towns, islands, regions that are no big cities; then countries, by their main city."""
        for name, kind, country, lat, lon, tz, gateways, base, others in _rows("places_extra.csv"):
            slug = folded(name).replace(" ", "-")
            self._add(
                _Entry(
                    f"extra:{slug}-{country.lower()}",
                    name,
                    cast(PlaceKind, kind),
                    country,
                    "",
                    float(lat),
                    float(lon),
                    0,
                    tz,
                    tuple(code for code in gateways.split("|") if code),
                    base,
                ),
                others.split("|"),
            )
        for country in self._countries.values():
            self._read_country(country)

    def _read_country(self, country: Country) -> None:
        """As a place to travel to: it stands at its main city, unless it is that city."""
        cities = (self._city(name, country.code) for name in country.main_cities)
        number = next((number for number in cities if number is not None), None)
        if number is None or folded(self._entries[number].name) == folded(country.name):
            return
        main = self._entries[number]
        base = self._renamed.get(number, main.name)
        at = main.lat, main.lon, 0, main.tz, (), base
        code = country.code
        self._add(
            _Entry(f"country:{code}", country.name, "country", code, "", *at), country.names
        )

    def _add(self, entry: _Entry, others: Iterable[str]) -> None:
        number = len(self._entries)
        self._entries.append(entry)
        for name in (entry.name, *others):
            if name.strip():
                self._name(folded(name), number)

    def _name(self, key: str, number: int) -> None:
        numbers = self._named.setdefault(key, [])
        if number not in numbers:
            numbers.append(number)


class _AirportRow(dict[str, str]):
    pass


def _rows(name: str) -> list[list[str]]:
    """Of a package data CSV, without its header."""
    text = files("travel").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.reader(StringIO(text)))[1:]


def _split(row: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in cell.split("|") if part.strip()) for cell in row]
