"""A span walked through: when what happens, with meals and the evening."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from planning.days.taste import (
    CHECK_IN,
    DESK_MINUTES,
    DINNER_MINUTES,
    LONGEST_WAY_TO_A_MEAL,
    LONGEST_WAY_TO_DINNER,
    LUNCH_DONE,
    LUNCH_FROM,
    LUNCH_LATEST,
    LUNCH_MINUTES,
    NIGHT_ENDS,
    NIGHT_FROM,
    Entry,
    Span,
    Walk,
    toil,
)
from planning.days.town import Town


@dataclass(slots=True)
class _Way:
    """How far one has come in a span."""

    span: Span
    used: frozenset[str]
    at: int
    t: int
    hungry: bool
    toil: float = 0.0
    waiting: int = 0
    missed: int = 0
    lunched: int = -1  # the table of the day's lunch
    entries: list[Entry] = field(default_factory=list[Entry])

    def add(self, entry: Entry, place: int, pause: int = 0) -> None:
        self.entries.append(entry)
        self.toil += toil(entry.travel)
        self.at, self.t = place, entry.end + pause


class Walker:
    """Walks through the spans of a town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.liked: dict[str, str] = {}  # by meal, the table of the plan before
        self._near: dict[tuple[int, int, str], list[int]] = {}

    def lay(
        self, span: Span, order: Sequence[int], night: int | None,
        used: frozenset[str] = frozenset(),
    ) -> Walk | None:  # fmt: skip
        """When what happens; None where it doesn't fit. Tables in `used` come last."""
        way = _Way(span, used, span.base, span.start, span.lunch)
        for index in order:
            if not self._visit(way, index):
                return None
        if way.hungry:
            late = way.t > LUNCH_LATEST
            eaten = not late and self._eat(way, "lunch", span.base)
            way.missed += int(not eaten and bool(order))
        if not self._evening(way, night):
            return None
        return self._ended(way)

    def _ended(self, way: _Way) -> Walk | None:
        span = way.span
        if span.leaves and way.entries:
            back = self.town.way(way.at, span.base)[0]
            if way.entries[-1].end + back > span.end:
                return None
            way.toil += toil(back)
        return Walk(tuple(way.entries), way.toil, way.waiting, way.missed, way.at)

    def _visit(self, way: _Way, index: int) -> bool:
        """Go to a sight (or check in), after lunch where it would get too late for that."""
        span, desk = way.span, index == CHECK_IN
        goal = span.base if desk else index
        length = DESK_MINUTES if desk else self.town.sights[index].minutes
        begin = self._begin(way, index, goal)
        if begin is None:
            return False
        if way.hungry and way.t >= LUNCH_FROM - 20 and begin + length > LUNCH_DONE:
            way.hungry = False
            if self._eat(way, "lunch", goal):
                begin = self._begin(way, index, goal)
        last = span.end if desk else min(span.end, self.town.taste.ends)
        if begin is None or begin + length > last:
            return False
        minutes, mode = self.town.way(way.at, goal)
        way.waiting += begin - way.t - minutes
        kind, pause = ("check_in", 0) if desk else ("sight", self.town.taste.breather)
        way.add(Entry(kind, index, begin, begin + length, minutes, mode), goal, pause)
        return True

    def _begin(self, way: _Way, index: int, goal: int) -> int | None:
        minutes = self.town.way(way.at, goal)[0]
        if index != CHECK_IN:
            return self.town.opening(index, way.span.date, way.t + minutes)
        opens = way.span.desk[1] if way.span.desk else 0
        return max(-(-(way.t + minutes) // 5) * 5, opens)

    def _evening(self, way: _Way, night: int | None) -> bool:
        """Dinner and what is seen by night, in the order that works."""
        kept = way.at, way.t, way.toil, len(way.entries)
        dined = way.span.dinner and self._eat(way, "dinner", way.span.base)
        if night is None or self._go_out(way, night):
            return True
        if not dined:
            return False
        way.at, way.t, way.toil = kept[:3]
        del way.entries[kept[3] :]
        if not self._go_out(way, night):
            return False
        way.missed += not self._eat(way, "dinner", way.span.base)
        return True

    def _go_out(self, way: _Way, index: int) -> bool:
        minutes, mode = self.town.way(way.at, index)
        begin = self.town.opening(index, way.span.date, max(way.t + minutes, NIGHT_FROM))
        length = self.town.sights[index].minutes
        if begin is None or begin + length > min(NIGHT_ENDS, way.span.end):
            return False
        way.add(Entry("sight", index, begin, begin + length, minutes, mode), index)
        return True

    def _eat(self, way: _Way, meal: str, goal: int) -> bool:
        """At a table near by; for lunch else an hour off (index -2). False where it's too late."""
        span, lunch = way.span, meal == "lunch"
        first, latest = (LUNCH_FROM, LUNCH_LATEST + 15) if lunch else self.town.taste.dinner
        length = LUNCH_MINUTES if lunch else DINNER_MINUTES
        last = min(latest, (span.end if span.leaves else min(span.end, NIGHT_ENDS)) - length)
        for index in self._tables(way, meal, goal):
            minutes, mode = self.town.way(way.at, index)
            earliest = max(-(-(way.t + minutes) // 5) * 5, first)
            begin = self._seated(span, index, earliest, length)
            if begin is not None and begin <= last:
                way.add(Entry(meal, index, begin, begin + length, minutes, mode), index)
                way.lunched = index if lunch else way.lunched
                return True
        begin = max(-(-way.t // 5) * 5, first)
        if lunch and begin <= last:
            way.add(Entry(meal, -2, begin, begin + length, 0, ""), way.at)
            return True
        return False

    def _tables(self, way: _Way, meal: str, goal: int) -> list[int]:
        """Those near by, nearest first; the one of the plan before leads, known ones come last."""
        near = self._tables_near(way.at, goal, meal)
        if way.used or self.liked:
            near = sorted(near, key=lambda i: self._stale(i, meal, way.used))
        if way.lunched in near:
            return [*(i for i in near if i != way.lunched), way.lunched]
        return near

    def _seated(self, span: Span, index: int, earliest: int, length: int) -> int | None:
        """When a table is served at the earliest."""
        for opens, closes in self.town.served(index, span.date):
            begin = max(earliest, -(-opens // 5) * 5)
            if begin + length <= closes:
                return begin
        return None

    def _stale(self, index: int, meal: str, used: frozenset[str]) -> int:
        """The table of the plan before first, then new ones, then those one has sat at."""
        id = self.town.spots[index].id
        return 0 if id == self.liked.get(meal) else 2 if id in used else 1

    def _tables_near(self, at: int, goal: int, meal: str) -> list[int]:
        key = (at, goal, meal)
        if key not in self._near:
            first = len(self.town.sights)
            within = [
                (self.town.way(at, i)[0] + self.town.way(i, goal)[0], i)
                for i, table in enumerate(self.town.tables, first)
                if (not table.meals or meal in table.meals) and self._near_by(at, i, goal, meal)
            ]
            self._near[key] = [i for _, i in sorted(within)]
        return self._near[key]

    def _near_by(self, at: int, table: int, goal: int, meal: str) -> bool:
        """Near where one is; for dinner also near the bed."""
        there = self.town.way(at, table)[0]
        if there <= LONGEST_WAY_TO_A_MEAL or meal != "dinner":
            return there <= LONGEST_WAY_TO_A_MEAL
        return (
            there <= LONGEST_WAY_TO_DINNER
            and self.town.way(table, goal)[0] <= LONGEST_WAY_TO_A_MEAL
        )
