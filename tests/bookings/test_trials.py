"""A smaller run of `benchmarks/bookings.py`: a third of its scenarios."""

import pytest

from tests.bookings.trial import LOST_STEPS, STEPS, Trial, run
from tests.bookings.world import Hook, World


async def test_sixty_bookings_with_faults_end_true(world: World) -> None:
    account = await run(world, 60)
    assert account.wrong == []
    assert account.states.total() == 60 + account.refused
    assert account.ordered > 20


@pytest.mark.parametrize("kind", ["flight", "stay"])
async def test_the_steps_of_a_booking_are_all_counted(world: World, kind: str) -> None:
    hook = Hook()
    trial = Trial(world, kind, "counting", await world.offer(kind))
    assert (await trial.buy(world.desk(hook))).state == "confirmed"
    assert hook.crossed == STEPS
    assert LOST_STEPS > STEPS
