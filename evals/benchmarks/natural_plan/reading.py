"""What a prompt asks, from its text alone."""

import re

from evals.benchmarks.natural_plan.cased import cased
from evals.benchmarks.natural_plan.clock_marks import faces, timed
from evals.benchmarks.natural_plan.meetings_told import read_meetings
from evals.benchmarks.natural_plan.puzzles import MeetingPuzzle, TripPuzzle, Unreadable
from evals.benchmarks.natural_plan.text import plain
from evals.benchmarks.natural_plan.trips_told import read_trip

_DAYS = re.compile(r"\b\d+[\s-]+(?:full |whole )?days?\b|\bdays? \d|\b\d+th\b", re.IGNORECASE)


def read(prompt: str) -> TripPuzzle | MeetingPuzzle:
    """Raises Unreadable where the kind is unknown, something needed is missing, or the text contradicts itself."""
    text = plain(cased(prompt))
    clocks, days = sum(1 for _ in faces(timed(text))), len(_DAYS.findall(text))
    if max(clocks, days) < 2:
        raise Unreadable("neither a trip told in days nor meetings told by the clock")
    return read_meetings(text) if clocks > days else read_trip(text)
