"""The sandbox's sights, restaurants and day trips.

44 cities have a hand-written pack (`data/sights/`): real sights with coordinates and usual hours, which
are illustrative. A day trip of a pack that is a stop of its own brings its sights. Everywhere else there
are placeholders, which say so in their names.

Place ids for rehearsing what goes wrong (all of the sandbox's stays, places, weather and routing; for a
route matrix, which has no place, the name of the city):

    test:unavailable    raises ProviderUnavailable
    test:rate-limited   raises RateLimited, to be tried again in half a minute
    test:slow           answers after three seconds
    test:empty          answers with nothing
    test:gone           (stays) finds offers that are gone when repriced
    test:repriced       (stays) finds offers that cost more when repriced
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from tools.places import PlacesQuery
from tools.providers.sandbox.currency import rates_on
from tools.providers.sandbox.hotels import Spot, moved
from tools.providers.sandbox.seeded import answer, between, unit
from travel.activities import Activity, DayTrip, OpeningHours, OpeningWindow
from travel.errors import ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer, folded
from travel.money import Money, money
from travel.places import Place, distance_km
from travel.provenance import Provenance

NAME = "sandbox:places"
HOURS_NOTE = "sandbox: hours illustrative"
PLACEHOLDER_NOTE = "sandbox: placeholders, not real sights; a live provider gives real ones"
SAME_CITY_KM, SAME_TRIP_KM = 9.0, 25.0
SLOW_SECONDS = 3.0

Clock = Callable[[], datetime]
Row = dict[str, Any]  # as in the JSON; checked when an Activity is made of it

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MEALS = {
    "lunch": ("lunch",),
    "dinner": ("dinner",),
    "both": ("lunch", "dinner"),
    "cafe": ("cafe",),
}
_AT_TABLE = {"lunch": 60, "dinner": 90, "both": 75, "cafe": 30}  # minutes


class Pack(NamedTuple):
    slug: str
    row: Row
    centre: Spot  # the middle of its central areas
    areas: tuple[Spot, ...]  # the central ones first


class SandboxPlaces:
    """Implements `PlacesProvider`."""

    def __init__(self, gazetteer: Gazetteer, *, clock: Clock, seed: int) -> None:
        self._gazetteer = gazetteer
        self._clock = clock
        self._seed = seed

    @property
    def name(self) -> str:
        return NAME

    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]:
        """Those of the wished interests first, then by rank; prices in the local currency."""
        if not await rehearse(NAME, query.place.id, self._clock):
            return ()
        wished = frozenset(query.interests)
        found = sorted(
            self._activities(query.place), key=lambda a: (wished.isdisjoint(a.interests), a.rank)
        )
        return tuple(found[: query.limit])

    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]:
        """None for places without a pack."""
        if not await rehearse(NAME, query.place.id, self._clock):
            return ()
        pack = pack_of(query.place)
        if pack is None:
            return ()
        source = self._source(pack.slug, HOURS_NOTE)
        return tuple(
            _trip(pack, row, query.place.sleeps_in, source) for row in pack.row["day_trips"]
        )

    def _source(self, key: str, note: str) -> Provenance:
        return answer(NAME, key, self._clock(), None, seed=self._seed, note=note)

    def _activities(self, place: Place) -> Iterator[Activity]:
        if pack := pack_of(place):
            yield from _of_pack(pack, place.sleeps_in, self._source(pack.slug, HOURS_NOTE))
            return
        slug, found = slug_of(place.sleeps_in), _trip_at(place)
        if found is not None:
            pack, trip = found
            source = self._source(slug, HOURS_NOTE)
            for row in trip["sights"]:
                yield _sight(slug, row, pack.row["currency"], place.sleeps_in, source)
        yield from self._placeholders(place, slug, anywhere_only=found is not None)

    def _placeholders(self, place: Place, slug: str, *, anywhere_only: bool) -> Iterator[Activity]:
        source = self._source(f"{slug}/placeholders", PLACEHOLDER_NOTE)
        currency = self._gazetteer.currency_of(place.country) or "EUR"
        for row in _GENERIC:
            if row.anywhere or not anywhere_only:
                price = self._on_a_sign(row.euros, currency)
                yield _placeholder(row, slug, place, price, source, self._seed)

    def _on_a_sign(self, euros: int, currency: str) -> Money:
        """In the local currency, two digits and noughts; in EUR where there is no rate."""
        rates = rates_on(self._clock().date())
        if not rates.knows(currency):
            return money(euros, "EUR")
        exact = rates.convert(money(euros, "EUR"), currency).amount
        return money(int(round(exact, -max(0, exact.adjusted() - 1))), currency)


async def rehearse(provider: str, place_id: str, clock: Clock) -> bool:
    """Does what the rehearsal place `place_id` stands for (see above); False is an empty answer."""
    if place_id == "test:unavailable":
        raise ProviderUnavailable(provider, "down, as this test place asks for")
    if place_id == "test:rate-limited":
        until = clock() + timedelta(seconds=30)
        raise RateLimited(provider, "too many requests, as this test place asks for", until)
    if place_id == "test:slow":
        await asyncio.sleep(SLOW_SECONDS)
    return place_id != "test:empty"


def slug_of(name: str) -> str:
    """ "Kraków" is "krakow"."""
    return "".join(c if c.isalnum() else "-" for c in folded(name)).strip("-").replace("--", "-")


@cache
def packs() -> Mapping[str, Pack]:
    """All, by slug."""
    folder = files("tools.providers.sandbox").joinpath("data/sights")
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".json")), key=str)
    return {pack.slug: pack for pack in (_read(each.read_text("utf-8")) for each in found)}


@lru_cache(maxsize=1024)
def pack_of(place: Place) -> Pack | None:
    """The pack of the city: of its name in its country, or of a quarter or other name of it."""
    slug = slug_of(place.sleeps_in)
    for pack in packs().values():
        if pack.row["country"] == place.country and (pack.slug + "-").startswith(slug + "-"):
            return pack
    if place.base and place.base != place.name:
        return None
    near = [pack for pack in packs().values() if distance_km(pack.centre, place) < SAME_CITY_KM]
    return near[0] if near else None


@lru_cache(maxsize=1024)
def _trip_at(place: Place) -> tuple[Pack, Row] | None:
    """The day trip that leads to the place."""
    slug = slug_of(place.sleeps_in)
    for pack in packs().values():
        for trip in pack.row["day_trips"]:
            named = slug in slug_of(trip["name"]) or slug_of(trip["name"]).startswith(slug)
            if named and distance_km(Spot("", trip["lat"], trip["lon"]), place) < SAME_TRIP_KM:
                return pack, trip
    return None


def _read(text: str) -> Pack:
    row: Row = json.loads(text)
    listed = sorted(row["areas"], key=lambda each: not each["central"])
    areas = tuple(Spot(each["name"], each["lat"], each["lon"]) for each in listed)
    inner = areas[: sum(each["central"] for each in listed)] or areas
    lat, lon = (sum(values) / len(inner) for values in zip(*(s[1:] for s in inner), strict=True))
    return Pack(slug_of(row["city"]), row, Spot("centre", lat, lon), areas)


def _of_pack(pack: Pack, city: str, source: Provenance) -> Iterator[Activity]:
    currency = pack.row["currency"]
    for row in pack.row["sights"]:
        yield _sight(pack.slug, row, currency, city, source)
    for row in pack.row["food"]:
        yield _restaurant(pack.slug, row, currency, city, source)
    for trip in pack.row["day_trips"]:
        for row in trip["sights"]:
            yield _sight(pack.slug, row, currency, city, source, day_trip=trip["name"])


def _sight(
    slug: str, row: Row, currency: str, city: str, source: Provenance, day_trip: str = ""
) -> Activity:
    as_written = (
        "category",
        "minutes",
        "setting",
        "child_age_max",
        "interests",
        "rank",
        "step_free",
    )
    return _activity(
        slug,
        row,
        money(row["price"], currency),
        city,
        source,
        child_price=money(row["child_price"], currency),
        day_trip=day_trip,
        **{field: row[field] for field in as_written},
    )


def _restaurant(slug: str, row: Row, currency: str, city: str, source: Provenance) -> Activity:
    return _activity(
        slug,
        row,
        money(row["price"], currency),
        city,
        source,
        category="restaurant",
        minutes=_AT_TABLE[row["kind"]],
        setting="indoor",
        interests=("food",),
        diet=tuple(each.replace("-", "_") for each in row["diet"]),
        meals=_MEALS[row["kind"]],
    )


def _activity(
    slug: str, row: Row, price: Money, city: str, source: Provenance, **more: object
) -> Activity:
    plain = {field: row[field] for field in ("name", "lat", "lon", "about")}
    fields = {"id": f"sbx-p-{slug}-{slug_of(row['name'])}", "hours": _hours(row), "price": price}
    return Activity.model_validate({**plain, **fields, "city": city, "provenance": source, **more})


def _trip(pack: Pack, row: Row, city: str, source: Provenance) -> DayTrip:
    return DayTrip(
        city=city,
        name=row["name"],
        lat=row["lat"],
        lon=row["lon"],
        minutes_each_way=row["minutes_each_way"],
        mode=row["mode"],
        price_each_way=money(row["price_each_way"], pack.row["currency"]),
        about=row["about"],
        provenance=source,
    )


def _hours(row: Row) -> OpeningHours:
    windows = tuple(
        OpeningWindow(
            weekdays=frozenset(_WEEK.index(day) for day in each["days"]),
            opens=_minute(each["open"]),
            closes=_minute(each["close"]),
        )
        for each in row["hours"]
    )
    return OpeningHours(windows=windows, months=frozenset(row.get("months") or range(1, 13)))


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


class _Generic(NamedTuple):
    """What one may expect in any place. Hours are "opens-closes", and "*" is closed on Mondays."""

    name: str
    category: str
    hours: str
    minutes: int
    setting: str
    euros: int
    km: float  # from the centre
    rank: int
    interests: str = ""
    meals: tuple[str, ...] = ()
    anywhere: bool = False  # adds to real sights, too


_GENERIC = (
    _Generic("Old town walk", "walk", "0-24", 90, "outdoor", 0, 0.3, 1, "history architecture", (), True),
    _Generic("Main museum", "museum", "10-18*", 105, "indoor", 9, 0.8, 1, "museums history art"),
    _Generic("Cathedral or main temple", "church", "9-18", 45, "indoor", 0, 0.4, 1, "architecture history"),
    _Generic("Local market", "market", "8-15", 60, "mixed", 0, 0.5, 2, "markets food shopping", (), True),
    _Generic("Viewpoint", "viewpoint", "0-24", 45, "outdoor", 0, 1.9, 2, "photography nature", (), True),
    _Generic("City park", "park", "7-21", 60, "outdoor", 0, 1.2, 2, "nature family"),
    _Generic("Art gallery", "gallery", "11-19*", 75, "indoor", 7, 0.9, 3, "art museums"),
    _Generic("Waterfront stroll", "walk", "0-24", 60, "outdoor", 0, 1.4, 2, "nature photography", (), True),
    _Generic("Historic house", "monument", "10-17*", 60, "indoor", 6, 1.0, 3, "history architecture"),
    _Generic("Evening concert hall", "theatre", "18-23", 105, "indoor", 24, 0.9, 3, "music nightlife"),
    _Generic("Lunch place in the centre", "restaurant", "11-16", 60, "indoor", 14, 0.4, 2, "food", ("lunch",), True),
    _Generic("Old town restaurant", "restaurant", "12-23", 75, "indoor", 20, 0.5, 2, "food", ("lunch", "dinner"), True),
    _Generic("Dinner restaurant", "restaurant", "18-23", 90, "indoor", 26, 0.8, 2, "food", ("dinner",), True),
    _Generic("Café by the station", "restaurant", "8-19", 30, "indoor", 7, 1.0, 2, "food", ("cafe",), True),
)  # fmt: skip


def _placeholder(
    row: _Generic, slug: str, place: Place, price: Money, source: Provenance, seed: int
) -> Activity:
    key = seed, "placeholder", slug, row.name
    centre = Spot("", place.lat, place.lon)
    lat, lon = moved(centre, row.km * between(0.6, 1.0, *key, "km"), unit(*key, "bearing"))
    opens, closes = row.hours.rstrip("*").split("-")
    days = _WEEK[1:] if row.hours.endswith("*") else _WEEK
    written = {
        "name": f"{row.name} (placeholder)",
        "lat": lat,
        "lon": lon,
        "about": f"A placeholder for {place.sleeps_in}: a live provider would give real places.",
        "hours": [{"days": days, "open": f"{opens}:00", "close": f"{closes}:00"}],
    }
    return _activity(
        slug,
        written,
        price,
        place.sleeps_in,
        source,
        category=row.category,
        minutes=row.minutes,
        setting=row.setting,
        interests=tuple(row.interests.split()),
        rank=row.rank,
        placeholder=True,
        diet=("vegetarian",) if row.meals else (),
        meals=row.meals,
    )
