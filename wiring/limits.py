"""Where limits are counted."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tools.limits.counters import Counters
from tools.limits.local import LocalCounters
from wiring.settings import Settings


@asynccontextmanager
async def open_counters(settings: Settings) -> AsyncGenerator[Counters]:
    if settings.redis_url is None:
        yield LocalCounters()
        return
    from tools.limits.shared import open_shared_counters

    async with open_shared_counters(settings.redis_url.get_secret_value()) as shared:
        yield shared
