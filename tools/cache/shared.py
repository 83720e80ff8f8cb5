"""The layer in Redis (also Valkey, Dragonfly), by redis-py alone.

cashews was read (7.x, its source) and left: its client-side backend writes a value it has read into its
memory even if an invalidation came in between, and swallows the first invalidation within five seconds
of its own write, so a replica can serve what another deleted; its keys join arguments with ":" (two
calls can meet in one key) and know no order-free tuples; its lock has no fencing; what it serves when
a call fails it can't mark as stale; a slow Redis has no budget.

Three kinds of key, under "<namespace>:1:": entries "e:", leases "l:", and the counters "s". A lease is
held by whoever asks a provider; only its holder can write the entry, so an answer that was on its way
when the cache was cleared, or came after its lease ran out, is not kept. A Redis that didn't answer in
time is left alone for a while, and comes back once it answers a ping in time.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from json import dumps
from secrets import token_hex
from typing import Any, NamedTuple, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.maint_notifications import MaintNotificationsConfig

from tools.cache.failures import failure_in, failure_of
from tools.cache.patience import Away, Patience
from tools.cache.settings import CacheSettings
from tools.cache.tracking import Invalidations, track
from travel.errors import ProviderError, StorageError

T = TypeVar("T")
_log = logging.getLogger("tripsage.cache")

_STORE = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('set', KEYS[2], ARGV[2])
else redis.call('set', KEYS[2], ARGV[2], 'px', ARGV[3]) end
redis.call('del', KEYS[1])
return 1"""
_END = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('del', KEYS[1])
else redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3]) end
return 1"""
_RENEW = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('pexpire', KEYS[1], ARGV[2])"""

FAILURE_MS = 1000  # for which those who waited find why there is no answer
FIRST_LOOK, SLOWEST_LOOK = 0.004, 0.05  # seconds between looks of one who waits
WORTH_SECONDS = 30.0  # for clearing and counting, which nobody's question waits for
_TROUBLE = (RedisError, OSError, TimeoutError)


class Turn(NamedTuple):
    """`lease` is None where another holds it; `raw` is the entry as it then stood."""

    lease: str | None
    raw: bytes | None


class Shared:
    """Enter it once. Whatever goes wrong with Redis, its methods raise Away and nothing else."""

    def __init__(self, settings: CacheSettings, heard: Invalidations) -> None:
        assert settings.redis_url is not None
        self._settings = settings
        self._heard = heard
        base = f"{settings.namespace}:1:"
        self._entries, self._leases, self._counters = base + "e:", base + "l:", base + "s"
        self._cleared = self._entries + "cleared"
        self._up = False
        self._connected = False
        self._tasks: set[asyncio.Task[None]] = set()
        pool = BlockingConnectionPool.from_url(
            settings.redis_url.get_secret_value(),
            protocol=3,
            max_connections=settings.connections,
            timeout=None,
            socket_timeout=WORTH_SECONDS,
            socket_connect_timeout=settings.connect.total_seconds(),
            retry=Retry(NoBackoff(), 0),
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._redis: Redis = Redis.from_pool(pool)

    @property
    def up(self) -> bool:
        return self._up

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Shared"]:
        """Connected, or still trying in the background."""
        tried = asyncio.Event()
        self._spawn(self._stay_connected(tried))
        with suppress(TimeoutError):
            await asyncio.wait_for(tried.wait(), self._settings.connect.total_seconds() / 4)
        try:
            yield self
        finally:
            self._up = False
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            with suppress(*_TROUBLE):
                await self._redis.aclose()

    async def get(self, key: str, patience: Patience) -> bytes | None:
        return await self._try(patience, "GET", self._entries + key)

    async def turn(self, key: str, patience: Patience) -> Turn:
        """The lease of `key`, if nobody holds it."""
        token = token_hex(8)

        async def command() -> list[Any]:
            async with self._redis.pipeline(transaction=True) as both:
                both.set(self._leases + key, token, nx=True, px=self._lease_ms)
                both.get(self._entries + key)
                return await both.execute()

        taken, raw = await self._guarded(patience, command)
        return Turn(token if taken else None, raw)

    async def settled(self, key: str) -> bytes | None:
        """The entry once nobody holds the lease. Raises the ProviderError of whoever held it."""
        pause, deadline = FIRST_LOOK, self._settings.longest_wait.total_seconds()
        while deadline > 0:
            looking = Patience(self._settings.patience.total_seconds())
            keys = self._entries + key, self._leases + key
            raw, lease = await self._try(looking, "MGET", *keys)
            if lease is None:
                return raw
            error = failure_in(lease)
            if error is not None:
                raise error
            await asyncio.sleep(pause)
            deadline -= pause
            pause = min(pause * 1.5, SLOWEST_LOOK)
        raise Away

    async def store(
        self, key: str, raw: bytes, milliseconds: int | None, lease: str, patience: Patience
    ) -> bool:
        """Whether it was kept: False where the lease is another's by now, or was cleared away."""
        keys = self._leases + key, self._entries + key
        ends = "" if milliseconds is None else milliseconds
        return bool(await self._try(patience, "EVAL", _STORE, 2, *keys, lease, raw, ends))

    async def end(self, key: str, lease: str, error: BaseException | None = None) -> None:
        """Gives the lease up without an answer; those who wait are told the error."""
        patience = Patience(self._settings.patience.total_seconds())
        told = failure_of(error) if isinstance(error, ProviderError) else ""
        with suppress(Away):
            await self._try(patience, "EVAL", _END, 1, self._leases + key, lease, told, FAILURE_MS)

    @asynccontextmanager
    async def renewed(self, key: str, lease: str) -> AsyncGenerator[None]:
        """Keeps the lease for as long as a provider takes."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(self._lease_ms / 3000)
                with suppress(*_TROUBLE):
                    await self._redis.execute_command(
                        "EVAL", _RENEW, 1, self._leases + key, lease, self._lease_ms
                    )

        task = self._spawn(renewing())
        try:
            yield
        finally:
            task.cancel()

    async def clear(self, pattern: str) -> int:
        """The number of entries that were deleted. Raises StorageError."""
        try:
            async with asyncio.timeout(WORTH_SECONDS * 10):
                await self._unlink(self._leases + pattern)
                count = await self._unlink(self._entries + pattern)
                await self._redis.execute_command("SET", self._cleared, token_hex(8))
        except _TROUBLE as error:
            raise StorageError("the cache's Redis can't be reached: nothing was cleared") from error
        return count

    async def add(self, counts: Mapping[str, int]) -> None:
        async def command() -> None:
            async with self._redis.pipeline(transaction=False) as all_:
                for name, number in counts.items():
                    all_.execute_command("HINCRBY", self._counters, name, number)
                await all_.execute()

        await self._guarded(Patience(WORTH_SECONDS), command)

    async def counted(self) -> dict[str, int]:
        pairs = await self._try(Patience(WORTH_SECONDS), "HGETALL", self._counters)
        return {_text(name): int(number) for name, number in dict(pairs).items()}

    @property
    def _lease_ms(self) -> int:
        return int(self._settings.lease.total_seconds() * 1000)

    async def _unlink(self, pattern: str) -> int:
        cursor, count = 0, 0
        while True:
            found = await self._redis.execute_command("SCAN", cursor, "MATCH", pattern, "COUNT", 5000)
            cursor, keys = int(found[0]), [key for key in found[1] if _text(key) != self._cleared]
            if keys:
                count += int(await self._redis.execute_command("UNLINK", *keys))
            if cursor == 0:
                return count

    async def _try(self, patience: Patience, *command: str | bytes | int) -> Any:
        return await self._guarded(patience, lambda: self._redis.execute_command(*command))

    async def _guarded(self, patience: Patience, command: Callable[[], Awaitable[T]]) -> T:
        if not self._up:
            raise Away
        try:
            return await patience.within(command)
        except _TROUBLE as error:
            self._lapse(error)
            raise Away from None

    def _lapse(self, error: Exception) -> None:
        if not self._up:
            return
        self._up = False
        self._heard.lapsed()
        _log.warning("Redis is left alone for a while: %s", type(error).__name__)
        self._spawn(self._come_back())

    async def _come_back(self) -> None:
        """Those that keep listening (see `tracking`) need no new connection, only a timely ping."""
        while self._connected:
            await asyncio.sleep(self._settings.rest.total_seconds())
            with suppress(*_TROUBLE):
                await self._warm()
                self._up = self._connected
                return

    async def _stay_connected(self, tried: asyncio.Event) -> None:
        while True:
            try:
                async with asyncio.timeout(self._settings.connect.total_seconds()):
                    connection = self._redis.connection_pool.make_connection()
                    listening = await track(connection, self._entries, self._cleared, self._heard)
                    await self._warm()
                self._up = self._connected = True
                tried.set()
                await listening()
            except _TROUBLE as error:
                _log.warning("Redis can't be reached: %s", type(error).__name__)
            finally:
                tried.set()
                self._up = self._connected = False
                self._heard.all()
            await asyncio.sleep(self._settings.rest.total_seconds())

    async def _warm(self) -> None:
        """Opens every connection beforehand: that may take longer than a question has patience."""
        async with asyncio.timeout(self._settings.connect.total_seconds()):
            pings = (self._redis.execute_command("PING") for _ in range(self._settings.connections))
            await asyncio.gather(*pings)
        limit = Patience(self._settings.patience.total_seconds())
        await limit.within(lambda: self._redis.execute_command("PING"))

    def _spawn(self, work: Any) -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
