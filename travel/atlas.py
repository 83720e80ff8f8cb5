"""The places in the package data, indexed by every name they have. `Gazetteer` asks it."""

import csv
import gzip
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.resources import files
from io import StringIO
from typing import NamedTuple, cast

from travel.places import PlaceKind

_DISTRICT_SHARE, _DISTRICT_DEGREES = 8, 0.12  # times as many people, at about 10 km
_BY_A_RIVER = (" upon ", " am ", " an der ", " on ", " sur ")
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


class Entry(NamedTuple):
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


class Atlas:
    """All entries; `named` and `also` give their numbers by folded name."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.named: dict[str, list[int]] = {}  # by a name people use
        self.also: dict[str, list[int]] = {}  # by any other name on record
        self.bracketed: dict[str, list[int]] = {}  # "side" of "Side (Turkey)"
        self.renamed: dict[int, str] = {}
        self._districts: dict[int, bool] = {}
        self.visitors = {row[0]: float(row[1]) for row in _rows("visitors.csv")}
        self._read_countries()
        self._read_cities()
        self._read_exonyms()
        self._read_extras()

    def exact(self, key: str) -> list[int]:
        """Entries of a folded name; names people use go before others."""
        found = self.named.get(key) or self.also.get(key)
        if not found and len(key) > 4 and ("ue" in key or "oe" in key or "ae" in key):
            plain = key.replace("ue", "u").replace("oe", "o").replace("ae", "a")
            found = self.named.get(plain)
        return found or []

    def cities(self, name: str, country: str | None) -> list[int]:
        """The cities and towns of exactly that name."""
        return [
            index
            for index in self.exact(folded(name))
            if self.entries[index].kind in ("city", "town")
            and country in (None, self.entries[index].country)
        ]

    def english(self, name: str, country: str) -> str:
        """The English name of a city on record under `name`; `name` itself where it has none."""
        numbers = self.cities(name, country) if name else []
        if not numbers:
            return name
        number = max(numbers, key=lambda index: self.entries[index].population)
        return self.renamed.get(number, name)

    def without_districts(self, numbers: Sequence[int]) -> list[int]:
        """Namesakes in one country: quarters of a far bigger city give way to the towns."""
        kept = list(numbers)
        for number in numbers:
            country = self.entries[number].country
            others = [i for i in kept if i != number and self.entries[i].country == country]
            if others and self._is_district(number) and not all(map(self._is_district, others)):
                kept.remove(number)
        return kept

    def _is_district(self, number: int) -> bool:
        if number not in self._districts:
            here = self.entries[number]
            self._districts[number] = here.population > 0 and any(
                each.population > _DISTRICT_SHARE * here.population
                and abs(each.lat - here.lat) + abs(each.lon - here.lon) < _DISTRICT_DEGREES
                for each in self.entries
                if each.kind == "city" and each.country == here.country
            )
        return self._districts[number]

    def _read_countries(self) -> None:
        rows = [_split(row) for row in _rows("countries.csv")]
        self.countries = {
            row[0][0]: Country(row[0][0], row[1][0], row[2], row[3][0], row[4], row[5], row[6])
            for row in rows
        }
        self.country_names = {
            folded(name): each.code
            for each in self.countries.values()
            for name in (each.name, *each.names, *each.adjectives)
        }
        self.adjectives = {
            folded(word) for each in self.countries.values() for word in each.adjectives
        }
        self.main_cities = {
            each.code: frozenset(map(folded, each.main_cities)) for each in self.countries.values()
        }
        self.regions: dict[str, list[tuple[str, str]]] = {}
        self.region_names: dict[tuple[str, str], str] = {}
        for country, code, name, short in _rows("regions.csv"):
            self.region_names[country, code] = name
            for each in {folded(name), folded(short)} - {""}:
                self.regions.setdefault(each, []).append((country, code))

    def _read_cities(self) -> None:
        packed = files("travel").joinpath("data/cities_50k.csv.gz").read_bytes()
        rows = csv.reader(StringIO(gzip.decompress(packed).decode("utf-8")))
        next(rows)
        for number, row in enumerate(rows):
            self.entries.append(
                Entry(
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
            self.named.setdefault(folded(row[1]), []).append(number)
            for by in _BY_A_RIVER:
                if by in row[1]:
                    self.named.setdefault(folded(row[1].split(by)[0]), []).append(number)
            for other in row[8].split("|"):
                if len(other) > 3:
                    self.also.setdefault(folded(other), []).append(number)

    def _read_exonyms(self) -> None:
        """Names people use for a city; `name` is the English one."""
        for name, country, others in _rows("exonyms.csv"):
            keys = [folded(each) for each in (name, *others.split("|")) if each.strip()]
            numbers = {
                index
                for key in keys
                for index in (*self.named.get(key, ()), *self.also.get(key, ()))
                if self.entries[index].country == country
            }
            if not numbers:
                continue
            numbers = self.without_districts(sorted(numbers))
            number = max(numbers, key=lambda index: self.entries[index].population)
            self.renamed[number] = name
            for key in keys:
                self._name(key, number)

    def _read_extras(self) -> None:
        """Towns, islands, regions that are no big cities; then countries, by their main city."""
        for name, kind, country, lat, lon, tz, gateways, base, others in _rows("places_extra.csv"):
            slug = folded(name).replace(" ", "-")
            self._add(
                Entry(
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
        for country in self.countries.values():
            self._read_country(country)

    def _read_country(self, country: Country) -> None:
        """As a place to travel to: it stands at its main city, unless it is that city."""
        found = (self.cities(name, country.code) for name in country.main_cities)
        numbers = next((numbers for numbers in found if numbers), list[int]())
        number = max(numbers, key=lambda index: self.entries[index].population, default=-1)
        if number < 0 or folded(self.entries[number].name) == folded(country.name):
            return
        main = self.entries[number]
        base = self.renamed.get(number, main.name)
        at = main.lat, main.lon, 0, main.tz, (), base
        code = country.code
        self._add(Entry(f"country:{code}", country.name, "country", code, "", *at), country.names)

    def _add(self, entry: Entry, others: Iterable[str]) -> None:
        number = len(self.entries)
        self.entries.append(entry)
        for name in (entry.name, *others):
            if name.strip():
                self._name(folded(name), number)
        head, bracket, _ = entry.name.partition(" (")
        if bracket:
            self.bracketed.setdefault(folded(head), []).append(number)

    def _name(self, key: str, number: int) -> None:
        numbers = self.named.setdefault(key, [])
        if number not in numbers:
            numbers.append(number)


def _rows(name: str) -> list[list[str]]:
    """Of a package data CSV, without its header."""
    text = files("travel").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.reader(StringIO(text)))[1:]


def _split(row: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in cell.split("|") if part.strip()) for cell in row]
