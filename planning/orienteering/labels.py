"""Paths as rows of arrays, what they remember as bits, and which of them another is as good as."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.orienteering.model import Floats, Ints

Bits = NDArray[np.uint64]
PAIRS = 2_000_000  # compared at once


class OutOfTime(Exception):
    pass


@dataclass(slots=True)
class Labels:
    """Paths that end at a site, numbered."""

    site: Ints
    t: Ints
    profit: Floats
    seen: Bits  # remembered, or out of reach by now
    parent: Ints


def packed(table: NDArray[np.bool_], words: int) -> Bits:
    packed = np.packbits(table, axis=1, bitorder="little")
    out = np.zeros((len(table), words * 8), dtype=np.uint8)
    out[:, : packed.shape[1]] = packed
    return out.view(np.uint64)


def unpacked(bits: Bits, count: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view(np.uint8), axis=1, count=count, bitorder="little").view(np.bool_)


def single(sites: Ints, words: int) -> Bits:
    out = np.zeros((len(sites), words), dtype=np.uint64)
    out[np.arange(len(sites)), sites // 64] = np.uint64(1) << (sites % 64).astype(np.uint64)
    return out


def some(labels: Labels, which: NDArray[np.bool_] | Ints) -> Labels:
    return Labels(
        labels.site[which],
        labels.t[which],
        labels.profit[which],
        labels.seen[which],
        labels.parent[which],
    )


def joined(parts: list[Labels]) -> Labels:
    return Labels(
        np.concatenate([each.site for each in parts]),
        np.concatenate([each.t for each in parts]),
        np.concatenate([each.profit for each in parts]),
        np.concatenate([each.seen for each in parts]),
        np.concatenate([each.parent for each in parts]),
    )


def risen(these: Labels, old: list[Labels]) -> Labels:
    """Those that no earlier path at the site is as good as, put among the old; all remember nothing."""
    before = np.concatenate(([-1.0], np.maximum.accumulate(these.profit)[:-1]))
    these = some(these, these.profit > before)
    if old:
        front = old.pop()
        at = np.searchsorted(front.t, these.t, side="right") - 1
        most = np.maximum.accumulate(front.profit)
        these = some(these, (at < 0) | (most[at] < these.profit))
        both = joined([front, these])
        both = some(both, np.argsort(both.t, kind="stable"))
    else:
        both = these
    if len(both.t):
        old.append(both)
    return these


def beaten(
    these: Labels, others: Labels, *, same: bool, stop: Callable[[], bool]
) -> NDArray[np.bool_]:
    """Which of these another is as good as in every way; of equals the first stays."""
    out = np.zeros(len(these.t), dtype=bool)
    size = max(1, PAIRS // max(1, len(others.t)))
    numbers = np.arange(len(others.t))
    for at in range(0, len(these.t), size):
        if stop():
            raise OutOfTime
        part = slice(at, at + size)
        better = others.t <= these.t[part, None]
        better &= others.profit >= these.profit[part, None]
        if same:  # sorted by time, then profit: only an earlier one can be as good, or an equal
            better &= numbers < numbers[part, None]
        for w in range(these.seen.shape[1]):
            better &= (others.seen[:, w] & ~these.seen[part, w][:, None]) == 0
        out[part] = better.any(axis=1)
    return out
