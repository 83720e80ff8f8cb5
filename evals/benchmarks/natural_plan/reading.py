"""What a prompt asks, from its text alone."""

import re

from evals.benchmarks.natural_plan.meetings_told import read_meetings
from evals.benchmarks.natural_plan.puzzles import MeetingPuzzle, TripPuzzle, Unreadable
from evals.benchmarks.natural_plan.text import plain
from evals.benchmarks.natural_plan.trips_told import read_trip

_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d|\s?[ap]m\b)", re.IGNORECASE)
_DAYS = re.compile(r"\b\d+[\s-]+(?:full |whole )?days?\b|\bday \d", re.IGNORECASE)
_FLIGHTS = re.compile(r"\b(?:flights?|fly|flies|flying|planes?|airlines?|non-?stop|direct)\b", re.IGNORECASE)
_MEETINGS = re.compile(r"\b(?:meet|meeting|see|minutes?|min)\b", re.IGNORECASE)


def read(prompt: str) -> TripPuzzle | MeetingPuzzle:
    """Raises Unreadable where the kind is unknown, something needed is missing, or the text contradicts itself."""
    text = plain(prompt)
    if _FLIGHTS.search(text) and _DAYS.search(text):
        return read_trip(text)
    if len(_CLOCK.findall(text)) > 1 and _MEETINGS.search(text):
        return read_meetings(text)
    raise Unreadable("neither a trip by days and direct flights nor meetings by the clock")
