"""What travellers and encyclopedists say of a sight, by its Wikidata id: no key.

A city's page on Wikivoyage lists its sights with their Wikidata ids (`{{see|name=…|wikidata=Q…|content=…}}`,
also in the pages of its districts, "Lisbon/Alfama"). The page is found without guessing at a name: the
city's GeoNames id is a property of its Wikidata item (P1566), which links to the page. A sight without a
listing gets Wikidata's description of it.

Wire format: the Action API (mediawiki.org/wiki/API), which reports errors with HTTP 200. Texts: Wikivoyage
CC BY-SA 4.0, shortened here to their first sentences; Wikidata CC0.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.http import Reply, VendorClient, VendorPolicy
from tools.providers.osm_places import About
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.places import Place

NAME = "wikivoyage"
VOYAGE_URL = "https://en.wikivoyage.org"
DATA_URL = "https://www.wikidata.org"
SITE = "enwikivoyage"
VOYAGE_CREDIT = "description shortened from Wikivoyage, CC BY-SA 4.0"
DATA_CREDIT = "description from Wikidata, CC0"
IDS_AT_ONCE = 50  # the most that the API takes
DISTRICTS = 20  # pages of one answer
LONGEST = 240  # characters of a summary
PATH = "/w/api.php"

_LISTING = re.compile(r"\{\{\s*(?:see|do|eat|drink|buy|listing)\s*\|", re.IGNORECASE)
_NOTES = re.compile(r"<ref[^>]*?/>|<ref.*?</ref>|<!--.*?-->", re.DOTALL)
_ITEM = re.compile(r"Q[1-9]\d*")
_BUSY = frozenset({"maxlag", "readonly", "internal_api_error_DBQueryError", "search-error"})


def wiki_policy(url: str, agent: str = "TripSage/0.1") -> VendorPolicy:
    """For either site. `agent` says, as Wikimedia's policy asks, how to reach who runs it."""
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"user-agent": agent},
        rate=5,
        connections=3,
        retry_budget=10.0,
    )


def wiki_error(status: int, body: object) -> ProviderError | None:
    """Of `{"error": {"code": …}}`, whatever the status."""
    error = cast(Mapping[str, object], body).get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return None
    code = str(cast(Mapping[str, object], error).get("code", ""))
    if code == "ratelimited":
        return RateLimited(NAME, "too many requests")
    if code in _BUSY or code.startswith("internal_api_error"):
        return ProviderUnavailable(NAME, "is busy or being maintained")
    return ProviderRefused(NAME, "didn't accept the question")


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Hit(Wire):
    title: str


class Search(Wire):
    search: tuple[Hit, ...] = ()


class Searched(Wire):
    query: Search


class Text(Wire):
    value: str = ""


class Link(Wire):
    title: str


class Entity(Wire):
    descriptions: Mapping[str, Text] = {}
    sitelinks: Mapping[str, Link] = {}


class Entities(Wire):
    entities: Mapping[str, Entity] = {}


class Slot(Wire):
    content: str = ""


class Revision(Wire):
    slots: Mapping[str, Slot] = {}


class Page(Wire):
    title: str
    revisions: tuple[Revision, ...] = ()


class Pages(Wire):
    pages: tuple[Page, ...] = ()


class Read(Wire):
    query: Pages = Field(default=Pages())


class Wikivoyage:
    """Implements `overpass.Summaries`. The clients are of `wiki_policy`, their `errors` `wiki_error`."""

    def __init__(self, voyage: VendorClient, data: VendorClient) -> None:
        self._voyage = voyage
        self._data = data

    async def abouts(self, place: Place, ids: Sequence[str]) -> Mapping[str, About]:
        """In English, by id; without those of whom nothing is said. Raises ProviderError."""
        wanted = list(dict.fromkeys(each for each in ids if _ITEM.fullmatch(each)))
        listed = await self._listed(place, frozenset(wanted))
        rest = [each for each in wanted if each not in listed]
        return await self._described(rest) | listed

    async def _listed(self, place: Place, wanted: frozenset[str]) -> dict[str, About]:
        title = await self._title(place)
        if not title or not wanted:
            return {}
        found: dict[str, About] = {}
        for page in await self._pages(title):
            for item, text in _listings(page):
                if item in wanted and text:
                    found.setdefault(item, About(text, VOYAGE_CREDIT))
        return found

    async def _title(self, place: Place) -> str:
        source, _, number = place.id.partition(":")
        if source != "geonames" or not number.isdecimal():
            return ""
        params = {"action": "query", "list": "search", "srlimit": 1}
        reply = await self._asked(
            self._data, params | {"srsearch": f"haswbstatement:P1566={number}"}
        )
        hits = _read(Searched, reply).query.search
        if not hits or not _ITEM.fullmatch(hits[0].title):
            return ""
        item = hits[0].title
        city = (await self._entities([item], "sitelinks")).get(item, Entity())
        return city.sitelinks[SITE].title if SITE in city.sitelinks else ""

    async def _pages(self, title: str) -> list[str]:
        """The city's own and those of its districts."""
        content = {"action": "query", "prop": "revisions", "rvprop": "content", "rvslots": "main"}
        own = await self._asked(self._voyage, content | {"titles": title, "redirects": 1})
        districts = await self._asked(
            self._voyage,
            content | {"generator": "allpages", "gapprefix": f"{title}/", "gaplimit": DISTRICTS},
        )
        read = [*_read(Read, own).query.pages, *_read(Read, districts).query.pages]
        return [
            revision.slots["main"].content
            for page in read
            for revision in page.revisions
            if "main" in revision.slots
        ]

    async def _described(self, ids: Sequence[str]) -> dict[str, About]:
        found: dict[str, About] = {}
        for start in range(0, len(ids), IDS_AT_ONCE):
            entities = await self._entities(ids[start : start + IDS_AT_ONCE], "descriptions")
            for item, entity in entities.items():
                if text := _sentences(entity.descriptions.get("en", Text()).value):
                    found[item] = About(f"{text[0].upper()}{text[1:]}", DATA_CREDIT)
        return found

    async def _entities(self, ids: Sequence[str], props: str) -> Mapping[str, Entity]:
        params = {"action": "wbgetentities", "ids": "|".join(ids), "props": props}
        limits = {"languages": "en", "sitefilter": SITE}
        return _read(Entities, await self._asked(self._data, params | limits)).entities

    async def _asked(self, client: VendorClient, params: Mapping[str, str | int]) -> Reply:
        return await client.read(
            "GET", PATH, params={"format": "json", "formatversion": 2, **params}
        )


Model = TypeVar("Model", bound=BaseModel)


def _read(model: type[Model], reply: Reply) -> Model:
    try:
        return model.model_validate(reply.body)
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected {model.__name__}: {', '.join(where[:3])}")


def _listings(text: str) -> Iterator[tuple[str, str]]:
    """(Wikidata id, first sentences) of each listing of a page that has both."""
    text = _NOTES.sub("", text)
    for match in _LISTING.finditer(text):
        fields = dict(_fields(_until_closed(text, match.end())))
        item = fields.get("wikidata", "")
        if _ITEM.fullmatch(item):
            yield item, _sentences(_plain(fields.get("content", "")))


def _until_closed(text: str, start: int) -> str:
    depth = 1
    for mark in re.finditer(r"\{\{|\}\}", text[start : start + 10_000]):
        depth += 1 if mark.group() == "{{" else -1
        if depth == 0:
            return text[start : start + mark.start()]
    return ""


def _fields(inside: str) -> Iterator[tuple[str, str]]:
    """Bars within links and inner templates separate nothing."""
    hidden = re.sub(r"\[\[.*?\]\]|\{\{.*?\}\}", lambda m: m.group().replace("|", "\0"), inside)
    for part in hidden.split("|"):
        name, _, value = part.partition("=")
        yield name.strip().lower(), value.replace("\0", "|").strip()


def _plain(markup: str) -> str:
    text = re.sub(r"\{\{.*?\}\}|<[^>]*>", "", markup, flags=re.DOTALL)
    text = re.sub(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"\[https?:\S+ ?([^\]]*)\]", r"\1", text)
    return " ".join(html.unescape(text.replace("'''", "").replace("''", "")).split())


def _sentences(text: str) -> str:
    """As many whole ones as are short enough; the first, cut at a word, where it is long."""
    text = text.strip()
    if len(text) <= LONGEST:
        return text if not text or text[-1] in ".!?" else f"{text}."
    ends = [m.end() for m in re.finditer(r"[.!?](?=\s)", text[:LONGEST])]
    return text[: ends[-1]] if ends else f"{text[:LONGEST].rsplit(' ', 1)[0]}…"
