"""Phrases matched over the tokens of a message."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from llm.understanding.text import Token

STEM = 3  # letters by which beginnings of words are told apart
Captures = tuple[tuple[str, Any], ...]


class Marked(NamedTuple):
    end: int
    value: Any


@dataclass(slots=True)
class Chart:
    """The tokens of a message, and what has been found to stand at each."""

    raw: str
    tokens: tuple[Token, ...]
    marks: dict[str, dict[int, list[Marked]]] = field(
        default_factory=dict[str, dict[int, list[Marked]]]
    )  # kind -> start -> ...
    matched: dict[tuple[int, int], tuple[tuple[int, Captures], ...]] = field(
        default_factory=dict[tuple[int, int], tuple[tuple[int, Captures], ...]]
    )  # of words alone: (id of options, start) -> ...
    signs: tuple[
        set[str], ...
    ] = ()  # of what stands at each token: its word, its beginning, its kinds
    anywhere: set[str] = field(default_factory=set[str])  # all of them

    def __post_init__(self) -> None:
        self.signs = tuple({token.text, stem_sign(token.text)} for token in self.tokens)
        self.anywhere = set[str]().union(*self.signs)

    def mark(self, kind: str, start: int, end: int, value: Any) -> None:
        sign = kind_sign(kind)
        self.signs[start].add(sign)
        self.anywhere.add(sign)
        self.marks.setdefault(kind, {}).setdefault(start, []).append(Marked(end, value))

    def marked(self, kind: str, at: int) -> Sequence[Marked]:
        return self.marks.get(kind, {}).get(at, ())


def stem_sign(word: str) -> str:
    """Of every word with the same first letters."""
    return f"{word[:STEM]}*"


def kind_sign(kind: str) -> str:
    return f"{{{kind}}}"


class Literal(NamedTuple):
    word: str

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        if at < len(chart.tokens) and chart.tokens[at].text == self.word:
            yield at + 1, ()


class Prefix(NamedTuple):
    stem: str

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        if at < len(chart.tokens) and chart.tokens[at].text.startswith(self.stem):
            yield at + 1, ()


class Slot(NamedTuple):
    kind: str
    name: str

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        for end, value in chart.marked(self.kind, at):
            yield end, ((self.name, value),)


class Options:
    """Sequences of nodes in the order they were written; those that can't begin with a word aren't tried there."""

    __slots__ = ("_by_word", "_others", "_words_alone", "all")

    def __init__(self, options: tuple[tuple["Node", ...], ...]) -> None:
        self.all = options
        words = {option[0].word for option in options if option and type(option[0]) is Literal}
        self._by_word = {word: self._beginning(word) for word in words}
        self._others = self._beginning(None)
        self._words_alone = not any(_has_slot(option) for option in options)

    def _beginning(self, word: str | None) -> tuple[tuple["Node", ...], ...]:
        return tuple(
            option
            for option in self.all
            if not option or type(option[0]) is not Literal or option[0].word == word
        )

    def match(self, chart: Chart, at: int) -> Iterable[tuple[int, Captures]]:
        if not self._words_alone:
            return self._matches(chart, at)
        key = id(self), at
        if key not in chart.matched:
            chart.matched[key] = tuple(self._matches(chart, at))
        return chart.matched[key]

    def _matches(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        text = chart.tokens[at].text if at < len(chart.tokens) else ""
        for option in self._by_word.get(text, self._others):
            yield from walk(option, 0, chart, at)


class Choice(NamedTuple):
    options: Options
    optional: bool

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        yield from self.options.match(chart, at)
        if self.optional:
            yield at, ()


class Absent(NamedTuple):
    options: Options

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        if not any(True for _ in self.options.match(chart, at)):
            yield at, ()


Node = Literal | Prefix | Slot | Choice | Absent


def walk(
    nodes: Sequence[Node], index: int, chart: Chart, at: int
) -> Iterator[tuple[int, Captures]]:
    tokens = chart.tokens
    while index < len(nodes):
        node = nodes[index]
        if type(node) is not Literal:
            break
        if at >= len(tokens) or tokens[at].text != node.word:
            return
        index, at = index + 1, at + 1
    else:
        yield at, ()
        return
    if index + 1 == len(nodes):
        yield from node.match(chart, at)
        return
    for end, captured in node.match(chart, at):
        for last, more in walk(nodes, index + 1, chart, end):
            yield last, captured + more


def _has_slot(nodes: Sequence[Node]) -> bool:
    return any(
        isinstance(node, Slot)
        or (
            isinstance(node, Choice | Absent)
            and any(_has_slot(option) for option in node.options.all)
        )
        for node in nodes
    )
