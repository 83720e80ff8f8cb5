"""A server under turns for half an hour: whether its memory stays flat.

    python -m benchmarks.soak [--minutes 30]

`tripsage serve` in a process of its own, with the embedded database, the sandbox and a model that answers at once;
PEOPLE talk with it, each in conversations of some turns of all kinds, and hang up on one in five. It prints the
server's resident memory each minute, and how much it grew from the second quarter of the time to the last.
"""

import argparse
import asyncio
import contextlib
import random
import statistics
import sys
import time
import uuid
from pathlib import Path

from benchmarks.machine import facts, own_home
from benchmarks.streams import Client, Paced, Stream, resident, served

PEOPLE = 4
REST = 0.3  # seconds between two turns of a person
HUNG_UP_AFTER = 0.05  # seconds
TALKS = (
    ("four days in Lisbon from Berlin from 12 May, two of us", "make it cheaper", "only nonstop"),
    ("hotels in Rome from 7 May to 11 May, two of us", "with a pool", "thanks"),
    ("flights from Oslo to Madrid on 3 June, back on 9 June", "show me the flights", "earlier"),
    ("what will the weather be like in Porto in May?", "is Porto safe at night?"),
    ("I prefer window seats", "a weekend in Vienna from Hamburg, first weekend of June", "another hotel"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    given = parser.parse_args()
    print(facts())
    with own_home() as home:
        flat = asyncio.run(soaked(home, given.minutes))
    sys.exit(0 if flat else 1)


async def soaked(home: Path, minutes: float) -> bool:
    """Whether memory grew by less than a tenth."""
    model = Paced()
    model.may.set()
    async with served(home, model) as (client, server):
        told: list[int] = []
        people = [asyncio.create_task(talking(client, person, told)) for person in range(PEOPLE)]
        seen: list[float] = []
        began = time.monotonic()
        while (passed := time.monotonic() - began) < minutes * 60:
            await asyncio.sleep(5)
            seen.append(resident(server) / 1024)
            if len(seen) % 12 == 0:
                print(f"{passed / 60:5.1f} min {sum(told):6} turns {seen[-1]:6.0f} MB", flush=True)
        failed = [each for each in people if each.done() and each.exception()]
        for each in people:
            each.cancel()
        await asyncio.gather(*people, return_exceptions=True)
    quarter = len(seen) // 4
    early, late = (
        statistics.median(part) for part in (seen[quarter : 2 * quarter], seen[-quarter:])
    )
    print(f"{sum(told)} turns, {len(failed)} people met an error")
    print(f"{early:.0f} MB early, {late:.0f} MB late: {late / early - 1:+.1%}")
    return not failed and late < 1.1 * early


async def talking(client: Client, person: int, told: list[int]) -> None:
    chance = random.Random(person)
    while True:
        thread = uuid.uuid4().hex
        for said in chance.choice(TALKS):
            turn = client.turn(Stream(), said=said, thread=thread)
            if chance.random() < 0.2:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(turn, HUNG_UP_AFTER)
                told.append(1)
                break  # it goes on without anybody
            await turn
            told.append(1)
            await asyncio.sleep(REST)


if __name__ == "__main__":
    main()
