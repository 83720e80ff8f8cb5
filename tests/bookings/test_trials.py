"""A smaller run of `benchmarks/bookings.py`: a third of its scenarios."""

import asyncio
import signal
import sys

import pytest

from tests.bookings.account import run
from tests.bookings.dying import Task
from tests.bookings.trial import BOOKS, LOST_STEPS, STEPS, Trial
from tests.bookings.world import USER, Hook, World


async def test_sixty_bookings_with_faults_end_true(world: World) -> None:
    account = await run(world, 60)
    assert account.wrong == []
    assert account.states.total() == 60 + account.refused
    assert account.ordered > 20


@pytest.mark.parametrize("kind", BOOKS)
async def test_the_steps_of_a_booking_are_all_counted(world: World, kind: str) -> None:
    hook = Hook()
    trial = Trial(world, kind, "counting", await world.offer(kind))
    assert (await trial.buy(world.desk(hook))).state == "confirmed"
    assert hook.crossed == STEPS
    assert LOST_STEPS > STEPS


# The steps of placing: 7 comes before the intent is recorded, 8 after it, 10 once the order exists.
@pytest.mark.parametrize(("step", "state"), [(7, "approved"), (8, "failed"), (10, "confirmed")])
async def test_a_killed_process_leaves_what_another_settles(
    world: World, step: int, state: str
) -> None:
    booking = await world.approved(await world.flight())
    task = Task(
        dsn=world.dsn,
        urls=world.urls,
        key=world.key.get_secret_value(),
        now=world.now,
        booking_id=booking.id,
        kill_at=step,
    )
    code = (sys.executable, "-m", "tests.bookings.dying")
    process = await asyncio.create_subprocess_exec(*code, stdin=asyncio.subprocess.PIPE)
    await process.communicate(task.model_dump_json().encode())
    assert process.returncode == -signal.SIGKILL
    if state == "approved":  # no intent was recorded: the approval still holds
        state = (await world.desk().place(booking.id, user=USER)).state
        assert state == "confirmed"
    else:
        world.later(minutes=31)
        await world.desk().reconcile()
    assert (await world.desk().get(booking.id, user=USER)).state == state
    assert len(world.orders().get(booking.id, [])) == (state == "confirmed")
