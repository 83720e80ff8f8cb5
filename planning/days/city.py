"""One city's sights, chosen and ordered.

A team orienteering problem with time windows, small enough for a search by simulation: spans are filled by
insertion, then improved by moving and exchanging sights.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from planning.days.improve import improved
from planning.days.taste import (
    A_MEAL_MISSED,
    A_MINUTE_IN_THE_DARK,
    A_MINUTE_ON_THE_WAY,
    A_MINUTE_WAITING,
    CHECK_IN,
    CROWDED,
    FULLER,
    HOMEWARD,
    IDLE_DAY,
    NIGHT_LIFE,
    NIGHT_OUT,
    Span,
    Walk,
    Wanted,
    toil,
)
from planning.days.town import Town
from planning.days.walk import Walker

LONG_SPAN = 6 * 60
Filling = tuple[date, int, int, tuple[int, ...], int | None]  # of a span, its night out last
Option = tuple[float, list[int], int | None]  # value, order, night


class City:
    """The spans of a town, to be filled."""

    def __init__(self, town: Town, *, patience: int) -> None:
        self.patience = patience  # fillings to walk through at most while improving
        self.town, self.walker = town, Walker(town)
        self.spans: list[Span] = []
        self.share = 99.0  # of sights a day, where there are few
        self.spent = 0.0  # on tickets elsewhere
        self._known: dict[Filling, float | None] = {}
        self._best: dict[Filling, dict[int, Option | None]] = {}

    def worth(self, span: Span, order: Sequence[int], night: int | None) -> float | None:
        """The value of a filled span; None where it doesn't fit."""
        key = _filling(span, order, night)
        if key not in self._known:
            self._known[key] = self._worth(span, order, night)
        return self._known[key]

    @property
    def looked_at(self) -> int:
        """How many fillings were walked through so far."""
        return len(self._known)

    def _worth(self, span: Span, order: Sequence[int], night: int | None) -> float | None:
        walk = self.walker.lay(span, order, night)
        if walk is None:
            return None
        seen = [i for i in order if i != CHECK_IN]
        value = sum(self.town.score(i, span) for i in seen)
        if night is not None:
            value += self._night_worth(night, span, walk)
        value -= FULLER * len(seen) ** 2
        if min(span.end, self.town.taste.ends) - span.start >= LONG_SPAN:
            value -= IDLE_DAY.get(len(seen), 0.0)
        homeward = 0.0 if span.leaves else HOMEWARD * toil(self.town.way(walk.at, span.base)[0])
        value -= A_MINUTE_ON_THE_WAY * (walk.toil + homeward) + A_MINUTE_WAITING * walk.waiting
        return value - A_MEAL_MISSED * walk.missed - CROWDED * max(0.0, len(seen) - self.share)

    def _night_worth(self, index: int, span: Span, walk: Walk) -> float:
        a = self.town.sights[index]
        share = NIGHT_LIFE if "nightlife" in a.interests else NIGHT_OUT
        if self.town.taste.interests & set(a.interests) or a.id in self.town.must:
            share = 1.0
        at = next(n for n, entry in enumerate(walk.entries) if entry.index == index)
        entry = walk.entries[at]
        idle = entry.start - entry.travel - walk.entries[at - 1].end if at else 0
        return share * self.town.score(index, span) - A_MINUTE_IN_THE_DARK * max(0, idle)

    def insertions(self, span: Span, index: int) -> Iterator[tuple[list[int], int | None]]:
        """All ways to add a sight to a span."""
        if not _has_room(span):
            return
        if self.town.by_day(index, span.date):
            for at in range(len(span.order) + 1):
                yield [*span.order[:at], index, *span.order[at:]], span.night
        if span.evening and span.night is None and self.town.by_night(index, span.date):
            yield span.order, index

    def best_insertion(self, span: Span, index: int) -> Option | None:
        """The value, order and night of the best way to add a sight; None where none fits."""
        if not _has_room(span) or not self.town.hours(index, span.date):
            return None
        known = self._best.setdefault(_filling(span, span.order, span.night), {})
        if index not in known:
            known[index] = self._best_insertion(span, index)
        return known[index]

    def _best_insertion(self, span: Span, index: int) -> Option | None:
        best: Option | None = None
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
            self.fill([span for span in self.spans if span.most], frozenset(lost))
        self.fill(free)
        if not wanted.settled and free:
            improved(self, free, Random(wanted.seed))
        self._insist()

    def _even_share(self) -> float:
        hours = sum(max(0, min(s.end, self.town.taste.ends) - s.start) for s in self.spans) / 540
        real = [a for a in self.town.sights if not a.placeholder]
        return max(1.0, len(real) / hours) if hours else 99.0

    def _place_again(self, wanted: Wanted, same: frozenset[date]) -> set[int]:
        """What the plan before saw on each date, as far as it fits; returns what doesn't."""
        by_id = {a.id: i for i, a in enumerate(self.town.sights)} | {"": CHECK_IN}
        lost: set[int] = set()
        for span in self.spans:
            mine = [(by_id[id], n) for id, n in wanted.before.get(span.date, ()) if id in by_id]
            if self._as_before(span, mine):
                span.locked = wanted.settled and span.date in same
                continue
            if span.desk is not None and (CHECK_IN, False) in mine:
                span.order = []
            for index, night in mine:
                if index == CHECK_IN and span.desk is not None and CHECK_IN not in span.order:
                    span.order = [*span.order, CHECK_IN]
                elif index != CHECK_IN and index not in self.placed() and self.affordable(index):
                    self._append(span, index, night=night)
                    lost |= {index} - self.placed()
            if span.desk is not None and CHECK_IN not in span.order:
                span.order = [*span.order, CHECK_IN]
            seen = any(i != CHECK_IN for i in span.order) or span.night is not None
            span.locked = wanted.settled and span.date in same and (seen or not mine)
        return lost

    def _insist(self) -> None:
        """Make room for what must be seen, in place of the least that can go."""
        must = frozenset(i for i, a in enumerate(self.town.sights) if a.id in self.town.must)
        for index in sorted(must):
            if index not in self.placed():
                self.force(index, must)

    def serves(self, interest: str) -> bool:
        """Whether something that is seen, or eaten at, is for an interest."""
        seen = [self.town.sights[i] for i in self.placed() if i != CHECK_IN]
        return any(interest in a.interests for a in (*seen, *self.town.tables))

    def serve(self, interest: str) -> bool:
        """Make room for the best sight of an interest; False where there is none."""
        for_it = [i for i, a in enumerate(self.town.sights) if interest in a.interests]
        must = frozenset(i for i, a in enumerate(self.town.sights) if a.id in self.town.must)
        for index in sorted(for_it, key=lambda i: (self.town.sights[i].rank, i)):
            self.force(index, must)
            if index in self.placed():
                return True
        return False

    def force(self, index: int, must: frozenset[int]) -> None:
        best: tuple[float, Span, list[int], int | None] | None = None
        for span in self.spans:
            before = self.worth(span, span.order, span.night) or 0.0
            kept = span.order, span.night
            goners = [i for i in (*span.order, span.night) if i not in (None, CHECK_IN)]
            for goner in (None, *goners):
                if goner in must:
                    continue
                if goner is not None:
                    span.order, span.night = self.without(span, goner)
                option = self.best_insertion(span, index)
                span.order, span.night = kept
                if option is not None and (best is None or option[0] - before > best[0]):
                    best = (option[0] - before, span, option[1], option[2])
        if best is not None:
            _, span, span.order, span.night = best

    def _as_before(self, span: Span, mine: list[tuple[int, bool]]) -> bool:
        """Fill a span just as it was; False where it was empty or that doesn't fit."""
        order = [i for i, night in mine if not night and (i != CHECK_IN or span.desk)]
        nights = [i for i, night in mine if night and i != CHECK_IN]
        seen = {i for i, _ in mine if i != CHECK_IN}
        missing = span.desk is not None and CHECK_IN not in order
        if not seen or seen & self.placed() or missing or len(nights) > 1:
            return False
        if len(seen) > span.most or not self.affordable(*seen):
            return False
        night = nights[0] if nights else None
        if self.worth(span, order, night) is None:
            return False
        span.order, span.night = order, night
        return True

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

    def affordable(self, *indices: int) -> bool:
        """Whether tickets for these are within what is left for tickets."""
        price = sum(self.town.prices[i] for i in indices)
        return price == 0 or self.town.within_means(self.paid() + price)

    def paid(self) -> float:
        """What tickets come to so far, here and before."""
        return self.spent + sum(self.town.prices[i] for i in self.placed() if i != CHECK_IN)

    def fill_afresh(self) -> None:
        """Fill the spans by insertion alone, with one sight each at least."""
        self.fill(self.spans)
        for span in self.spans:
            options = [self.best_insertion(span, i) for i in range(len(self.town.sights))]
            fitting = [each for each in options if each is not None]
            if fitting and not span.order:
                _, span.order, span.night = max(fitting, key=lambda each: each[0])

    def fill(
        self,
        spans: list[Span],
        only: frozenset[int] | None = None,
        chance: Random | None = None,
    ) -> None:
        """Insert one sight after the other where it gains most; `chance` shuffles a little."""
        spans = [span for span in spans if _has_room(span)]
        now = {id(s): self.worth(s, s.order, s.night) or 0.0 for s in spans}
        some = range(len(self.town.sights)) if only is None else sorted(only)
        placed = self.placed()
        left = [i for i in some if i not in placed]
        options = {id(span): self._options(span, left) for span in spans}
        while True:
            best: tuple[float, Span, int] | None = None
            for span in spans:
                for index, option in options[id(span)].items():
                    gain = option[0] - now[id(span)]
                    rate = gain / (self.town.sights[index].minutes + 45) ** 0.4
                    rate *= chance.uniform(0.75, 1.25) if chance else 1.0
                    if gain > 0 and (best is None or rate > best[0]) and self.affordable(index):
                        best = (rate, span, index)
            if best is None:
                return
            _, span, index = best
            now[id(span)], span.order, span.night = options[id(span)][index]
            left.remove(index)
            for fitting in options.values():
                fitting.pop(index, None)
            options[id(span)] = self._options(span, left)

    def _options(self, span: Span, left: Sequence[int]) -> dict[int, Option]:
        """The best way to add each of these that fits."""
        found = ((index, self.best_insertion(span, index)) for index in left)
        return {index: option for index, option in found if option is not None}

    def without(self, span: Span, index: int) -> tuple[list[int], int | None]:
        """What is left of a span when a sight is taken out."""
        return [i for i in span.order if i != index], None if span.night == index else span.night


def _filling(span: Span, order: Sequence[int], night: int | None) -> Filling:
    return span.date, span.start, span.base, tuple(order), night


def _has_room(span: Span) -> bool:
    return sum(i != CHECK_IN for i in span.order) + (span.night is not None) < span.most
