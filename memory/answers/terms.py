"""How long an answer holds and how alike a question has to be put, by the kind of question."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from travel.knowledge import Kind


class Terms(NamedTuple):
    holds: timedelta
    likeness: float  # cosine of the phrasings; `python -m evals.answers tune`


TERMS: Final[Mapping[Kind, Terms]] = {
    "safety": Terms(timedelta(days=2), 0.8),
    "visas": Terms(timedelta(days=1), 0.8),
    "health": Terms(timedelta(days=2), 0.8),
    "transport": Terms(timedelta(days=7), 0.8),
    "money": Terms(timedelta(days=14), 0.8),
    "weather": Terms(timedelta(days=30), 0.8),
    "packing": Terms(timedelta(days=30), 0.8),
    "food": Terms(timedelta(days=30), 0.8),
    "customs": Terms(timedelta(days=60), 0.8),
    "power": Terms(timedelta(days=60), 0.8),
}
