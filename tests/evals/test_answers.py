"""No two questions that need two answers are taken for one, and ways of asking one mostly are."""

from itertools import islice
from pathlib import Path

import pytest

from evals.answers.day import askings, replayed
from evals.answers.pairs import Pair, crossed_pairs, made_pairs, read_pairs
from evals.answers.tuning import best, judged, points
from evals.answers.ways import Half, question, read_topics, taken_for_one
from memory.answers.store import open_rows
from memory.answers.terms import TERMS
from tests.memory.long_term import migrated_database


def taken(pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if taken_for_one(pair.one, pair.other, pair.language)]


def test_no_pair_written_by_hand_is_taken_for_one() -> None:
    assert len(read_pairs()) > 200
    assert not taken(read_pairs())


@pytest.mark.parametrize("seed", [1, 2])
def test_no_pair_made_by_changing_a_word_is_taken_for_one(seed: int) -> None:
    assert not taken(made_pairs(read_topics(), seed=seed, count=300))


def test_no_two_topics_are_taken_for_one() -> None:
    assert not taken(list(islice(crossed_pairs(read_topics(), seed=3), 0, None, 17)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("is Lisbon safe at night?", "How safe is it in Lisboa after dark?"),
        ("what to pack for Iceland in May?", "What should we bring to Iceland in May?"),
        ("can I drink the tap water in Rome?", "Is the tap water in Rome safe to drink?"),
        ("which currency does Japan use?", "What is the local currency in Japan used?"),
    ],
)
def test_one_question_in_other_words_is_taken_for_one(one: str, other: str) -> None:
    assert taken_for_one(one, other, "en")


@pytest.mark.parametrize(
    "words",
    [
        "a hotel in Lisbon, safe at night?",
        "five days in Lisbon in May",
        "is it safe there?",
        "hello",
    ],
)
def test_no_answer_is_kept_for_offers_or_for_what_hangs_on_the_conversation(words: str) -> None:
    assert question(words, "en") is None


@pytest.mark.parametrize("half", ["dev", "held out"])
async def test_a_replayed_day_is_mostly_answered_from_the_cache_and_never_wrongly(
    home: Path, half: Half
) -> None:
    day = list(askings(read_topics(), half, seed=5, count=300, different=25))
    async with open_rows(await migrated_database(home)) as rows:
        found = await replayed(rows, day)
    assert found.wrong == 0
    assert found.hits >= 0.6 * found.asked
    assert found.saved >= 0.6 * found.tokens


def test_the_thresholds_lose_no_hit_and_let_no_wrong_one_through() -> None:
    pairs = [pair for pair in read_pairs() if pair.half == "dev"]
    found = points(list(judged(read_topics(), pairs, seed=1)))
    assert all(point.precision == 1 for point in found)
    assert all(TERMS[kind].likeness <= threshold for kind, threshold in best(found).items())
