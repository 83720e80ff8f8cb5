"""How long a question may wait for Redis, all in all."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
LEAST = 0.002  # seconds: what is left for one more command after slow ones
PASSES = 4  # of the event loop, from bytes on the socket to a finished task


class Away(Exception):
    """Redis is down, slow, or was lately: go on as if there were none."""


class Patience:
    """Seconds that are left."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    async def within(self, command: Callable[[], Awaitable[T]]) -> T:
        """The command's result. Raises TimeoutError when patience is at its end.

        Not `asyncio.timeout`: where this process was busy, the answer has long been here when the
        timer strikes, and it is only read after a few more passes of the event loop.
        """
        task = asyncio.ensure_future(command())
        begun = time.monotonic()
        try:
            await asyncio.wait({task}, timeout=max(self.left, LEAST))
            for _ in range(PASSES):
                if not task.done():
                    await asyncio.sleep(0)
        finally:
            self.left -= time.monotonic() - begun
            if not task.done():
                task.cancel()
        if not task.done():
            task.add_done_callback(_forgotten)
            raise TimeoutError
        return task.result()


def _forgotten(task: "asyncio.Future[T]") -> None:
    if not task.cancelled():
        task.exception()
