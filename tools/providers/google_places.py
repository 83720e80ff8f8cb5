"""Sights and restaurants from Google Places (New).

Wire format: google/maps/places/v1 (googleapis) and developers.google.com/maps/documentation/places. Each
request asks for at most 20 places of some types, so a city is asked in several requests; the fields asked for
are of the "Enterprise + Atmosphere" tier, which is what one request costs. A type that Google doesn't know
fails the whole request: only those of its Table A that are older than 2025 are asked for.

What a place becomes, and what is left out, is in `google_place`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from tools.http import VendorClient, VendorPolicy
from tools.places import PlacesQuery
from tools.providers.google_errors import google_error
from tools.providers.google_place import FIELDS, NAME, GooglePlace, Seen, activity, seen
from tools.providers.sight_choice import MUST_SEES, at_table, best
from tools.providers.sight_kinds import reach_km
from travel.activities import Activity, DayTrip
from travel.errors import MalformedResponse
from travel.wishes import Interest

URL = "https://places.googleapis.com"
AT_ONCE = 20  # places of one request, the most there are
WELL_RATED, POORLY_RATED, HARDLY_RATED = 4.3, 4.0, 100

SIGHTS: tuple[tuple[str, ...], ...] = (
    ("tourist_attraction",),
    ("museum", "art_gallery"),
    ("historical_landmark", "monument", "plaza", "church"),
    ("park", "garden", "zoo", "aquarium"),
)
TABLE_TYPES: tuple[tuple[str, ...], ...] = (
    ("restaurant",),
    ("vegan_restaurant", "vegetarian_restaurant", "cafe"),
)
WISHED: Mapping[Interest, tuple[str, ...]] = MappingProxyType(
    {
        "nightlife": ("night_club", "bar"),
        "music": ("concert_hall", "opera_house", "performing_arts_theater"),
        "theatre": ("concert_hall", "opera_house", "performing_arts_theater"),
        "shopping": ("shopping_mall", "market"),
        "markets": ("shopping_mall", "market"),
        "beach": ("beach",),
        "nature": ("national_park", "botanical_garden", "hiking_area"),
        "hiking": ("national_park", "botanical_garden", "hiking_area"),
        "family": ("amusement_park", "zoo", "aquarium"),
        "sport": ("stadium",),
        "photography": ("observation_deck",),
    }
)
SAID: Mapping[Interest, str] = MappingProxyType({"wine": "wine tasting"})  # has no type


def google_places_policy(key: SecretStr, url: str = URL) -> VendorPolicy:
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"X-Goog-Api-Key": key, "X-Goog-FieldMask": FIELDS},
    )


google_places_error = google_error(NAME)


class Places(BaseModel):
    """`places` is missing where there are none."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    places: tuple[GooglePlace, ...] = ()


class GooglePlaces:
    """Implements `PlacesProvider`. The client's `errors` are `google_places_error`."""

    def __init__(self, client: VendorClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]:
        """The wished first, then by rank and number of ratings; a third are restaurants.

        Fails as a whole where one of its requests does: half a city would look like a whole one.
        """
        answers = await self._together(self._requests(query))
        once = {place.id: place for places in answers for place in places}
        found = [each for place in once.values() if (each := seen(place))]
        now = self._clock()
        return tuple(activity(each, rank, query, now) for each, rank in ranked(found, query))

    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]:
        """None: Google doesn't say where one goes for a day, nor what the way there costs."""
        return ()

    def _requests(
        self, query: PlacesQuery
    ) -> Iterable[Coroutine[Any, Any, tuple[GooglePlace, ...]]]:
        wished = dict.fromkeys(WISHED[each] for each in query.interests if each in WISHED)
        for types in dict.fromkeys((*SIGHTS, *wished, *TABLE_TYPES)):
            yield self._nearby(query, types)
        for interest in query.interests:
            if interest in SAID:
                yield self._said(query, f"{SAID[interest]} in {query.place.name}")

    async def _nearby(self, query: PlacesQuery, types: Sequence[str]) -> tuple[GooglePlace, ...]:
        body = {
            "includedTypes": list(types),
            "maxResultCount": AT_ONCE,
            "rankPreference": "POPULARITY",
            "languageCode": "en",
            "locationRestriction": _circle(query),
        }
        reply = await self._client.read("POST", "/v1/places:searchNearby", json=body)
        return _places(reply.body)

    async def _said(self, query: PlacesQuery, text: str) -> tuple[GooglePlace, ...]:
        body = {
            "textQuery": text,
            "maxResultCount": AT_ONCE,
            "languageCode": "en",
            "locationBias": _circle(query),
        }
        reply = await self._client.read("POST", "/v1/places:searchText", json=body)
        return _places(reply.body)

    async def _together(
        self, works: Iterable[Coroutine[Any, Any, tuple[GooglePlace, ...]]]
    ) -> list[tuple[GooglePlace, ...]]:
        done = await asyncio.gather(*works, return_exceptions=True)
        answers: list[tuple[GooglePlace, ...]] = []
        for each in done:
            if isinstance(each, BaseException):
                raise each
            answers.append(each)
        return answers


def ranked(found: Sequence[Seen], query: PlacesQuery) -> list[tuple[Seen, int]]:
    """At most `query.limit`; the well rated with the most ratings are must-sees."""
    famous = sorted(found, key=lambda each: (-each.place.userRatingCount, each.place.id))
    sights = [each for each in famous if not at_table(each)]
    rated = [each for each in sights if each.place.rating >= WELL_RATED]
    must = {each.place.id for each in rated[:MUST_SEES]}
    return best([(each, _rank(each, each.place.id in must)) for each in famous], query)


def _rank(found: Seen, must: bool) -> int:
    if must:
        return 1
    place = found.place
    poor = place.rating < POORLY_RATED or place.userRatingCount < HARDLY_RATED
    return 3 if poor else 2


def _circle(query: PlacesQuery) -> dict[str, object]:
    place = query.place
    centre = {"latitude": place.lat, "longitude": place.lon}
    return {"circle": {"center": centre, "radius": reach_km(place) * 1000}}


def _places(body: object) -> tuple[GooglePlace, ...]:
    try:
        return Places.model_validate(body).places
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected answer: {', '.join(where[:3])}")
