"""Counters in Redis, the same for all servers; while it is away, each server counts for itself."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from tools.cache.wire import TROUBLE, Wire
from tools.limits.counters import Quota, Standing
from tools.limits.local import LocalCounters

T = TypeVar("T")
PATIENCE = 0.25  # seconds for an answer
REST = 2.0  # seconds that a Redis which didn't answer is left alone
CONNECTIONS = 8
_LOG = logging.getLogger(__name__)

# The clock is Redis's: servers' own differ. Seconds, as text, since numbers are cut to whole ones on the way.
_COUNT = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
if ARGV[1] == 'take' then
  local amount, window = tonumber(ARGV[2]), tonumber(ARGV[3])
  local step = window / amount
  local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + step
  local early = due - window - now
  if early > 0.000001 then return {0, 0, tostring(due - step - now), tostring(early)} end
  redis.call('SET', KEYS[1], string.format('%.6f', due), 'PX', math.ceil((due - now) * 1000))
  return {1, math.floor((window - (due - now)) / step + 0.000001), tostring(due - now), '0'}
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('ZADD', KEYS[1], string.format('%.6f', now + tonumber(ARGV[4])), ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
"""


class SharedCounters:
    """Never raises: Redis away means that the process counts alone."""

    def __init__(
        self, wire: Wire, alone: LocalCounters, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wire, self._alone, self._now = wire, alone, monotonic
        self._away_until = float("-inf")

    async def take(self, key: str, quota: Quota) -> Standing:
        async def count() -> Standing:
            words = ("take", quota.amount, quota.seconds)
            allowed, left, reset, retry = await self._wire.run("EVAL", _COUNT, 1, key, *words)
            return Standing(bool(allowed), int(left), float(reset), float(retry))

        return await self._else(count, lambda: self._alone.take(key, quota))

    async def enter(self, key: str, member: str, *, most: int, seconds: int) -> bool:
        async def count() -> bool:
            words = ("enter", member, most, seconds)
            return bool(await self._wire.run("EVAL", _COUNT, 1, key, *words))

        return await self._else(
            count, lambda: self._alone.enter(key, member, most=most, seconds=seconds)
        )

    async def leave(self, key: str, member: str) -> None:
        async def count() -> Any:
            return await self._wire.run("ZREM", key, member)

        await self._alone.leave(key, member)
        await self._else(count, lambda: self._alone.leave(key, member))

    async def spend(self, key: str, amount: int, *, seconds: int) -> int:
        async def count() -> int:
            if not amount:
                return int(await self._wire.run("GET", key) or 0)
            adding = ("INCRBY", key, amount)
            total, _ = await self._wire.together(adding, ("EXPIRE", key, seconds))
            return int(total)

        return await self._else(count, lambda: self._alone.spend(key, amount, seconds=seconds))

    async def _else(
        self, shared: Callable[[], Awaitable[T]], alone: Callable[[], Awaitable[T]]
    ) -> T:
        if self._now() >= self._away_until:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await shared()
            except TROUBLE as error:
                self._away_until = self._now() + REST
                _LOG.warning("limits are counted in this process: %s", type(error).__name__)
        return await alone()


@asynccontextmanager
async def open_shared_counters(url: str) -> AsyncGenerator[SharedCounters]:
    """Connects when something is counted first."""
    wire = Wire(url, connections=CONNECTIONS, connect_seconds=PATIENCE)
    try:
        yield SharedCounters(wire, LocalCounters())
    finally:
        with suppress(*TROUBLE):
            await wire.close()
