"""Direct flights as told: pairs, lists of pairs, or one city and all it is linked to.

"A and B" flies both ways, "from A to B" one way, as the benchmark words it; what the text says outright about
directions comes first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.benchmarks.natural_plan.names import Mention
from evals.benchmarks.natural_plan.puzzles import Flight

ABOUT_FLIGHTS = re.compile(
    r"\b(?:flights?|fly|flies|flying|flown|planes?|direct|directly|non-?stop|connect\w*|links?|linked"
    r"|routes?|airlines?|air|serve[sd]?|services?)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:no (?:direct |non-?stop )?(?:flights?|planes?|services?|routes?|connections?)|not (?:connected|linked)"
    r"|cannot fly|can't fly)\b",
    re.IGNORECASE,
)
_ONE_WAY = re.compile(
    r"\b(?:1|one|single)[ -](?:way|direction)\b"
    r"|\bonly\b(?! (?:\w+ ){0,3}(?:direct|non-?stop|flights?|the|these|ones|between)\b)"
    r"|\bnot (?:back|return|vice versa|in reverse|the)\b"
    r"|\bbut not\b|\bno (?:way back|return)|\bnever\b|\bwithout (?:a )?return",
    re.IGNORECASE,
)
_BOTH_WAYS = re.compile(
    r"\b(?:both|either|two|2)[ -](?:ways?|directions?)\b|\b(?:in|each) (?:each )?direction\b|\band back\b"
    r"|\bor back\b|\bthe other way (?:a?round|too|as well)\b|\band (?:the reverse|in reverse|return)\b"
    r"|\bvice versa\b|\bto and from\b|\bround[ -]?trip|\bback and forth\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"\s*(?:->|<->|-|/|>|to|with|into|for|to and from|(?:and then )?on to|to/from|towards)(?: the)?\s*",
    re.IGNORECASE,
)
_DIRECTED = re.compile(r"\s*(?:->|>|to|into|for|towards|(?:and then )?on to)(?: the)?\s*")
_HUB = re.compile(
    r".*(?:\b(?:connect\w*|link\w*|fl(?:y|ies|ights?)|reach\w*|goes|go|depart\w*|services?|planes?|routes?)\b[^:]*"
    r"\b(?:to|with|reach|are|include|for|between)|\b(?:serves?|reach|reaches)|:|\bto)"
    r"(?: both| either| each of| all of| any of)?:?\s*",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:,|,?\s*(?:and|or|as well as|plus|and also|and to|and with)|&)\s*")
_ALL = re.compile(r"\b(?:all|each|every|both of)\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class _Edge:
    origin: int
    destination: int
    link: str


def _kind(gap: str) -> str:
    """How two cities which follow each other stand: pair, and, listed, hub or apart."""
    if gap.strip() in ("and", "&"):
        return "and"
    if _PAIR.fullmatch(gap):
        return "pair"
    if _LISTED.fullmatch(gap):
        return "listed"
    return (
        "hub" if _HUB.fullmatch(gap) and not re.search(r",.*\b(?:from|between)\b", gap) else "apart"
    )


def _targets(kinds: Sequence[str], first: int, strict: bool) -> Iterator[int]:
    """The cities of a list from `first` on; where strict, "C and D" after a comma are a pair of their own."""
    for j in range(first, len(kinds)):
        if kinds[j - 1] not in ("and", "listed") or kinds[j] in ("pair", "hub"):
            return
        if strict and j == first and kinds[j - 1] == "listed" and kinds[j] == "and":
            return
        yield j


def _edges(gaps: Sequence[str]) -> Iterator[_Edge]:
    """`gaps` is the text after each city."""
    kinds = [*map(_kind, gaps[:-1]), "apart"]
    if kinds == ["listed", "apart"]:
        kinds[0] = "and"
    i = 0
    while i < len(kinds) - 1:
        joint = kinds[i] == "and" and kinds[i + 1] == "hub" and "," not in gaps[i + 1]
        if kinds[i] in ("listed", "apart"):
            i += 1
            continue
        if kinds[i] == "and" and not joint:
            yield _Edge(i, i + 1, gaps[i])
            i += 2
            continue
        first = i + 2 if joint else i + 1
        ends = [first, *_targets(kinds, first + 1, strict=kinds[i] == "pair")]
        for end in ends:
            yield from (_Edge(start, end, gaps[first - 1]) for start in range(i, first))
        i = ends[-1] + 1


def _around(sentence: str, cities: Sequence[Mention], edge: _Edge) -> str:
    """What is said of one edge: back to the last comma before it, on to the first after."""
    before = sentence[cities[edge.origin - 1].end if edge.origin else 0 : cities[edge.origin].start]
    last = edge.destination + 1 == len(cities)
    after = sentence[
        cities[edge.destination].end : None if last else cities[edge.destination + 1].start
    ]
    before = re.split(r"[,;):]", before)[-1]
    after = after if last else re.match(r"\s*\([^)]*\)|[^,;]*(?=[,;])|", after)[0]  # type: ignore[index]
    middle = sentence[cities[edge.origin].end : cities[edge.destination].start]
    return f"{before} {middle if edge.destination == edge.origin + 1 else edge.link} {after}"


def is_listing(sentence: str, cities: Sequence[Mention]) -> bool:
    return len(cities) > 1 and not _NEGATIVE.search(sentence)


def says_one_way(sentence: str) -> bool:
    return bool(_ONE_WAY.search(sentence))


def default_direction(sentence: str) -> bool | None:
    """Whether a sentence without cities, or the words before a colon, says that flights go both ways; None: silent."""
    if _BOTH_WAYS.search(sentence):
        return True
    general = re.search(
        r"\b(?:unless|except|marked|some|arrows?|only (?:take|use|fly|direct|non-?stop))\b",
        sentence,
    )
    explicit = re.search(r"\b(?:1|one|single)[ -](?:way|direction)\b", sentence, re.IGNORECASE)
    return False if explicit and not general else None


def _of_all(sentence: str, cities: Sequence[Mention], default: bool | None) -> bool | None:
    """What a listing says of all its flights, before a colon or after the last."""
    head, colon, _ = sentence[: cities[0].start].rpartition(":")
    said = default_direction(head) if colon else None
    closing = _ALL.search(sentence[cities[-1].end :])
    return default_direction(closing[0]) if closing else default if said is None else said


def flights(
    sentence: str, cities: Sequence[Mention], both_ways: bool | None
) -> Iterator[tuple[Flight, bool]]:
    """Each flight of a listing, and whether its direction is only guessed from a bare "A to B"."""
    both_ways = _of_all(sentence, cities, both_ways)
    gaps = [sentence[a.end : b.start] for a, b in pairwise(cities)] + [sentence[cities[-1].end :]]
    for edge in _edges(gaps):
        said = _around(sentence, cities, edge)
        from_ = bool(
            re.search(
                r"\b(?:from|leav\w+)\s+(?:the\s+)?$", sentence[: cities[edge.origin].start], re.I
            )
        )
        arrow = "->" in edge.link and "<->" not in edge.link
        directed = bool(_DIRECTED.fullmatch(edge.link)) or arrow
        if _ONE_WAY.search(said):
            both, guessed = False, False
        elif _BOTH_WAYS.search(said) or both_ways is not None:
            both, guessed = bool(_BOTH_WAYS.search(said)) or bool(both_ways), False
        else:
            both, guessed = not (from_ or directed), directed and not (from_ or arrow)
        yield Flight(cities[edge.origin].name, cities[edge.destination].name, both), guessed
