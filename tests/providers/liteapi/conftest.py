from collections.abc import AsyncGenerator

import pytest

from tests.providers.liteapi.desk import Desk, opened
from travel.gazetteer import Gazetteer


@pytest.fixture
async def desk(gazetteer: Gazetteer) -> AsyncGenerator[Desk]:
    async with opened(gazetteer) as made:
        yield made
