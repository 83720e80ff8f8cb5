"""Rules: what it means where a phrase stands in a message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from llm.understanding.ahead import Ahead, ahead
from llm.understanding.patterns import (
    Absent,
    Chart,
    Choice,
    Literal,
    Node,
    Prefix,
    Slot,
    kind_sign,
    walk,
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
    """Rules indexed by what they can begin with, and tried where the message holds what they need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_word: dict[str, list[Rule]] = {}
        self._by_kind: dict[str, list[Rule]] = {}
        self._by_stem: dict[str, list[tuple[str, Rule]]] = {}
        self._order: dict[int, int] = {}
        self._ahead: dict[int, Ahead] = {}
        for order, rule in enumerate(rules):
            self._order[id(rule)] = order
            for first in dict.fromkeys(_firsts(rule.nodes)):
                if isinstance(first, Literal):
                    self._by_word.setdefault(first.word, []).append(rule)
                elif isinstance(first, Slot):
                    self._by_kind.setdefault(kind_sign(first.kind), []).append(rule)
                else:
                    self._by_stem.setdefault(first.stem[:3], []).append((first.stem, rule))

    def at(self, chart: Chart, index: int) -> Iterator[Found]:
        """The matches of each rule that begin here, the longest first."""
        for rule in self._possible(chart, index):
            ends = dict(reversed([*walk(rule.nodes, 0, chart, index)]))  # the first of each end
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

    def _possible(self, chart: Chart, index: int) -> Iterator[Rule]:
        """Those that can begin here, by the words alone."""
        after = chart.signs[index + 1] if index + 1 < len(chart.signs) else frozenset[str]()
        for rule in self._beginning(chart, index):
            needs = self._ahead.get(id(rule))
            if needs is None:
                needs = self._ahead[id(rule)] = ahead(rule.nodes)
            if needs.possible(after, chart.anywhere):
                yield rule

    def _beginning(self, chart: Chart, index: int) -> Iterable[Rule]:
        word = chart.tokens[index].text
        rules = self._by_word.get(word, [])
        more = [rule for stem, rule in self._by_stem.get(word[:3], ()) if word.startswith(stem)]
        signs = chart.signs[index]
        for kind, others in self._by_kind.items():
            if kind in signs:
                more += others
        return {id(rule): rule for rule in (*rules, *more)}.values() if more else rules


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
