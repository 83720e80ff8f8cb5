from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.bookings.world import World, opened
from travel.gazetteer import Gazetteer


@pytest.fixture
async def world(home: Path, gazetteer: Gazetteer) -> AsyncGenerator[World]:
    async with opened(home, gazetteer) as made:
        yield made
