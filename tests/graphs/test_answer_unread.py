"""What of a message nobody could read is said beside the plan, not passed over."""

import pytest

from tests.conftest import say
from wiring.open import TripSage


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("three nights in Vienna from Berlin from 7 May, 3 stars max", "I'm not sure what to make of “stars”."),
        ("drei Nächte in Wien ab Berlin ab 7. Mai, höchstens 3 Sterne", "Ich bin nicht sicher, was „Sterne“ bedeutet."),
    ],
)  # fmt: skip
async def test_what_was_not_read_is_told_with_the_plan(
    tripsage: TripSage, asked: str, told: str
) -> None:
    result = await say(tripsage, "one", asked)
    assert result.itinerary is not None
    assert result.answer.count(told) == 1


async def test_where_all_was_read_nothing_is_told(tripsage: TripSage) -> None:
    result = await say(tripsage, "one", "three nights in Vienna from Berlin from 7 May")
    assert "not sure what to make" not in result.answer
