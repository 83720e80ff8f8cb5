"""A question about the world that isn't about an offer: "is Lisbon safe at night?"."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from travel.provenance import Provenance
from travel.turn import Language
from travel.value import Value

Kind = Literal[
    "safety", "packing", "visas", "money", "transport", "food", "customs", "health", "power", "weather",
]  # fmt: skip


class KnowledgeQuestion(Value):
    """Two questions of one kind and language whose `terms` are equal ask the same, but for `phrasing`.

    `terms` hold every word that may change the answer, in the order in which they tell it: places by id, dates,
    numbers, negations, and whatever word isn't known to be harmless. `phrasing` is what only colours the question.
    """

    kind: Kind
    language: Language
    words: str  # as asked
    terms: tuple[str, ...]
    phrasing: str = ""
    on: date | None = None  # the day it is asked, where words such as "tomorrow" hang on it
    personal: bool = False  # speaks of the person: the answer is theirs alone
    whole: bool = True  # can be understood without the conversation


class KnownAnswer(Value):
    """`entry` is its id in the cache, empty where it isn't there; `as_of` is when it was written."""

    text: str
    as_of: AwareDatetime
    model: str
    sources: tuple[Provenance, ...] = ()
    cached: bool = False
    entry: str = ""
