"""Precision and recall of the cache at each threshold, by kind, on what isn't set aside."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from typing import NamedTuple

from evals.answers.fills import fill
from evals.answers.pairs import Pair
from evals.answers.ways import Topic, likeness, question
from memory.answers.terms import TERMS
from travel.knowledge import Kind

STEPS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


class Judged(NamedTuple):
    """`likeness` is None where what has to be equal isn't."""

    kind: Kind
    same: bool
    likeness: float | None


class Point(NamedTuple):
    kind: Kind
    threshold: float
    precision: float
    recall: float
    hits: int


def judged(topics: Sequence[Topic], pairs: Sequence[Pair], *, seed: int) -> Iterator[Judged]:
    numbers = Random(seed)
    for topic in topics:
        filled = fill(topic, numbers)
        for one, other in combinations(topic.of("dev"), 2):
            words = one.format(**filled), other.format(**filled)
            yield Judged(topic.kind, True, likeness(*words, topic.language))
    for pair in pairs:
        asked = question(pair.one, pair.language)
        if pair.half == "dev" and asked is not None:
            yield Judged(asked.kind, False, likeness(pair.one, pair.other, pair.language))


def points(found: Sequence[Judged]) -> list[Point]:
    of_kind: dict[Kind, list[Judged]] = defaultdict(list)
    for each in found:
        of_kind[each.kind].append(each)
    return [_point(kind, of_kind[kind], step) for kind in TERMS for step in STEPS if of_kind[kind]]


def _point(kind: Kind, found: Sequence[Judged], threshold: float) -> Point:
    # a hair of tolerance: a vector's likeness to itself is 1 but for rounding
    hits = [
        each for each in found if each.likeness is not None and each.likeness > threshold - 1e-9
    ]
    right, wanted = sum(each.same for each in hits), sum(each.same for each in found)
    precision = right / len(hits) if hits else 1.0
    return Point(kind, threshold, precision, right / wanted if wanted else 0.0, len(hits))


def best(found: Sequence[Point]) -> dict[Kind, float]:
    """The highest threshold of the greatest recall that has no wrong hit."""
    chosen: dict[Kind, Point] = {}
    for point in found:
        so_far = chosen.get(point.kind)
        if point.precision == 1 and (so_far is None or point.recall >= so_far.recall):
            chosen[point.kind] = point
    return {kind: point.threshold for kind, point in chosen.items()}
