"""Nobody sees or touches another's memories."""

import asyncio

from tests.memory.isolation import STRANGE, Trial, everything
from tests.memory.long_term import World


async def test_random_operations_of_many_tasks_never_meet_another_persons_row(world: World) -> None:
    async with world.opened() as memory:
        report = await Trial(world, memory, people=40, seed=7).run(800)
    assert report.foreign == 0
    assert min(report.done[name] for name in ("remember", "add", "search", "steal")) > 40


async def test_forgetting_all_of_one_person_leaves_every_other_byte_as_it_was(world: World) -> None:
    people = [*STRANGE, "carla", "carla2"]
    async with world.opened() as memory:
        for person in people:
            for text in ("I prefer window seats", f"I love {person}land", "I'm vegetarian"):
                await memory.add(person, text)
        for person in ("*", "%", "carla", "ada"):
            before = await everything(world, but=person)
            assert await memory.forget_all(person) == 3
            assert await everything(world) == before
            assert await memory.listed(person) == ()
            assert await memory.search(person, "window seats") == ()


async def test_nothing_of_a_forgotten_person_is_left_in_any_table(world: World) -> None:
    async with world.opened() as memory:
        await asyncio.gather(*(memory.add("ada", f"I love Xanadu{n}") for n in range(5)))
        await memory.add("ben", "I love Porto")
        await memory.forget_all("ada")
    tables = await world.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    assert ("memories",) in tables
    for (table,) in tables:
        found = await world.rows(
            f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE %s", "%xanadu%"
        )
        assert found == [(0,)], table
    assert len(await everything(world)) == 1
