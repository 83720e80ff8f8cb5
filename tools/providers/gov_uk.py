"""GOV.UK foreign travel advice (FCDO): a list of countries, and a page of each, without a key.

Wire format: GOV.UK Content API (content-api.publishing.service.gov.uk), schemas `travel_advice_index`
and `travel_advice`. Open Government Licence v3.0. The FCDO knows no level between "no advice against"
and "against all but essential travel": advice against parts of a country only is level 2 here, with the
level of those parts beside it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tools.advisories import countries_of, one_line, plain, quoted
from tools.http import VendorClient, VendorPolicy
from travel.advisory import Advisory
from travel.errors import MalformedResponse
from travel.gazetteer import Gazetteer
from travel.provenance import Provenance

NAME = "gov-uk"
URL = "https://www.gov.uk"
PATH = "/foreign-travel-advice"
NOTE = "FCDO travel advice, Open Government Licence v3.0, written for British nationals"
FEWEST = 150  # as many countries are in a whole list
LIST_HOLDS = timedelta(days=1)
ADVISORY_HOLDS = timedelta(hours=6)
ENTRY, VALIDITY = "entry-requirements", "passport validity"  # the part, and a heading in it
NOTHING_AGAINST = "FCDO does not advise against travel"
# (level of the country, of its parts, the FCDO's words), the gravest first.
ALERTS: Mapping[str, tuple[int, int | None, str]] = MappingProxyType(
    {
        "avoid_all_travel_to_whole_country": (4, None, "all travel to the whole country"),
        "avoid_all_but_essential_travel_to_whole_country": (
            3,
            None,
            "all but essential travel to the whole country",
        ),
        "avoid_all_travel_to_parts": (2, 4, "all travel to parts of the country"),
        "avoid_all_but_essential_travel_to_parts": (
            2,
            3,
            "all but essential travel to parts of the country",
        ),
    }
)


def gov_uk_policy(url: str = URL) -> VendorPolicy:
    return VendorPolicy(vendor=NAME, base_url=url, headers={"user-agent": "TripSage/0.1"}, rate=5)


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def _not_null(value: object) -> object:
    return () if value is None else value


Names = Annotated[tuple[str, ...], BeforeValidator(_not_null)]


class WireCountry(Wire):
    name: str
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    synonyms: Names = ()


class WireChildDetails(Wire):
    country: WireCountry


class WireChild(Wire):
    details: WireChildDetails


class WireLinks(Wire):
    children: tuple[WireChild, ...]


class WireIndex(Wire):
    links: WireLinks


class WirePart(Wire):
    slug: str
    title: str
    body: str = ""


class WireDetails(Wire):
    alert_status: tuple[str, ...]
    summary: str | None = None  # until 2023; now the first part
    parts: Annotated[tuple[WirePart, ...], BeforeValidator(_not_null)] = ()


class WireAdvice(Wire):
    title: str
    public_updated_at: AwareDatetime
    details: WireDetails
    withdrawn_notice: Mapping[str, object] | None = None


class GovUk:
    """Implements `AdvisoryProvider`. The list of countries is asked for once a day."""

    def __init__(
        self, client: VendorClient, *, gazetteer: Gazetteer, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._gazetteer = gazetteer
        self._clock = clock
        self._slugs: tuple[datetime, Mapping[str, Sequence[str]]] | None = None
        self._asking = asyncio.Lock()

    @property
    def name(self) -> str:
        return NAME

    async def advisory(self, country: str) -> tuple[Advisory, ...]:
        """One, but for countries that share a page or have several; none on the United Kingdom."""
        slugs = (await self._known()).get(country, ())
        found = [advice for slug in slugs for advice in await self._advice(country, slug)]
        return tuple(sorted(found, key=lambda each: (-each.level, each.title)))

    async def _known(self) -> Mapping[str, Sequence[str]]:
        async with self._asking:
            now = self._clock()
            if self._slugs is None or now - self._slugs[0] >= LIST_HOLDS:
                reply = await self._client.read("GET", f"/api/content{PATH}")
                index = _read(WireIndex, reply.body)
                self._slugs = now, _by_country(index.links.children, self._gazetteer)
            return self._slugs[1]

    async def _advice(self, country: str, slug: str) -> Sequence[Advisory]:
        reply = await self._client.read("GET", f"/api/content{PATH}/{{slug}}", at={"slug": slug})
        wire = _read(WireAdvice, reply.body)
        if wire.withdrawn_notice:
            return ()
        level, parts_level, words = _judged(wire.details.alert_status)
        now = self._clock()
        advisory = Advisory(
            country=country,
            level=level,
            parts_level=parts_level,
            words=words,
            title=one_line(plain(wire.title), 200),
            summary=plain(_said(wire.details)),
            passport=_of_passports(wire.details),
            url=f"{URL}{PATH}/{slug}",
            updated=wire.public_updated_at,
            provenance=Provenance(
                id=f"{NAME}:{slug}:{now.isoformat()}",
                provider=NAME,
                retrieved_at=now,
                expires_at=now + ADVISORY_HOLDS,
                note=NOTE,
            ),
        )
        return (advisory,)


def _by_country(children: Sequence[WireChild], gazetteer: Gazetteer) -> Mapping[str, Sequence[str]]:
    """Slugs by country code; a country's synonyms count only where its name says nothing."""
    if len(children) < FEWEST:
        raise MalformedResponse(NAME, f"only {len(children)} countries are in the list")
    found: dict[str, list[str]] = {}
    for child in children:
        country = child.details.country
        named = countries_of(country.name, gazetteer)
        also = (countries_of(name, gazetteer) for name in country.synonyms)
        for code in sorted(named or frozenset[str]().union(*also)):
            found.setdefault(code, []).append(country.slug)
    return found


def _judged(alerts: Sequence[str]) -> tuple[int, int | None, str]:
    """Raises MalformedResponse for an alert that isn't known: it must not read as a lower level."""
    if not set(alerts) <= set(ALERTS):
        raise MalformedResponse(NAME, "an alert of a kind that isn't known")
    said = [ALERTS[alert] for alert in ALERTS if alert in alerts]
    if not said:
        return 1, None, NOTHING_AGAINST
    level = max(country for country, _, _ in said)
    parts = max((part for _, part, _ in said if part is not None), default=0)
    words = "; ".join(text for _, _, text in said)
    return level, parts if parts > level else None, f"FCDO advises against {words}"


def _said(details: WireDetails) -> str:
    if details.summary:
        return details.summary
    return details.parts[0].body if details.parts else ""


def _of_passports(details: WireDetails) -> str:
    """Of the validity that a passport needs; empty where the page has no such words."""
    entry = next((part.body for part in details.parts if part.slug == ENTRY), "")
    return quoted(entry, VALIDITY)


Model = TypeVar("Model", bound=BaseModel)


def _read(model: type[Model], body: object) -> Model:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected {model.__name__}: {', '.join(where[:3])}")
