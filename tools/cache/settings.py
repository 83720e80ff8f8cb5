"""How long answers are kept, and what a Redis may cost."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from travel.money import Money
from travel.value import Value

Tier = Literal["hot", "warm", "cold", "kept"]
TIERS: tuple[Tier, ...] = ("hot", "warm", "cold", "kept")

Positive = Annotated[timedelta, Field(gt=timedelta(0))]
NotNegative = Annotated[timedelta, Field(ge=timedelta(0))]


class Lifetime(Value):
    """An answer is served for `fresh` (None: for good), and for `stale` more if its provider fails.

    Neither goes past the expiry that the answer states itself.
    """

    fresh: Positive | None
    stale: NotNegative = timedelta(0)


def _lifetime(*, minutes: float, stale_minutes: float) -> Lifetime:
    return Lifetime(fresh=timedelta(minutes=minutes), stale=timedelta(minutes=stale_minutes))


class CacheSettings(Value):
    """Without `redis_url` (redis, rediss or unix) the cache lives in this process alone."""

    redis_url: SecretStr | None = None
    namespace: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")] = "tripsage"

    hot: Lifetime = _lifetime(minutes=5, stale_minutes=10)
    warm: Lifetime = _lifetime(minutes=60, stale_minutes=6 * 60)
    cold: Lifetime = _lifetime(minutes=24 * 60, stale_minutes=7 * 24 * 60)
    kept: Lifetime = Lifetime(fresh=None)
    negative: NotNegative = timedelta(seconds=60)  # for empty answers and refusals
    refresh_after: Annotated[float, Field(gt=0, le=1)] = 0.8  # of the lifetime; 1 is never
    hold: Positive = timedelta(seconds=15)  # a failed provider isn't asked again for so long

    local_entries: Annotated[int, Field(ge=1)] = 5_000
    local_bytes: Annotated[int, Field(ge=1)] = 128 * 2**20  # as JSON; as values about 5 times that
    detached: Positive = timedelta(seconds=60)  # in process, while a configured Redis is away

    patience: Positive = timedelta(milliseconds=50)  # for Redis, a question
    rest: Positive = timedelta(seconds=5)  # for a Redis that was down or slow
    connect: Positive = timedelta(seconds=2)  # in the background
    connections: Annotated[int, Field(ge=1, le=100)] = 8
    lease: Positive = timedelta(seconds=10)  # of the one who asks; renewed while it is asking
    longest_wait: Positive = timedelta(seconds=120)  # for another who asks the same

    def lifetime(self, tier: Tier) -> Lifetime:
        return {"hot": self.hot, "warm": self.warm, "cold": self.cold, "kept": self.kept}[tier]


class Terms(Value):
    """Under which a provider answers. All but the price are part of every key.

    `environment` is "live", "test", for the sandbox its seed: whatever makes the same question another.
    `tenant` is the user whose own key is used.
    """

    version: str = "1"
    environment: str = "live"
    tenant: str | None = None
    price: Money | None = None  # that the vendor asks for a call
