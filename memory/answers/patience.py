"""A bounded time for the database, and none while it is known to be down."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from travel.errors import StorageError

BUDGET_SECONDS: Final = 0.05
PAUSE_SECONDS: Final = 5.0  # after it was late or failed

T = TypeVar("T")


class Patience:
    def __init__(self, seconds: float = BUDGET_SECONDS, pause: float = PAUSE_SECONDS) -> None:
        self._seconds, self._pause = seconds, pause
        self._until = 0.0
        self._abandoned: set[asyncio.Task[Any]] = set()

    async def spent_on(self, asking: Coroutine[Any, Any, T]) -> T:
        """What is answered in time. Raises StorageError for what isn't, and at once for a while after.

        What is late is cancelled and not waited for: a connection that has stalled takes seconds to give up.
        """
        if time.monotonic() < self._until:
            asking.close()
            raise StorageError(
                "the cache of answers is left alone for some seconds: it was late or failed"
            )
        task = asyncio.ensure_future(asking)
        try:
            done, _ = await asyncio.wait((task,), timeout=self._seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        try:
            if not done:
                raise StorageError("the cache of answers took too long")
            return task.result()
        except StorageError:
            self._until = time.monotonic() + self._pause
            self._abandon(task)
            raise

    def _abandon(self, task: "asyncio.Task[Any]") -> None:
        if not task.done():
            task.cancel()
            self._abandoned.add(task)
            task.add_done_callback(self._forget)

    def _forget(self, task: "asyncio.Task[Any]") -> None:
        self._abandoned.discard(task)
        if not task.cancelled():
            task.exception()  # seen: what became of it concerns nobody any more
