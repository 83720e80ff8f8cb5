"""When to try again, and when to leave a vendor alone.

The breaker is our own: purgatory 3.0 reads the wall clock (no test can set it, and it jumps), lets every
caller through at once when half open, and takes a cancelled call for a failure of the vendor.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tools.http.policy import VendorPolicy
from travel.errors import ProviderError

_DAY = 86_400


class Failed(Exception):
    """An attempt's error, whether another may follow (after `until`), and the vendor's health."""

    def __init__(
        self,
        error: ProviderError,
        *,
        again: bool = False,
        healthy: bool = False,
        until: datetime | None = None,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.healthy = healthy
        self.until = until


class Patience:
    """How long to wait before another try, or False. Full jitter, on top of what the vendor says."""

    def __init__(
        self,
        policy: VendorPolicy,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._pause = policy.retry_pause
        self._deadline = monotonic() + policy.retry_budget
        self._clock = clock
        self._monotonic = monotonic
        self._chance = chance

    def __call__(self, error: Exception) -> float | bool:
        if not isinstance(error, Failed) or not error.again:
            return False
        wait = self._chance() * self._pause
        self._pause *= 2
        if error.until is not None:
            wait += max(0.0, (error.until - self._clock()).total_seconds())
        return wait if self._monotonic() + wait <= self._deadline else False


class Breaker:
    """Open after failures in a row; after a rest one call goes through and decides."""

    def __init__(self, policy: VendorPolicy, monotonic: Callable[[], float]) -> None:
        self._policy = policy
        self._monotonic = monotonic
        self._failures = 0
        self._opened: float | None = None
        self._probing = False

    def admits(self) -> bool:
        if self._opened is None:
            return True
        if self._probing or self._monotonic() - self._opened < self._policy.breaker_rest:
            return False
        self._probing = True
        return True

    def record(self, *, healthy: bool) -> None:
        self._probing = False
        self._failures = 0 if healthy else self._failures + 1
        if healthy:
            self._opened = None
        elif self._failures >= self._policy.breaker_failures:
            self._opened = self._monotonic()

    def abandon(self) -> None:
        self._probing = False


def until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """`Retry-After` (RFC 9110: seconds or a date), else `ratelimit-reset` (Duffel: a date)."""
    for name in ("retry-after", "ratelimit-reset"):
        text = headers.get(name, "").strip()
        if text.isdecimal():
            return now + timedelta(seconds=min(int(text[:9]), _DAY))
        for read in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                moment = read(text)
            except (ValueError, TypeError):
                continue
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
