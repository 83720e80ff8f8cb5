"""What is done after the answers: which jobs there are, and whoever does them."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from travel.errors import StorageError
from wiring.settings import Settings

if TYPE_CHECKING:
    from memory.jobs import Task


PRUNE = "prune"
WHEN = {PRUNE: "23 * * * *"}  # cron, in UTC
BETWEEN_TENDING = 6 * 3600.0  # seconds


@dataclass(frozen=True)
class Queue:
    """Of one database. Whatever waits there is done by whichever process comes to it first."""

    settings: Settings
    dsn: str
    clock: Callable[[], datetime]

    async def waiting(self) -> int:
        """Raises StorageError."""
        from memory.jobs import waiting

        return await waiting(self.dsn)

    async def work(self, *, seconds: float) -> bool:
        """Does what waits, as far as the time goes; whether that was all. Raises StorageError."""
        from memory.jobs import work

        if not await self.waiting():
            return True
        async with self._tasks() as tasks:
            await work(self.dsn, tasks, seconds=seconds)
        return not await self.waiting()

    @asynccontextmanager
    async def working(self) -> AsyncGenerator[None]:
        """Does what waits and what comes, until left. Raises StorageError."""
        from memory.jobs import working

        over = asyncio.Event()
        tending = asyncio.create_task(self._tend_answers(over))
        try:
            async with self._tasks() as tasks, working(self.dsn, tasks, WHEN):
                yield
        finally:
            over.set()  # before Python 3.12 a cancellation can be lost in a wait that ends just then
            tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await tending

    async def _tend_answers(self, over: asyncio.Event) -> None:
        """Partitions ahead and behind, at once and then four times a day; by several processes it is done once."""
        from memory.answers import open_answers

        async with open_answers(self.dsn, self.clock) as answers:
            while not over.is_set():
                with contextlib.suppress(StorageError):  # the next time will do
                    await answers.maintain()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(BETWEEN_TENDING):
                        await over.wait()

    def leave_to_another(self) -> None:
        """To a process of its own, which nobody waits for."""
        subprocess.Popen(
            [sys.executable, "-m", "cli.main", "worker", "--once"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @asynccontextmanager
    async def _tasks(self) -> "AsyncGenerator[Mapping[str, Task]]":
        from memory.checkpoints import prune
        from memory.long_term.turns import REMEMBER, TurnOf
        from wiring.memory import open_memory
        from wiring.opener import Opener

        async with Opener(partial(open_memory, self.settings, self.clock)) as memory:

            async def remember(user: str, thread: str, message: str, turn: int) -> None:
                opened = await memory()
                await opened.remember_turn(TurnOf(user, thread, message, turn))

            async def prune_checkpoints(timestamp: int) -> None:
                await prune(self.dsn)

            yield {REMEMBER: remember, PRUNE: prune_checkpoints}
