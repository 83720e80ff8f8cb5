"""What a message must hold for a phrase to stand in it: told without trying the phrase.

A sign is a word, "stem*" for a word that begins so, or "{kind}" for what was marked. Of the hundreds of phrases
that begin with a word of the message nearly all end at the next one.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llm.understanding.patterns import (
    STEM,
    Absent,
    Choice,
    Literal,
    Node,
    Prefix,
    Slot,
    kind_sign,
    stem_sign,
)

Signs = frozenset[str]


class Ahead(NamedTuple):
    """`second` are the signs of which one stands right after the first word, None where anything may; of each
    of `needed` one stands somewhere."""

    second: Signs | None
    needed: tuple[Signs, ...]

    def anywhere(self, signs: set[str]) -> bool:
        """Whether a message with these signs has what is needed."""
        for needed in self.needed:  # noqa: SIM110 (hundreds of phrases a message: `all` costs twice as much)
            if needed.isdisjoint(signs):
                return False
        return True


def ahead(nodes: Sequence[Node]) -> Ahead:
    return Ahead(_after_first(nodes), tuple(_needed(nodes)))


def _sign(node: Literal | Prefix | Slot) -> str | None:
    """None for one that can't be told by a sign."""
    if isinstance(node, Literal):
        return node.word
    if isinstance(node, Slot):
        return kind_sign(node.kind)
    return stem_sign(node.stem) if len(node.stem) >= STEM else None


def _first(nodes: Sequence[Node]) -> Signs | None:
    """Of what can stand first; None where that may be anything, or nothing."""
    if not nodes:
        return None
    node, rest = nodes[0], nodes[1:]
    if isinstance(node, Absent):
        return _first(rest)
    if isinstance(node, Choice):
        ways = [_first((*option, *rest)) for option in node.options.all]
        return _either([*ways, _first(rest)] if node.optional else ways)
    sign = _sign(node)
    return None if sign is None else frozenset((sign,))


def _after_first(nodes: Sequence[Node]) -> Signs | None:
    """Of what can stand right after the first word; None where that may be anything."""
    if not nodes or isinstance(nodes[0], Slot):
        return None
    node, rest = nodes[0], nodes[1:]
    if isinstance(node, Absent):
        return _after_first(rest)
    if not isinstance(node, Choice):
        return _first(rest)
    ways = [_after_first((*option, *rest)) for option in _distinct(node)]
    return _either([*ways, _after_first(rest)] if node.optional else ways)


def _distinct(choice: Choice) -> list[tuple[Node, ...]]:
    """Its options, of the single words one: what comes after is the same for all."""
    single = [each for each in choice.options.all if len(each) == 1 and _is_word(each[0])]
    return [*(each for each in choice.options.all if each not in single), *single[:1]]


def _is_word(node: Node) -> bool:
    return isinstance(node, Literal | Prefix)


def _either(ways: Sequence[Signs | None]) -> Signs | None:
    known = [way for way in ways if way is not None]
    return frozenset[str]().union(*known) if known and len(known) == len(ways) else None


def _needed(nodes: Sequence[Node]) -> Iterator[Signs]:
    """Of each set a message with a match has one, wherever."""
    for node in nodes:
        if isinstance(node, Absent) or (isinstance(node, Choice) and node.optional):
            continue
        if isinstance(node, Choice):
            ways = [next(_needed(option), None) for option in node.options.all]
            signs = _either(ways)
        else:
            sign = _sign(node)
            signs = None if sign is None else frozenset((sign,))
        if signs is not None:
            yield signs
