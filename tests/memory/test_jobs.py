"""Jobs: done once, put back when there is no time, taken over from the dead."""

import asyncio
import logging
from pathlib import Path

import procrastinate.sql
import pytest
from psycopg.types.json import Jsonb

from memory.jobs import ENQUEUE, waiting, work, working
from memory.migrations import migrations_folder
from tests.memory.long_term import World


async def enqueue(world: World, number: int, lock: str = "ada") -> None:
    query = f"SELECT {ENQUEUE}"
    for name, value in (("task", "count"), ("lock", lock)):
        query = query.replace(f"%({name})s", f"'{value}'")
    await world.rows(query.replace("%(arguments)s", "%s"), Jsonb({"number": number}))


async def statuses(world: World) -> list[object]:
    return [row[0] for row in await world.rows("SELECT status::text FROM procrastinate_jobs")]


def test_the_schema_is_that_of_the_package_installed() -> None:
    """A later one comes with migrations of its own, which have to be shipped then."""
    schema = Path(procrastinate.sql.__file__).with_name("schema.sql").read_text().strip()
    assert schema in (migrations_folder() / "20261121130000_jobs.sql").read_text()


async def test_jobs_are_done_in_order_and_leave_nothing_behind(world: World) -> None:
    done: list[int] = []

    async def count(number: int) -> None:
        done.append(number)

    for number in range(5):
        await enqueue(world, number)
    assert await waiting(world.dsn) == 5
    await work(world.dsn, {"count": count}, seconds=60)
    assert done == [0, 1, 2, 3, 4]
    assert await statuses(world) == []
    assert await waiting(world.dsn) == 0


async def test_a_job_there_is_no_time_for_waits_on(world: World) -> None:
    began: list[int] = []

    async def count(number: int) -> None:
        began.append(number)
        if len(began) == 1:
            await asyncio.sleep(60)

    await enqueue(world, 1)
    await work(world.dsn, {"count": count}, seconds=2)
    assert await statuses(world) == ["todo"]
    await work(world.dsn, {"count": count}, seconds=60)
    assert began == [1, 1]
    assert await statuses(world) == []


async def test_a_job_whose_worker_died_is_taken_over(world: World) -> None:
    done: list[int] = []

    async def count(number: int) -> None:
        done.append(number)

    await enqueue(world, 1)
    await world.rows(
        "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) "
        "VALUES (now() - interval '1 minute') RETURNING id) "
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = worker.id FROM worker RETURNING 1"
    )
    await work(world.dsn, {"count": count}, seconds=60)
    assert done == [1]


async def test_a_job_that_fails_is_tried_again_later_and_nothing_of_it_is_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async def count(number: int) -> None:
        raise RuntimeError("4711 secret")

    await enqueue(world, 4711)
    with caplog.at_level(logging.DEBUG):
        await work(world.dsn, {"count": count}, seconds=60)
    assert await statuses(world) == ["todo"]
    assert await waiting(world.dsn) == 0  # not before its time
    assert "secret" not in caplog.text


async def test_a_worker_does_what_comes(world: World) -> None:
    done = asyncio.Event()

    async def count(number: int) -> None:
        done.set()

    async with working(world.dsn, {"count": count}):
        await enqueue(world, 1)
        await asyncio.wait_for(done.wait(), 30)


async def test_what_is_due_by_itself_is_done_when_its_time_comes(world: World) -> None:
    done = asyncio.Event()

    async def tick(timestamp: int) -> None:
        done.set()

    async with working(world.dsn, {"tick": tick}, {"tick": "* * * * * */2"}):
        await asyncio.wait_for(done.wait(), 30)
