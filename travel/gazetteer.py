"""Which place a name means: an immutable index of cities, islands, regions, countries and airports.

`Gazetteer.load()` reads package data once (about a quarter of a second) and answers from memory. A name is
found exactly, whatever its accents and case and in any of its languages; else, for longer names, by
likeness. `Match.ambiguous` says that several candidates are serious, `Match.place` is the likeliest.

Fame decides between namesakes: inhabitants, weighted by how many visitors the country has (UN Tourism,
`visitors.csv`) and whether the city is one of the country's main ones (`countries.csv`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from travel.airfields import Airfields
from travel.atlas import Atlas, Country, folded
from travel.places import Airport, Place, distance_km
from travel.towns import Town, towns
from travel.value import Value

__all__ = ["Country", "Gazetteer", "Match", "folded"]

SERIOUS = 0.27  # a namesake with this share of the best one's fame is worth asking about
NEAR_KM = 400.0  # a namesake so close to the context needs no asking
_FAVOUR = 6.0  # times the fame, for a place in the speaker's country
_MOST_SLIPS = 2  # of a misspelt name
_FAME_OF_KIND: Mapping[str, float] = {"country": 20.0, "island": 3.0, "region": 3.0, "town": 0.6}
# Places people say are in another country than the one they have a code of.
_PART_OF: Mapping[str, str] = {
    **dict.fromkeys(("HK", "MO"), "CN"),
    **dict.fromkeys(("PR", "VI", "GU", "AS", "MP"), "US"),
    **dict.fromkeys(("RE", "GP", "MQ", "GF", "YT", "PF", "NC", "BL", "MF", "PM"), "FR"),
    **dict.fromkeys(("AW", "CW", "SX", "BQ"), "NL"),
    **dict.fromkeys(("GI", "IM", "JE", "GG", "BM", "KY", "VG", "TC", "FK"), "GB"),
    **dict.fromkeys(("GL", "FO"), "DK"),
    **dict.fromkeys(("VA", "SM"), "IT"),
}


class Match(Value):
    """What a name may mean, the likeliest first. `exact` is False for a guess at a misspelling."""

    candidates: tuple[Place, ...] = ()
    exact: bool = True
    ambiguous: bool = False

    @property
    def place(self) -> Place | None:
        return self.candidates[0] if self.candidates else None


class Gazetteer:
    """Immutable; share one. Make it with `Gazetteer.load`."""

    def __init__(self, airport_facts: Path | None) -> None:
        self._atlas = Atlas()
        self._airfields = Airfields(airport_facts)
        self._made: dict[int, Place] = {}
        self._by_length: dict[int, list[str]] = {}

    @classmethod
    def load(cls, airport_facts: Path | None = None) -> "Gazetteer":
        """From package data; `airport_facts` is the CSV that `Airfields` describes."""
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
            if found := self._qualified(head, tail, near):
                return found
            if self._atlas.country_names.get(folded(tail)):
                return Match()  # no such place in that country
            return self.lookup(head, near=near, country=country, speaker=speaker)
        if code := self._as_airport(name):
            return Match(candidates=(code,))
        key = folded(name)
        if key not in self._atlas.named and key in self._airfields.names:
            place = self._as_airport(self._airfields.names[key])
            return Match(candidates=(place,) if place else ())
        found = self._atlas.exact(key)
        if found:
            return self._ranked(found, near, country, speaker)
        if split := self._trailing_region(key, near):
            return split
        if like := self._alike(key):
            match = self._ranked(self._atlas.exact(like), near, country, speaker)
            return match.model_copy(update={"exact": False})
        return Match()

    def knows(self, key: str, *, well: bool = False) -> bool:
        """Whether a folded name is on record; `well` leaves out the names hardly anyone uses."""
        if key in self._atlas.named or key in self._airfields.names:
            return True
        return not well and bool(self._atlas.exact(key))

    def holds(self, head: str, tail: str) -> bool:
        """Whether a place of exactly that name is on record in the country or region `tail`."""
        wanted, key = self.regions(tail), folded(head)
        named = [*self._atlas.exact(key), *self._atlas.bracketed.get(key, ())]
        return any(self._within(number, wanted) for number in named)

    def fame(self, key: str) -> float:
        """Of the most famous place with that folded name; 0 where there is none."""
        known = max((self._fame(index) for index in self._atlas.exact(key)), default=0.0)
        return known or float(key in self._airfields.names)

    def is_adjective(self, key: str) -> bool:
        """Whether a folded word is one such as "italian"."""
        return key in self._atlas.adjectives

    def is_city(self, key: str) -> bool:
        """Whether the most famous place with that folded name is a city."""
        numbers = self._atlas.exact(key)
        return bool(numbers) and self._atlas.entries[max(numbers, key=self._fame)].kind == "city"

    def is_airport_name(self, key: str) -> bool:
        """Whether a folded name is an airport's alone."""
        return key in self._airfields.names and key not in self._atlas.named

    def likeness(self, name: str) -> str | None:
        """The folded name on record that `name` probably misspells."""
        return self._alike(folded(name))

    def city(self, name: str, country: str | None = None) -> Place | None:
        """The likeliest city or town of exactly that name."""
        numbers = self._atlas.cities(name, country)
        return self._place(max(numbers, key=self._fame)) if numbers else None

    def country(self, code_or_name: str) -> Country | None:
        """By ISO code in capitals, or by any name of it."""
        if code_or_name in self._atlas.countries:
            return self._atlas.countries[code_or_name]
        code = self._atlas.country_names.get(folded(code_or_name))
        return self._atlas.countries[code] if code else None

    def currency_of(self, country: str) -> str | None:
        """ISO 4217 code of the money of a country (ISO code)."""
        known = self._atlas.countries.get(country)
        return known.currency if known else None

    @cached_property
    def currencies(self) -> frozenset[str]:
        return frozenset(country.currency for country in self._atlas.countries.values())

    def regions(self, name: str) -> tuple[tuple[str, str], ...]:
        """(country, admin code) of a state or province; the code is empty for a whole country."""
        key = folded(name)
        found = list(self._atlas.regions.get(key, ()))
        if code := self._atlas.country_names.get(key):
            found.append((code, ""))
        return tuple(found)

    def region_name(self, country: str, code: str) -> str:
        """Of a state or province by its admin code; empty where none is on record."""
        return self._atlas.region_names.get((country, code), "")

    def towns(self) -> Iterator[Town]:
        return towns(self._atlas, self._airfields)

    # Airports ---------------------------------------------------------------------------------

    def airport(self, iata: str) -> Airport | None:
        """By IATA code."""
        return self._airfields.airport(iata)

    def airports_for(self, place: Place) -> tuple[Airport, ...]:
        """The airports that serve a place, the main one first."""
        at = place.name, place.country, place.lat, place.lon
        codes = place.airports or self._airfields.serving(*at)
        return tuple(airport for code in codes if (airport := self.airport(code)))

    def _as_airport(self, name: str) -> Place | None:
        airport = self.airport(name) if len(name) == 3 and name.isupper() else None
        if airport is None:
            return None
        city = self.city(self._airfields.metro(name) or airport.city, airport.country)
        return Place(
            id=f"airport:{name}",
            name=city.name if city else airport.city or airport.name,
            kind="airport",
            country=airport.country,
            lat=airport.lat,
            lon=airport.lon,
            tz=airport.tz,
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
            favoured = self._atlas.entries[index].country == speaker
            return self._fame(index) * (_FAVOUR if favoured else 1.0)

        numbers = self._atlas.without_districts(numbers)
        inside = [i for i in numbers if self._atlas.entries[i].country == country]
        ranked = sorted(dict.fromkeys(inside or numbers), key=fame, reverse=True)
        least = max(map(self._fame, ranked)) * SERIOUS
        serious = [i for i in ranked if fame(i) >= least][:6]
        if near is not None and len(serious) > 1:
            close = [i for i in serious if distance_km(near, self._place(i)) <= NEAR_KM]
            serious = close[:1] or serious
        places = tuple(self._place(i) for i in serious)
        return Match(candidates=places, ambiguous=len(places) > 1)

    def _fame(self, number: int) -> float:
        entry = self._atlas.entries[number]
        visitors = self._atlas.visitors.get(entry.country, 0.05) ** 0.3
        if not entry.population:
            return _FAME_OF_KIND[entry.kind] * visitors
        main = folded(entry.name) in self._atlas.main_cities.get(entry.country, ())
        return entry.population / 1e6 * visitors * (2.5 if main else 1.0)

    def _qualified(self, head: str, tail: str, near: Place | None) -> Match | None:
        """ "Springfield, Illinois": namesakes within the region or country, else None."""
        wanted = self.regions(tail.strip())
        key, whole = folded(head), folded(f"{head} {tail}")
        named = [*self._atlas.named.get(whole, ()), *self._atlas.bracketed.get(key, ())]
        numbers = [i for i in (*self._atlas.exact(key), *named) if self._within(i, wanted)]
        if not numbers and wanted and (like := self._alike(key)):
            numbers = [i for i in self._atlas.exact(like) if self._within(i, wanted)]
        return self._ranked(numbers, near, None) if numbers else None

    def _trailing_region(self, key: str, near: Place | None) -> Match | None:
        words = key.split()
        for cut in range(len(words) - 1, 0, -1):
            head, tail = " ".join(words[:cut]), " ".join(words[cut:])
            if self._atlas.exact(head) and (found := self._qualified(head, tail, near)):
                return found
        return None

    def _within(self, number: int, regions: Iterable[tuple[str, str]]) -> bool:
        entry = self._atlas.entries[number]
        own = (entry.country, _PART_OF.get(entry.country))
        return any(c in own and code in ("", entry.admin) for c, code in regions)

    def _alike(self, key: str) -> str | None:
        """The folded name that `key` probably misspells: one slip in 5 letters, two in 8."""
        if len(key) < 5 or len(key) > 40:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 1 if len(key) < 8 else 2
        choices = self._choices_near(len(key))
        found = process.extract(key, choices, scorer=OSA.distance, score_cutoff=slips, limit=25)
        near = [(d + (name[0] != key[0]) * 0.5, name) for name, d, _ in found if len(name) > 3]
        return min(near, key=lambda each: (each[0], -self.fame(each[1])))[1] if near else None

    @cached_property
    def _choices(self) -> list[str]:
        """Names worth guessing at: those of places with some fame."""
        return [
            name
            for name, numbers in self._atlas.named.items()
            if len(name) > 3 and max(self._fame(i) for i in numbers) > 0.25
        ]

    def _choices_near(self, length: int) -> list[str]:
        """Those of about that length: no other is a slip or two away."""
        if length not in self._by_length:
            near = [name for name in self._choices if abs(len(name) - length) <= _MOST_SLIPS]
            self._by_length[length] = near
        return self._by_length[length]

    def _place(self, number: int) -> Place:
        if number not in self._made:
            entry = self._atlas.entries[number]
            name = self._atlas.renamed.get(number, entry.name)
            base = self._atlas.english(entry.base, entry.country)
            at = base or name, entry.country, entry.lat, entry.lon
            self._made[number] = Place(
                id=entry.id,
                name=name,
                kind=entry.kind,
                country=entry.country,
                lat=entry.lat,
                lon=entry.lon,
                tz=entry.tz,
                admin=self._atlas.region_names.get((entry.country, entry.admin), ""),
                population=entry.population,
                airports=entry.gateways or self._airfields.serving(*at),
                base="" if entry.base == name else base,
            )
        return self._made[number]
