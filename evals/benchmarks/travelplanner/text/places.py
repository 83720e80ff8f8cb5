"""Where a trip starts and where it goes: places named in a text, and which is which."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.benchmarks.travelplanner.tables import Database
from evals.benchmarks.travelplanner.text.numbers import COUNT, count
from evals.benchmarks.travelplanner.text.patterns import find, one_of

_ALIASES = {
    "NYC": "New York", "New York City": "New York", "Big Apple": "New York", "Philly": "Philadelphia",
    "Vegas": "Las Vegas", "San Fran": "San Francisco", "D.C.": "Washington", "Washington, D.C.": "Washington",
    "Washington D.C.": "Washington", "Washington DC": "Washington", "Washington, DC": "Washington",
    "NOLA": "New Orleans", "Saint Louis": "St. Louis", "St Louis": "St. Louis", "Saint Cloud": "St. Cloud",
    "Saint Petersburg": "St. Petersburg", "St Petersburg": "St. Petersburg", "St Cloud": "St. Cloud",
    "Ft. Lauderdale": "Fort Lauderdale", "Ft. Myers": "Fort Myers", "Sault Sainte Marie": "Sault Ste. Marie",
}  # fmt: skip
_NOT_BETWEEN = one_of(
    COUNT, "people", "persons?", r"travell?ers?", "adults", "of", "us", "days?", "weeks?", "and", "in", "for", "to",
    "with", "from", "will", "would", r"want\w*", r"visit\w*", r"explor\w*", r"tour\w*", r"see\w*", r"cover\w*",
    r"leav\w*", r"depart\w*",
)  # fmt: skip
_CITIES = find(
    rf"\b({COUNT})[\s-]+(?:(?!{_NOT_BETWEEN}\b)[\w'’-]+\s+){{0,3}}?",
    r"(?:cities|towns|destinations|places|stops|spots|locations|metros|(?<=one )(?:city|town))\b",
)
_NUMBER_OF_CITIES = find(
    rf"\b(?:(?:number|no\.) of (?:cities|towns)|cities)\s*(?:is|:|=|-)?\s*({COUNT})\b"
)
_FILLER = (
    r"\s*[:=,-]?\s*(?:the\s+|(?:city|state)\s+of\s+|my\s+home(?:town)?\s*(?:of|,|in)?\s+|sunny\s+|beautiful\s+|"
    r"downtown\s+)*$"
)
_HOME = find(
    one_of(
        r"\bfrom",
        r"\bleav(?:e|es|ing)",
        r"\bout of",
        r"\b(?:depart|embark)\w*(?:\s+(?:from|out of|in|at|is|city|point|on))*",
        r"\b(?:start|begin|commenc|kick|launch)\w*(?:\s+(?:off|out))?(?:\s+and\s+(?:end|finish)\w*)?"
        r"(?:\s+(?:city|point|place|location|town))?(?:\s+(?:from|in|at|is|will be))?",
        r"\borigin\w*(?:\s+(?:from|in|is|city|at))*",
        r"\b(?:set|sets|setting|take|takes|taking|kick|kicking|jump|jumping)\s+(?:off|out)(?:\s+(?:from|in|at))?",
        r"\bhome\s+(?:city\s+|base\s+)?(?:is|in|to)",
        r"\bbased\s+(?:in|at|out of)",
        r"\b(?:live|lives|living|resid\w+|located|stationed)\s+in",
        r"\bhail(?:s|ing)?\s+from",
        r"(?:\bam|\bare|['’]m|['’]re)\s+in",
        r"\b(?:back|return\w*)\s+(?:to|in)",
    ),
    _FILLER,
)
_THERE = find(
    one_of(
        r"\b(?:to|into|towards?|for|through\w*|across|around|round|about|of|in|do|within|over)",
        r"\b(?:visit|explor|tour|see|cover|discover|roam|hit|travers|experienc|wander)\w*",
        r"\bdestination\w*(?:\s+(?:is|city|state))*",
        r"\bcities",
        r"->|→",
        r"\b(?:end|stop|stopp|arriv|land)\w*\s+(?:in|at)",
    ),
    _FILLER,
)
_INSTEAD = find(r"\b(?:make (?:that|it)|rather|instead|actually|i mean)", _FILLER)
_ON = find(r"^\s*(?:,\s*\w\w\b)?\s*(?:to|->|→|-|–|—|over to|into)\s+")
_ITS_CITIES = find(
    one_of(
        rf"^(?:['’]s?)?\s+(?:(?:{COUNT}|\w+)\s+)?(?:\w+\s+)?(?:cities|towns)\b",
        r"^\s+state\b",
        r"^\s+(?:and|,)\s+(?:around|its)\b",
    )
)
_THERE_AFTER = find(r"^\s*(?:is|being|as)\s+(?:my|our|the)\s+(?:destination|goal|target|aim)")
_HOME_AFTER = find(
    r"^\s*(?:(?:is|being|as)\s+)?(?:my|our|the|where)\s+",
    r"(?:home|start|origin|base|departure|point|\w+\s+(?:live|start|begin))",
)


@dataclass(frozen=True)
class _Mention:
    name: str
    start: int
    end: int
    home: int
    there: int


def city_count(text: str) -> int | None:
    match = _CITIES.search(text) or _NUMBER_OF_CITIES.search(text)
    return count(match[1]) if match else None


def home_and_destination(
    text: str, database: Database, *, to_state: bool | None
) -> tuple[str | None, str | None]:
    """`to_state`: whether the destination is a state rather than a city; None where that isn't known."""
    states, cities = set(database.states.values()), set(database.states)
    found = _mentions(text, states | cities)
    wanted = states if to_state else cities if to_state is False else states | cities
    there = max(
        (m for m in found if m.name in wanted),
        key=lambda m: (m.there - m.home, m.name not in cities, m.start),
        default=None,
    )
    away = [m for m in found if m is not there and m.name in cities]
    if there and (to_state is not True or there.name not in states - cities):
        away = [m for m in away if m.name != there.name or to_state]
    home = max(away, key=lambda m: (m.home - m.there, -m.start), default=None)
    return home.name if home else None, there.name if there else None


def _mentions(text: str, names: Iterable[str]) -> list[_Mention]:
    known = {name: name for name in names} | _ALIASES
    spans = _spans(text, known)
    if len({known_name for known_name, _, _ in spans}) < 2:
        lowered = {name.lower(): place for name, place in known.items()}
        spans = _spans(text.lower(), lowered)
    return [
        _weighed(text, spans, index)
        for index in range(len(spans))
        if not _qualifies(text, spans, index)
    ]


def _spans(text: str, known: dict[str, str]) -> list[tuple[str, int, int]]:
    longest = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return [(known[match[0]], match.start(), match.end()) for match in pattern.finditer(text)]


def _qualifies(text: str, spans: Sequence[tuple[str, int, int]], index: int) -> bool:
    """Whether a name only says where the one before it lies: the Oregon of "Portland, Oregon"."""
    if index == 0:
        return False
    (before, _, end), (name, start, _) = spans[index - 1], spans[index]
    return before != name and text[end:start] == ", " and len({n for n, _, _ in spans}) > 2


def _weighed(text: str, spans: Sequence[tuple[str, int, int]], index: int) -> _Mention:
    name, start, end = spans[index]
    before, after = text[max(0, start - 60) : start], text[end:]
    to_next = index + 1 < len(spans) and spans[index + 1][1] - end < 14 and _ON.match(after)
    home = 3 * bool(_HOME.search(before)) + 2 * bool(to_next) + 3 * bool(_HOME_AFTER.search(after))
    there = 2 * bool(_THERE.search(before)) + 3 * bool(_ITS_CITIES.search(after))
    there += 3 * bool(_THERE_AFTER.search(after))
    there += 4 * bool(_INSTEAD.search(before)) - (2 if home and not _INSTEAD.search(before) else 0)
    return _Mention(name, start, end, home, there)
