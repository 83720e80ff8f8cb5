"""What the measurements share: the clock, a provider that counts, how times are taken and shown."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.redis_server import RedisServer
from tools.cache import CacheSettings
from tools.flights import FlightQuery
from travel.offers import FlightOffer
from wiring.geography import open_gazetteer

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
GAZETTEER = open_gazetteer()


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Counted:
    """Implements `FlightProvider`: one answer, made beforehand, after `seconds`."""

    name = "counted"

    def __init__(self, answer: tuple[FlightOffer, ...], seconds: float = 0.0) -> None:
        self.answer, self.seconds, self.calls = answer, seconds, 0

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        self.calls += 1
        await asyncio.sleep(self.seconds)
        return self.answer

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        return offer


def shown(what: str, seconds: Sequence[float], unit: str, limit: str) -> None:
    factor = {"µs": 1e6, "ms": 1e3}[unit]
    ranked = sorted(seconds)
    points = {"median": 0.5, "p95": 0.95, "p99": 0.99}
    told = "  ".join(
        f"{name} {ranked[int(share * (len(ranked) - 1))] * factor:8.2f} {unit}"
        for name, share in points.items()
    )
    print(f"{what:<44} {told}   ({len(ranked):,} times; asked for: {limit})", flush=True)


async def timings(times: int, ask: Callable[[int], Awaitable[Any]]) -> list[float]:
    taken: list[float] = []
    gc.collect()
    for number in range(times):
        begun = time.perf_counter()
        await ask(number)
        taken.append(time.perf_counter() - begun)
    return taken


def in_redis(server: RedisServer, namespace: str, **fields: Any) -> CacheSettings:
    told = {"redis_url": server.url, "namespace": namespace} | fields
    return CacheSettings.model_validate(told)
