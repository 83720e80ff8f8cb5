"""Travel times between places, as a table or in sentences."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from evals.benchmarks.natural_plan.attach import Value, attach
from evals.benchmarks.natural_plan.clock_marks import faces, spans
from evals.benchmarks.natural_plan.names import Mention, mentions, runs
from evals.benchmarks.natural_plan.puzzles import Unreadable

_TO = re.compile(r"\s*(?:->|<->|-|to|to and from|towards|into|\|)(?: the)?\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|&|/)(?: the)?\s*", re.IGNORECASE)
_FROM_BEFORE = re.compile(r"\b(?:from|leaving|between|at)(?: the)?\s*$", re.IGNORECASE)
_AWAY = re.compile(
    r".*\b(?:minutes?|min|mins|reached|reach|ride|walk|away|time)\b.*\bfrom(?: the)?\s*"
    r"|\s*,?\s*(?:coming |starting |when )?from(?: the)?\s*",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"<->|\b(?i:(?:both|either|each) (?:way|direction)s?|to and from)\b|\b[Bb]etween (?=(?:[Tt]he )?[A-Z])"
)
_COMMA = re.compile(r"\s*,(?: the)?\s*", re.IGNORECASE)
_BACK = re.compile(
    r"\b(?:way back|back|return(?:ing)?(?: trip| journey)?|reverse|opposite direction|other way(?: a?round)?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\d:.])(\d+)(?![\d:]|\.\d|th)")

Link = tuple[str, str]


def _link(sentence: str, one: Mention, other: Mention) -> Link | None:
    """Origin and destination, where the two are told as ends of one way."""
    between = sentence[one.end : other.start]
    if _AWAY.fullmatch(between):
        return other.name, one.name
    joined = _AND.fullmatch(between) or _COMMA.fullmatch(between)
    if _TO.fullmatch(between) or (joined and _FROM_BEFORE.search(sentence[: one.start])):
        return one.name, other.name
    return None


def _pairs(sentence: str, names: Sequence[Mention], heading: str) -> Iterator[tuple[Mention, Link]]:
    """Each told pair, as a mention spanning it, with origin and destination."""
    hub, away = heading, ""
    i = 0
    while i < len(names):
        here = names[i]
        link = _link(sentence, here, names[i + 1]) if i + 1 < len(names) else None
        if link:
            yield Mention(here.start, names[i + 1].end, " to ".join(link)), link
            hub, away, i = here.name, here.name if link[1] == here.name else "", i + 2
            continue
        from_ = _FROM_BEFORE.search(sentence[: here.start])
        if from_ and away:
            yield here, (here.name, away)
        elif from_ or (not heading and sentence[here.end :].lstrip().startswith(":")):
            hub = here.name
        elif hub and hub != here.name:
            yield here, (hub, here.name)
        i += 1


def _numbers(sentence: str) -> list[Value[int]]:
    said = list(spans(sentence))
    bare = [
        Value(found.start(), found.end(), int(found[1])) for found in _NUMBER.finditer(sentence)
    ]
    if not said:
        return bare
    return said + [b for b in bare if not any(s.start <= b.start < s.end for s in said)]


def _heading(part: str, names: Sequence[Mention]) -> str:
    """The one place a line such as "From the station:" is about."""
    if len(names) != 1 or not (part.endswith(":") or _FROM_BEFORE.search(part[: names[0].start])):
        return ""
    return names[0].name


def _fans_out(part: str, names: Sequence[Mention]) -> bool:
    """From the station: the park (5), the port (7)."""
    return bool(names) and (
        bool(re.match(r"\s*:", part[names[0].end :]))
        and len(_numbers(part)) == len(names) - 1
        and not any(map(re.compile(r"[a-z]{3,}").search, _between(part, names[1:])))
    )


def _between(part: str, names: Sequence[Mention]) -> Iterator[str]:
    """What stands between the names, minutes aside."""
    for one, other in pairwise(names):
        yield re.sub(
            r"\b(?:minutes?|mins?|and|from|the|away|to)\b", "", part[one.end : other.start]
        )


def _ends(parts: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Names at either end of a way, and whether they stand inside the sentence."""
    heading = ""
    for part in parts:
        names = list(runs(part))
        if any(faces(part)) or not _numbers(part):
            from_ = names and _FROM_BEFORE.search(part[: names[0].start])
            heading = _heading(part, names) if from_ and not any(faces(part)) else ""
            continue
        if _fans_out(part, names):
            yield from ((name.name, name.start > 0) for name in names)
        if heading and len(names) == 1:
            yield from ((heading, True), (names[0].name, False))
        for pair in pairwise(names):
            if _link(part, *pair):
                yield from ((name.name, name.start > 0) for name in pair)


def places(parts: Sequence[str]) -> set[str]:
    """Names which stand as either end of a travel time."""
    found: dict[str, bool] = {}
    for name, inside in _ends(parts):
        found[name] = found.get(name, False) or inside
    with_article = {
        name for name in found if name.startswith("The ") and (found[name] or name[4:] not in found)
    }
    plain = {
        name for name in found if not name.startswith("The ") and f"The {name}" not in with_article
    }
    return with_article | plain


def is_travel(part: str, names: Sequence[Mention], people: Collection[str]) -> bool:
    """A sentence of places and minutes, without people and hours."""
    return (
        (bool(names) or bool(_BACK.search(part) and not any(runs(part))))
        and not any(faces(part))
        and not mentions(part, people)
        and bool(_numbers(part))
    )


def _timed_links(
    part: str,
    pairs: Sequence[tuple[Mention, Link]],
    numbers: Sequence[Value[int]],
    before: Link | None,
) -> Iterator[tuple[Link, int]]:
    """Minutes for each way of a sentence; "and 19 back" is the way before, reversed."""
    returning = _BACK.search(part)
    if returning and not pairs and before and len(numbers) == 1:
        yield (before[1], before[0]), numbers[0].value
    elif returning and len(pairs) == 1 and len(numbers) == 2:
        link = pairs[0][1]
        yield from zip((link, (link[1], link[0])), (n.value for n in numbers), strict=True)
    else:
        links = {(span.start, span.end): link for span, link in pairs}
        for span, minutes in attach(part, [span for span, _ in pairs], numbers):
            yield links[span.start, span.end], minutes


def travel(parts: Sequence[str], known: Collection[str]) -> Mapping[Link, int]:
    """Minutes by (from, to); told one way only, it holds for the way back too. Raises Unreadable."""
    told: dict[Link, int] = {}
    back: dict[Link, int] = {}
    before: Link | None = None
    heading = ""
    for part in parts:
        names = mentions(part, known)
        numbers = _numbers(part)
        if not numbers or any(faces(part)):
            heading = "" if any(faces(part)) else _heading(part, names)
            continue
        pairs = list(_pairs(part, names, heading))
        for link, minutes in _timed_links(part, pairs, numbers, before):
            before = link
            if told.setdefault(link, minutes) != minutes:
                raise Unreadable(f"two travel times from {link[0]} to {link[1]}")
            back.setdefault((link[1], link[0]), minutes)
            if _BOTH.search(part):
                told.setdefault((link[1], link[0]), minutes)
    return {**back, **told}
