"""How well a person's memories are ranked without a model: hit@3 among the thirty of a person.

    python -m evals.memory [--failures]

The 210 pairs were written before the embedder, by the author of its word table. A pair is set aside by the hash of
its memory; those were never looked at while tuning, only totalled, and `--failures` doesn't show them.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from langchain_core.embeddings import Embeddings

from memory.embedding import HashingEmbeddings

PAIRS = Path(__file__).parent / "cases" / "memory_pairs.txt"
MOST = 3


class Pair(NamedTuple):
    person: str
    language: str
    memory: str
    question: str

    @property
    def half(self) -> str:
        return "held out" if sha256(self.memory.encode()).digest()[0] % 2 else "dev"


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
    if options.failures:
        for pair, rank in zip(pairs, ranks(pairs, embeddings), strict=True):
            if rank >= MOST and pair.half == "dev":
                print(f"{rank + 1:3}  {pair.memory} | {pair.question}")


if __name__ == "__main__":
    main()
