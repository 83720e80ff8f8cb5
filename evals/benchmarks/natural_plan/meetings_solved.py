"""Whom to meet, in which order: most people, then the earliest finish, then least travel."""

from evals.benchmarks.natural_plan.puzzles import Infeasible, Meeting, MeetingPuzzle, Visit

_Reached = tuple[int, int, tuple[int, ...]]  # finish, minutes travelled, meetings in order


def _visit(puzzle: MeetingPuzzle, meeting: Meeting, place: str, at: int) -> Visit | None:
    minutes = 0 if place == meeting.place else puzzle.travel.get((place, meeting.place))
    if minutes is None:
        return None
    begins = max(at + minutes, meeting.opens)
    ends = begins + meeting.minutes
    return Visit(meeting, at + minutes, begins, ends) if ends <= meeting.closes else None


def _order(puzzle: MeetingPuzzle) -> tuple[int, ...]:
    """Exact: the earliest finish for every set met and last place, set by set in size."""
    layer: dict[tuple[int, int], _Reached] = {(0, -1): (puzzle.start_at, 0, ())}
    best = layer
    while layer:
        best, layer = layer, {}
        for (met, last), (ends, travelled, order) in best.items():
            place = puzzle.start if last < 0 else puzzle.meetings[last].place
            for i, meeting in enumerate(puzzle.meetings):
                visit = None if met >> i & 1 else _visit(puzzle, meeting, place, ends)
                if visit is None:
                    continue
                candidate = (visit.ends, travelled + visit.arrives - ends, (*order, i))
                key = (met | 1 << i, i)
                layer[key] = min(layer.get(key, candidate), candidate)
    return min(best.values())[2]


def solve_meetings(puzzle: MeetingPuzzle) -> tuple[Visit, ...]:
    """In order. Raises Infeasible where nobody can be met."""
    visits: list[Visit] = []
    place, at = puzzle.start, puzzle.start_at
    for i in _order(puzzle):
        visit = _visit(puzzle, puzzle.meetings[i], place, at)
        assert visit is not None
        visits.append(visit)
        place, at = visit.meeting.place, visit.ends
    if not visits:
        raise Infeasible("nobody can be met within their hours")
    return tuple(visits)
