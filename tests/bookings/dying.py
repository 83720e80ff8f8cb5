"""`python -m tests.bookings.dying`: a process that places one booking and is killed on the way.

Its standard input is a `Task`; SIGKILL comes at the given step, so that nothing can tidy up.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime

from pydantic import BaseModel, SecretStr

from memory.bookings import open_bookings
from tests.bookings.world import USER, Hook, World, connected
from wiring.geography import open_gazetteer


class Task(BaseModel):
    dsn: str
    urls: tuple[str, str]
    key: str
    now: datetime
    booking_id: str
    kill_at: int


class Mortal(Hook):
    def cross(self) -> None:
        self.crossed += 1
        if self.crossed == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(task: Task) -> None:
    async with open_bookings(task.dsn) as (store, ledger):
        world = World(task.dsn, task.urls, store, ledger)
        world.key, world.now = SecretStr(task.key), task.now
        world.gazetteer = open_gazetteer()
        async with connected(world):
            await world.desk(Mortal(kill_at=task.kill_at)).place(task.booking_id, user=USER)


if __name__ == "__main__":
    asyncio.run(main(Task.model_validate_json(sys.stdin.read())))
