"""A filled city improved: sights are moved, exchanged and swapped, days are emptied and filled again."""

from random import Random
from typing import TYPE_CHECKING

from planning.days.taste import CHECK_IN, Span

if TYPE_CHECKING:
    from planning.days.city import City

ROUNDS = 3
SHAKES = 24
LEAST_GAIN = 0.5
POORER_BY = 40.0  # a sight of so much less score isn't tried in another's place


def improved(city: "City", spans: list[Span], chance: Random) -> None:
    """Improve the spans in place, for a bounded while."""
    search = _Search(city, spans)
    search.improve(chance)
    for _ in range(SHAKES):
        if city.looked_at > city.patience:
            return
        search.shake(chance)


class _Search:
    def __init__(self, city: "City", spans: list[Span]) -> None:
        self.city, self.spans = city, spans

    def total(self) -> float:
        values = [self.city.worth(s, s.order, s.night) for s in self.spans]
        return sum(value for value in values if value is not None)

    def shake(self, chance: Random) -> None:
        """Empty two days and fill them again; kept where the whole is worth more."""
        city = self.city
        kept = [(span, span.order, span.night) for span in self.spans]
        before = self.total()
        for span in chance.sample(self.spans, min(2, len(self.spans))):
            span.order, span.night = [i for i in span.order if i == CHECK_IN], None
        city.fill(self.spans, chance=chance)
        self.improve(chance)
        if self.total() <= before + LEAST_GAIN:
            for span, order, night in kept:
                span.order, span.night = order, night

    def improve(self, chance: Random) -> None:
        for _ in range(ROUNDS):
            moves = [(s, i) for s in self.spans for i in (*s.order, s.night) if i is not None]
            chance.shuffle(moves)
            changed = [self._move(s, i) for s, i in moves]
            sights = [(s, i) for s, i in moves if i != CHECK_IN]
            changed += [self._exchange(s, i) for s, i in sights]
            changed += [
                self._swap(s, i, t, j)
                for n, (s, i) in enumerate(sights)
                for t, j in sights[n + 1 :]
                if s is not t
            ]
            self.city.fill(self.spans)
            if not any(changed):
                return

    def _holds(self, span: Span, index: int) -> bool:
        return index in span.order or span.night == index

    def _move(self, span: Span, index: int) -> bool:
        """Put a sight (or the check-in) where it's best."""
        if not self._holds(span, index):
            return False
        old, kept = self.city.worth(span, span.order, span.night), (span.order, span.night)
        span.order, span.night = self.city.without(span, index)
        rest = self.city.worth(span, span.order, span.night)
        if old is None or rest is None:
            span.order, span.night = kept
            return False
        best, gain = None, old - rest + LEAST_GAIN
        for other in [span] if index == CHECK_IN else self.spans:
            option = (
                self._desk(span) if index == CHECK_IN else self.city.best_insertion(other, index)
            )
            base = rest if other is span else self.city.worth(other, other.order, other.night)
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
        valued = [(self.city.worth(span, order, span.night), order) for order in options]
        fitting = [(value, order, span.night) for value, order in valued if value is not None]
        return max(fitting, key=lambda each: each[0]) if fitting else None

    def _exchange(self, span: Span, index: int) -> bool:
        """Put an unseen sight in the place of a seen one, where that is better."""
        if not self._holds(span, index):
            return False
        old, kept = self.city.worth(span, span.order, span.night), (span.order, span.night)
        if old is None:
            return False
        span.order, span.night = self.city.without(span, index)
        best, most = None, old + LEAST_GAIN
        seen = self.city.placed() | {index}
        for other in range(len(self.city.town.sights)):
            least = self.city.town.score(index, span) - POORER_BY
            if other in seen or self.city.town.score(other, span) < least:
                continue
            option = self.city.best_insertion(span, other)
            if option is not None and option[0] > most and self.city.affordable(other):
                best, most = option, option[0]
        if best is None:
            span.order, span.night = kept
            return False
        _, span.order, span.night = best
        return True

    def _swap(self, one: Span, index: int, other: Span, second: int) -> bool:
        """Each of two sights in the other's day, where that is better."""
        if not (self._holds(one, index) and self._holds(other, second)):
            return False
        city = self.city
        kept = (one.order, one.night), (other.order, other.night)
        old = city.worth(one, *kept[0]), city.worth(other, *kept[1])
        one.order, one.night = city.without(one, index)
        other.order, other.night = city.without(other, second)
        mine, yours = city.best_insertion(one, second), city.best_insertion(other, index)
        if (
            mine is not None
            and yours is not None
            and old[0] is not None
            and old[1] is not None
            and mine[0] + yours[0] > old[0] + old[1] + LEAST_GAIN
        ):
            (_, one.order, one.night), (_, other.order, other.night) = mine, yours
            return True
        (one.order, one.night), (other.order, other.night) = kept
        return False
