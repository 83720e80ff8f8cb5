"""One way to open TripSage: for as long as a block lasts, or until it is closed."""

import pytest

from tests.graphs.test_display import ASKED
from travel.errors import BadInput
from wiring.open import open_tripsage
from wiring.settings import Settings


async def test_what_a_cell_opened_stays_open_until_it_is_closed(settings: Settings) -> None:
    opened = await open_tripsage(settings)
    result = await opened.ask("opened-in-a-cell", ASKED)
    plan = await opened.plan("opened-in-a-cell")
    assert plan.itinerary == result.itinerary
    await opened.forget("opened-in-a-cell")
    with pytest.raises(BadInput):
        await opened.plan("opened-in-a-cell")
    await opened.close()
    with pytest.raises(Exception, match=r"(?i)closed"):
        await opened.plan("opened-in-a-cell")
    await opened.close()  # a second time does nothing


async def test_what_a_block_opened_is_closed_with_it(settings: Settings) -> None:
    async with open_tripsage(settings) as opened:
        assert await opened.messages("nobody-said-anything") == ()
    with pytest.raises(Exception, match=r"(?i)closed"):
        await opened.messages("nobody-said-anything")


def test_without_settings_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPSAGE_SEED", "not a number")
    with pytest.raises(Exception, match="TRIPSAGE_SEED"):
        open_tripsage()
