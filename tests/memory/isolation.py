"""Many people's memories at once, and nobody ever sees another's.

python -m tests.memory.isolation     # 1,000 people, 10,000 operations, prints what happened
"""

import asyncio
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from memory.long_term import LongTermMemory, Memory
from tests.memory.long_term import World, migrated_database
from travel.errors import BadInput
from wiring.embedded import stop_embedded

TASKS = 16
STRANGE = (
    "*",
    "%",
    "local",
    "'; DROP TABLE memories; --".replace(" ", "_"),
    "Ada",
    "ada",
    "{}",
    "null",
)
SENTENCES = (
    "I prefer window seats", "I prefer the aisle", "I'm vegetarian", "I live in {}", "I love {}",
    "Remember that my code name is {}", "I never take early flights", "I avoid Ryanair",
)  # fmt: skip


class Report(NamedTuple):
    done: Counter[str]
    foreign: int  # rows of another person that were seen or touched


class Trial:
    """Each sentence names its person, so that a foreign row shows."""

    def __init__(self, world: World, memory: LongTermMemory, people: int, seed: int) -> None:
        self._world, self._memory = world, memory
        self._people = [*STRANGE, *(f"person{number}" for number in range(people - len(STRANGE)))]
        self._random = random.Random(seed)
        self._known: dict[str, list[Memory]] = {}
        self.done: Counter[str] = Counter()
        self.foreign = 0

    async def run(self, operations: int) -> Report:
        share = operations // TASKS
        await asyncio.gather(*(self._task(share) for _ in range(TASKS)))
        return Report(self.done, self.foreign)

    async def _task(self, operations: int) -> None:
        for _ in range(operations):
            name = self._random.choice(
                (
                    "remember",
                    "add",
                    "search",
                    "search",
                    "list",
                    "edit",
                    "forget",
                    "steal",
                    "forget_all",
                )
            )
            user = self._random.choice(self._people)
            await getattr(self, f"_{name}")(user)
            self.done[name] += 1

    def _sentence(self, user: str) -> str:
        place = f"place{self._random.randrange(1000)}"
        return f"{self._random.choice(SENTENCES).format(place)} of {self._mark(user)}"

    def _mark(self, user: str) -> str:
        return f"owner{self._people.index(user)}"

    def _look(self, user: str, found: tuple[Memory, ...]) -> None:
        mark = self._mark(user)
        self.foreign += sum(not each.text.endswith(f" {mark}") for each in found)
        if found:
            self._known[user] = list(found)

    async def _remember(self, user: str) -> None:
        self._look(user, await self._memory.remember(user, self._world.said(self._sentence(user))))

    async def _add(self, user: str) -> None:
        self._look(user, (await self._memory.add(user, self._sentence(user)),))

    async def _search(self, user: str) -> None:
        self._look(user, await self._memory.search(user, self._sentence(user)))

    async def _list(self, user: str) -> None:
        self._look(user, await self._memory.listed(user))

    async def _edit(self, user: str) -> None:
        if known := self._known.get(user):
            id = self._random.choice(known).id
            try:
                self._look(user, (await self._memory.edit(user, id, self._sentence(user)),))
            except BadInput:
                self.done["edit of what is gone"] += 1

    async def _forget(self, user: str) -> None:
        if known := self._known.get(user):
            try:
                await self._memory.forget(user, self._random.choice(known).id)
            except BadInput:
                self.done["forget of what is gone"] += 1

    async def _steal(self, user: str) -> None:
        """With the right id and the wrong person."""
        others = [name for name in self._known if name != user]
        if not others:
            return
        id = self._random.choice(self._known[self._random.choice(others)]).id
        for theft in (
            self._memory.forget(user, id),
            self._memory.edit(user, id, "I love stealing"),
        ):
            try:
                await theft
            except BadInput:
                continue
            self.foreign += 1

    async def _forget_all(self, user: str) -> None:
        if self._random.random() < 0.2:
            await self._memory.forget_all(user)


async def everything(world: World, *, but: str = "") -> list[tuple[object, ...]]:
    """Every byte of every person's rows but one's, in order."""
    return await world.rows(
        "SELECT id, vector::text, payload::text, xmin::text FROM memories "
        "WHERE payload ->> 'user_id' <> %s ORDER BY id",
        but,
    )


async def _print() -> None:
    with tempfile.TemporaryDirectory(prefix="tripsage-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        world = World(await migrated_database(home))
        async with world.opened() as memory:
            report = await Trial(world, memory, people=1_000, seed=1).run(10_000)
        stop_embedded(home)
    print(f"{report.done.total()} operations: {dict(report.done)}")
    print(f"{report.foreign} rows of another person seen or touched")


if __name__ == "__main__":
    asyncio.run(_print())
