"""redis-py, as much of it as the cache needs, and typed."""

import asyncio
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.maint_notifications import MaintNotificationsConfig

TROUBLE = (RedisError, OSError, TimeoutError)
LONGEST = 30.0  # seconds, for any command; who has less patience says so
Word = str | bytes | int


class Wire:
    """A pool of connections (RESP3). Nothing is tried twice. Raises one of `TROUBLE`."""

    def __init__(self, url: str, *, connections: int, connect_seconds: float) -> None:
        self._connections = connections
        pools: Any = BlockingConnectionPool  # its types have holes
        self._pool = pools.from_url(
            url,
            protocol=3,
            max_connections=connections,
            timeout=None,
            socket_timeout=LONGEST,
            socket_connect_timeout=connect_seconds,
            retry=Retry(NoBackoff(), 0),
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._redis: Any = Redis.from_pool(self._pool)

    def connection(self) -> AbstractConnection:
        """One more, not of the pool."""
        return self._pool.make_connection()

    async def run(self, *command: Word) -> Any:
        return await self._redis.execute_command(*command)

    async def together(self, *commands: tuple[Word, ...]) -> list[Any]:
        """In one go, with nothing in between."""
        async with self._redis.pipeline(transaction=True) as pipeline:
            for command in commands:
                pipeline.execute_command(*command)
            return await pipeline.execute()

    async def warm(self) -> None:
        """Opens every connection of the pool."""
        await asyncio.gather(*(self.run("PING") for _ in range(self._connections)))

    async def close(self) -> None:
        await self._redis.aclose()
        await self._pool.aclose()


def text(word: bytes | str) -> str:
    return word.decode() if isinstance(word, bytes) else word
