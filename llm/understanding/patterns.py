r"""A small language for phrases, matched over tokens; lexicon files are written in it.

    word            that word (accents, case and apostrophes don't count: "l'hôtel" is "l hotel")
    word*           any word that begins so
    (a|b c) !(a)    one of these; and not followed by any of these
    word? (a|b)?    a question mark: it may be missing
    <class>         a word class of the lexicon, `[classes]`
    {kind:name}     something already marked in the chart (a number, a date, a place ...), captured

There is no repetition, so matching takes time proportional to the text for any pattern.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from llm.understanding.text import Token, tokens_of

Captures = tuple[tuple[str, Any], ...]
_PART = re.compile(r"\{[a-z_]+(?::[a-z_0-9]+)?\}\??|<[a-z_]+>\??|!\(|\(|\)\??|\||[^\s()|{}<>]+")


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

    def mark(self, kind: str, start: int, end: int, value: Any) -> None:
        self.marks.setdefault(kind, {}).setdefault(start, []).append(Marked(end, value))

    def marked(self, kind: str, at: int) -> Sequence[Marked]:
        return self.marks.get(kind, {}).get(at, ())


class _Literal(NamedTuple):
    word: str

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        if at < len(chart.tokens) and chart.tokens[at].text == self.word:
            yield at + 1, ()


class _Prefix(NamedTuple):
    stem: str

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        if at < len(chart.tokens) and chart.tokens[at].text.startswith(self.stem):
            yield at + 1, ()


class _Slot(NamedTuple):
    kind: str
    name: str

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        for end, value in chart.marked(self.kind, at):
            yield end, ((self.name, value),)


class _Choice(NamedTuple):
    options: tuple[tuple["Node", ...], ...]
    optional: bool

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        for option in self.options:
            yield from _walk(option, 0, chart, at)
        if self.optional:
            yield at, ()


class _Absent(NamedTuple):
    options: tuple[tuple["Node", ...], ...]

    def match(self, chart: Chart, at: int) -> Iterator[tuple[int, Captures]]:
        if not any(True for option in self.options for _ in _walk(option, 0, chart, at)):
            yield at, ()


Node = _Literal | _Prefix | _Slot | _Choice | _Absent


def _walk(
    nodes: Sequence[Node], index: int, chart: Chart, at: int
) -> Iterator[tuple[int, Captures]]:
    if index == len(nodes):
        yield at, ()
        return
    for end, captured in nodes[index].match(chart, at):
        for last, more in _walk(nodes, index + 1, chart, end):
            yield last, captured + more


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
                if isinstance(first, _Literal):
                    self._by_word.setdefault(first.word, []).append(rule)
                elif isinstance(first, _Slot):
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


def _firsts(nodes: Sequence[Node]) -> Iterator[_Literal | _Prefix | _Slot]:
    """What a match of the nodes can begin with."""
    for node in nodes:
        if isinstance(node, _Absent):
            continue
        if isinstance(node, _Choice):
            for option in node.options:
                yield from _firsts(option)
            if node.optional or any(not option for option in node.options):
                continue
            return
        yield node
        return


class Grammar:
    """Compiles patterns that may use these word classes."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._made: dict[str, _Choice] = {}

    def compiled(self, pattern: str) -> tuple[Node, ...]:
        """Raises ValueError for a pattern that isn't well formed."""
        parts = _PART.findall(pattern)
        options, end = self._options(parts, 0)
        if end != len(parts) or len(options) != 1:
            raise ValueError(f"not a pattern: {pattern!r}")
        return options[0]

    def _options(self, parts: Sequence[str], at: int) -> tuple[tuple[tuple[Node, ...], ...], int]:
        options: list[tuple[Node, ...]] = []
        nodes: list[Node] = []
        while at < len(parts) and not parts[at].startswith(")"):
            part = parts[at]
            if part == "|":
                options.append(tuple(nodes))
                nodes = []
            elif part in ("(", "!("):
                inner, at = self._options(parts, at + 1)
                if at >= len(parts):
                    raise ValueError("a bracket is not closed")
                optional = parts[at] == ")?"
                nodes.append(_Absent(inner) if part == "!(" else _Choice(inner, optional))
            else:
                nodes.extend(self._atom(part))
            at += 1
        return (*options, tuple(nodes)), at

    def _atom(self, part: str) -> tuple[Node, ...]:
        if part.endswith("?") and len(part) > 1:
            return (_Choice((self._atom(part[:-1]),), True),)
        if part.startswith("{"):
            kind, _, name = part[1:-1].partition(":")
            return (_Slot(kind, name or kind),)
        if part.startswith("<"):
            return (self._class(part[1:-1]),)
        if part.endswith("*") and len(part) > 1:
            return (_Prefix(tokens_of(part[:-1])[-1].text),)
        return tuple(_Literal(token.text) for token in tokens_of(part))

    def _class(self, name: str) -> _Choice:
        if name not in self._made:
            if name not in self._classes:
                raise ValueError(f"no such word class: {name}")
            words = tuple(self.compiled(word) for word in self._classes[name])
            self._made[name] = _Choice(words, False)
        return self._made[name]


def literals(nodes: Sequence[Node]) -> Iterator[str]:
    """Every word a pattern mentions."""
    for node in nodes:
        if isinstance(node, _Literal):
            yield node.word
        elif isinstance(node, _Choice | _Absent):
            for option in node.options:
                yield from literals(option)


def stems(nodes: Sequence[Node]) -> Iterator[str]:
    """Every beginning of words a pattern mentions."""
    for node in nodes:
        if isinstance(node, _Prefix):
            yield node.stem
        elif isinstance(node, _Choice | _Absent):
            for option in node.options:
                yield from stems(option)
