"""Slips of the tongue put right before anything is read: "to Marseille... no, Nice", "the 5th, sorry, the 6th".

What was said first, a word of correction and then another of the same kind: only the second counts.
"""

from collections.abc import Callable, Iterator

from llm.understanding.lexicon import Lexicon
from llm.understanding.patterns import Chart
from llm.understanding.text import Token

Tokens = tuple[Token, ...]
_PAUSES = frozenset({",", ".", "..", "...", "…", "-", "–", ";", ":", "(", ")", "!", "?"})
_KINDS = ("stretch", "date", "place", "money", "time")
_SKIPPED = 4  # words between the correction and what is meant ("make that", "rather to")
_UNIT_WITHIN = 12  # tokens: "2 nights in Oslo, wait, 3 nights"


def repaired(chart: Chart, lexicon: Lexicon, names: Callable[[str], bool]) -> Tokens | None:
    """The tokens without what was taken back first; None where nothing was. `names` tells a place."""
    for at, end in _corrections(chart.tokens, lexicon):
        said = _left_of(chart.tokens, at)
        for begin in _begins(chart.tokens, end, lexicon):
            start = _same_kind(chart, said, begin, names)
            if start is not None and _refused(chart.tokens, start, lexicon):
                break  # "not Athens, rather Thessaloniki" takes nothing back
            if start is not None:
                return (*chart.tokens[:start], *chart.tokens[begin:])
            if tokens := _recounted(chart, lexicon, said, begin):
                return tokens
    return None


def _corrections(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """(start, end) of words that take back what stands before them."""
    for at in range(1, len(tokens)):
        if tokens[at].hyphened:
            continue
        ends = [
            at + len(words)
            for words in lexicon.phrases("repair")
            if words[0] == tokens[at].text
            and tuple(token.text for token in tokens[at : at + len(words)]) == words
        ]
        paused = tokens[at - 1].text in _PAUSES
        refuses = max(ends, default=at) == at + 1 and tokens[at].text in lexicon.group("negatives")
        if refuses and at + 1 < len(tokens) and tokens[at + 1].text not in _PAUSES:
            continue  # "to Rome, not to Milan"
        if ends and (paused or tokens[at].text in lexicon.group("repair_or")):
            yield at, max(ends)


def _left_of(tokens: Tokens, at: int) -> int:
    """Where what stands before a correction ends."""
    while at > 0 and tokens[at - 1].text in _PAUSES:
        at -= 1
    return at


def _begins(tokens: Tokens, at: int, lexicon: Lexicon) -> Iterator[int]:
    """Where what is meant may begin."""
    skipped = 0
    while at < len(tokens) and skipped <= _SKIPPED:
        if tokens[at].text not in _PAUSES:
            yield at
            skipped += 1
            if tokens[at].text not in lexicon.group("repair_skip") | lexicon.before_names:
                return
        at += 1


def _refused(tokens: Tokens, start: int, lexicon: Lexicon) -> bool:
    before = [token.text for token in tokens[max(0, start - 3) : start]]
    return any(word in lexicon.group("refusals") for word in before)


def _same_kind(chart: Chart, said: int, begin: int, names: Callable[[str], bool]) -> int | None:
    """Where that begins which the repair replaces."""
    for kind in _KINDS:
        token = chart.tokens[begin]
        known = bool(chart.marked(kind, begin))
        if not (known or (kind == "place" and token.capital and names(token.text))):
            continue
        starts = [
            start
            for start, marks in chart.marks.get(kind, {}).items()
            if start < said and any(mark.end == said for mark in marks)
        ]
        if starts:
            return min(starts)
    return None


def _recounted(chart: Chart, lexicon: Lexicon, said: int, begin: int) -> Tokens | None:
    """ "2 nights in Oslo, wait, 3 nights": the number alone is put in the place of the first."""
    new = max(chart.marked("n", begin), default=None, key=lambda mark: mark.end)
    if new is None:
        return None
    tokens = chart.tokens
    unit = tokens[new.end].text if new.end < len(tokens) and tokens[new.end].is_word else ""
    counted = unit in lexicon.counted
    for start in range(said - 1, max(-1, said - _UNIT_WITHIN), -1):
        for old in chart.marked("n", start):
            after = tokens[old.end].text if old.end < len(tokens) else ""
            same = lexicon.same_unit(after, unit) if counted else old.end + 1 == said
            if same and after in lexicon.counted and old.end < said:
                rest = tokens[new.end + counted :]
                kept = tokens[old.end : said]
                return (*tokens[:start], *tokens[begin : new.end], *kept, *rest)
    return None
