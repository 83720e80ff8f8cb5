"""Large neighbourhood search: visits are taken out and others put in, worse tours accepted ever less."""

from collections.abc import Callable
from math import exp
from random import Random

import numpy as np

from planning.orienteering.model import Floats, Model
from planning.orienteering.tour import Tour, inserted, tour_of

Tours = tuple[Tour, ...]
LEAST = 1e-6
HEAT = 0.5  # of an average visit's profit, that may be lost at first
POWERS = (1.0, 1.5, 2.0, 3.0)  # of the profit, in the desire for a site
STRETCH, SCATTERED = 0.4, 0.2  # shares of the ways to take visits out
MOST_STRETCH, MOST_GONE = 15, 7
OTHERS = 0.25  # of the rounds keep half of what was taken out from coming back at once
DEARNESS = 0.2  # of what a unit of time gains, that one more on the way counts against it


class Search:
    """`best` is the best so far, `most` its worth; `late` says that time is up."""

    def __init__(self, model: Model, seed: int, late: Callable[[], bool]) -> None:
        self.model, self.late = model, late
        self.chance = Random(seed)
        self.noise = np.random.default_rng(seed)
        self.profit = np.array(model.profit)
        self.total = float(self.profit.sum())
        self.best: Tours = self.empty()
        self.most = 0.0
        self.rounds = 0
        self.last = 0  # the round in which it became better

    def empty(self) -> Tours:
        tours = tuple(tour_of(self.model, day, ()) for day in self.model.days)
        return tuple(tour for tour in tours if tour is not None)

    def filled(self, tours: Tours, desire: Floats) -> Tours:
        """Sites put in one after the other, where the desire for each is most for its detour."""
        model = self.model
        out = list(tours)
        desire = desire.copy()
        for tour in out:
            desire[list(tour.order)] = 0.0
        rates = [desire * tour.ease for tour in out]
        while not self.late():
            k, most, best = 0, 0.0, -1
            for r, rate in enumerate(rates):
                site = int(rate.argmax())
                if rate[site] > most:
                    k, most, best = r, rate[site], site
            if best < 0:
                break
            tour = out[k] = inserted(model, model.days[k], out[k], best)
            desire[best] = 0.0
            for rate in rates:
                rate[best] = 0.0
            rates[k] = desire * tour.ease
        return tuple(out)

    def run(self, share: Callable[[], float]) -> None:
        """Until `share`, how much of this run is over, is 1."""
        if self.complete:
            return
        tours = self.filled(self.best, self.profit**2)
        self._note(tours)
        self.last = self.rounds
        plain = min(self.most, self.model.above)
        price = DEARNESS * plain / max(1, _length(tours))
        hot = HEAT * plain / max(1, sum(len(tour.order) for tour in tours))
        while not self.complete and (over := share()) < 1.0 and not self.late():
            self.rounds += 1
            heat = hot * (1.0 - over) ** 2 + 1e-9
            new = self.changed(tours)
            gain = _worth(new) - _worth(tours) - price * (_length(new) - _length(tours))
            if self._note(new) or gain >= 0 or self.chance.random() < exp(gain / heat):
                tours = new

    def adopt(self, tours: Tours) -> None:
        self._note(tours)

    @property
    def complete(self) -> bool:
        """Whether all that can be seen is."""
        return self.most >= self.total - LEAST

    def _note(self, tours: Tours) -> bool:
        """Keep what is the best so far; whether it is."""
        value = _worth(tours)
        if value <= self.most + LEAST:
            return False
        self.best, self.most, self.last = tours, value, self.rounds
        return True

    def changed(self, tours: Tours) -> Tours:
        """Some visits taken out, and the tours filled again."""
        chance = self.chance
        desire = self.profit ** chance.choice(POWERS)
        desire *= self.noise.uniform(0.5, 1.5, len(desire))
        rest = self.thinned(tours)
        if chance.random() < OTHERS:
            kept = {i for tour in rest for i in tour.order}
            for tour in tours:
                for i in tour.order:
                    if i not in kept and chance.random() < 0.5:
                        desire[i] *= 0.01
        return self.filled(rest, desire)

    def thinned(self, tours: Tours) -> Tours:
        """Some visits taken out: a stretch, here and there, or around one site."""
        chance = self.chance
        kind = chance.random()
        if kind < STRETCH:
            return self.without(tours, self._stretches(tours))
        seen = [i for tour in tours for i in tour.order]
        if not seen:
            return tours
        count = min(len(seen), chance.randint(1, max(2, min(MOST_GONE, len(seen) // 3))))
        if kind < STRETCH + SCATTERED:
            return self.without(tours, set(chance.sample(seen, count)))
        ways = self.model.days[0].ways[chance.randrange(self.model.count)]
        seen.sort(key=lambda i: ways[i] * chance.uniform(0.7, 1.3))
        return self.without(tours, set(seen[:count]))

    def _stretches(self, tours: Tours) -> set[int]:
        chance = self.chance
        gone: set[int] = set()
        for tour in tours:
            if tour.order and (len(tours) == 1 or chance.random() < 0.7):
                length = chance.randint(1, max(1, min(MOST_STRETCH, len(tour.order) // 2)))
                at = chance.randrange(len(tour.order) - length + 1)
                gone.update(tour.order[at : at + length])
        return gone

    def without(self, tours: Tours, gone: set[int]) -> Tours:
        out: list[Tour] = []
        for day, tour in zip(self.model.days, tours, strict=True):
            rest = tuple(i for i in tour.order if i not in gone)
            new = tour if len(rest) == len(tour.order) else tour_of(self.model, day, rest)
            out.append(new or tour)
        return tuple(out)


def _worth(tours: Tours) -> float:
    return sum(tour.profit for tour in tours)


def _length(tours: Tours) -> int:
    return sum(tour.length for tour in tours)
