"""Phrases matched over the tokens of a message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from llm.understanding.text import Token

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

    def mark(self, kind: str, start: int, end: int, value: Any) -> None:
        self.marks.setdefault(kind, {}).setdefault(start, []).append(Marked(end, value))

    def marked(self, kind: str, at: int) -> Sequence[Marked]:
        return self.marks.get(kind, {}).get(at, ())


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
            yield from _walk(option, 0, chart, at)


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


def _walk(
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
        for last, more in _walk(nodes, index + 1, chart, end):
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


class Rule(NamedTuple):
    name: str  # what it means; the code that acts on it knows the name
    value: str  # a constant of the rule, e.g. a wish's value
    nodes: tuple[Node, ...]


class Found(NamedTuple):
    """A rule that matched tokens start..end-1."""

    rule: Rule
    start: int
    end: int
    captured: Mapping[str, Any]

    @property
    def length(self) -> int:
        return self.end - self.start


class RuleSet:
    """Rules indexed by what they can begin with."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_word: dict[str, list[Rule]] = {}
        self._by_kind: dict[str, list[Rule]] = {}
        self._by_stem: dict[str, list[tuple[str, Rule]]] = {}
        self._order: dict[int, int] = {}
        for order, rule in enumerate(rules):
            self._order[id(rule)] = order
            for first in dict.fromkeys(_firsts(rule.nodes)):
                if isinstance(first, Literal):
                    self._by_word.setdefault(first.word, []).append(rule)
                elif isinstance(first, Slot):
                    self._by_kind.setdefault(first.kind, []).append(rule)
                else:
                    self._by_stem.setdefault(first.stem[:3], []).append((first.stem, rule))

    def at(self, chart: Chart, index: int) -> Iterator[Found]:
        """The matches of each rule that begin here, the longest first."""
        word = chart.tokens[index].text
        rules = list(self._by_word.get(word, ()))
        rules += [rule for stem, rule in self._by_stem.get(word[:3], ()) if word.startswith(stem)]
        for kind, others in self._by_kind.items():
            if chart.marked(kind, index):
                rules += others
        for rule in {id(rule): rule for rule in rules}.values():
            ends = dict(reversed([*_walk(rule.nodes, 0, chart, index)]))  # the first of each end
            for end in sorted(ends, reverse=True):
                if end > index:
                    yield Found(rule, index, end, dict(ends[end]))

    def all(self, chart: Chart) -> list[Found]:
        return [found for index in range(len(chart.tokens)) for found in self.at(chart, index)]

    def best(self, chart: Chart, taken: Iterable[int] = ()) -> list[Found]:
        """A cover without overlaps: longer matches first, then the left one, then the one written first."""
        used, chosen = set(taken), list[Found]()
        for found in sorted(
            self.all(chart), key=lambda f: (-f.length, f.start, self._order[id(f.rule)])
        ):
            if used.isdisjoint(range(found.start, found.end)):
                used.update(range(found.start, found.end))
                chosen.append(found)
        return sorted(chosen, key=lambda f: f.start)


def _firsts(nodes: Sequence[Node]) -> Iterator[Literal | Prefix | Slot]:
    """What a match of the nodes can begin with."""
    for node in nodes:
        if isinstance(node, Absent):
            continue
        if isinstance(node, Choice):
            for option in node.options.all:
                yield from _firsts(option)
            if node.optional or any(not option for option in node.options.all):
                continue
            return
        yield node
        return
