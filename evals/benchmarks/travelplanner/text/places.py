"""Where a trip starts and where it goes: places named in a text, and which is which."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.benchmarks.travelplanner.tables import Database
from evals.benchmarks.travelplanner.text.numbers import COUNT, count

_ALIASES = {
    "NYC": "New York", "New York City": "New York", "Big Apple": "New York", "Philly": "Philadelphia",
    "Vegas": "Las Vegas", "San Fran": "San Francisco", "D.C.": "Washington", "Washington, D.C.": "Washington",
    "Washington D.C.": "Washington", "Washington DC": "Washington", "Washington, DC": "Washington",
    "NOLA": "New Orleans", "Saint Louis": "St. Louis", "St Louis": "St. Louis", "Saint Cloud": "St. Cloud",
    "Saint Petersburg": "St. Petersburg", "St Petersburg": "St. Petersburg", "St Cloud": "St. Cloud",
    "Ft. Lauderdale": "Fort Lauderdale", "Ft. Myers": "Fort Myers", "Sault Sainte Marie": "Sault Ste. Marie",
}  # fmt: skip
_BETWEEN = r"(?:(?!(?:people|persons?|travell?ers?|adults|of|us|days?|and|in|for|to|with|from|weeks?)\b)[\w'’-]+\s+)"
_CITIES = re.compile(
    rf"\b({COUNT})[\s-]+{_BETWEEN}{{0,3}}?(?:cit(?:y|ies)|towns?|destinations|places|stops|spots|locations)\b",
    re.IGNORECASE,
)
_FILLER = r"(?:the\s+|city\s+of\s+|state\s+of\s+|my\s+home(?:town)?\s*(?:of|,|in)?\s+|sunny\s+|beautiful\s+|downtown\s+)*$"
_HOME = re.compile(
    r"(?:\bfrom|\bleav(?:e|es|ing)|\bdepart\w*(?:\s+(?:from|out of|in|at|is))?|\b(?:start|begin)\w*(?:\s+(?:off|out))?"
    r"(?:\s+(?:and\s+(?:end|finish)\w*\s+)?(?:from|in|at|is|point\s*(?:is|:|in)?))?|\borigin\w*(?:\s+(?:from|in|is|city|at))*"
    r"|\bout of|\b(?:set|setting|sets|tak|taking|take|kick|kicking)\w*\s+(?:off|out)(?:\s+(?:from|in|at))?|\bhome\s+(?:is|in|city is|"
    r"base is)|\bbased\s+(?:in|at|out of)|\b(?:live|lives|living|resid\w+|located|stationed)\s+in|\bhail(?:s|ing)?\s+from|"
    r"\b(?:am|are|'m|'re|I’m)\s+in|\b(?:back|return\w*|home|returns)\s+(?:to|in)|\baway\s+from|\bjump(?:ing)?\s+off(?:\s+from)?"
    r")\s*[:=,-]?\s*" + _FILLER,
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?:\bto|\binto|\btowards?|\bfor|\bvisit\w*|\bexplor\w+|\btour\w*|\bthrough\w*|\bacross|\baround|\bround|\bsee\w*|"
    r"\bcover\w*|\bdiscover\w*|\babout|\bdestination\w*(?:\s+(?:is|city|state))*|\bbound\s+for|->|→|\broam\w*|\bhit\w*|"
    r"\b(?:end|stop|stopp|arriv)\w*\s+(?:in|at)|\bof|\bin|\bdo|\bwithin|\bover|\bto\s+see|\btravers\w*|\bexperienc\w*|"
    r"\bcities:?|\bwander\w*|\bland\w*\s+in)\s*[:=,-]?\s*" + _FILLER,
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:make (?:that|it)|rather|instead|actually|i mean)\s*,?\s*" + _FILLER, re.IGNORECASE
)
_ON = re.compile(r"^\s*(?:,\s*\w\w\b)?\s*(?:to|->|→|-|–|—|over to|into)\s+", re.IGNORECASE)
_ITS_CITIES = re.compile(
    rf"^(?:['’]s?)?\s+(?:state\b|(?:{COUNT}|\w+)\s+)?(?:\w+\s+)?(?:cities|towns)\b|^\s+(?:and|,)\s+(?:around|its)\b|^\s+state\b",
    re.IGNORECASE,
)
_HOME_AFTER = re.compile(r"^\s*(?:is|being|as)\s+(?:my|our|the|where)\s+(?:home|start|origin|base|departure|point|\w+\s+(?:live|start|begin))",
                         re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class _Mention:
    name: str
    start: int
    end: int
    home: int
    there: int


def city_count(text: str) -> int | None:
    match = _CITIES.search(text)
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
    spans = _spans(text, known, 0)
    if len({known_name for known_name, _, _ in spans}) < 2:
        lowered = {name.lower(): place for name, place in known.items()}
        spans = _spans(text.lower(), lowered, 0)
    return [
        _weighed(text, spans, index)
        for index in range(len(spans))
        if not _qualifies(text, spans, index)
    ]


def _spans(text: str, known: dict[str, str], flags: int) -> list[tuple[str, int, int]]:
    longest = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", flags)
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
    there += 4 * bool(_INSTEAD.search(before)) - (2 if home and not _INSTEAD.search(before) else 0)
    return _Mention(name, start, end, home, there)
