"""The keyless embeddings: the same everywhere, and good enough to rank one person's memories."""

import math
from hashlib import sha256

from evals.memory import MOST, hits, ranks, read_pairs
from memory.embedding import DIMENSIONS, HashingEmbeddings


def test_vectors_are_of_unit_length_and_the_same_on_every_machine() -> None:
    embeddings = HashingEmbeddings()
    for text in ("I prefer window seats", "", "日本", "Ich sitze am Gang", "x" * 5000):
        vector = embeddings.embed_query(text)
        assert len(vector) == DIMENSIONS
        assert math.isclose(sum(each * each for each in vector), 1)
        assert embeddings.embed_documents([text]) == [vector]
    rounded = [round(each, 6) for each in embeddings.embed_query("I prefer window seats")]
    mark = sha256(repr(rounded).encode()).hexdigest()[:16]
    assert (embeddings.name, mark) == ("hashing-1", "1c7524e9ae0852dc")


def test_accents_and_capitals_make_no_difference() -> None:
    embeddings = HashingEmbeddings()
    assert embeddings.embed_query("Früh am MORGEN") == embeddings.embed_query("fruh am morgen")


def test_the_memory_that_answers_is_among_the_first_three_in_both_halves() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 200
    found = hits(pairs, HashingEmbeddings())
    for half in ("dev", "held out"):
        hit, total = found[half]
        assert total >= 90
        assert hit / total >= 0.9


def test_a_question_without_a_shared_word_or_meaning_ranks_by_chance_only() -> None:
    """That the measure can fail: shuffled questions don't reach it."""
    pairs = read_pairs()
    shifted = [
        pair._replace(question=pairs[number - 7].question) for number, pair in enumerate(pairs)
    ]
    missed = sum(rank >= MOST for rank in ranks(shifted, HashingEmbeddings()))
    assert missed > len(pairs) / 2
