"""What Open-Meteo's errors mean, and its limits, counted here as the vendor counts them.

Limits are in weighted calls: variables / 10 x days / 14 x places, at least one a place; they begin anew
with each minute, hour and day (UTC). Source: open-meteo.com/en/pricing and `RateLimiter.swift` of
open-meteo/open-meteo. No header says how much is left or until when one has to wait.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Literal, cast, get_args

from tools.http import ErrorHook
from tools.providers.open_meteo.wire import NAME
from travel.errors import ProviderError, ProviderRefused, RateLimited

Period = Literal["Minutely", "Hourly", "Daily", "Monthly"]
FREE: Mapping[Period, float] = MappingProxyType({"Minutely": 600, "Hourly": 5000, "Daily": 10_000})


def weight(places: int, days: float, variables: int) -> float:
    return places * max(1.0, variables / 10 * max(1.0, days / 14))


def ending(period: Period, now: datetime) -> datetime:
    """When the running one is over, in UTC."""
    start = now.astimezone(UTC).replace(second=0, microsecond=0)
    if period == "Minutely":
        return start + timedelta(minutes=1)
    start = start.replace(minute=0)
    if period == "Hourly":
        return start + timedelta(hours=1)
    start = start.replace(hour=0)
    if period == "Daily":
        return start + timedelta(days=1)
    return (start.replace(day=1) + timedelta(days=32)).replace(day=1)


class Budget:
    """What is left of the limits, as far as this process can tell."""

    def __init__(self, limits: Mapping[Period, float], clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._clock = clock
        self._spent: dict[Period, tuple[datetime, float]] = {}

    def spend(self, weight: float) -> None:
        """Raises RateLimited, until the period is over, where there is less left of one."""
        now = self._clock()
        for period, limit in self._limits.items():
            if self._spent_in(period, now) + weight > limit:
                raise _limited(period, now)
        for period in self._limits:
            self._spent[period] = ending(period, now), self._spent_in(period, now) + weight

    def _spent_in(self, period: Period, now: datetime) -> float:
        end, spent = self._spent.get(period, (now, 0.0))
        return spent if end == ending(period, now) else 0.0


def open_meteo_errors(clock: Callable[[], datetime]) -> ErrorHook:
    """Of `{"error": true, "reason": …}`. The reason is not repeated: it quotes what was sent."""

    def meaning(status: int, body: object) -> ProviderError | None:
        reason = _reason(body)
        for period in cast(tuple[Period, ...], get_args(Period)):
            if reason.startswith(f"{period} API request limit"):
                return _limited(period, clock())
        if "concurrent requests" in reason:
            return RateLimited(NAME, "is busy with other requests from here")
        if "api key" in reason.casefold():
            return ProviderRefused(NAME, "doesn't accept the key")
        if "out of allowed range" in reason:
            return ProviderRefused(NAME, "knows nothing of these days")
        return None

    return meaning


def _reason(body: object) -> str:
    if not isinstance(body, dict):
        return ""
    reason = cast(Mapping[str, object], body).get("reason")
    return reason if isinstance(reason, str) else ""


def _limited(period: Period, now: datetime) -> RateLimited:
    text = f"the {period.casefold()} limit of requests is used up"
    return RateLimited(NAME, text, retry_after=ending(period, now))
