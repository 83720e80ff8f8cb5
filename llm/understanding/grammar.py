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
from collections.abc import Iterator, Mapping, Sequence

from llm.understanding.patterns import Absent, Choice, Literal, Node, Options, Prefix, Slot
from llm.understanding.text import tokens_of

_PART = re.compile(r"\{[a-z_]+(?::[a-z_0-9]+)?\}\??|<[a-z_]+>\??|!\(|\(|\)\??|\||[^\s()|{}<>]+")


class Grammar:
    """Compiles patterns that may use these word classes."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._made: dict[str, Choice] = {}

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
                within = Options(inner)
                nodes.append(Absent(within) if part == "!(" else Choice(within, optional))
            else:
                nodes.extend(self._atom(part))
            at += 1
        return (*options, tuple(nodes)), at

    def _atom(self, part: str) -> tuple[Node, ...]:
        if part.endswith("?") and len(part) > 1:
            return (Choice(Options((self._atom(part[:-1]),)), True),)
        if part.startswith("{"):
            kind, _, name = part[1:-1].partition(":")
            return (Slot(kind, name or kind),)
        if part.startswith("<"):
            return (self._class(part[1:-1]),)
        if part.endswith("*") and len(part) > 1:
            return (Prefix(tokens_of(part[:-1])[-1].text),)
        return tuple(Literal(token.text) for token in tokens_of(part))

    def _class(self, name: str) -> Choice:
        if name not in self._made:
            if name not in self._classes:
                raise ValueError(f"no such word class: {name}")
            words = tuple(self.compiled(word) for word in self._classes[name])
            self._made[name] = Choice(Options(words), False)
        return self._made[name]


def literals(nodes: Sequence[Node]) -> Iterator[str]:
    """Every word a pattern mentions."""
    for node in nodes:
        if isinstance(node, Literal):
            yield node.word
        elif isinstance(node, Choice | Absent):
            for option in node.options.all:
                yield from literals(option)


def stems(nodes: Sequence[Node]) -> Iterator[str]:
    """Every beginning of words a pattern mentions."""
    for node in nodes:
        if isinstance(node, Prefix):
            yield node.stem
        elif isinstance(node, Choice | Absent):
            for option in node.options.all:
                yield from stems(option)
