"""Answers in the benchmark's own words, as its evaluation scripts parse them."""

from collections.abc import Iterator, Sequence

from evals.benchmarks.natural_plan.puzzles import MeetingPuzzle, Stay, TripPuzzle, Visit


def _trip_lines(puzzle: TripPuzzle, stays: Sequence[Stay]) -> Iterator[str]:
    yield f"Here is the trip plan for visiting the {len(stays)} European cities for {puzzle.days} days:\n"
    day, before = 1, ""
    for stay in stays:
        until = day + stay.days - 1
        visit = f"isit {stay.city} for {stay.days} days."
        if before:
            yield f"**Day {day}:** Fly from {before} to {stay.city}."
            yield f"**Day {day}-{until}:** V{visit}"
        else:
            yield f"**Day {day}-{until}:** Arriving in {stay.city} and v{visit}"
        day, before = until, stay.city


def trip_text(puzzle: TripPuzzle, stays: Sequence[Stay]) -> str:
    return "\n".join(_trip_lines(puzzle, stays))


def _clock(minute: int) -> str:
    hour, past = divmod(minute % 1440, 60)
    return f"{(hour - 1) % 12 + 1}:{past:02}{'AM' if hour < 12 else 'PM'}"


def _steps(puzzle: MeetingPuzzle, visits: Sequence[Visit]) -> Iterator[str]:
    place, at = puzzle.start, puzzle.start_at
    yield f"You start at {place} at {_clock(at)}."
    for visit in visits:
        meeting = visit.meeting
        if meeting.place != place:
            minutes = visit.arrives - at
            yield f"You travel to {meeting.place} in {minutes} minutes and arrive at {_clock(visit.arrives)}."
        if visit.begins > visit.arrives:
            yield f"You wait until {_clock(visit.begins)}."
        yield (
            f"You meet {meeting.person} for {meeting.minutes} minutes"
            f" from {_clock(visit.begins)} to {_clock(visit.ends)}."
        )
        place, at = meeting.place, visit.ends


def meetings_text(puzzle: MeetingPuzzle, visits: Sequence[Visit]) -> str:
    return "SOLUTION:" + " ".join(_steps(puzzle, visits))
