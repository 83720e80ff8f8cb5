"""What the cache was good for."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from tools.cache.entries import Entry
from tools.cache.settings import TIERS, Tier
from travel.money import Money
from travel.value import Value

if TYPE_CHECKING:
    from tools.cache.errand import Asked

Where = Literal["process", "redis"]
MICRO = Decimal(1_000_000)


class Use(Value):
    """Of one operation of a provider, by this process."""

    operation: str  # "flights.search"
    provider: str
    hits: int = 0  # answers that held, or that another was given who asked the same
    stale: int = 0
    calls: int = 0
    failures: int = 0  # of the calls


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
    """Counts, by names that Redis can add up over processes; and what this process asked for."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._uses: dict[tuple[str, str], Counter[str]] = {}

    @property
    def uses(self) -> tuple[Use, ...]:
        """By operation and provider."""
        return tuple(
            Use.model_validate({"operation": operation, "provider": provider, **counts})
            for (operation, provider), counts in sorted(self._uses.items())
        )

    def hit(self, entry: Entry[Any], where: Where, now: float, asked: "Asked[Any, Any]") -> None:
        counts = self.counts
        if entry.stale:
            counts["stale"] += 1
            self._used(asked, "stale")
            return
        self._used(asked, "hits")
        counts[f"hits:{entry.tier}"] += 1
        counts[f"hits_in_{where}"] += 1
        counts[f"age_ms:{entry.tier}"] += int(max(0.0, now - entry.made) * 1000)
        if entry.negative:
            counts["negative"] += 1
        self._saved(asked)

    def joined(self, asked: "Asked[Any, Any]") -> None:
        self.counts["joined"] += 1
        self._used(asked, "hits")
        self._saved(asked)

    def called(self, asked: "Asked[Any, Any]") -> None:
        self.counts["calls"] += 1
        self._used(asked, "calls")

    def failed(self, asked: "Asked[Any, Any]") -> None:
        self.counts["failures"] += 1
        self._used(asked, "failures")

    def refreshed(self, asked: "Asked[Any, Any]") -> None:
        """A call that nobody has asked for yet."""
        self.counts["refreshed"] += 1
        self._saved(asked, -1)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] += number

    def taken(self) -> dict[str, int]:
        """What has been counted since the last time."""
        counts, self.counts = self.counts, Counter()
        return dict(counts)

    def _saved(self, asked: "Asked[Any, Any]", calls: int = 1) -> None:
        price = asked.terms.price
        if price is not None:
            self.counts[f"saved:{price.currency}"] += calls * int(price.amount * MICRO)

    def _used(self, asked: "Asked[Any, Any]", how: str) -> None:
        operation = f"{asked.operation.capability}.{asked.operation.name}"
        self._uses.setdefault((operation, asked.provider), Counter())[how] += 1


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
