"""What the cache was good for."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from tools.cache.entries import Entry
from tools.cache.settings import TIERS, Terms, Tier
from travel.money import Money
from travel.value import Value

Where = Literal["process", "redis"]
MICRO = Decimal(1_000_000)


class CacheStats(Value):
    """Of all processes on one Redis since its counters began, else of this process."""

    hits: Mapping[Tier, int]  # fresh ones
    hits_in_process: int
    hits_in_redis: int
    joined: int  # asked while another asked the same, and given its answer
    negative: int  # of the hits, those of an empty answer or a refusal
    stale: int  # the provider failed, the last answer was given and said to be stale
    calls: int  # of providers
    failures: int  # of those
    refreshed: int  # of the calls, those made ahead of need
    age_seconds: Mapping[Tier, float]  # of hits, on average
    bytes_read: int  # from Redis
    bytes_written: int
    unreadable: int  # entries that another version wrote
    redis_lapses: int  # Redis was down, or slower than allowed
    saved: tuple[Money, ...]  # at the vendors' prices per call; less those made ahead of need
    entries_in_process: int
    bytes_in_process: int
    redis: Literal["none", "up", "down"]

    @property
    def calls_saved(self) -> int:
        """Less those made ahead of need."""
        return self._answered - self.refreshed

    @property
    def hit_rate(self) -> float:
        """Of questions answered without waiting for a call of their own."""
        asked = self._answered + self.stale + self.calls - self.refreshed
        return self._answered / asked if asked else 0.0

    @property
    def _answered(self) -> int:
        return sum(self.hits.values()) + self.joined


class Tally:
    """Counts, by names that Redis can add up over processes."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def hit(self, entry: Entry[Any], where: Where, now: float, terms: Terms) -> None:
        counts = self.counts
        if entry.stale:
            counts["stale"] += 1
            return
        counts[f"hits:{entry.tier}"] += 1
        counts[f"hits_in_{where}"] += 1
        counts[f"age_ms:{entry.tier}"] += int(max(0.0, now - entry.made) * 1000)
        if entry.negative:
            counts["negative"] += 1
        self._saved(terms)

    def joined(self, terms: Terms) -> None:
        self.counts["joined"] += 1
        self._saved(terms)

    def refreshed(self, terms: Terms) -> None:
        """A call that nobody has asked for yet."""
        self.counts["refreshed"] += 1
        self._saved(terms, -1)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] += number

    def taken(self) -> dict[str, int]:
        """What has been counted since the last time."""
        counts, self.counts = self.counts, Counter()
        return dict(counts)

    def _saved(self, terms: Terms, calls: int = 1) -> None:
        if terms.price is not None:
            micros = int(terms.price.amount * MICRO)
            self.counts[f"saved:{terms.price.currency}"] += calls * micros


def told(
    counts: Mapping[str, int], *, entries: int, size: int, redis: Literal["none", "up", "down"]
) -> CacheStats:
    """`counts` as `Tally` names them."""
    of = Counter(counts)
    names = (
        *("hits_in_process", "hits_in_redis", "joined", "negative", "stale", "calls", "failures"),
        *("refreshed", "bytes_read", "bytes_written", "unreadable", "redis_lapses"),
    )
    return CacheStats.model_validate(
        {name: of[name] for name in names}
        | {
            "hits": {tier: of[f"hits:{tier}"] for tier in TIERS},
            "age_seconds": {
                tier: of[f"age_ms:{tier}"] / 1000 / max(1, of[f"hits:{tier}"]) for tier in TIERS
            },
            "saved": tuple(
                Money(amount=Decimal(of[name]) / MICRO, currency=name.removeprefix("saved:"))
                for name in sorted(of)
                if name.startswith("saved:")
            ),
            "entries_in_process": entries,
            "bytes_in_process": size,
            "redis": redis,
        }
    )
