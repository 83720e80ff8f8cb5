"""Sights and restaurants of OpenStreetMap through the Overpass API: no key.

Wire format: wiki.openstreetmap.org/wiki/Overpass_API. Errors come as HTML (429 without a free slot, 504
under load, 400 for a query it can't read); a query that ran out of time or memory is answered with 200
and a `remark`. Its users are asked to say who they are and to run at most two queries at once.

What an element becomes, and what is left out, is in `osm_places`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, cast

from pydantic import ValidationError

from tools.http import Timeouts, VendorClient, VendorPolicy
from tools.places import PlacesQuery
from tools.providers.osm_places import (
    NAME,
    About,
    Answer,
    Element,
    Found,
    activity,
    ranked,
    sighted,
)
from tools.providers.sight_kinds import reach_km
from travel.activities import Activity, DayTrip
from travel.errors import MalformedResponse, ProviderError, ProviderUnavailable
from travel.places import Place
from travel.wishes import Interest

URL = "https://overpass-api.de"
SECONDS = 25  # that Overpass may take
TABLES_KM = 1.5
MOST_SIGHTS, MOST_TABLES = 2000, 150

_log = logging.getLogger("tripsage.overpass")


def overpass_policy(url: str = URL, agent: str = "TripSage/0.1") -> VendorPolicy:
    """`agent` names the application and, as the operators ask, how to reach who runs it."""
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"user-agent": agent},
        reading=Timeouts(read=SECONDS + 10, pool=SECONDS + 10, total=SECONDS + 20),
        rate=2,
        connections=2,
        max_response_bytes=20_000_000,
        tries=2,
        retry_pause=2.0,
        retry_budget=30.0,
    )


def overpass_error(status: int, body: object) -> ProviderError | None:
    """Of a `remark`; the statuses mean what they always do."""
    remark = cast(Mapping[str, object], body).get("remark") if isinstance(body, dict) else None
    if status == 200 and isinstance(remark, str) and "runtime error" in remark:
        return ProviderUnavailable(NAME, "ran out of time or memory over the question")
    return None


class Summaries(Protocol):
    async def abouts(self, place: Place, ids: Sequence[str]) -> Mapping[str, About]:
        """Of sights in a place, by Wikidata id. Raises ProviderError."""
        ...


class Overpass:
    """Implements `PlacesProvider`. The client's `errors` are `overpass_error`."""

    def __init__(
        self,
        client: VendorClient,
        *,
        clock: Callable[[], datetime],
        summaries: Summaries | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._summaries = summaries

    @property
    def name(self) -> str:
        return NAME

    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]:
        """The wished first, then by rank and fame; a third are restaurants. Prices as stated."""
        now, place = self._clock(), query.place
        params = {"data": question(place, query.interests)}
        reply = await self._client.read("GET", "/api/interpreter", params=params)
        today = now.astimezone(place.zone).date()
        chosen = ranked(sighted(_elements(reply.body), query, today), query)
        abouts = await self._abouts(place, [each for each, _ in chosen])
        return tuple(
            activity(each, rank, query, now, abouts.get(each.item)) for each, rank in chosen
        )

    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]:
        """None: OpenStreetMap doesn't say where one goes for a day, nor what the way there costs."""
        return ()

    async def _abouts(self, place: Place, found: Sequence[Found]) -> Mapping[str, About]:
        """An extra: places come without where nobody has any."""
        ids = [each.item for each in found if each.item]
        if self._summaries is None or not ids:
            return {}
        try:
            return await self._summaries.abouts(place, ids)
        except ProviderError as error:
            _log.warning("no descriptions: %s", error)
            return {}


def question(place: Place, interests: Sequence[Interest] = ()) -> str:
    """In Overpass QL. Only sights that someone wrote about, except museums, views and the like."""
    near = f"(around:{reach_km(place) * 1000:.0f},{place.lat:.5f},{place.lon:.5f})"
    tables = f"(around:{TABLES_KM * 1000:.0f},{place.lat:.5f},{place.lon:.5f})"
    known = f"nwr{near}[name][wikidata]"
    lines = [
        f'nwr{near}[name][tourism~"^(museum|gallery|viewpoint|zoo|aquarium|theme_park)$"];',
        f'{known}[tourism~"^(attraction|artwork)$"];',
        f"{known}[historic];",
        f'{known}[leisure~"^(park|garden|stadium)$"];',
        f'{known}[amenity~"^(place_of_worship|theatre|marketplace)$"];',
        f'{known}[man_made~"^(bridge|tower|lighthouse)$"];',
        f"{known}[place=square];",
        f"{known}[natural=beach];",
    ]
    if "nightlife" in interests:
        lines.append(f'nwr{tables}[name][opening_hours][amenity~"^(bar|pub|nightclub)$"];')
    if "wine" in interests:
        lines.append(f"nwr{near}[name][opening_hours][craft=winery];")
    table = f'nwr{tables}[name][opening_hours][amenity~"^(restaurant|cafe)$"]'
    diets = '[~"^diet:"~"^(yes|only)$"]'
    return (
        f"[out:json][timeout:{SECONDS}];({''.join(lines)});out tags center {MOST_SIGHTS};"
        f"{table}{diets};out tags center {MOST_TABLES};{table};out tags center {MOST_TABLES};"
    )


def _elements(body: object) -> tuple[Element, ...]:
    try:
        return Answer.model_validate(body).elements
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected answer: {', '.join(where[:3])}")
