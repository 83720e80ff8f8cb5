"""Chance that repeats itself (the same seed and key give the same value), and its provenance.

`blake2b` rather than `random` or `hash`, so that a value depends on its own key alone: asking for
one thing more never changes another, and every Python gives the same.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

from travel.provenance import Provenance

T = TypeVar("T")
Key = object  # anything whose `str` is stable: dates, codes, numbers

NOTE = "sandbox data: made up for trying things out, not for sale"


def unit(seed: int, *key: Key) -> float:
    """A number in [0, 1), even over keys."""
    return int.from_bytes(_digest(seed, key, 7), "big") / 2**56


def between(low: float, high: float, seed: int, *key: Key) -> float:
    """A number in [low, high)."""
    return low + (high - low) * unit(seed, *key)


def whole(low: int, high: int, seed: int, *key: Key) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(unit(seed, *key) * (high - low + 1))


def pick(options: Sequence[T], seed: int, *key: Key) -> T:
    """One of the options."""
    return options[int(unit(seed, *key) * len(options))]


def chance(share: float, seed: int, *key: Key) -> bool:
    """True for that share of the keys."""
    return unit(seed, *key) < share


def bell(seed: int, *key: Key) -> float:
    """About -1 to 1, mostly near 0 (the mean of three even ones)."""
    raw = _digest(seed, key, 6)
    parts = (int.from_bytes(raw[i : i + 2], "big") / 2**16 for i in (0, 2, 4))
    return sum(parts) / 1.5 - 1.0


def name_of(seed: int, *key: Key) -> str:
    """A stable short name of the key: 16 hexadecimal digits."""
    return _digest(seed, key, 8).hex()


def answer(
    provider: str,
    key: str,
    now: datetime,
    minutes: float | None,
    *,
    seed: int = 0,
    note: str = NOTE,
) -> Provenance:
    """`provider` asked `key` at `now`; valid for `minutes` (None: no end).

    The id is stable: "sandbox:flights:<16 hexadecimal digits of the key>".
    """
    return Provenance(
        id=f"{provider}:{name_of(seed, key)}",
        provider=provider,
        retrieved_at=now,
        expires_at=None if minutes is None else now + timedelta(minutes=minutes),
        sandbox=True,
        note=note,
    )


def _digest(seed: int, key: tuple[Key, ...], size: int) -> bytes:
    text = "\x1f".join(map(str, (seed, *key)))
    return blake2b(text.encode(), digest_size=size).digest()
