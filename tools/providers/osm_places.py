"""Elements of OpenStreetMap made into activities.

What is not known is not made up. A place without readable hours is left out, unless it is open ground
such as a square or a viewpoint, where `about` says that no hours are stated. `Activity` has no way to say
that a price is unknown: it is 0 then, and both `about` and the provenance say that none is counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, NamedTuple
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field

from tools.places import PlacesQuery
from tools.providers.opening_hours import Stated, osm_hours
from tools.providers.osm_tags import (
    Fame,
    diets_of,
    fame_of,
    kind_of,
    name_of,
    price_of,
    step_free,
)
from tools.providers.sight_choice import MUST_SEES, at_table, best
from tools.providers.sight_kinds import (
    ALWAYS,
    CAFE,
    NO_PRICE,
    OPEN_GROUND,
    Kind,
    Meal,
    meals_of,
)
from travel.activities import Activity
from travel.gazetteer import folded
from travel.money import Money, money
from travel.places import Latitude, Longitude, Place
from travel.provenance import Provenance

NAME = "overpass"
NOTE = "map data © OpenStreetMap contributors, ODbL"
NO_TICKET_NOTE = "ticket price not stated: none counted"
LONGEST_HOURS = 120  # characters repeated in `about`


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Centre(Wire):
    lat: Latitude
    lon: Longitude


class Element(Wire):
    """A node has a position, a way or relation a `center`."""

    type: str
    id: int
    lat: Latitude | None = None
    lon: Longitude | None = None
    center: Centre | None = None
    tags: Mapping[str, str] = {}

    @cached_property
    def spot(self) -> Centre | None:
        if self.lat is not None and self.lon is not None:
            return Centre(lat=self.lat, lon=self.lon)
        return self.center


class Answer(Wire):
    elements: Annotated[tuple[Element, ...], Field(max_length=20_000)]


class About(NamedTuple):
    """A sentence or two on a place, and the credit that whoever wrote it is due."""

    text: str
    credit: str


class Found(NamedTuple):
    """`stated` is None until its hours are read, and for open ground of which none are stated."""

    element: Element
    spot: Centre
    name: str
    kind: Kind
    stated: Stated | None = None

    @property
    def item(self) -> str:
        """The Wikidata id; of several, the first."""
        return self.element.tags.get("wikidata", "").partition(";")[0].strip()

    @property
    def fame(self) -> Fame:
        return fame_of(self.element.tags)


def sighted(elements: Iterable[Element], query: PlacesQuery, today: date) -> list[Found]:
    """What one can go to, the most written about first.

    Hours are read only until there is enough of everything: a city has thousands of them.
    """
    wished, enough = frozenset(query.interests), Counter[tuple[bool, bool]]()
    kept: list[Found] = []
    for found in sorted(_once(elements), key=lambda each: (each.fame, each.name), reverse=True):
        group = at_table(found), wished.isdisjoint(found.kind.interests)
        if enough[group] < query.limit and (open_then := _with_hours(found, query.place, today)):
            enough[group] += 1
            kept.append(open_then)
    return kept


def ranked(famous: Sequence[Found], query: PlacesQuery) -> list[tuple[Found, int]]:
    """At most `query.limit`, the wished ones first, with their rank: 1 for the most written about."""
    sights = [each for each in famous if not at_table(each)]
    must = {id(each) for each in sights[:MUST_SEES] if each.fame.article}
    return best([(each, _rank(each, id(each) in must)) for each in famous], query)


def activity(
    found: Found, rank: int, query: PlacesQuery, now: datetime, about: About | None
) -> Activity:
    tags, hours = found.element.tags, found.stated.hours if found.stated else ALWAYS
    price, unpriced = _price(found, query.currency)
    credits = [NOTE, *([about.credit] if about else []), *([NO_TICKET_NOTE] if unpriced else [])]
    return Activity(
        id=f"osm:{found.element.type}/{found.element.id}",
        name=found.name,
        city=query.place.sleeps_in,
        category=found.kind.category,
        lat=found.spot.lat,
        lon=found.spot.lon,
        hours=hours,
        minutes=found.kind.minutes,
        setting=found.kind.setting,
        price=price,
        price_known=not unpriced,
        interests=found.kind.interests,
        rank=rank,
        step_free=step_free(tags),
        about=" ".join(_said_of(found, about, unpriced)),
        diet=diets_of(tags) if at_table(found) else (),
        meals=_meals(found),
        provenance=_source(query.place, now, credits),
    )


def _once(elements: Iterable[Element]) -> Iterable[Found]:
    """A building and the area around it are often both on the map: the one with hours counts."""
    once: dict[str, Found] = {}
    for element in elements:
        found = _found(element)
        if found is None:
            continue
        key = found.item or f"{folded(found.name)}/{found.kind.category}/{found.spot.lat:.3f}"
        if key not in once or _said(found) > _said(once[key]):
            once[key] = found
    return once.values()


def _found(element: Element) -> Found | None:
    kind, name, spot = kind_of(element.tags), name_of(element.tags), element.spot
    if kind is None or not name or spot is None:
        return None
    return Found(element, spot, name, kind)


def _with_hours(found: Found, place: Place, today: date) -> Found | None:
    text = found.element.tags.get("opening_hours", "")
    if not text:
        return found if found.kind.open_ground else None
    stated = osm_hours(text, place, today)
    return found._replace(stated=stated) if stated else None


def _said(found: Found) -> tuple[bool, int]:
    return "opening_hours" in found.element.tags, len(found.element.tags)


def _rank(found: Found, must: bool) -> int:
    if must:
        return 1
    if at_table(found):
        return 2 if diets_of(found.element.tags) else 3  # whoever keeps a diet needs those
    return 2 if found.item else 3


def _price(found: Found, currency: str) -> tuple[Money, bool]:
    """And whether it is unknown. A table has no ticket, and open ground without a fee no gate."""
    stated = price_of(found.element.tags)
    if isinstance(stated, Money):
        return stated, False
    free = stated == "free" or found.kind.open_ground
    return money(0, currency), not free and not at_table(found)


def _said_of(found: Found, about: About | None, unpriced: bool) -> list[str]:
    said = [about.text] if about else []
    if found.stated is None:
        said.append(OPEN_GROUND)
    elif not found.stated.whole:
        text = found.element.tags["opening_hours"]
        more = text if len(text) <= LONGEST_HOURS else f"{text[:LONGEST_HOURS]}…"
        said.append(f"Hours as stated: {more}.")
    if unpriced:
        said.append(NO_PRICE)
    return said


def _meals(found: Found) -> tuple[Meal, ...]:
    if not at_table(found) or found.stated is None:
        return ()
    return ("cafe",) if found.kind == CAFE else meals_of(found.stated.hours)


def _source(place: Place, now: datetime, credits: Sequence[str]) -> Provenance:
    """One for each combination of credits."""
    note = "; ".join(credits)
    return Provenance(
        id=f"{NAME}:{place.id}:{now.isoformat()}:{crc32(note.encode()):08x}",
        provider=NAME,
        retrieved_at=now,
        note=note,
    )
