from pathlib import Path

import pytest

from tests.memory.long_term import World, migrated_database


@pytest.fixture
async def world(home: Path) -> World:
    """Memories in a database of their own, on the tenth of March 2026."""
    return World(await migrated_database(home))
