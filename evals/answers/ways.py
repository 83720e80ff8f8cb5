"""Ways of asking the same, half of them set aside; and whether the cache would take two questions for one."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, cast

from llm.understanding.knowledge import read_knowledge
from memory.answers import cacheable, key_of
from memory.answers.terms import TERMS
from memory.embedding import HashingEmbeddings
from travel.gazetteer import Gazetteer
from travel.knowledge import Kind, KnowledgeQuestion
from travel.turn import Language
from wiring.geography import open_gazetteer

Half = Literal["dev", "held out"]
CASES = Path(__file__).parent.parent / "cases"
TODAY = date(2026, 3, 10)
EMBEDDINGS = HashingEmbeddings()


class Topic(NamedTuple):
    language: Language
    name: str
    kind: Kind
    ways: tuple[str, ...]

    def of(self, half: Half) -> tuple[str, ...]:
        return tuple(way for way in self.ways if half_of(way) == half)


def half_of(words: str) -> Half:
    return "held out" if sha256(words.encode()).digest()[0] % 2 else "dev"


def read_topics(file: Path = CASES / "answers_paraphrases.toml") -> list[Topic]:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        Topic(cast("Language", language), name, table["kind"], tuple(table["ways"]))
        for language, tables in data.items()
        for name, table in tables.items()
    ]  # fmt: skip


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@lru_cache(maxsize=50_000)
def question(words: str, language: Language) -> KnowledgeQuestion | None:
    """None where it isn't taken for one that an answer could be kept for."""
    found = read_knowledge(words, today=TODAY, gazetteer=gazetteer(), language=language)
    return found if found is not None and cacheable(found) else None


def likeness(one: str, other: str, language: Language) -> float | None:
    """Of the phrasings; None where the keys differ, so that no likeness would do."""
    first, second = question(one, language), question(other, language)
    if first is None or second is None or _key(first) != _key(second):
        return None
    return _cosine(*EMBEDDINGS.embed_documents([first.phrasing, second.phrasing]))


def taken_for_one(one: str, other: str, language: Language) -> bool:
    found, asked = likeness(one, other, language), question(one, language)
    return found is not None and asked is not None and found >= TERMS[asked.kind].likeness


def _key(asked: KnowledgeQuestion) -> bytes:
    return key_of(asked, user="ann", model="any")


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
