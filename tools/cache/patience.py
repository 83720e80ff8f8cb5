"""How long a question may wait for Redis, all in all."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
LEAST = 0.002  # seconds: what is left for one more command after slow ones
LATE = 0.005  # seconds by which a timer strikes late in a busy process
ANEW = 0.01  # seconds for Redis, after this process was busy
ROUNDS = 4


class Away(Exception):
    """Redis is down, slow, or was lately: go on as if there were none."""


class Patience:
    """Seconds that are left."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    async def within(self, command: Callable[[], Awaitable[T]]) -> T:
        """The command's result. Raises TimeoutError when patience is at its end.

        Not `asyncio.timeout`: where this process itself was busy until the timer struck (it then strikes
        late), Redis may have answered long since, or have had no time to. Raises Away if that goes on.
        """
        task = asyncio.ensure_future(command())
        limit, busy = max(self.left, LEAST), False
        try:
            for _ in range(ROUNDS):
                begun = time.monotonic()
                await asyncio.wait({task}, timeout=limit)
                waited = time.monotonic() - begun
                busy = waited > limit + LATE
                self.left -= 0.0 if busy else waited
                if task.done() or not busy:
                    break
                limit = ANEW
        finally:
            if not task.done():
                task.cancel()
                task.add_done_callback(_forgotten)
        if not task.done():
            raise Away if busy else TimeoutError
        return task.result()


def _forgotten(task: "asyncio.Future[T]") -> None:
    if not task.cancelled():
        task.exception()
