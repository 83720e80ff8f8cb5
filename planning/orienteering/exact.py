"""The best single route, proved, by labels with dominance.

Rounds alternate between the two ends of the route. In each, a path remembers what it saw only near where it is
(the ng-route relaxation of Baldacci, Mingozzi and Roberti 2011), more of it each round and in the last all; what a
round finds bounds the rest of a path for the next (state space relaxation, Righini and Salani 2009).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from planning.orienteering.labels import (
    Bits,
    Labels,
    OutOfTime,
    beaten,
    joined,
    packed,
    risen,
    single,
    some,
    unpacked,
)
from planning.orienteering.model import Day, Floats, Ints, Model

MEMORIES = (0, 2, 6, 10, 16, 24)  # sites near by that a path remembers, by round; then all
BUCKETS = 4096
NEVER = 2**50  # later than any time
CHUNK = 2048  # labels extended at once
TOO_MANY = 60_000  # paths kept in a round: more still follow in the next
TRACED = 2000  # paths looked at in search of one that is a route
LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Side:
    """The route from one end: the clock runs from 0 there, a way holds the service before it."""

    begin: Ints  # from this end to each site
    home: Ints  # from each site to the other
    ways: Ints
    opens: Ints  # (w, n)
    closes: Ints  # (w, n)
    horizon: int  # the other end's clock is this less one's own


@dataclass(frozen=True, slots=True)
class Bound:
    """The most a path can still gain beyond a site and a time."""

    table: Floats  # (n, BUCKETS)
    width: int

    def at(self, site: Ints, t: Ints) -> Floats:
        return self.table[site, np.clip(t // self.width, 0, BUCKETS - 1)]


def best_route(
    model: Model, day: Day, found: tuple[int, ...], stop: Callable[[int, int], bool]
) -> tuple[tuple[int, ...], bool]:
    """A best route, no poorer than the one given, and whether that is proved.

    `stop` is asked with the number of the round and how many paths were extended so far.
    """
    search = _Exact(model, day, found, stop)
    try:
        search.run()
    except OutOfTime:
        return search.best, False
    return search.best, True


class _Exact:
    def __init__(
        self, model: Model, day: Day, found: tuple[int, ...], stop: Callable[[int, int], bool]
    ) -> None:
        self.model = model
        self.labels = 0  # extended so far
        self.forgets = False  # paths remember nothing, so what is out of reach doesn't matter
        self.stage = 0
        self.stop = lambda: stop(self.stage, self.labels)
        self.profit = np.array(model.profit)
        self.best = found
        self.most = float(sum(model.profit[i] for i in found))
        whole = bool((self.profit == np.floor(self.profit)).all())
        self.step = 1.0 - LEAST if whole else LEAST  # the least by which a route is better
        self.words = -(-model.count // 64)
        self.sides = _sides(model, day)

    def run(self) -> None:
        if not self.model.count:
            return
        bound = self._no_bound()
        for number, size in enumerate((*MEMORIES, self.model.count)):
            side = self.sides[number % 2]
            self.stage, self.forgets = number, size == 0
            labels = self._paths(side, self._memory(side, size), bound)
            self._note(side, labels, backward=bool(number % 2))
            if len(labels.t) == 0:
                return
            bound = self._bound(side, labels)
            if size >= self.model.count:
                return

    def _no_bound(self) -> Bound:
        table = np.full((self.model.count, BUCKETS), self.profit.sum())
        return Bound(table, 1)

    def _memory(self, side: Side, size: int) -> Bits:
        """For each site, those near it that are remembered there."""
        count = self.model.count
        near = np.argsort(side.ways + side.ways.T, axis=1, kind="stable")[:, :size]
        kept = np.zeros((count, count), dtype=bool)
        kept[np.arange(count)[:, None], near] = True
        np.fill_diagonal(kept, val=True)
        return packed(kept, self.words)

    def _paths(self, side: Side, memory: Bits, bound: Bound) -> Labels:
        """All paths that no other beats, and that may be part of a better route."""
        first = self._first(side, bound)
        levels = [first]
        kept: list[list[Labels]] = [[] for _ in range(self.model.count)]
        offset = 0
        for _ in range(self.model.count):
            level = self._undominated(levels.pop(), kept)
            levels.append(level)
            if not len(level.t):
                break
            parts = list(self._extended(side, level, offset, memory, bound))
            offset += len(level.t)
            if offset > TOO_MANY:
                raise OutOfTime
            if not parts:
                break
            levels.append(joined(parts))
        return joined(levels)

    def _first(self, side: Side, bound: Bound) -> Labels:
        t = _opening(side, side.begin[None, :])[0]
        sites = np.flatnonzero(t < NEVER)
        t, profit = t[sites], self.profit[sites]
        good = profit + bound.at(sites, side.horizon - t) >= self.most + self.step
        sites, t, profit = sites[good], t[good], profit[good]
        seen = self._with_unreachable(side, sites, t, single(sites, self.words))
        return Labels(sites, t, profit, seen, np.full(len(sites), -1))

    def _with_unreachable(self, side: Side, sites: Ints, t: Ints, seen: Bits) -> Bits:
        if self.forgets:
            return seen
        out = seen.copy()
        last = side.closes.max(axis=0)
        for at in range(0, len(sites), CHUNK):
            part = slice(at, at + CHUNK)
            out[part] |= packed(t[part, None] + side.ways[sites[part]] > last, self.words)
        return out

    def _extended(
        self, side: Side, level: Labels, offset: int, memory: Bits, bound: Bound
    ) -> Iterator[Labels]:
        for at in range(0, len(level.t), CHUNK):
            if self.stop():
                raise OutOfTime
            part = slice(at, at + CHUNK)
            self.labels += len(level.t[part])
            begin = _opening(side, level.t[part, None] + side.ways[level.site[part]])
            fits = (begin < NEVER) & ~unpacked(level.seen[part], self.model.count)
            source, site = np.nonzero(fits)
            t = begin[source, site]
            source += at
            profit = level.profit[source] + self.profit[site]
            good = profit + bound.at(site, side.horizon - t) >= self.most + self.step
            source, site, t, profit = source[good], site[good], t[good], profit[good]
            if len(t):
                seen = (level.seen[source] & memory[site]) | single(site, self.words)
                seen = self._with_unreachable(side, site, t, seen)
                yield Labels(site, t, profit, seen, source + offset)

    def _undominated(self, new: Labels, kept: list[list[Labels]]) -> Labels:
        parts: list[Labels] = []
        order = np.lexsort((-new.profit, new.t, new.site))
        new = some(new, order)
        edges = np.flatnonzero(np.diff(new.site)) + 1
        for part in np.split(np.arange(len(new.t)), edges):
            if not len(part):
                continue
            mine = some(new, part)
            old = kept[int(mine.site[0])]
            if self.forgets:
                mine = risen(mine, old)
                if len(mine.t):
                    parts.append(mine)
                continue
            mine = some(mine, ~beaten(mine, mine, same=True, stop=self.stop))
            for each in old:
                mine = some(mine, ~beaten(mine, each, same=False, stop=self.stop))
            if len(mine.t):
                old.append(mine)
                parts.append(mine)
        return joined(parts) if parts else some(new, np.zeros(0, dtype=np.int64))

    def _bound(self, side: Side, labels: Labels) -> Bound:
        """What these paths gain beyond a site, by the clock of their end."""
        width = max(1, -(-(side.horizon + 1) // BUCKETS))
        table = np.full((self.model.count, BUCKETS), -1e18)
        slot = np.clip(labels.t // width, 0, BUCKETS - 1)
        np.maximum.at(table, (labels.site, slot), labels.profit - self.profit[labels.site])
        return Bound(np.maximum.accumulate(table, axis=1), width)

    def _note(self, side: Side, labels: Labels, *, backward: bool) -> None:
        """Keep the best of the paths that is a route and better than what is known."""
        ends = labels.t + side.home[labels.site] <= side.horizon
        ends &= labels.profit >= self.most + self.step
        better = np.flatnonzero(ends)
        for number in better[np.argsort(-labels.profit[better], kind="stable")[:TRACED]].tolist():
            path: list[int] = []
            at = number
            while at >= 0:
                path.append(int(labels.site[at]))
                at = int(labels.parent[at])
            if len(set(path)) == len(path):
                self.best = tuple(path if backward else reversed(path))
                self.most = float(labels.profit[number])
                return


def _sides(model: Model, day: Day) -> tuple[Side, Side]:
    count = model.count
    service = np.array(model.service, dtype=np.int64)
    ways = np.array(day.ways, dtype=np.int64).reshape(count + 2, count + 2)
    with_service = ways[:count, :count] + service[:, None]
    home = ways[:count, count + 1] + service
    horizon, used = day.closes - day.opens, day.latest >= 0
    opens = np.where(used, day.earliest.astype(np.int64) - day.opens, NEVER)
    closes = np.where(used, day.latest.astype(np.int64) - day.opens, -1)
    back_opens = np.where(used, horizon - closes, NEVER)[::-1]
    back_closes = np.where(used, horizon - opens, -1)[::-1]
    begin, back = ways[count, :count], np.ascontiguousarray(with_service.T)
    forward = Side(begin, home, with_service, opens, closes, horizon)
    backward = Side(home, begin, back, back_opens, back_closes, horizon)
    return forward, backward


def _opening(side: Side, arrival: Ints) -> Ints:
    begin = np.full_like(arrival, NEVER)
    for opens, closes in zip(side.opens[::-1], side.closes[::-1], strict=True):
        begin = np.where(arrival <= closes, np.maximum(arrival, opens), begin)
    return begin
