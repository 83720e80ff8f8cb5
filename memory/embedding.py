"""Embeddings without a model: hashed words and letters, and a table of what travellers' words mean.

Good enough to rank the memories of one person (`python -m evals.memory`), not to search a library.
"""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from langchain_core.embeddings import Embeddings

DIMENSIONS = 384
_CONCEPTS_AT = Path(__file__).with_name("embedding_concepts.toml")
_FUNCTION_WORDS_AT = Path(__file__).with_name("embedding_function_words.txt")
_CONCEPT_DIMENSIONS = 96  # one each, so that no two concepts collide
_CONCEPT, _WORD, _LETTERS, _FUNCTION_WORD = 1.8, 1.0, 0.2, 0.1
_WORD_PATTERN = re.compile(r"[a-z0-9]+")
_ENDINGS = (
    "ungen", "ingly", "ments", "iones", "ement", "ing", "ung", "ion", "ies", "ent", "ant", "en", "es",
    "er", "em", "ed", "ly", "as", "os", "s", "e", "a", "o", "n",
)  # fmt: skip


class HashingEmbeddings(Embeddings):
    """Unit vectors of `DIMENSIONS`, the same on every machine. Implements LangChain's `Embeddings`."""

    name = "hashing-1"  # changes when the vectors do

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * DIMENSIONS
        for place, weight in _features(text):
            vector[place] += weight
        length = math.sqrt(sum(each * each for each in vector))
        if length == 0:
            return [1.0, *vector[1:]]  # a vector of zeros has no cosine
        return [each / length for each in vector]


def meanings(text: str) -> frozenset[str]:
    """What the words of a text mean, by the table, and the stems of those that mean anything."""
    words = [word for word in _words(text) if word not in _function_words()]
    concepts = frozenset[str]().union(*(_concepts_of(word) for word in words))
    return concepts | {f"w {_stem(word)}" for word in words if len(word) > 3}


def _features(text: str) -> Iterator[tuple[int, float]]:
    """Where each feature of the text lies and with what weight and sign."""
    weights: dict[str, float] = {}
    concepts: set[str] = set()
    for word in _words(text):
        concepts |= _concepts_of(word)
        minor = word in _function_words()
        weights[f"w {_stem(word)}"] = _FUNCTION_WORD if minor else _WORD
        if not minor and len(word) > 3:
            for gram in _grams(word):
                weights[f"g {gram}"] = _LETTERS
    for feature, weight in weights.items():
        place, sign = _hashed(feature)
        yield place, sign * weight
    for name in concepts:
        yield _concept_place(name), _CONCEPT


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return _WORD_PATTERN.findall(kept)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _grams(word: str) -> set[str]:
    edged = f"^{word}$"
    return {edged[start : start + 4] for start in range(len(edged) - 3)}


@lru_cache(maxsize=100_000)
def _hashed(feature: str) -> tuple[int, int]:
    number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")
    free = DIMENSIONS - _CONCEPT_DIMENSIONS
    return _CONCEPT_DIMENSIONS + (number >> 1) % free, 1 if number & 1 else -1


@cache
def _concept_table() -> tuple[Mapping[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    """Concepts by whole word, and those of the words that begin in some way."""
    whole: dict[str, set[str]] = {}
    beginnings: list[tuple[str, str]] = []
    for name, words in tomllib.loads(_CONCEPTS_AT.read_text(encoding="utf-8")).items():
        for word in words:
            if word.endswith("*"):
                beginnings.append((word.removesuffix("*"), name))
            else:
                whole.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in whole.items()}, tuple(beginnings)


@lru_cache(maxsize=20_000)
def _concepts_of(word: str) -> frozenset[str]:
    whole, beginnings = _concept_table()
    begun = frozenset(name for beginning, name in beginnings if word.startswith(beginning))
    return whole.get(word, frozenset()) | begun


@cache
def _function_words() -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS_AT.read_text(encoding="utf-8").split())


@cache
def _concept_place(name: str) -> int:
    names = list(tomllib.loads(_CONCEPTS_AT.read_text(encoding="utf-8")))
    return names.index(name)
