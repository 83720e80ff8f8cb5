"""What may vary in a language between two questions that ask the same, from one TOML file each."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from itertools import product
from typing import Any, Literal, NamedTuple

from llm.understanding.lexicon import Lexicon, lexicon
from llm.understanding.text import Token, tokens_of
from travel.atlas import folded
from travel.knowledge import Kind
from travel.turn import Language

_CHOICE = re.compile(r"[{}]")  # every second part lies in braces
Role = Literal["same", "when", "who", "framing", "glue"]


class Phrase(NamedTuple):
    role: Role
    name: str
    length: int


class KnowledgeWords:
    """Share one a language: `knowledge_words(language)`."""

    def __init__(self, language: Language, data: Mapping[str, Any]) -> None:
        self.language: Language = language
        self._calendar: Lexicon = lexicon(language)
        self._data = data

    def group(self, name: str) -> frozenset[str]:
        return self._groups[name]

    def phrase(self, words: list[str], at: int) -> Phrase | None:
        """The longest that begins there."""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            found = self._phrases.get(tuple(words[at : at + length]))
            if found is not None:
                return Phrase(*found, length)
        return None

    def near(self, words: list[str], at: int) -> int:
        """How many words of the longest phrase that says where, if one begins there."""
        lengths = (len(each) for each in self._near if tuple(words[at : at + len(each)]) == each)
        return max(lengths, default=0)

    def month(self, word: str) -> int | None:
        return self._calendar.months.get(folded(word))

    def number(self, word: str) -> int | None:
        return self._calendar.numbers.get(folded(word))

    def is_weekday(self, word: str) -> bool:
        return folded(word) in self._calendar.weekdays

    def kind(self, names: frozenset[str]) -> Kind | None:
        """The first that one of the names tells."""
        return next((kind for kind, telling in self._kinds.items() if names & telling), None)

    @cached_property
    def _groups(self) -> Mapping[str, frozenset[str]]:
        lists = {name: text for name, text in self._data.items() if isinstance(text, str)}
        return {name: frozenset(map(str.casefold, text.split())) for name, text in lists.items()}

    @cached_property
    def _near(self) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(each.split()) for each in _spelt_out(self._data["near"]))

    @cached_property
    def objections(self) -> frozenset[tuple[str, ...]]:
        phrases = _spelt_out(self._data["objections"])
        return frozenset(tuple(map(spelt, tokens_of(each))) for each in phrases)

    @cached_property
    def _kinds(self) -> Mapping[Kind, frozenset[str]]:
        return {kind: frozenset(text.split()) for kind, text in self._data["kinds"].items()}

    @cached_property
    def _phrases(self) -> Mapping[tuple[str, ...], tuple[Role, str]]:
        found: dict[tuple[str, ...], tuple[Role, str]] = {}
        for role, name, phrase in self._listed():
            found[tuple(each for each in map(spelt, tokens_of(phrase)) if each)] = role, name
        return found

    def _listed(self) -> Iterator[tuple[Role, str, str]]:
        for role in ("glue", "framing"):
            for phrase in _spelt_out(self._data[role]):
                yield role, phrase, phrase
        for role in ("same", "when", "who"):
            for name, phrases in self._data.get(role, {}).items():
                for phrase in _spelt_out(phrases):
                    yield role, name, phrase

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases))


def _spelt_out(phrases: str) -> Iterator[str]:
    """Those between "|", each choice in braces taken in turn."""
    for phrase in phrases.split("|"):
        parts = [each.split(",") for each in _CHOICE.split(phrase.strip())]
        for chosen in product(*parts):
            yield " ".join("".join(chosen).split())


@cache
def knowledge_words(language: Language) -> KnowledgeWords:
    text = (
        files(__name__.rpartition(".")[0]).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    )
    return KnowledgeWords(language, tomllib.loads(text))


def spelt(token: Token) -> str:
    """As written, but for capitals: an accent may tell two words apart."""
    return unicodedata.normalize("NFC", token.raw).casefold()
