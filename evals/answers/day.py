"""A day of questions put to the cache in PostgreSQL, the popular ones often and each time in other words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import NamedTuple

from evals.answers.fills import Fill, fill, used
from evals.answers.ways import Half, Topic, question
from graphs.knowledge import ANSWER
from memory.answers import AnswerCache, key_of
from memory.answers.patience import Patience
from memory.answers.store import AnswerRows
from travel.knowledge import KnownAnswer
from travel.turn import Language

BEGAN = datetime(2026, 3, 10, tzinfo=UTC)
LETTERS_A_TOKEN = 4
ANSWER_TOKENS = 150
USERS = 200


class Asking(NamedTuple):
    at: datetime
    user: str
    language: Language
    words: str
    meant: str  # the topic and what its ways are filled with


class Figures(NamedTuple):
    """`alike` are the askings that an exact match of the words would have answered; `repeated` a perfect reader."""

    asked: int
    hits: int
    wrong: int
    alike: int
    repeated: int
    tokens: int
    saved: int
    slowest: float  # the 95th percentile of a lookup, milliseconds


def askings(
    topics: Sequence[Topic], half: Half, *, seed: int, count: int, different: int
) -> Iterator[Asking]:
    """`different` questions, the n-th asked in proportion to 1/n, spread evenly over the day."""
    numbers = Random(seed)
    asked = [topic for topic in topics if topic.of(half)]
    meant: list[tuple[Topic, Fill]] = []
    for _ in range(different):
        topic = numbers.choice(asked)
        meant.append((topic, fill(topic, numbers)))
    weights = [1 / (place + 1) for place in range(different)]
    for number in range(count):
        [(topic, filled)] = numbers.choices(meant, weights)
        name = " ".join((topic.language, topic.name, *(filled[blank] for blank in used(topic))))
        yield Asking(
            at=BEGAN + timedelta(days=1) * number / count,
            user=f"user{numbers.randrange(USERS)}",
            language=topic.language,
            words=numbers.choice(topic.of(half)).format(**filled),
            meant=name,
        )


async def replayed(rows: AnswerRows, day: Sequence[Asking]) -> Figures:
    """Every answer says what it answers: one that says something else is a wrong hit."""
    now = BEGAN
    cache = AnswerCache(rows, lambda: now, patience=Patience(seconds=5.0))
    hits = wrong = alike = repeated = tokens = saved = 0
    texts, meanings, took = set[str](), set[str](), list[float]()
    for asking in day:
        now = asking.at
        cost = _cost(asking)
        tokens += cost
        alike += asking.words in texts
        repeated += asking.meant in meanings
        texts.add(asking.words)
        meanings.add(asking.meant)
        asked = question(asking.words, asking.language)
        if asked is None:
            continue
        began = datetime.now(UTC)
        known = await cache.find(asked, user=asking.user, model="gpt-4.1-mini")
        took.append((datetime.now(UTC) - began).total_seconds() * 1000)
        if known is None:
            answer = KnownAnswer(text=asking.meant, as_of=now, model="gpt-4.1-mini")
            await cache.keep(asked, answer, user=asking.user, tokens=cost)
            continue
        hits += 1
        wrong += known.text != asking.meant
        saved += cost
    slowest = sorted(took)[int(len(took) * 0.95)] if took else 0.0
    return Figures(len(day), hits, wrong, alike, repeated, tokens, saved, slowest)


def _cost(asking: Asking) -> int:
    """Tokens of the call that a hit saves: the prompt, the question, an answer of the length asked for."""
    return (len(ANSWER) + len(asking.words) + 60) // LETTERS_A_TOKEN + ANSWER_TOKENS


def fingerprint(day: Sequence[Asking]) -> str:
    """Of the whole day, to tell that two runs replay the same."""
    return sha256("\n".join(asking.words for asking in day).encode()).hexdigest()[:12]


def parted(day: Sequence[Asking]) -> int:
    """How many keys the day's questions have: as many answers are paid for at the least."""
    asked = ((asking.user, question(asking.words, asking.language)) for asking in day)
    return len({key_of(each, user=user, model="") for user, each in asked if each is not None})
