"""The sandbox's sights, restaurants and day trips.

44 cities have a hand-written pack (`data/sights/`): real sights, whose usual hours are illustrative. A
place that is a day trip of a pack has its sights. Elsewhere there are placeholders, named so.

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
import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tools.places import PlacesQuery
from tools.providers.sandbox.currency import rates_on
from tools.providers.sandbox.hotels import Spot, moved, price_of_a_room
from tools.providers.sandbox.seeded import answer, between, unit
from travel.activities import Activity, DayTrip, OpeningHours, OpeningWindow
from travel.errors import ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer, folded
from travel.money import money
from travel.places import Place, distance_km
from travel.provenance import Provenance

NAME = "sandbox:places"
HOURS_NOTE = "sandbox: hours illustrative"
PLACEHOLDER_NOTE = "sandbox: placeholders, not real sights; a live provider gives real ones"
SAME_CITY_KM, SAME_TRIP_KM, NAMED_TRIP_KM = 9.0, 3.0, 25.0
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


class At(NamedTuple):
    """What all activities of one answer share."""

    slug: str
    city: str
    currency: str
    source: Provenance


class SandboxPlaces:
    """Implements `PlacesProvider`."""

    def __init__(self, gazetteer: Gazetteer, *, clock: Clock, seed: int = 0) -> None:
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
        at = self._at(pack.slug, query.place, pack.row["currency"])
        return tuple(_trip(at, row) for row in pack.row["day_trips"])

    def _at(self, slug: str, place: Place, currency: str, note: str = HOURS_NOTE) -> At:
        source = answer(NAME, f"{slug}/{note}", self._clock(), None, seed=self._seed, note=note)
        return At(slug, place.sleeps_in, currency, source)

    def _activities(self, place: Place) -> Iterator[Activity]:
        if pack := pack_of(place):
            yield from _of_pack(self._at(pack.slug, place, pack.row["currency"]), pack.row)
            return
        slug, found = slug_of(place.sleeps_in), _trip_at(place)
        if found is not None:
            pack, trip = found
            at = self._at(slug, place, pack.row["currency"])
            yield from (_sight(at, row) for row in trip["sights"])
        yield from self._placeholders(slug, place, few=found is not None)

    def _placeholders(self, slug: str, place: Place, *, few: bool) -> Iterator[Activity]:
        rates = rates_on(self._clock().date())
        local = self._gazetteer.currency_of(place.country) or "EUR"
        at = self._at(slug, place, local if rates.knows(local) else "EUR", PLACEHOLDER_NOTE)
        level = Decimal(f"{(price_of_a_room(at.city, place.country) / 110) ** 0.8:.2f}")
        for row in csv.DictReader(_ANYWHERE if few else _ANYWHERE + _UNKNOWN):
            euros = money(row["euros"], "EUR") * level
            price = rates.convert(euros, at.currency).amount
            tidy = round(price, -max(0, price.adjusted() - 1))  # two digits and noughts
            yield _placeholder(at, row, tidy, Spot("", place.lat, place.lon))


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
    return "-".join(re.findall(r"[a-z0-9]+", folded(name)))


@cache
def packs() -> Mapping[str, Pack]:
    """All, by slug."""
    folder = files("tools.providers.sandbox").joinpath("data/sights")
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".json")), key=str)
    return {pack.slug: pack for pack in (_read(each.read_text("utf-8")) for each in found)}


def pack_of(place: Place) -> Pack | None:
    """The pack of the city: of its name in its country, or of a quarter or other name of it."""
    slug = slug_of(place.sleeps_in)
    for pack in packs().values():
        if pack.row["country"] == place.country and f"{pack.slug}-".startswith(f"{slug}-"):
            return pack
    if (place.base and place.base != place.name) or _trip_at(place):
        return None
    near = (pack for pack in packs().values() if distance_km(pack.centre, place) < SAME_CITY_KM)
    return next(near, None)


def _trip_at(place: Place) -> tuple[Pack, Row] | None:
    """The day trip that leads to the place: to where it is, or to its name nearby."""
    slug = f"-{slug_of(place.sleeps_in)}-"
    for pack in packs().values():
        for trip in pack.row["day_trips"]:
            away = distance_km(Spot("", trip["lat"], trip["lon"]), place)
            named = slug in f"-{slug_of(trip['name'])}-"
            if away < (NAMED_TRIP_KM if named else SAME_TRIP_KM):
                return pack, trip
    return None


def _read(text: str) -> Pack:
    row: Row = json.loads(text)
    listed = sorted(row["areas"], key=lambda each: not each["central"])
    areas = tuple(Spot(each["name"], each["lat"], each["lon"]) for each in listed)
    inner = areas[: sum(each["central"] for each in listed)] or areas
    lat, lon = (sum(values) / len(inner) for values in zip(*(s[1:] for s in inner), strict=True))
    return Pack(slug_of(row["city"]), row, Spot("centre", lat, lon), areas)


def _of_pack(at: At, pack: Row) -> Iterator[Activity]:
    yield from (_sight(at, row) for row in pack["sights"])
    yield from (_restaurant(at, row) for row in pack["food"])
    for trip in pack["day_trips"]:
        yield from (_sight(at, row, day_trip=trip["name"]) for row in trip["sights"])


_AS_WRITTEN = ("category", "minutes", "setting", "child_age_max", "interests", "rank", "step_free")


def _sight(at: At, row: Row, day_trip: str = "") -> Activity:
    child_price = money(row["child_price"], at.currency)
    more = {field: row[field] for field in _AS_WRITTEN}
    return _activity(at, row, child_price=child_price, day_trip=day_trip, **more)


def _restaurant(at: At, row: Row) -> Activity:
    return _activity(
        at,
        row,
        category="restaurant",
        minutes=_AT_TABLE[row["kind"]],
        setting="indoor",
        interests=("food",),
        diet=tuple(each.replace("-", "_") for each in row["diet"]),
        meals=_MEALS[row["kind"]],
    )


def _activity(at: At, row: Row, **more: object) -> Activity:
    fields = {
        "id": f"sbx-p-{at.slug}-{slug_of(row['name'])}",
        "city": at.city,
        "hours": _hours(row),
        "price": money(row["price"], at.currency),
        "provenance": at.source,
    }
    as_written = {field: row[field] for field in ("name", "lat", "lon", "about")}
    return Activity.model_validate({**as_written, **fields, **more})


def _trip(at: At, row: Row) -> DayTrip:
    as_written = ("name", "lat", "lon", "minutes_each_way", "mode", "about")
    return DayTrip(
        city=at.city,
        price_each_way=money(row["price_each_way"], at.currency),
        provenance=at.source,
        **{field: row[field] for field in as_written},
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


# What one may expect where there is no pack; with real sights, only the first lines. `km` is from the
# centre, `hours` of "*" are closed on Mondays.
_ANYWHERE = """\
name,category,hours,minutes,setting,euros,km,rank,interests,meals
Old town walk,walk,0-24,90,outdoor,0,0.3,1,history architecture,
Local market,market,8-15,60,mixed,0,0.5,2,markets food shopping,
Viewpoint,viewpoint,0-24,45,outdoor,0,1.9,2,photography nature,
Waterside walk,walk,0-24,60,outdoor,0,1.4,2,nature photography,
Lunch place in the centre,restaurant,11-16,60,indoor,14,0.4,2,food,lunch
Old town restaurant,restaurant,12-23,75,indoor,20,0.5,2,food,lunch dinner
Dinner restaurant,restaurant,18-23,90,indoor,26,0.8,2,food,dinner
Café by the station,restaurant,8-19,30,indoor,7,1.0,2,food,cafe
""".splitlines()
_UNKNOWN = """\
Main museum,museum,10-18*,105,indoor,9,0.8,1,museums history art,
Cathedral or main temple,church,9-18,45,indoor,0,0.4,1,architecture history,
City park,park,7-21,60,outdoor,0,1.2,2,nature family,
Art gallery,gallery,11-19*,75,indoor,7,0.9,3,art museums,
Historic house,monument,10-17*,60,indoor,6,1.0,3,history architecture,
Evening concert hall,theatre,18-23,105,indoor,24,0.9,3,music nightlife,
""".splitlines()


def _placeholder(at: At, row: Mapping[str, str], price: Decimal, centre: Spot) -> Activity:
    key = 0, "placeholder", at.slug, row["name"]
    lat, lon = moved(centre, float(row["km"]) * between(0.6, 1, *key, "km"), unit(*key))
    opens, closes = row["hours"].rstrip("*").split("-")
    days = _WEEK[1:] if "*" in row["hours"] else _WEEK
    written = {
        "name": f"{row['name']} (placeholder)",
        "lat": lat,
        "lon": lon,
        "about": f"A placeholder for {at.city}: a live provider would give real places.",
        "price": int(price),
        "hours": [{"days": days, "open": f"{opens}:00", "close": f"{closes}:00"}],
    }
    as_written = {field: row[field] for field in ("category", "minutes", "setting", "rank")}
    lists = {field: tuple(row[field].split()) for field in ("interests", "meals")}
    lists["diet"] = ("vegetarian",) if row["meals"] else ()
    flat = row["category"] in ("museum", "gallery", "park", "theatre")
    return _activity(at, written, placeholder=True, step_free=flat, **as_written, **lists)
