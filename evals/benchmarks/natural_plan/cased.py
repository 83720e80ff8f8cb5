"""Capitals for the names of a prompt written without them, found by what stands beside them."""

import re
from collections.abc import Iterator

from evals.benchmarks.natural_plan.names import ORDINARY, runs

_WORD = r"[a-z\u00df-\u00ff][\w-]*(?:'s(?= \w+ (?:to|\d)))?"
_NAME = rf"{_WORD}(?: {_WORD}){{0,3}}"
_BESIDE = tuple(
    re.compile(pattern.replace("NAME", f"(?P<name>{_NAME})"))
    for pattern in (
        r"\bNAME(?:: | - |, | \(| )\d+ ?(?:d|days?|nights?)\b",
        r"\b\d+ ?(?:days?|nights?) (?:in|for|at|to) (?:the )?NAME",
        r"\b(?:meet|see|with|friends?|joining) NAME",
        r"\b(?:see|meet|with) \w+,? and NAME",
        r"\bNAME(?:'s|'ll|'ll be| is| will be| can be| \((?:at|in)\b)[^.;,]*\b(?:at|in)\b",
        r"\b(?:at|in) NAME (?:at |from |between |by )?\d{1,2}(?::\d\d)? ?[ap]m\b",
        r"\b(?:get|getting|arriv\w+|start\w*|land\w*) (?:to|at|in|from) NAME at \d",
        r"\bfrom NAME to ",
        r"\bto NAME(?=: \d| takes| is \d|,? \d| \(\d|, |\.|\n| and \d)",
    )
)
# Lower-case words which stand where a name may and are none.
_COMMON = ORDINARY | frozenset((
    "back", "friend", "friends", "hanging", "her", "him", "hour", "minutes", "my", "noon", "sf", "wanna", "waiting",
    "least", "gonna", "gotta", "today", "tomorrow", "total", "she's", "he's", "that's", "what's", "them", "takes",
    "everyone", "show", "relatives", "family", "trip", "more",
))  # fmt: skip


def _name(words: str) -> str:
    """What is left of the words around a name: nothing where an ordinary word comes first."""
    kept: list[str] = []
    for word in reversed(words.split(" ")):
        if word in _COMMON and word != "the":
            if kept:
                break
            continue
        kept.insert(0, word)
    while kept and kept[0] == "the" and len(kept) == 1:
        kept.pop()
    return " ".join(kept)


def _names(text: str) -> Iterator[str]:
    lower = text.lower()
    for found in runs(text):
        if len(found.name) > 3 and "\n" not in found.name:
            yield found.name.lower()
    for pattern in _BESIDE:
        for found in pattern.finditer(lower):
            yield from map(_name, re.split(r",? and ", found["name"]))


def cased(text: str) -> str:
    """The text as it is, unless most of its sentences begin in lower case."""
    opening = re.findall(r"(?:^|[.!?]\s+|\n)\s*([A-Za-z])", text)
    if not opening or 2 * sum(letter.islower() for letter in opening) <= len(opening):
        return text
    for name in sorted({name for name in _names(text) if len(name) > 2}, key=len, reverse=True):
        capital = " ".join(word[:1].upper() + word[1:] for word in name.split(" "))
        text = re.sub(rf"(?<![\w]){re.escape(name)}(?![^\W_])", capital, text)
    return text
