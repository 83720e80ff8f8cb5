"""The layer in Redis (also Valkey, Dragonfly), by redis-py alone.

cashews was read (7.x, as installed) and left: its client-side backend writes a value it has read into
its memory even if an invalidation came in between, and swallows the first invalidation after a write of
its own, so a replica can serve what another deleted; its keys join arguments with ":" (two calls can
meet in one key) and know no order-free tuples; its lock isn't fenced; what it serves when a call fails
it can't mark as stale; and a slow Redis has no budget.

Three kinds of key, under "<namespace>:1:": entries "e:", leases "l:", and the counters "s". A lease is
held by whoever asks a provider; only its holder can write the entry, so an answer that was on its way
when the cache was cleared, or came after its lease ran out, is not kept. A Redis that didn't answer in
time is left alone for a while, and comes back once it answers a ping in time.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from secrets import token_hex
from typing import Any, NamedTuple, TypeVar

from tools.cache.failures import failure_in, failure_of
from tools.cache.patience import Away, Patience
from tools.cache.settings import CacheSettings
from tools.cache.tracking import Invalidations, track
from tools.cache.wire import LONGEST, TROUBLE, Wire, Word, text
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
CLEARING = 600.0  # seconds, at most


class Turn(NamedTuple):
    """`lease` is None where another holds it; `raw` is the entry as it then stood."""

    lease: str | None
    raw: bytes | None


class Shared:
    """Enter `open` once. Whatever goes wrong with Redis, questions meet Away and nothing else."""

    def __init__(self, url: str, settings: CacheSettings, heard: Invalidations) -> None:
        self._heard = heard
        base = f"{settings.namespace}:1:"
        self._entries, self._leases, self._counters = base + "e:", base + "l:", base + "s"
        self._cleared = self._entries + "cleared"
        self._patience = settings.patience.total_seconds()
        self._rest = settings.rest.total_seconds()
        self._connect = settings.connect.total_seconds()
        self._lease_ms = int(settings.lease.total_seconds() * 1000)
        self._longest_wait = settings.longest_wait.total_seconds()
        self._wire = Wire(url, connections=settings.connections, connect_seconds=self._connect)
        self._up = self._connected = False
        self.tracks = False  # whether this process hears of what others delete
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Shared"]:
        """Connected, or still trying in the background."""
        tried = asyncio.Event()
        self._spawn(self._stay_connected(tried))
        with suppress(TimeoutError):
            await asyncio.wait_for(tried.wait(), self._connect / 4)
        try:
            yield self
        finally:
            self._up = self._connected = False
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(*TROUBLE):
                await self._wire.close()

    @property
    def up(self) -> bool:
        return self._up

    async def get(self, key: str, patience: Patience) -> bytes | None:
        return await self._run(patience, "GET", self._entries + key)

    async def turn(self, key: str, patience: Patience) -> Turn:
        """The lease of `key`, if nobody holds it."""
        token = token_hex(8)
        taking = ("SET", self._leases + key, token, "NX", "PX", self._lease_ms)
        looking = ("GET", self._entries + key)
        taken, raw = await self._guarded(patience, lambda: self._wire.together(taking, looking))
        return Turn(token if taken else None, raw)

    async def settled(self, key: str) -> bytes | None:
        """The entry once nobody holds the lease. Raises the ProviderError of whoever held it."""
        pause, left = FIRST_LOOK, self._longest_wait
        while left > 0:
            looking = Patience(self._patience)
            keys = self._entries + key, self._leases + key
            raw, lease = await self._run(looking, "MGET", *keys)
            if lease is None:
                return raw
            error = failure_in(lease)
            if error is not None:
                raise error
            await asyncio.sleep(pause)
            left -= pause
            pause = min(pause * 1.5, SLOWEST_LOOK)
        raise Away

    async def store(
        self, key: str, raw: bytes, milliseconds: int | None, lease: str, patience: Patience
    ) -> bool:
        """Whether it was kept: False where the lease is another's by now, or was cleared away."""
        keys = self._leases + key, self._entries + key
        ends = "" if milliseconds is None else milliseconds
        return bool(await self._run(patience, "EVAL", _STORE, 2, *keys, lease, raw, ends))

    async def end(self, key: str, lease: str, error: ProviderError | None = None) -> None:
        """Gives the lease up without an answer; those who wait are told the error."""
        told = "" if error is None else failure_of(error)
        words = ("EVAL", _END, 1, self._leases + key, lease, told, FAILURE_MS)
        with suppress(Away):
            await self._run(Patience(self._patience), *words)

    @asynccontextmanager
    async def renewed(self, key: str, lease: str) -> AsyncGenerator[None]:
        """Keeps the lease for as long as a provider takes."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(self._lease_ms / 3000)
                with suppress(*TROUBLE):
                    words = ("EVAL", _RENEW, 1, self._leases + key, lease, self._lease_ms)
                    await self._wire.run(*words)

        task = self._spawn(renewing())
        try:
            yield
        finally:
            task.cancel()

    async def clear(self, pattern: str) -> int:
        """The number of entries that were deleted. Raises StorageError."""
        try:
            async with asyncio.timeout(CLEARING):
                await self._unlink(self._leases + pattern)
                count = await self._unlink(self._entries + pattern)
                await self._wire.run(
                    "SET", self._cleared, token_hex(8)
                )  # every replica hears of it
        except TROUBLE as error:
            raise StorageError("the cache's Redis can't be reached, clear it again") from error
        return count

    async def add(self, counts: Mapping[str, int]) -> None:
        added = [("HINCRBY", self._counters, name, number) for name, number in counts.items()]
        await self._guarded(Patience(LONGEST), lambda: self._wire.together(*added))

    async def counted(self) -> dict[str, int]:
        pairs = await self._run(Patience(LONGEST), "HGETALL", self._counters)
        return {text(name): int(number) for name, number in pairs.items()}

    async def _unlink(self, pattern: str) -> int:
        cursor, count = 0, 0
        while True:
            found = await self._wire.run("SCAN", cursor, "MATCH", pattern, "COUNT", 5000)
            cursor, keys = int(found[0]), [key for key in found[1] if text(key) != self._cleared]
            if keys:
                count += int(await self._wire.run("UNLINK", *keys))
            if cursor == 0:
                return count

    async def _run(self, patience: Patience, *command: Word) -> Any:
        return await self._guarded(patience, lambda: self._wire.run(*command))

    async def _guarded(self, patience: Patience, command: Callable[[], Awaitable[T]]) -> T:
        if not self._up:
            raise Away
        try:
            return await patience.within(command)
        except TROUBLE as error:
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
        """While the listening connection lives: what is in memory has been kept up to date."""
        while self._connected and not self._up:
            await asyncio.sleep(self._rest)
            with suppress(Away, *TROUBLE):
                await self._prompt()
                self._up = self._connected

    async def _stay_connected(self, tried: asyncio.Event) -> None:
        while True:
            try:
                async with asyncio.timeout(self._connect):
                    connection = self._wire.connection()
                    listening = await track(connection, self._entries, self._cleared, self._heard)
                try:
                    await self._prompt()
                    self._up = self._connected = True
                    self.tracks = listening.tracks
                    tried.set()
                    await listening.until_broken()
                finally:
                    await listening.close()
            except (Away, *TROUBLE) as error:
                _log.warning("Redis can't be reached: %s", type(error).__name__)
            finally:
                self._up = self._connected = self.tracks = False
                self._heard.all()
                tried.set()
            await asyncio.sleep(self._rest)

    async def _prompt(self) -> None:
        """Raises TimeoutError for a Redis that is slow now.

        The pool is filled first: to connect may take longer than a question has patience.
        """
        async with asyncio.timeout(self._connect):
            await self._wire.warm()
        await Patience(self._patience).within(lambda: self._wire.run("PING"))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
