"""Hearing of every entry that anybody writes, deletes or lets expire (redis.io: client-side caching).

One connection of its own asks for all keys under a prefix (RESP3, CLIENT TRACKING ON BCAST), which
Redis then names in push messages. When that connection breaks, nothing in this process's memory can be
trusted any more; a ping a second makes sure that a broken one is noticed.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from redis.asyncio.connection import AbstractConnection

HEARTBEAT = 1.0  # seconds
SILENCE = 2.0  # after which the connection is given up


class Invalidations(Protocol):
    def one(self, key: str) -> None: ...
    def all(self) -> None: ...
    def lapsed(self) -> None:
        """Redis is left alone for a while; what is in memory is still kept up to date."""
        ...


async def track(
    connection: AbstractConnection, prefix: str, cleared: str, heard: Invalidations
) -> Callable[[], Awaitable[None]]:
    """Returns what listens until the connection breaks, and then raises. `cleared` stands for all."""

    async def invalidate(message: Sequence[object]) -> None:
        keys = message[1]
        if not isinstance(keys, list | tuple):  # FLUSHALL
            heard.all()
            return
        for raw in keys:  # pyright: ignore[reportUnknownVariableType]
            key = raw.decode() if isinstance(raw, bytes) else str(raw)  # pyright: ignore[reportUnknownArgumentType]
            if key == cleared:
                heard.all()
            else:
                heard.one(key.removeprefix(prefix))

    async def listen() -> None:
        try:
            while True:
                try:
                    await connection.read_response(timeout=HEARTBEAT, push_request=True, disconnect_on_error=False)
                    continue
                except TimeoutError:
                    await connection.send_command("PING")
                await connection.read_response(timeout=SILENCE, push_request=True)
        finally:
            await connection.disconnect(nowait=True)

    await connection.connect()
    # redis-py offers this for its synchronous client alone (`CacheConfig`); the parser is the same.
    parser = connection._get_push_notifications_parser()  # pyright: ignore[reportPrivateUsage]
    parser.set_invalidation_push_handler(invalidate)
    await connection.send_command("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", prefix)
    await connection.read_response()
    heard.all()
    return listen
