"""The US State Department's travel advisories: one list of about 215, without a key.

Undocumented; as its consumers see it (cadataapi.state.gov/api/TravelAdvisories). An advisory is found by
its title: the codes in `Category` are FIPS 10-4, in which "SG" is Senegal. The server is several that
don't agree: an answer may lack some, hold others twice, one of them out of date. Cloudflare in front of
it sometimes sends a page for browsers instead.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.advisories import countries_of, one_line, plain
from tools.http import Timeouts, VendorClient, VendorPolicy
from travel.advisory import Advisory
from travel.errors import MalformedResponse, ProviderError, ProviderUnavailable
from travel.gazetteer import Gazetteer
from travel.provenance import Provenance

NAME = "us-state"
URL = "https://cadataapi.state.gov"
PAGE = "https://travel.state.gov/content/travel/en/traveladvisories/traveladvisories.html"
NOTE = "US Department of State travel advisory, written for US citizens"
FEWEST = 150  # a shorter list has lost some: "no advisory" could not be told from "not in the list"
LIST_HOLDS = timedelta(hours=1)
ADVISORY_HOLDS = timedelta(hours=6)
EASTERN = ZoneInfo("America/New_York")
# China, Hong Kong and Macau share a heading: "Mainland China, Hong Kong & Macau - See Summaries".
SHARED = "See Summaries"
FIPS: Mapping[str, str] = MappingProxyType({"CH": "CN", "HK": "HK", "MC": "MO"})

_TITLE = re.compile(
    r"(?P<name>.+?)(?:\s+Travel Advisory)?\s+[-–—]\s+(?P<words>Level\s+(?P<level>[1-4])\b.*)",
    re.DOTALL,
)
_URL = re.compile(r"[\w.~:/?#=&%-]{1,300}", re.ASCII)  # with no mark that Markdown reads but "_"
_log = logging.getLogger("tripsage.us-state")


def us_state_policy(url: str = URL) -> VendorPolicy:
    """One at a time: several calls in a row bring the page for browsers sooner."""
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={"user-agent": "TripSage/0.1"},
        reading=Timeouts(read=30, total=60),
        rate=1,
        max_response_bytes=20_000_000,
        retry_statuses=frozenset({502, 503, 504}),
    )


class WireAdvisory(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    Title: str
    Category: tuple[str, ...] | None = None
    Summary: str | None = None
    Published: datetime | None = None
    Updated: datetime | None = None
    Link: str | None = None


class Entry(NamedTuple):
    countries: frozenset[str]
    name: str
    level: int
    words: str
    updated: datetime
    wire: WireAdvisory

    @property
    def shared(self) -> bool:
        return SHARED in self.name


class Listed(NamedTuple):
    entries: Sequence[Entry]
    unreadable: frozenset[str]  # countries that have one which can't be read


class UsState:
    """Implements `AdvisoryProvider`. The list is asked for once an hour."""

    def __init__(
        self, client: VendorClient, *, gazetteer: Gazetteer, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._gazetteer = gazetteer
        self._clock = clock
        self._list: tuple[datetime, Listed] | None = None
        self._asking = asyncio.Lock()

    @property
    def name(self) -> str:
        return NAME

    async def advisory(self, country: str) -> tuple[Advisory, ...]:
        """Of each part of it that has one of its own, such as the West Bank and Gaza."""
        when, (entries, unreadable) = await self._entries()
        newest: dict[str, Entry] = {}
        for entry in sorted(entries, key=lambda each: each.updated):
            if country in entry.countries:
                newest[entry.name.casefold()] = entry
        if not newest and country in unreadable:
            raise MalformedResponse(NAME, f"the advisory on {country} can't be read")
        own = [each for each in newest.values() if not each.shared] or newest.values()
        found = sorted(own, key=lambda each: (-each.level, each.name))
        return tuple(_advisory(each, country, when) for each in found)

    async def _entries(self) -> tuple[datetime, Listed]:
        async with self._asking:
            now = self._clock()
            if self._list is None or now - self._list[0] >= LIST_HOLDS:
                reply = await self._client.read(
                    "GET", "/api/TravelAdvisories", errors=us_state_error
                )
                self._list = now, _read(reply.body, self._gazetteer)
            return self._list


def us_state_error(status: int, body: object) -> ProviderError | None:
    if status == 403:  # from Cloudflare: there is nothing to be permitted
        return ProviderUnavailable(NAME, "takes us for a robot at the moment")
    return None


def _read(body: object, gazetteer: Gazetteer) -> Listed:
    """Raises MalformedResponse for a list that can't be whole."""
    if not isinstance(body, list):
        raise MalformedResponse(NAME, "sent no list")
    rows = cast(list[object], body)
    entries: list[Entry] = []
    unreadable: set[str] = set()
    for row in rows:
        entry = _entry(row, gazetteer)
        if entry is None:
            unreadable |= countries_of(_heading(row), gazetteer)
        else:
            entries.append(entry)
    if len(entries) < FEWEST:
        raise MalformedResponse(NAME, f"only {len(entries)} of {len(rows)} advisories can be read")
    if len(entries) < len(rows):
        _log.warning("%d advisories left out", len(rows) - len(entries))
    return Listed(entries, frozenset(unreadable))


def _heading(row: object) -> str:
    """Of a row that can't be read, as far as it has one."""
    title = cast(Mapping[str, object], row).get("Title") if isinstance(row, dict) else None
    return plain(title, 300).partition(" - ")[0] if isinstance(title, str) else ""


def _entry(row: object, gazetteer: Gazetteer) -> Entry | None:
    try:
        wire = WireAdvisory.model_validate(row)
    except ValidationError:
        return None
    title = _TITLE.fullmatch(plain(wire.Title, 300))
    updated = wire.Updated or wire.Published
    if title is None or updated is None:
        return None
    if updated.tzinfo is None:
        updated = updated.replace(tzinfo=EASTERN)
    name = title["name"].strip()
    by_code = SHARED in name
    countries = _by_code(wire.Category or ()) if by_code else countries_of(name, gazetteer)
    return Entry(countries, name, int(title["level"]), title["words"].strip(), updated, wire)


def _by_code(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(FIPS[code] for code in codes if code in FIPS)


def _advisory(entry: Entry, country: str, when: datetime) -> Advisory:
    return Advisory(
        country=country,
        level=entry.level,
        words=entry.words,
        title=one_line(entry.name, 200),
        summary=plain(entry.wire.Summary or ""),
        url=_official(entry.wire.Link or ""),
        updated=entry.updated,
        provenance=Provenance(
            id=f"{NAME}:{country}:{entry.name}:{when.isoformat()}",
            provider=NAME,
            retrieved_at=when,
            expires_at=when + ADVISORY_HOLDS,
            note=NOTE,
        ),
    )


def _official(link: str) -> str:
    """A link of the department's own, else to its list."""
    try:
        parsed = urlsplit(link.strip())
    except ValueError:
        return PAGE
    own = (parsed.hostname or "").endswith(".state.gov") and "@" not in parsed.netloc
    plainly = own and parsed.scheme in {"http", "https"} and _URL.fullmatch(parsed.geturl())
    return parsed.geturl() if plainly else PAGE
