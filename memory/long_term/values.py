"""What is remembered of a person, and where it was said."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime

from travel.value import Value


class Source(Value):
    """Where a memory comes from. Without a thread it was written down by the person."""

    thread: str = ""
    turn: int = 0  # the first of a conversation is 1
    at: AwareDatetime


class Said(Value):
    """A person's own words. What a tool, a page or a model wrote is never one of these."""

    text: str
    source: Source


class Trip(Value):
    """A trip that came of a conversation. Names are those of the offers and of the gazetteer."""

    cities: tuple[str, ...]
    first: date
    last: date
    state: Literal["planned", "booked"] = "planned"
    hotels: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()  # hotels that the person wanted to change for others
    airlines: tuple[str, ...] = ()
    sights: tuple[str, ...] = ()


class Fact(Value):
    """Something worth remembering, before it is stored."""

    text: str
    topic: str  # of two facts of one topic the later holds
    expires_on: date | None = None  # the last day on which it holds
    trip: Trip | None = None


class Memory(Fact):
    """`score` is the likeness to what was searched for, 1 at most; None where nothing was."""

    id: str
    source: Source
    updated_at: datetime
    score: float | None = None
