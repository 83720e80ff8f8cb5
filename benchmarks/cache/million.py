"""Lookups among many entries."""

import asyncio
import random
import time
from datetime import date, timedelta

from benchmarks.cache.measuring import GAZETTEER, NOW, Clock, Counted, in_redis, shown, timings
from tests.cache.samples import return_flight
from tests.redis_server import RedisServer
from tools.cache import CachedFlights, open_cache
from tools.cache.cached import USUAL
from tools.cache.entries import Entry
from tools.cache.keys import key_of
from tools.cache.operations import FLIGHTS
from tools.cache.wire import Wire
from tools.flights import FlightQuery, SliceQuery
from tools.providers.sandbox import open_sandbox

READERS = 4


async def million(server: RedisServer, entries: int, times: int) -> None:
    """Entries of one offer, written as the cache writes them, read by four at once through the cache."""
    print(f"\n{entries:,} entries in Redis")
    clock = Clock()
    offers = await open_sandbox(GAZETTEER, clock=clock).flights.search(return_flight())
    answer, settings = offers[:1], in_redis(server, "million", local_entries=1)
    codec, now = FLIGHTS.codec, NOW.timestamp()
    raw = codec.written(
        Entry(answer, "hot", now, now + 1e6, now + 1e6, now + 1e6), codec.body(answer)
    )
    first = date(2026, 6, 1)

    def query(number: int) -> FlightQuery:
        leg = SliceQuery(
            origins=("BER",), destinations=("LIS",), day=first + timedelta(days=number // 200)
        )
        return FlightQuery(slices=(leg,), limit=1 + number % 200)

    wire = Wire(server.url, connections=1, connect_seconds=5)
    begun = time.perf_counter()
    for start in range(0, entries, 5_000):
        numbers = range(start, min(start + 5_000, entries))
        pairs: list[str | bytes] = []
        for number in numbers:
            name = key_of("flights", "search", Counted.name, USUAL, query(number))
            pairs += [f"million:1:e:{name}", raw]
        await wire.run("MSET", *pairs)
    memory = next(
        line
        for line in str(await wire.run("INFO", "memory")).split(",")
        if "used_memory_human" in line
    )
    print(
        f"written in {time.perf_counter() - begun:.0f} s, {len(raw):,} bytes each;{memory}",
        flush=True,
    )
    provider, chance = Counted(answer), random.Random(2)
    async with open_cache(settings, clock) as cache:
        flights = CachedFlights(provider, cache)

        async def reader() -> list[float]:
            return await timings(
                times // READERS, lambda _: flights.search(query(chance.randrange(entries)))
            )

        alone = await reader()
        shown("a question, one at a time", alone, "ms", "p95 under 2 ms")
        taken = [
            each
            for group in await asyncio.gather(*(reader() for _ in range(READERS)))
            for each in group
        ]
        shown(f"a question, {READERS} at a time in one process", taken, "ms", "p95 under 2 ms")
        begun = time.perf_counter()
        gone = await cache.clear("flights.*")
        print(f"clear('flights.*'): {gone:,} entries in {time.perf_counter() - begun:.1f} s")
    print(f"calls of the provider: {provider.calls}")
    await wire.close()
