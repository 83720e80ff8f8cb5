"""A span walked through: when what happens, with meals and the evening."""

from collections.abc import Sequence

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
        taste, at, t = self.town.taste, span.base, span.start
        hardship, waiting = 0.0, 0
        hungry = span.lunch
        entries: list[Entry] = []
        last_end = min(span.end, taste.ends)
        for index in order:
            begin, minutes, mode, length, goal = self._next(span, at, index, t)
            if begin is None:
                return None
            if hungry and t >= LUNCH_FROM - 20 and begin + length > LUNCH_DONE:
                meal = self._meal(span, "lunch", at, goal, t, used)
                if meal is not None:
                    entries.append(meal)
                    hardship += toil(meal.travel)
                    at, t = meal.index if meal.index >= 0 else at, meal.end
                    begin, minutes, mode, length, goal = self._next(span, at, index, t)
                hungry = False
                if begin is None:
                    return None
            if begin + length > (last_end if index != CHECK_IN else span.end):
                return None
            kind = "check_in" if index == CHECK_IN else "sight"
            entries.append(Entry(kind, index, begin, begin + length, minutes, mode))
            hardship += toil(minutes)
            waiting += begin - t - minutes
            t = begin + length + (0 if index == CHECK_IN else taste.breather)
            at = goal
        missed = 0
        if hungry:
            meal = self._meal(span, "lunch", at, span.base, t, used) if t <= LUNCH_LATEST else None
            if meal is not None:
                entries.append(meal)
                hardship += toil(meal.travel)
                at, t = meal.index if meal.index >= 0 else at, meal.end
            missed = int(meal is None and bool(order))
        eaten = frozenset(
            self.town.spots[e.index].id for e in entries if e.index >= len(self.town.sights)
        )
        evening = self._evening(span, at, t, night, used | eaten)
        if evening is None:
            return None
        entries += evening
        if evening:
            hardship += sum(toil(each.travel) for each in evening)
            at, t = evening[-1].index if evening[-1].index >= 0 else at, evening[-1].end
        if span.leaves and entries:
            back = self.town.way(at, span.base)[0]
            if entries[-1].end + back > span.end:
                return None
            hardship += toil(back)
        return Walk(tuple(entries), hardship, waiting, missed, at, t)

    def _next(
        self, span: Span, at: int, index: int, t: int
    ) -> tuple[int | None, int, str, int, int]:
        goal = span.base if index == CHECK_IN else index
        minutes, mode = self.town.way(at, goal)
        if index == CHECK_IN:
            opens = span.desk[1] if span.desk else 0
            return max(-(-(t + minutes) // 5) * 5, opens), minutes, mode, DESK_MINUTES, goal
        begin = self.town.opening(index, span.date, t + minutes)
        return begin, minutes, mode, self.town.sights[index].minutes, goal

    def _evening(
        self, span: Span, at: int, t: int, night: int | None, used: frozenset[str]
    ) -> list[Entry] | None:
        """Dinner and what is seen by night, in the order that works; None where neither does."""
        dinner = self._meal(span, "dinner", at, span.base, t, used) if span.dinner else None
        if night is None:
            return [] if dinner is None else [dinner]
        if dinner is not None:
            place = dinner.index if dinner.index >= 0 else at
            after = self._night(span, place, dinner.end, night)
            if after is not None:
                return [dinner, after]
        before = self._night(span, at, max(t, NIGHT_FROM - 60), night)
        if before is None:
            return None
        late = self._meal(span, "dinner", night, span.base, before.end, used)
        return [before] if late is None else [before, late]

    def _night(self, span: Span, at: int, t: int, index: int) -> Entry | None:
        minutes, mode = self.town.way(at, index)
        begin = self.town.opening(index, span.date, max(t + minutes, NIGHT_FROM))
        if begin is None or begin + self.town.sights[index].minutes > min(NIGHT_ENDS, span.end):
            return None
        return Entry("sight", index, begin, begin + self.town.sights[index].minutes, minutes, mode)

    def _meal(
        self, span: Span, meal: str, at: int, goal: int, t: int, used: frozenset[str]
    ) -> Entry | None:
        """A table near by; an hour off where there is none (index -2). None where it's too late."""
        lunch = meal == "lunch"
        first, latest = (LUNCH_FROM, LUNCH_LATEST + 15) if lunch else self.town.taste.dinner
        length = LUNCH_MINUTES if lunch else DINNER_MINUTES
        last = span.end if span.leaves else min(span.end, NIGHT_ENDS)
        near = self._tables_near(at, goal, meal)
        for index in sorted(near, key=lambda i: self._stale(i, meal, used)):
            minutes, mode = self.town.way(at, index)
            earliest = max(-(-(t + minutes) // 5) * 5, first)
            begin = self._seated(span, index, earliest, length)
            if begin is not None and begin <= latest and begin + length <= last:
                return Entry(meal, index, begin, begin + length, minutes, mode)
        begin = max(-(-t // 5) * 5, first)
        if not lunch or begin > latest or begin + length > last:
            return None
        return Entry(meal, -2, begin, begin + length, 0, "")

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
