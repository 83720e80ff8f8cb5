"""What a prompt asks, as values. Days count from 1; clock times are minutes after midnight."""

from collections.abc import Mapping
from dataclasses import dataclass


class Unreadable(ValueError):
    """The prompt's kind is unknown, something needed isn't said, or it contradicts itself."""


class Infeasible(ValueError):
    """The puzzle is read and has no answer; the message says why."""


@dataclass(frozen=True)
class Stay:
    city: str
    days: int


@dataclass(frozen=True)
class Window:
    """Days, both included, on which something happens in the city."""

    city: str
    first: int
    last: int


@dataclass(frozen=True)
class Flight:
    origin: str
    destination: str
    both_ways: bool


@dataclass(frozen=True)
class TripPuzzle:
    """A day of flying counts for both cities; stays are in the order the text names them."""

    days: int
    stays: tuple[Stay, ...]
    windows: tuple[Window, ...]
    flights: tuple[Flight, ...]


@dataclass(frozen=True)
class Meeting:
    person: str
    place: str
    opens: int
    closes: int
    minutes: int


@dataclass(frozen=True)
class MeetingPuzzle:
    """`travel` is minutes by (from, to)."""

    start: str
    start_at: int
    meetings: tuple[Meeting, ...]
    travel: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Visit:
    """One meeting of a plan: arrival at the place, then the meeting itself, in minutes."""

    meeting: Meeting
    arrives: int
    begins: int
    ends: int
