"""One turn at a time in a conversation, over all processes: advisory locks of PostgreSQL.

They are those of one connection, which a process keeps for all its turns; with the process, they go. A pooler that
hands connections on after each transaction can't keep them.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType

import psycopg

from memory.connecting import Connection, connected
from travel.errors import ConversationBusy, StorageError

PATIENCE = 30.0  # seconds that a turn waits for the one before it
POLL = 0.05
_SEED = 7_246_119  # of the hash: no other lock of ours is a hash with it
_TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, %s)) AS done"
_LEAVE = "SELECT pg_advisory_unlock(hashtextextended(%s, %s)) AS done"


class TurnLocks:
    """Of one process on one database."""

    def __init__(self, dsn: str, *, patience: float = PATIENCE) -> None:
        self._dsn, self._patience = dsn, patience
        self._asking: set[str] = set()
        self._held: set[str] = set()
        self._connection: Connection | None = None
        self._stack = AsyncExitStack()
        self._connecting = asyncio.Lock()

    @asynccontextmanager
    async def alone(self, thread: str, *, patience: float | None = None) -> AsyncGenerator[None]:
        """Waits for the turn that goes on, here or elsewhere. Raises ConversationBusy, StorageError."""
        clock = asyncio.get_running_loop().time
        until = clock() + (self._patience if patience is None else patience)
        while not await self._taken(thread):
            if clock() >= until:
                raise ConversationBusy("another turn goes on in this conversation: let it end")
            await asyncio.sleep(POLL)
        try:
            yield
        finally:
            await asyncio.shield(self._left(thread))

    async def __aenter__(self) -> "TurnLocks":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _taken(self, thread: str) -> bool:
        """Taken by the same connection twice, it would be had twice."""
        if thread in self._held or thread in self._asking:
            return False
        self._asking.add(thread)
        try:
            if await self._asked(_TAKE, thread):
                self._held.add(thread)
        finally:
            self._asking.discard(thread)
        return thread in self._held

    async def _left(self, thread: str) -> None:
        """What can't be left went with its connection."""
        try:
            with contextlib.suppress(StorageError):
                await self._asked(_LEAVE, thread)
        finally:
            self._held.discard(thread)

    async def _asked(self, query: str, thread: str) -> bool:
        connection = await self._connected()
        try:
            return await _done(connection, query, thread)
        except psycopg.Error as error:
            told = StorageError(f"the database didn't do it ({type(error).__name__})")
        raise told

    async def _connected(self) -> Connection:
        """A new one in the place of one that broke takes again what is held."""
        async with self._connecting:
            if self._connection is not None and not self._connection.closed:
                return self._connection
            with contextlib.suppress(psycopg.Error):
                await self._stack.aclose()
            self._connection = await self._stack.enter_async_context(connected(self._dsn))
            for thread in self._held:
                await _done(self._connection, _TAKE, thread)
            return self._connection


async def _done(connection: Connection, query: str, thread: str) -> bool:
    found = await connection.execute(query.encode(), (thread, _SEED))
    row = await found.fetchone()
    return bool(row and row["done"])
