"""Travel advisories: what a provider of them can do, and how issuers' prose and headings are read."""

import re
import unicodedata
from collections.abc import Mapping
from html.parser import HTMLParser
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field

from tools.asking import as_json
from travel.advisory import Advisory
from travel.errors import ModelRetry
from travel.gazetteer import Gazetteer, folded

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MOST_READ = 200_000  # characters of HTML
MOST_SAID = 1_200  # characters of a summary

# Headings of issuers that are no name of a country in the gazetteer, or of another one there.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "congo": ("CG",),  # GOV.UK; the other is the Democratic Republic
        "congo democratic republic of the": ("CD",),
        "congo republic of the": ("CG",),
        "cote d ivoire": ("CI",),
        "democratic peoples republic of korea": ("KP",),
        "korea north": ("KP",),
        "korea south": ("KR",),
        "kyrgyz republic": ("KG",),
        "kingdom of denmark": ("DK",),
        "mainland china": ("CN",),
        "occupied palestinian territories": ("PS",),
        "gaza": ("PS",),
        "french west indies": ("GP", "MQ"),
        "montserrat": ("MS",),
        "bonaire": ("BQ",),
        "saba": ("BQ",),
        "st eustatius": ("BQ",),
        "sint eustatius": ("BQ",),
        "st barthelemy": ("BL",),
        "st pierre": ("PM",),
    }
)
_JOINTS = re.compile(r",|/|&|\band\b", re.IGNORECASE)


class AdvisoryProvider(Protocol):
    """Raises ProviderError."""

    @property
    def name(self) -> str: ...
    async def advisory(self, country: str) -> tuple[Advisory, ...]:
        """On a country (ISO 3166-1 alpha-2), the gravest first; none where the issuer has none."""
        ...


class AdvisoryArguments(BaseModel):
    """What a model says to ask for advisories."""

    country: str = Field(description="the country's English name")


def advisory_tools(provider: AdvisoryProvider, gazetteer: Gazetteer) -> "list[BaseTool]":
    """For agents whose calls a model chooses: `get_travel_advisories`, a row an advisory."""
    from langchain_core.tools import StructuredTool

    async def advisories(**given: object) -> str:
        name = AdvisoryArguments.model_validate(given).country
        country = gazetteer.country(name)
        if country is None:
            raise ModelRetry(f"no country is called {name!r}: give its English name")
        return as_json(await provider.advisory(country.code))

    return [
        StructuredTool.from_function(
            coroutine=advisories,
            name="get_travel_advisories",
            description="What a government advises those who think of travelling to a country.",
            args_schema=AdvisoryArguments,
        )
    ]


def countries_of(heading: str, gazetteer: Gazetteer) -> frozenset[str]:
    """The codes of the countries that an issuer's heading is about: "St Martin and St Barthélemy"."""
    heading = re.sub(r"\([^)]*\)", " ", heading)
    if whole := _country(heading, gazetteer):
        return whole
    parts = _JOINTS.split(heading)
    return frozenset(code for part in parts for code in _country(part, gazetteer))


def _country(name: str, gazetteer: Gazetteer) -> frozenset[str]:
    key = folded(name).removeprefix("the ")
    if key in HEADINGS:
        return frozenset(HEADINGS[key])
    country = gazetteer.country(key) if key else None
    return frozenset({country.code} if country else ())


def plain(html: str, most: int = MOST_SAID) -> str:
    """HTML as text: a line a block, without scripts and marks that can't be seen; `most` characters.

    Not for showing as HTML: text that looks like a tag may be left in it.
    """
    reader = _Reader()
    reader.feed(html[:MOST_READ].replace("<![", "&lt;!["))  # which the parser can stumble over
    reader.close()
    lines = (" ".join(_seen(line).split()) for line in "".join(reader.parts).split("\n"))
    return shortened("\n".join(line for line in lines if line.strip("- ")), most)


def shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(maxsplit=1)[0]}…"


class _Reader(HTMLParser):
    SKIPPED = frozenset({"script", "style", "template", "noscript", "title"})
    BLOCKS = frozenset(
        {"p", "div", "br", "hr", "li", "ul", "ol", "tr", "table", "section", "blockquote"}
        | {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SKIPPED:
            self._skipping.append(tag)
        elif tag in self.BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self._skipping and tag == self._skipping[-1]:
            self._skipping.pop()
        elif tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data.replace("\n", " "))


def _seen(text: str) -> str:
    """Without control and format characters: they could hide words or turn them round."""
    return "".join(
        " " if char in "\t\r\n" else char
        for char in text
        if char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"}
    )
