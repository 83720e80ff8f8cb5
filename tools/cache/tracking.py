"""Hearing of every entry that anybody writes, deletes or lets expire (redis.io: client-side caching).

One connection of its own asks for all keys under a prefix (RESP3, CLIENT TRACKING ON BCAST), which
Redis then names in push messages. When that connection breaks, nothing in this process's memory can be
trusted any more; a ping whenever a second was silent makes sure that a broken one is noticed.

Dragonfly knows no BCAST (dragonflydb.io, CLIENT TRACKING): there, no process keeps what Redis holds.
"""

import logging
from collections.abc import Sequence
from typing import Any, Protocol

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from tools.cache.wire import text

_log = logging.getLogger("tripsage.cache")
HEARTBEAT = 1.0  # seconds
SILENCE = 2.0  # after a ping; then the connection is given up


class Invalidations(Protocol):
    def one(self, key: str) -> None: ...
    def all(self) -> None: ...
    def lapsed(self) -> None:
        """Redis is left alone for a while; what is in memory is still kept up to date."""
        ...


class Listening:
    """`tracks`: whether the server tells what changes."""

    def __init__(self, connection: AbstractConnection, *, tracks: bool) -> None:
        self._connection = connection
        self.tracks = tracks

    async def until_broken(self) -> None:
        """Raises what redis-py raises when the connection breaks, TimeoutError when it fell silent."""
        while True:
            if await self._heard(HEARTBEAT):
                continue
            await self._connection.send_command("PING")
            if not await self._heard(SILENCE):
                raise TimeoutError

    async def close(self) -> None:
        await self._connection.disconnect(nowait=True)

    async def _heard(self, seconds: float) -> bool:
        connection: Any = self._connection  # its types have holes
        reply = await connection.read_response(
            timeout=seconds, push_request=True, disconnect_on_error=False
        )
        return reply is not None  # redis-py's word for a timeout


async def track(
    connection: AbstractConnection, prefix: str, cleared: str, heard: Invalidations
) -> Listening:
    """From now on `heard` is told of keys without their prefix; `cleared` is a key that stands for all."""

    async def invalidate(message: Sequence[Any]) -> bool:
        keys: Sequence[bytes | str] | None = message[1]
        for key in map(text, keys or ()):
            if key == cleared:
                heard.all()
            else:
                heard.one(key.removeprefix(prefix))
        if keys is None:  # FLUSHALL
            heard.all()
        return True

    await connection.connect()
    # redis-py offers this for its synchronous client alone (`CacheConfig`); the parser is the same.
    parser: Any = connection._get_push_notifications_parser()  # pyright: ignore[reportPrivateUsage]
    parser.set_invalidation_push_handler(invalidate)
    await connection.send_command("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", prefix)
    try:
        await connection.read_response()
    except ResponseError as error:
        _log.warning("no CLIENT TRACKING, so no copies in process: %s", error)
        return Listening(connection, tracks=False)
    heard.all()
    return Listening(connection, tracks=True)
