"""Rules: what it means where a phrase stands in a message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from llm.understanding.ahead import ahead
from llm.understanding.patterns import (
    STEM,
    Absent,
    Chart,
    Choice,
    Literal,
    Node,
    Prefix,
    Slot,
    kind_sign,
    stem_sign,
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


class _Group:
    """Rules that begin alike, indexed by what stands right after the first word of them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(rule, ahead(rule.nodes)) for rule in rules]
        self._anything = list[int]()
        self._by_second: dict[str, list[int]] = {}
        for number, (_, needs) in enumerate(self._rules):
            if needs.second is None:
                self._anything.append(number)
            for sign in needs.second or ():
                self._by_second.setdefault(sign, []).append(number)

    def possible(self, after: Iterable[str], anywhere: set[str]) -> Iterator[Rule]:
        """In the order they were written."""
        numbers = self._anything
        for sign in after:
            if sign in self._by_second:
                numbers = numbers + self._by_second[sign]
        for number in numbers if numbers is self._anything else sorted(set(numbers)):
            rule, needs = self._rules[number]
            if needs.anywhere(anywhere):
                yield rule


class RuleSet:
    """Rules indexed by what they can begin with, and tried where the message holds what they need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_word: dict[str, list[Rule]] = {}
        self._by_kind: dict[str, list[Rule]] = {}
        self._by_stem: dict[str, list[tuple[str, Rule]]] = {}
        self._order: dict[int, int] = {}
        self._groups: dict[str, _Group] = {}  # made when they are first asked for
        self._signs = set[str]()  # of all that a rule can begin with
        for order, rule in enumerate(rules):
            self._order[id(rule)] = order
            for first in dict.fromkeys(_firsts(rule.nodes)):
                if isinstance(first, Literal):
                    self._by_word.setdefault(first.word, []).append(rule)
                    self._signs.add(first.word)
                elif isinstance(first, Slot):
                    self._by_kind.setdefault(kind_sign(first.kind), []).append(rule)
                    self._signs.add(kind_sign(first.kind))
                else:
                    self._by_stem.setdefault(first.stem[:STEM], []).append((first.stem, rule))
                    self._signs.add(stem_sign(first.stem))

    def at(self, chart: Chart, index: int) -> Iterator[Found]:
        """The matches of each rule that begin here, the longest first."""
        for rule in self._possible(chart, index):
            ends = dict(reversed([*walk(rule.nodes, 0, chart, index)]))  # the first of each end
            for end in sorted(ends, reverse=True):
                if end > index:
                    yield Found(rule, index, end, dict(ends[end]))

    def all(self, chart: Chart) -> list[Found]:
        return [
            found
            for index, signs in enumerate(chart.signs)
            if not self._signs.isdisjoint(signs)
            for found in self.at(chart, index)
        ]

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

    def _possible(self, chart: Chart, index: int) -> Iterable[Rule]:
        """Those that can begin here, by the words alone."""
        after = chart.signs[index + 1] if index + 1 < len(chart.signs) else ()
        found = list[Rule]()
        for group in self._beginning(chart, index):
            found += group.possible(after, chart.anywhere)
        return {id(rule): rule for rule in found}.values()

    def _beginning(self, chart: Chart, index: int) -> Iterator[_Group]:
        word = chart.tokens[index].text
        if word in self._by_word:
            yield self._group(word, self._by_word[word])
        for stem, rule in self._by_stem.get(word[:STEM], ()):
            if word.startswith(stem):
                yield self._group(f"{stem}*{self._order[id(rule)]}", (rule,))
        signs = chart.signs[index]
        for kind, rules in self._by_kind.items():
            if kind in signs:
                yield self._group(kind, rules)

    def _group(self, key: str, rules: Iterable[Rule]) -> _Group:
        if key not in self._groups:
            self._groups[key] = _Group(rules)
        return self._groups[key]


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
