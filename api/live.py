"""A run in this process."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import NamedTuple

from api.events import LAST, RunEvent
from memory.runs import Run


class Numbered(NamedTuple):
    number: int
    event: RunEvent


class Live:
    """What the run told, and what waits to be kept first."""

    def __init__(self, run: Run, told: Sequence[RunEvent]) -> None:
        self.run = run
        self.told = list(told)
        self.waiting: list[RunEvent] = []
        self.turn: asyncio.Task[None] | None = None
        self.over = False  # nothing more will be told from here
        self.left = False  # it isn't this process's any more, or is given up
        self._ended = False
        self._wake = asyncio.Event()
        self._more = asyncio.Event()

    def put(self, event: RunEvent) -> None:
        if not self._ended:
            self._ended = event.type in LAST
            self.waiting.append(event)
            self._wake.set()

    async def taken(self) -> list[RunEvent]:
        """All that waits to be kept, once there is something; nothing where it was left."""
        await self._wake.wait()
        self._wake.clear()
        taken, self.waiting = self.waiting, []
        return taken

    def leave(self) -> None:
        """Stops the turn without a last event."""
        self.left = True
        self.stop()

    def stop(self) -> None:
        """Once: a turn that buys first comes to the end of that, and a second stop would cut it off."""
        if self.turn is not None and not self.turn.cancelling():
            self.turn.cancel()

    def turned(self, end: RunEvent) -> None:
        """The turn is done; left aside where it has told its own end."""
        if self.left:
            self._wake.set()
        else:
            self.put(end)

    def tell(self, events: Sequence[RunEvent], *, over: bool) -> None:
        self.told += events
        self.over = over
        more, self._more = self._more, asyncio.Event()
        more.set()

    async def follow(self, after: int) -> AsyncGenerator[Numbered]:
        while True:
            more, over = self._more, self.over
            while after < len(self.told):
                after += 1
                yield Numbered(after, self.told[after - 1])
            if over:
                return
            if not self.over and more is self._more:
                await more.wait()
