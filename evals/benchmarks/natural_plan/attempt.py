"""One prompt answered, re-checked and held against the published answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

from evals.benchmarks.natural_plan.checked import meeting_faults, trip_faults
from evals.benchmarks.natural_plan.golden import people_met, steps, trip_exact
from evals.benchmarks.natural_plan.meetings_solved import solve_meetings
from evals.benchmarks.natural_plan.puzzles import Infeasible, MeetingPuzzle, TripPuzzle, Unreadable
from evals.benchmarks.natural_plan.reading import read
from evals.benchmarks.natural_plan.trips_solved import solve_trip
from evals.benchmarks.natural_plan.written import meetings_text, trip_text

Kind = Literal["trips", "meetings", "unread"]
_TRIP_GOLDEN = ("cities", "durations")
_MEETING_GOLDEN = ("constraints", "dist_matrix", "golden_plan")


@dataclass(frozen=True)
class Attempt:
    """`size` counts cities or people; `golden` is None where the item has no published answer to compare."""

    name: str
    kind: Kind
    size: int
    answer: str
    faults: tuple[str, ...]
    golden: bool | None
    seconds: float

    @property
    def valid(self) -> bool:
        return bool(self.answer) and not self.faults


def _answer(puzzle: TripPuzzle | MeetingPuzzle) -> str:
    if isinstance(puzzle, TripPuzzle):
        return trip_text(puzzle, solve_trip(puzzle))
    return meetings_text(puzzle, solve_meetings(puzzle))


def _golden(kind: Kind, item: Mapping[str, Any], answer: str) -> bool | None:
    """Trips: the same cities and days in the same order. Meetings: as many people met as in the published plan."""
    if kind == "trips" and all(key in item for key in _TRIP_GOLDEN):
        return trip_exact(item, answer)
    if kind == "meetings" and all(key in item for key in _MEETING_GOLDEN):
        return people_met(item, steps(answer)) == people_met(item, item["golden_plan"])
    return None


def attempt(name: str, item: Mapping[str, Any]) -> Attempt:
    """The answer is made from `prompt_0shot` alone; the rest of the item only scores it."""
    began = perf_counter()
    try:
        puzzle = read(item["prompt_0shot"])
    except Unreadable as error:
        return Attempt(name, "unread", 0, "", (str(error),), None, perf_counter() - began)
    kind: Kind = "trips" if isinstance(puzzle, TripPuzzle) else "meetings"
    size = len(puzzle.stays) if isinstance(puzzle, TripPuzzle) else len(puzzle.meetings)
    answer, faults = "", ()
    try:
        answer = _answer(puzzle)
    except Infeasible as error:
        faults = (f"infeasible: {error}",)
    seconds = perf_counter() - began
    if answer:
        told = (
            trip_faults(puzzle, answer)
            if isinstance(puzzle, TripPuzzle)
            else meeting_faults(puzzle, answer)
        )
        faults = tuple(told)
    return Attempt(name, kind, size, answer, faults, _golden(kind, item, answer), seconds)
