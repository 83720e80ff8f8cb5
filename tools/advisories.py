"""Travel advisories: what a provider of them can do, and how issuers' prose and headings are read."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field

from travel.advisory import Advisory
from travel.errors import ModelRetry, ProviderError
from travel.gazetteer import Gazetteer, folded

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MOST_READ = 200_000  # characters of HTML
MOST_SAID = 1_200  # characters of a summary
MOST_QUOTED = 300  # characters of a line that an answer quotes

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
_HEADING = re.compile(r"<h[1-6]\b[^<>]{0,200}>([^<>]{0,100})</h[1-6]>", re.IGNORECASE)
_MARKUP = re.compile(r"[\[\]<>*_`|\\#~]+")
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

    country: str = Field(description="the country's English name or ISO 3166-1 code of two letters")


def advisory_tools(issuers: Sequence[AdvisoryProvider], gazetteer: Gazetteer) -> "list[BaseTool]":
    """For agents whose calls a model chooses: `get_travel_advisories`, a row an advisory; an issuer that
    doesn't answer has a row that says so. No tool where there is no issuer."""
    if not issuers:
        return []
    from langchain_core.tools import StructuredTool

    async def advisories(**given: object) -> str:
        name = AdvisoryArguments.model_validate(given).country
        country = gazetteer.country(name)
        if country is None:
            raise ModelRetry(f"no country is called {name!r}: give its English name")
        asked = [issuer.advisory(country.code) for issuer in issuers]
        return _rows(await asyncio.gather(*asked, return_exceptions=True))

    return [
        StructuredTool.from_function(
            coroutine=advisories,
            name="get_travel_advisories",
            description="What a government advises those who think of travelling to a country.",
            args_schema=AdvisoryArguments,
        )
    ]


def _rows(answers: Sequence[tuple[Advisory, ...] | BaseException]) -> str:
    """Raises the failure where nobody answered."""
    rows: list[object] = []
    failed: list[ProviderError] = []
    for answer in answers:
        if isinstance(answer, ProviderError):
            failed.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            rows += [each.model_dump(mode="json", exclude_none=True) for each in answer]
    if len(failed) == len(answers):
        raise failed[0]
    return json.dumps([*rows, *({"failed": str(each)} for each in failed)], ensure_ascii=False)


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


def quoted(html: str, heading: str) -> str:
    """What stands under the first heading that has these words: one line without marks that Markdown
    reads, `MOST_QUOTED` characters; empty where there is no such heading."""
    html = html[:MOST_READ]
    found = (each for each in _HEADING.finditer(html) if heading in each[1].casefold())
    begin = next(found, None)
    if begin is None:
        return ""
    end = _HEADING.search(html, begin.end())
    lines = plain(html[begin.end() : end.start() if end else None], 4 * MOST_QUOTED).split("\n")
    text = " ".join(lines).replace(": - ", ": ").replace(" - ", "; ").removeprefix("- ")
    return one_line(text, MOST_QUOTED)


def one_line(text: str, most: int) -> str:
    """Plain text on one line, without marks that Markdown reads."""
    return shortened(" ".join(_MARKUP.sub(" ", text).split()), most)


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
