"""What runs told, in Redis Streams (also Valkey, Dragonfly): event N is the entry `N-0`.

Two keys a run: the stream, and the epoch of its holder. Scripts look at both and write in one go.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from memory.run_log import PAGE, Line
from memory.runs import KEPT, Run
from travel.errors import StorageError

T = TypeVar("T")
CONNECTIONS = 2000  # each follower waits on one of its own
CONNECT_SECONDS = 2.0
PATIENCE = 10.0  # seconds for an answer, beyond what was to be waited for

_WRITE = """
local epoch = tonumber(redis.call('get', KEYS[2]) or '0')
if epoch > tonumber(ARGV[1]) then return -1 end
local last, after = 0, tonumber(ARGV[2])
local newest = redis.call('xrevrange', KEYS[1], '+', '-', 'COUNT', 1)
if newest[1] then last = tonumber(string.match(newest[1][1], '^%d+')) end
if last < after then return last end
for i = 4, #ARGV do
    local number = after + i - 3
    if number > last then redis.call('xadd', KEYS[1], number .. '-0', 'e', ARGV[i]) end
end
redis.call('set', KEYS[2], ARGV[1], 'ex', ARGV[3])
redis.call('expire', KEYS[1], ARGV[3])
return after + #ARGV - 3"""
_SEAL = """
local epoch = tonumber(redis.call('get', KEYS[1]) or '0')
if epoch > tonumber(ARGV[1]) then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2])
return 1"""


class LogInRedis:
    """Implements `RunLog`. A log is gone `KEPT` after its last event."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._kept = int(KEPT.total_seconds())
        self._write = redis.register_script(_WRITE)
        self._seal = redis.register_script(_SEAL)

    async def write(self, run: Run, after: int, bodies: Sequence[str]) -> int | None:
        keys = [_stream(run), _epoch(run)]
        words = [run.epoch, after, self._kept, *bodies]
        last = int(await _answered(lambda: self._write(keys=keys, args=words)))
        return None if last < 0 else last

    async def ping(self) -> None:
        """Raises StorageError."""
        await _answered(self._redis.ping)

    async def seal(self, run: Run) -> None:
        words = [run.epoch, self._kept]
        await _answered(lambda: self._seal(keys=[_epoch(run)], args=words))

    async def lines(self, run: Run, after: int) -> list[Line]:
        stream = _stream(run)
        found = await _answered(
            lambda: self._redis.xrange(stream, min=f"{after + 1}-0", count=PAGE)
        )
        return _lines(found)

    async def awaited(self, run: Run, after: int, seconds: float) -> list[Line]:
        since, block = {_stream(run): f"{after}-0"}, int(seconds * 1000)
        found = await _answered(lambda: self._redis.xread(since, count=PAGE, block=block))
        return _lines(found[0][1]) if found else []


@asynccontextmanager
async def open_log_in_redis(url: str) -> AsyncGenerator[LogInRedis]:
    """Connects when it is first used."""
    pools: Any = BlockingConnectionPool  # its types have holes
    pool = pools.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=CONNECT_SECONDS,
        socket_timeout=PATIENCE,
        socket_connect_timeout=CONNECT_SECONDS,
        protocol=2,
    )
    redis: Any = Redis.from_pool(pool)
    try:
        yield LogInRedis(redis)
    finally:
        await redis.aclose()


def _stream(run: Run) -> str:
    return f"{_name(run)}:log"


def _epoch(run: Run) -> str:
    return f"{_name(run)}:epoch"


def _name(run: Run) -> str:
    """With the time it was begun at: the runs of several databases may share a Redis."""
    return f"tripsage:run:{{{run.key}-{run.created_at.timestamp():.6f}}}"


def _lines(entries: Sequence[tuple[bytes, dict[bytes, bytes]]]) -> list[Line]:
    return [Line(int(id.split(b"-")[0]), told[b"e"].decode()) for id, told in entries]


async def _answered(ask: Callable[[], Awaitable[T]]) -> T:
    """Raises StorageError, with nothing of what was sent."""
    try:
        return await ask()
    except (RedisError, OSError, TimeoutError) as error:
        told = StorageError(f"Redis didn't do it ({type(error).__name__})")
    raise told
