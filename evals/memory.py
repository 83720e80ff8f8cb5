"""How well a person's memories are ranked, and corrected by what is said later, without a model.

    python -m evals.memory [--failures]

hit@3 is among the thirty memories of a person, on 210 pairs that were written before the embedder by the author of its
word table. A contradiction is resolved where just that holds afterwards that should. Both are set aside by a hash of
the memory; that half was never looked at while tuning, only totalled, and `--failures` doesn't show it.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from langchain_core.embeddings import Embeddings

from memory.embedding import HashingEmbeddings
from memory.long_term.privacy import may_be_kept
from memory.long_term.rules import facts_in

PAIRS = Path(__file__).parent / "cases" / "memory_pairs.txt"
CONTRADICTIONS = PAIRS.with_name("memory_contradictions.txt")
MOST = 3
TODAY = date(2026, 3, 10)
Holds = Literal["new", "old", "both"]


def half_of(memory: str) -> str:
    return "held out" if sha256(memory.encode()).digest()[0] % 2 else "dev"


class Pair(NamedTuple):
    person: str
    language: str
    memory: str
    question: str

    @property
    def half(self) -> str:
        return half_of(self.memory)


class Contradiction(NamedTuple):
    language: str
    memory: str
    later: str
    holds: Holds

    @property
    def half(self) -> str:
        return half_of(self.memory)


def read_contradictions(file: Path = CONTRADICTIONS) -> list[Contradiction]:
    """Raises ValueError for a line that is none."""
    found: list[Contradiction] = []
    language = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            memory, later, told = (each.strip() for each in line.split("|"))
            holds = next((each for each in get_args(Holds) if each == told), None)
            if holds is None:
                raise ValueError(f"not a contradiction: {line}")
            found.append(Contradiction(language, memory, later, holds))
    return found


def resolved(case: Contradiction) -> bool:
    """Whether, both said to the rules one after the other, just that is kept which should be."""
    kept: dict[str, str] = {}
    for said in (case.memory, case.later):
        for found in facts_in(said, TODAY):
            if may_be_kept(found.fact.text, asked=found.asked):
                kept[found.fact.topic] = said
    wanted = {"new": [case.later], "old": [case.memory], "both": [case.memory, case.later]}
    return sorted(set(kept.values())) == sorted(wanted[case.holds])


def read_pairs(file: Path = PAIRS) -> list[Pair]:
    pairs: list[Pair] = []
    person = language = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            person, language = (each.strip() for each in line.strip("[]").split(","))
        elif line and not line.startswith("#"):
            memory, question = (each.strip() for each in line.split("|"))
            pairs.append(Pair(person, language, memory, question))
    return pairs


def ranks(pairs: Sequence[Pair], embeddings: Embeddings) -> list[int]:
    """Of each pair's memory among all memories of its person, the best being 0."""
    of_person: dict[str, list[tuple[str, list[float]]]] = defaultdict(list)
    vectors = embeddings.embed_documents([pair.memory for pair in pairs])
    for pair, vector in zip(pairs, vectors, strict=True):
        of_person[pair.person].append((pair.memory, vector))
    return [_rank(pair, of_person[pair.person], embeddings) for pair in pairs]


def _rank(pair: Pair, known: Sequence[tuple[str, list[float]]], embeddings: Embeddings) -> int:
    asked = embeddings.embed_query(pair.question)
    scored = sorted(known, key=lambda each: -_cosine(asked, each[1]))
    return [memory for memory, _ in scored].index(pair.memory)


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def hits(pairs: Sequence[Pair], embeddings: Embeddings) -> dict[str, tuple[int, int]]:
    """By half and by language: how many were among the first three, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for pair, rank in zip(pairs, ranks(pairs, embeddings), strict=True):
        for name in (pair.half, f"{pair.half}, {pair.language}"):
            hit, total = found.get(name, (0, 0))
            found[name] = hit + (rank < MOST), total + 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--failures", action="store_true", help="show the dev pairs that missed")
    options = parser.parse_args()
    pairs, embeddings = read_pairs(), HashingEmbeddings()
    for name, (hit, total) in sorted(hits(pairs, embeddings).items()):
        print(f"hit@{MOST} {name:18} {hit:4} of {total:4}  {hit / total:.3f}")
    cases = read_contradictions()
    for name in ("dev", "held out"):
        right = [resolved(case) for case in cases if case.half == name]
        share = sum(right) / len(right)
        print(f"contradictions {name:11} {sum(right):4} of {len(right):4}  {share:.3f}")
    if options.failures:
        for case in cases:
            if case.half == "dev" and not resolved(case):
                print(f"  {case.memory} | {case.later} | {case.holds}")
        for pair, rank in zip(pairs, ranks(pairs, embeddings), strict=True):
            if rank >= MOST and pair.half == "dev":
                print(f"{rank + 1:3}  {pair.memory} | {pair.question}")


if __name__ == "__main__":
    main()
