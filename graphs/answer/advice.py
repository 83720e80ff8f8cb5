"""What governments advise on the countries of the trip, each with its issuer, day and page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from graphs.answer.layout import blocks, bullets, section
from graphs.answer.words import Words
from travel.advisory import Advisory

LEVELS: Mapping[int, str] = {1: "usual_care", 2: "more_care", 3: "only_if_you_must", 4: "do_not_go"}


def advice(w: Words, advisories: Sequence[Advisory]) -> str:
    """A line an advisory, and one for what it says of passports, in the issuer's own words."""
    several = Counter(_issued(each) for each in advisories)
    lines = [line for each in advisories for line in _lines(w, each, several[_issued(each)] > 1)]
    return section(w("head.advice"), blocks(bullets(lines), w("advice.note")) if lines else "")


def _issued(advisory: Advisory) -> tuple[str, str]:
    return advisory.country, advisory.provenance.provider


def _lines(w: Words, advisory: Advisory, titled: bool) -> Iterator[str]:
    name = advisory.provenance.provider
    country = w.country(advisory.country)
    said = {
        "country": f"{country} ({advisory.title})" if titled else country,
        "issuer": w.known(f"issuer.{name.replace('-', '_')}", name),
        "updated": w.day_of_year(advisory.updated.date()),
    }
    yield w("advice.line", advice=_advised(w, advisory), url=advisory.url, **said)
    if advisory.passport:
        words = w("quote.text", words=advisory.passport)
        yield w("advice.passport", words=words, **said)


def _advised(w: Words, advisory: Advisory) -> str:
    """Where only parts of a country are advised against, nothing is said of the rest."""
    parts = advisory.parts_level
    of_parts = w(f"advice.parts.{LEVELS[parts]}") if parts else ""
    if parts and advisory.level < 3:
        return of_parts
    whole = w(f"advice.level.{LEVELS[advisory.level]}")
    return w("advice.both", whole=whole, parts=of_parts) if of_parts else whole
