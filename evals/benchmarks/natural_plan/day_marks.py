"""Counts of days and numbered days in a sentence of plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.benchmarks.natural_plan.attach import Value

_NUMBER = r"(\d+)(?:th)?"
_LINK = (
    r"\s*,?\s*(?:-|/|,|&|->|to|and|or|through|thru|until|till|up to(?: and including)?|up until"
    r"|ending(?: on)?|and ending(?: on)?)\s*(?:the\s+|on\s+)*"
)
_NOT_A_COUNT = r"(?![\d.]*\d|th|\s*-?\s*(?:full |whole |more )?days?\b)"
_NUMBERED = re.compile(
    rf"\bd(?:ays?)?\s*(?:#|nos?\.?|numbers?)?\s*{_NUMBER}(?:{_LINK}(?:days?\s*)?(?:\d+)(?:th)?{_NOT_A_COUNT})*",
    re.IGNORECASE,
)
_RANKED = re.compile(
    rf"\b\d+th\b(?:\s+days?\b)?(?:{_LINK}\d+th\b(?:\s+days?\b)?)*(?!\s+(?:stop|city|leg|trip|time))"
)
_AT_THE_START = re.compile(r"\b(?:the|our|your|my) (?:1th|opening) (\d+) days\b", re.IGNORECASE)
_AT_THE_END = re.compile(
    r"\b(?:the|our|your|my) (?:last|final|closing) (?:(\d+) days|day)\b", re.IGNORECASE
)
_COUNT = re.compile(
    r"(?<![\d.-])\b(\d+)\s*-?\s*(?:of (?:your|our|my|the|these|those|all) )?"
    r"(?:(?:full|whole|entire|more|further|additional|calendar)\s+)?days?\b(?!\s*\d)",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(r"\b\d+(?:\s*,\s*\d+)*\s*,?\s*(?:and|&)\s*\d+(?=\s+days?\b)")
_BARE = re.compile(
    r"(?<![\w.])(\d+)(?=\s+(?:in|for|at|to)\s)|(?<=: )(\d+)\s*$|\((\d+)\)"
    r"|\b(?:[A-Z][\w'-]*(?: [-=])?|for) (\d+)(?=\s*(?:,|$|and\b))"
)


@dataclass(frozen=True)
class Marks:
    """`windows` hold first and last day, counted from the trip's end where not positive."""

    counts: tuple[Value[int], ...]
    windows: tuple[Value[tuple[int, int]], ...]


def _windows(sentence: str) -> Iterator[Value[tuple[int, int]]]:
    for found in _AT_THE_START.finditer(sentence):
        yield Value(found.start(), found.end(), (1, int(found[1])))
    for found in _AT_THE_END.finditer(sentence):
        yield Value(found.start(), found.end(), (1 - int(found[1] or 1), 0))
    for pattern in (_NUMBERED, _RANKED):
        days = pattern is _NUMBERED or re.search(r"\dth days?\b", sentence)
        for found in pattern.finditer(sentence):
            numbers = [int(number) for number in re.findall(r"\d+", found[0])]
            alone = pattern is _RANKED and "day" not in found[0] and len(numbers) == 1
            if (days and (not alone or sentence[: found.start()].endswith("the "))) or len(
                numbers
            ) > 1:
                yield Value(found.start(), found.end(), (numbers[0], numbers[-1]))


def _clear(found: re.Match[str], taken: Sequence[Value[tuple[int, int]] | Value[int]]) -> bool:
    return not any(found.start() < mark.end and mark.start < found.end() for mark in taken)


def marks(sentence: str) -> Marks:
    """All of both; a number alone is a count only where days are counted beside it or by a label."""
    windows: list[Value[tuple[int, int]]] = []
    for mark in _windows(sentence):
        if not any(mark.start < other.end and other.start < mark.end for other in windows):
            windows.append(mark)
    counts = [
        Value(found.start(), found.end(), int(found[1]))
        for found in _COUNT.finditer(sentence)
        if _clear(found, windows)
    ]
    for row in _IN_A_ROW.finditer(sentence):
        if _clear(row, windows):
            numbers = [*re.finditer(r"\d+", row[0])][:-1]
            counts += [
                Value(row.start() + n.start(), row.start() + n.end(), int(n[0])) for n in numbers
            ]
    for found in _BARE.finditer(sentence):
        labelled = found[2] or found[3]
        if (counts or labelled or re.search(r"\bdays\b", sentence)) and _clear(
            found, [*windows, *counts]
        ):
            number = int(found[1] or found[4] or labelled)
            counts.append(Value(found.end() - len(str(number)), found.end(), number))
    counts.sort(key=lambda count: count.start)
    return Marks(tuple(counts), tuple(sorted(windows, key=lambda window: window.start)))
