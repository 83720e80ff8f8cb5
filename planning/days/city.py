"""One city's sights, chosen and ordered.

A team orienteering problem with time windows, small enough for a search by simulation: `City.lay` walks
a span of free hours through and says when what happens; spans are filled by insertion, then improved by
moving and exchanging sights.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from planning.days.taste import (
    A_LUNCH_MISSED,
    A_MINUTE_ON_THE_WAY,
    A_MINUTE_WAITING,
    CHECK_IN,
    CROWDED,
    DESK_MINUTES,
    DINNER_MINUTES,
    Entry,
    LONGEST_WAY_TO_A_MEAL,
    LUNCH_DONE,
    LUNCH_FROM,
    LUNCH_LATEST,
    LUNCH_MINUTES,
    MUST_SEE,
    NIGHT_CATEGORIES,
    NIGHT_ENDS,
    NIGHT_FROM,
    NIGHT_INTERESTS,
    PLACEHOLDER,
    RANK_SCORE,
    Span,
    Spot,
    Taste,
    Walk,
    Wanted,
    same_name,
)
from planning.price import Purse
from travel.activities import Activity
from travel.evidence import Evidence
from travel.places import distance_km
from travel.weather import WeatherDay

class City:
    """The sights, tables and ways of one city (or of a day trip's place), and its spans."""

    def __init__(
        self, name: str, evidence: Evidence, taste: Taste, purse: Purse, wanted: Wanted, *,
        trip: str = "",
    ) -> None:  # fmt: skip
        self.taste, self.purse, self.wanted = taste, purse, wanted
        self.matrix = evidence.matrix(name)
        here = [
            a
            for a in evidence.activities
            if a.city.casefold() == name.casefold() and a.day_trip == trip
        ]
        sights = [a for a in here if not a.meals and a.category != "restaurant"]
        self.sights = [a for a in sights if self._welcome(a)]
        if any(not a.placeholder for a in self.sights):
            self.sights = [a for a in self.sights if not a.placeholder]
        self.tables = [
            a
            for a in here
            if (a.meals or a.category == "restaurant")
            and taste.diet <= set(a.diet)
            and a.id not in wanted.banned
        ]
        self.spots = [Spot(a.id, a.lat, a.lon) for a in (*self.sights, *self.tables)]
        self.prices = [self._price(a) for a in self.sights]
        self.spans: list[Span] = []
        self.share = 99
        self.spent = 0.0  # on tickets elsewhere
        self.liked: frozenset[str] = frozenset()
        self._ways: dict[int, tuple[int, str]] = {}
        self._hours: dict[tuple[int, date], tuple[tuple[int, int], ...]] = {}
        self._near: dict[tuple[int, int, str], list[int]] = {}
        self._scores: dict[tuple[int, date], float] = {}

    def _welcome(self, a: Activity) -> bool:
        taste = self.taste
        if a.id in self.wanted.banned or (taste.step_free and not a.step_free):
            return False
        if taste.family and "nightlife" in a.interests and len(a.interests) == 1:
            return False
        avoided = (
            word.casefold() in (a.category.casefold(), *a.interests) or same_name(word, a.name)
            for word in taste.avoid
        )
        return self.purse.knows(a.price) and not any(avoided)

    def _price(self, a: Activity) -> float:
        return self.purse.value(a.price_for(self.taste.adults, self.taste.children))

    # -- facts

    def spot(self, id: str, lat: float, lon: float) -> int:
        """The index of a further spot, such as the bed."""
        found = next((i for i, each in enumerate(self.spots) if each.id == id), None)
        if found is None:
            self.spots.append(Spot(id, lat, lon))
            found = len(self.spots) - 1
        return found

    def way(self, a: int, b: int) -> tuple[int, str]:
        """Minutes and mode between two spots: the matrix's, else an estimate."""
        if a == b:
            return 0, ""
        known = self._ways.get(a * 10_000 + b)
        if known is None:
            known = self._ways[a * 10_000 + b] = self._measured(self.spots[a], self.spots[b])
        return known

    def _measured(self, a: Spot, b: Spot) -> tuple[int, str]:
        row = self.matrix.routes.get(a.id) if self.matrix else None
        route = row.get(b.id) if row else None
        if route is not None:
            return route.minutes, route.mode
        km = distance_km(a, b) * 1.3
        return (round(km * 13) + 1, "walk") if km < 1.8 else (round(12 + km * 3.2), "transit")

    def hours(self, index: int, day: date) -> tuple[tuple[int, int], ...]:
        key = (index, day)
        if key not in self._hours:
            self._hours[key] = tuple(self.sights[index].hours.on(day))
        return self._hours[key]

    def opening(self, index: int, day: date, after: int) -> int | None:
        """When a visit can begin at the earliest; None where it can't that day."""
        minutes = self.sights[index].minutes
        for opens, closes in self.hours(index, day):
            begin = -(-max(opens, after) // 5) * 5
            if begin + minutes <= closes:
                return begin
        return None

    def score(self, index: int, span: Span) -> float:
        key = (index, span.date)
        if key not in self._scores:
            self._scores[key] = self._score(self.sights[index], span)
        return self._scores[key]

    def _score(self, a: Activity, span: Span) -> float:
        taste = self.taste
        score = PLACEHOLDER if a.placeholder else RANK_SCORE[a.rank]
        if taste.interests:
            score *= 1 + 0.45 * min(2, len(taste.interests & set(a.interests)))
        if taste.family:
            score *= 1.5 if "family" in a.interests else 0.85
            score *= 0.6 if "nightlife" in a.interests else 1.0
        if taste.step_free is False and not a.step_free:
            score *= 0.5
        score *= self._weather_factor(a, span.weather)
        if a.id in self.wanted.stale:
            score *= 0.25
        if a.rank == 1:
            score *= 1.06 - 0.02 * min(8, span.rank)
        score -= 0.25 * self.prices[self.sights.index(a)] / self.purse.euro / max(1, taste.adults)
        if any(same_name(name, a.name) for name in taste.must_see):
            score += MUST_SEE
        return score

    def _weather_factor(self, a: Activity, weather: WeatherDay | None) -> float:
        if weather is None:
            return 1.0
        if weather.wet:
            return {"outdoor": 0.5, "mixed": 0.85, "indoor": 1.15}[a.setting]
        hot = weather.high_c >= 34
        return {"outdoor": 0.85 if hot else 1.1, "mixed": 1.0, "indoor": 1.0}[a.setting]

    def by_night(self, index: int, day: date) -> bool:
        """Whether one would go there after dinner."""
        a = self.sights[index]
        fitting = NIGHT_INTERESTS & set(a.interests) or a.category in NIGHT_CATEGORIES
        return bool(fitting) and any(c >= 20 * 60 for _, c in self.hours(index, day))

    def by_day(self, index: int, day: date) -> bool:
        return any(opens < 17 * 60 for opens, _ in self.hours(index, day))

    # -- walking a span through

    def lay(
        self, span: Span, order: Sequence[int], night: int | None,
        used: frozenset[str] = frozenset(),
    ) -> Walk | None:  # fmt: skip
        """When what happens; None where it doesn't fit. Restaurants in `used` are passed over."""
        taste, at, t = self.taste, span.base, span.start
        travel = waiting = 0
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
                    travel += meal.travel
                    at, t = meal.index if meal.index >= 0 else at, meal.end
                    begin, minutes, mode, length, goal = self._next(span, at, index, t)
                hungry = False
                if begin is None:
                    return None
            if begin + length > (last_end if index != CHECK_IN else span.end):
                return None
            kind = "check_in" if index == CHECK_IN else "sight"
            entries.append(Entry(kind, index, begin, begin + length, minutes, mode))
            travel += minutes
            waiting += begin - t - minutes
            t = begin + length + (0 if index == CHECK_IN else taste.breather)
            at = goal
        missed = 0
        if hungry:
            meal = self._meal(span, "lunch", at, span.base, t, used) if t <= LUNCH_LATEST else None
            if meal is not None:
                entries.append(meal)
                travel += meal.travel
                at, t = meal.index if meal.index >= 0 else at, meal.end
            missed = int(meal is None and bool(order))
        evening = self._evening(span, at, t, night, used)
        if evening is None:
            return None
        entries += evening
        if evening:
            travel += sum(each.travel for each in evening)
            at, t = evening[-1].index if evening[-1].index >= 0 else at, evening[-1].end
        if span.leaves and entries:
            back = self.way(at, span.base)[0]
            if entries[-1].end + back > span.end:
                return None
            travel += back
        return Walk(tuple(entries), travel, waiting, missed, at, t)

    def _next(
        self, span: Span, at: int, index: int, t: int
    ) -> tuple[int | None, int, str, int, int]:
        goal = span.base if index == CHECK_IN else index
        minutes, mode = self.way(at, goal)
        if index == CHECK_IN:
            opens = span.desk[1] if span.desk else 0
            return max(-(-(t + minutes) // 5) * 5, opens), minutes, mode, DESK_MINUTES, goal
        begin = self.opening(index, span.date, t + minutes)
        return begin, minutes, mode, self.sights[index].minutes, goal

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
        minutes, mode = self.way(at, index)
        begin = self.opening(index, span.date, max(t + minutes, NIGHT_FROM))
        if begin is None or begin + self.sights[index].minutes > min(NIGHT_ENDS, span.end):
            return None
        return Entry("sight", index, begin, begin + self.sights[index].minutes, minutes, mode)

    def _meal(
        self, span: Span, meal: str, at: int, goal: int, t: int, used: frozenset[str]
    ) -> Entry | None:
        """A table near by; an hour off where there is none (index -2). None where it's too late."""
        lunch = meal == "lunch"
        first, latest = (LUNCH_FROM, LUNCH_LATEST + 15) if lunch else self.taste.dinner
        length = LUNCH_MINUTES if lunch else DINNER_MINUTES
        last = span.end if span.leaves else min(span.end, NIGHT_ENDS)
        near = self._tables_near(at, goal, meal)
        for index in sorted(near, key=lambda i: self.spots[i].id not in self.liked):
            minutes, mode = self.way(at, index)
            begin = max(-(-(t + minutes) // 5) * 5, first)
            if begin > latest or begin + length > last or self.spots[index].id in used:
                continue
            if any(o <= begin and begin + length <= c for o, c in self._served(index, span.date)):
                return Entry(meal, index, begin, begin + length, minutes, mode)
        begin = max(-(-t // 5) * 5, first)
        if not lunch or begin > latest or begin + length > last:
            return None
        return Entry(meal, -2, begin, begin + length, 0, "")

    def _served(self, index: int, day: date) -> tuple[tuple[int, int], ...]:
        key = (index, day)
        if key not in self._hours:
            self._hours[key] = tuple(self.tables[index - len(self.sights)].hours.on(day))
        return self._hours[key]

    def _tables_near(self, at: int, goal: int, meal: str) -> list[int]:
        key = (at, goal, meal)
        if key not in self._near:
            first = len(self.sights)
            within = [
                (self.way(at, i)[0] + self.way(i, goal)[0], i)
                for i, table in enumerate(self.tables, first)
                if (not table.meals or meal in table.meals)
                and self.way(at, i)[0] <= LONGEST_WAY_TO_A_MEAL
            ]
            self._near[key] = [i for _, i in sorted(within)]
        return self._near[key]

    # -- choosing

    def worth(self, span: Span, order: Sequence[int], night: int | None) -> float | None:
        """The value of a filled span; None where it doesn't fit."""
        walk = self.lay(span, order, night)
        if walk is None:
            return None
        seen = [i for i in order if i != CHECK_IN]
        value = sum(self.score(i, span) for i in seen)
        if night is not None:
            liked = self.taste.interests & set(self.sights[night].interests)
            value += self.score(night, span) * (1.0 if liked else 0.6)
        value -= A_MINUTE_ON_THE_WAY * walk.travel + A_MINUTE_WAITING * walk.waiting
        return value - A_LUNCH_MISSED * walk.missed - CROWDED * max(0, len(seen) - self.share)

    def insertions(self, span: Span, index: int) -> Iterator[tuple[list[int], int | None]]:
        """All ways to add a sight to a span."""
        count = sum(i != CHECK_IN for i in span.order) + (span.night is not None)
        if count >= span.most:
            return
        if self.by_day(index, span.date):
            for at in range(len(span.order) + 1):
                yield [*span.order[:at], index, *span.order[at:]], span.night
        if span.evening and span.night is None and self.by_night(index, span.date):
            yield span.order, index

    def best_insertion(
        self, span: Span, index: int
    ) -> tuple[float, list[int], int | None] | None:
        """The value, order and night of the best way to add a sight; None where none fits."""
        if not self.hours(index, span.date):
            return None
        best: tuple[float, list[int], int | None] | None = None
        for order, night in self.insertions(span, index):
            value = self.worth(span, order, night)
            if value is not None and (best is None or value > best[0]):
                best = (value, order, night)
        return best

    def solve(self, wanted: Wanted, same: frozenset[date] = frozenset()) -> None:
        """Fill all spans; days in `same` have the hours they had in the plan before."""
        self.share = self._even_share()
        for span in self.spans:
            if span.desk is not None:
                span.order = [CHECK_IN]
        lost = self._place_again(wanted, same)
        free = [span for span in self.spans if not span.locked]
        if lost:
            self._fill([span for span in self.spans if span.most], frozenset(lost))
        self._fill(free)
        if not wanted.settled:
            self._improve(free, Random(wanted.seed))
            self._fill(free)
        self._insist()

    def _even_share(self) -> int:
        hours = sum(max(0, min(s.end, self.taste.ends) - s.start) for s in self.spans) / 540
        real = [a for a in self.sights if not a.placeholder]
        return max(1, -(-len(real) // max(1, round(hours)))) if hours else 99

    def _place_again(self, wanted: Wanted, same: frozenset[date]) -> set[int]:
        """What the plan before saw on each date, as far as it fits; returns what doesn't."""
        by_id = {a.id: i for i, a in enumerate(self.sights)} | {"": CHECK_IN}
        lost: set[int] = set()
        for span in self.spans:
            mine = [(by_id[id], n) for id, n in wanted.before.get(span.date, ()) if id in by_id]
            if span.desk is not None and (CHECK_IN, False) in mine:
                span.order = []
            for index, night in mine:
                if index == CHECK_IN and span.desk is not None and CHECK_IN not in span.order:
                    span.order = [*span.order, CHECK_IN]
                elif index != CHECK_IN and index not in self.placed():
                    self._append(span, index, night=night)
                    lost |= {index} - self.placed()
            if span.desk is not None and CHECK_IN not in span.order:
                span.order = [*span.order, CHECK_IN]
            seen = any(i != CHECK_IN for i in span.order) or span.night is not None
            span.locked = wanted.settled and span.date in same and (seen or not mine)
        return lost

    def _insist(self) -> None:
        """Make room for what must be seen, in place of the least that can go."""
        must = [
            i
            for i, a in enumerate(self.sights)
            if any(same_name(name, a.name) for name in self.taste.must_see)
        ]
        for index in must:
            if index not in self.placed():
                self._force(index, frozenset(must))

    def _force(self, index: int, must: frozenset[int]) -> None:
        best: tuple[float, Span, list[int], int | None] | None = None
        for span in self.spans:
            before = self.worth(span, span.order, span.night) or 0.0
            kept = span.order, span.night
            goners = [i for i in (*span.order, span.night) if i not in (None, CHECK_IN)]
            for goner in (None, *goners):
                if goner in must:
                    continue
                if goner is not None:
                    span.order, span.night = self._without(span, goner)
                option = self.best_insertion(span, index)
                span.order, span.night = kept
                if option is not None and (best is None or option[0] - before > best[0]):
                    best = (option[0] - before, span, option[1], option[2])
        if best is not None:
            _, span, span.order, span.night = best

    def _append(self, span: Span, index: int, *, night: bool) -> None:
        count = sum(i != CHECK_IN for i in span.order) + (span.night is not None)
        order, late = (span.order, index) if night else ([*span.order, index], span.night)
        if count < span.most and self.worth(span, order, late) is not None:
            span.order, span.night = list(order), late
            return
        best = self.best_insertion(span, index)
        if best is not None:
            _, span.order, span.night = best

    def placed(self) -> set[int]:
        seen = {i for span in self.spans for i in span.order}
        return seen | {span.night for span in self.spans if span.night is not None}

    def _affordable(self, index: int) -> bool:
        if self.wanted.allowance is None:
            return True
        price = self.prices[index]
        return price == 0 or self.paid() + price <= self.wanted.allowance

    def paid(self) -> float:
        """What tickets come to so far, here and before."""
        return self.spent + sum(self.prices[i] for i in self.placed() if i != CHECK_IN)

    def activity(self, index: int) -> Activity:
        """The sight or table at a spot."""
        count = len(self.sights)
        return self.sights[index] if index < count else self.tables[index - count]

    def fill_afresh(self) -> None:
        """Fill the spans by insertion alone."""
        self._fill(self.spans)

    def _fill(self, spans: list[Span], only: frozenset[int] | None = None) -> None:
        now = {id(s): self.worth(s, s.order, s.night) or 0.0 for s in spans}
        some = range(len(self.sights)) if only is None else sorted(only)
        left = [i for i in some if i not in self.placed()]
        options = {(id(s), i): self.best_insertion(s, i) for s in spans for i in left}
        while True:
            best: tuple[float, Span, int] | None = None
            for span in spans:
                for index in left:
                    option = options[id(span), index]
                    if option is None:
                        continue
                    gain = option[0] - now[id(span)]
                    rate = gain / (self.sights[index].minutes + 45) ** 0.4
                    if gain > 0 and (best is None or rate > best[0]) and self._affordable(index):
                        best = (rate, span, index)
            if best is None:
                return
            _, span, index = best
            option = options[id(span), index]
            assert option is not None
            now[id(span)], span.order, span.night = option
            left.remove(index)
            for each in left:
                options[id(span), each] = self.best_insertion(span, each)

    def _improve(self, spans: list[Span], chance: Random) -> None:
        for _ in range(3):
            moves = [(s, i) for s in spans for i in (*s.order, s.night) if i is not None]
            chance.shuffle(moves)
            changed = [self._move(spans, s, i) for s, i in moves]
            changed += [self._exchange(spans, s, i) for s, i in moves if i != CHECK_IN]
            if not any(changed):
                return

    def _without(self, span: Span, index: int) -> tuple[list[int], int | None]:
        return [i for i in span.order if i != index], None if span.night == index else span.night

    def _holds(self, span: Span, index: int) -> bool:
        return index in span.order or span.night == index

    def _move(self, spans: list[Span], span: Span, index: int) -> bool:
        """Put a sight (or the check-in) where it's best."""
        if not self._holds(span, index):
            return False
        old, kept = self.worth(span, span.order, span.night), (span.order, span.night)
        span.order, span.night = self._without(span, index)
        rest = self.worth(span, span.order, span.night)
        if old is None or rest is None:
            span.order, span.night = kept
            return False
        best, gain = None, old - rest + 0.5
        for other in [span] if index == CHECK_IN else spans:
            option = self._desk(span) if index == CHECK_IN else self.best_insertion(other, index)
            base = rest if other is span else self.worth(other, other.order, other.night)
            if option is not None and base is not None and option[0] - base > gain:
                best, gain = (other, option), option[0] - base
        if best is None:
            span.order, span.night = kept
            return False
        other, (_, other.order, other.night) = best
        return True

    def _desk(self, span: Span) -> tuple[float, list[int], int | None] | None:
        """Where in the span the check-in is best."""
        options = [
            [*span.order[:at], CHECK_IN, *span.order[at:]] for at in range(len(span.order) + 1)
        ]
        valued = [(self.worth(span, order, span.night), order) for order in options]
        fitting = [(value, order, span.night) for value, order in valued if value is not None]
        return max(fitting, key=lambda each: each[0]) if fitting else None

    def _exchange(self, spans: list[Span], span: Span, index: int) -> bool:
        """Put an unseen sight in the place of a seen one, where that is better."""
        if not self._holds(span, index):
            return False
        old, kept = self.worth(span, span.order, span.night), (span.order, span.night)
        if old is None:
            return False
        span.order, span.night = self._without(span, index)
        best, most = None, old + 0.5
        seen = self.placed() | {index}
        for other in range(len(self.sights)):
            if other in seen or self.score(other, span) < self.score(index, span) - 40:
                continue
            option = self.best_insertion(span, other)
            if option is not None and option[0] > most and self._affordable(other):
                best, most = option, option[0]
        if best is None:
            span.order, span.night = kept
            return False
        _, span.order, span.night = best
        return True
