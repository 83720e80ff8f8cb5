"""Whether a written answer keeps to its puzzle, told from its text alone; shares nothing with the solvers."""

import re
from collections.abc import Iterator

from evals.benchmarks.natural_plan.puzzles import MeetingPuzzle, TripPuzzle

_VISIT = re.compile(
    r"\*\*Day (\d+)-(\d+):\*\* (?:Arriving in (.+) and v|V)isit (.+) for (\d+) days\."
)
_FLIGHT = re.compile(r"\*\*Day (\d+):\*\* Fly from (.+) to (.+)\.")
_START = re.compile(r"SOLUTION:You start at (.+) at (\S+)\.")
_TRAVEL = re.compile(r"You travel to (.+) in (\d+) minutes and arrive at (\S+)\.")
_WAIT = re.compile(r"You wait until (\S+)\.")
_MEET = re.compile(r"You meet (.+) for (\d+) minutes from (\S+) to (\S+)\.")


def trip_faults(puzzle: TripPuzzle, answer: str) -> Iterator[str]:
    """What is wrong with a trip's text, one sentence a fault."""
    heading, _, body = answer.partition("\n\n")
    lines = body.split("\n")
    told = re.fullmatch(r".* the (\d+) European cities for (\d+) days:", heading)
    if not told or (int(told[1]), int(told[2])) != (len(puzzle.stays), puzzle.days):
        yield "the heading states other cities or days"
    visits = [found for found in map(_VISIT.fullmatch, lines[::2]) if found]
    flights = [found for found in map(_FLIGHT.fullmatch, lines[1::2]) if found]
    if len(visits) + len(flights) != len(lines) or not visits:
        yield "a line is neither a visit nor a flight in its turn"
        return
    asked = {(stay.city, stay.days) for stay in puzzle.stays}
    if sorted(asked) != sorted((visit[4], int(visit[5])) for visit in visits):
        yield "the cities visited or their days aren't those asked for"
    if int(visits[0][1]) != 1 or int(visits[-1][2]) != puzzle.days or visits[0][3] != visits[0][4]:
        yield "it doesn't run from the first day to the last"
    for visit in visits:
        if int(visit[2]) - int(visit[1]) + 1 != int(visit[5]):
            yield f"{visit[4]}'s dates don't make its days"
    for flight, before, after in zip(flights, visits, visits[1:], strict=False):
        if not int(before[2]) == int(flight[1]) == int(after[1]):
            yield f"the flight of day {flight[1]} isn't between its stays"
        if (flight[2], flight[3]) != (before[4], after[4]):
            yield f"the flight of day {flight[1]} joins other cities"
        if not any(_serves(puzzle, *pair) for pair in [(flight[2], flight[3])]):
            yield f"no flight from {flight[2]} to {flight[3]}"
    spent = {visit[4]: set(range(int(visit[1]), int(visit[2]) + 1)) for visit in visits}
    for window in puzzle.windows:
        wanted, here = set(range(window.first, window.last + 1)), spent.get(window.city, set[int]())
        if not here or not (wanted <= here or (len(wanted) > len(here) and here <= wanted)):
            yield f"not in {window.city} from day {window.first} to day {window.last}"


def _serves(puzzle: TripPuzzle, origin: str, destination: str) -> bool:
    return any(
        (flight.origin, flight.destination) == (origin, destination)
        or (flight.both_ways and (flight.destination, flight.origin) == (origin, destination))
        for flight in puzzle.flights
    )


def _minute(clock: str) -> int:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)([AP])M", clock)
    return (
        -1 if found is None else int(found[1]) % 12 * 60 + int(found[2]) + 720 * (found[3] == "P")
    )


def meeting_faults(puzzle: MeetingPuzzle, answer: str) -> Iterator[str]:
    """What is wrong with a day's text, one sentence a fault."""
    first, *steps = re.split(r"(?<=\.) (?=You )", answer)
    start = _START.fullmatch(first)
    if start is None or (start[1], _minute(start[2])) != (puzzle.start, puzzle.start_at):
        yield "it starts elsewhere or at another time"
    place, now = puzzle.start, puzzle.start_at
    waiting = {meeting.person: meeting for meeting in puzzle.meetings}
    for step in steps:
        if found := _TRAVEL.fullmatch(step):
            minutes = puzzle.travel.get((place, found[1]))
            if minutes != int(found[2]) or (now + int(found[2])) % 1440 != _minute(found[3]):
                yield f"the way from {place} to {found[1]} doesn't take that long"
            place, now = found[1], now + int(found[2])
        elif found := _WAIT.fullmatch(step):
            until = _minute(found[1])
            if until <= now:
                yield f"waiting until {found[1]}, which is past"
            now = until
        elif found := _MEET.fullmatch(step):
            meeting = waiting.pop(found[1], None)
            if meeting is None or meeting.place != place:
                yield f"{found[1]} isn't at {place}, or was met before"
                return
            ends = now + int(found[2])
            if (
                now % 1440 != _minute(found[3])
                or ends % 1440 != _minute(found[4])
                or int(found[2]) < meeting.minutes
            ):
                yield f"the time with {found[1]} is wrong or too short"
            if now < meeting.opens or ends > meeting.closes:
                yield f"{found[1]} isn't there from {found[3]} to {found[4]}"
            now = ends
        else:
            yield f"not a step: {step}"
