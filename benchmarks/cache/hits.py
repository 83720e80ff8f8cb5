"""What a hit costs, in the process and in Redis, and what of it goes where."""

import asyncio
from collections.abc import Awaitable
from datetime import date
from typing import Any

from benchmarks.cache.measuring import GAZETTEER, Clock, in_redis, shown, timings
from tests.cache.samples import place, return_flight
from tests.redis_server import RedisServer
from tools.cache import Cache, CachedFlights, CachedStays, open_cache
from tools.cache.cached import USUAL
from tools.cache.entries import Entry
from tools.cache.keys import key_of
from tools.cache.operations import FLIGHTS
from tools.cache.wire import Wire
from tools.flights import FlightQuery
from tools.providers.sandbox import open_sandbox
from tools.stays import StayQuery
from travel.offers import FlightOffer


async def hits(server: RedisServer, times: int) -> None:
    clock = Clock()
    box = open_sandbox(GAZETTEER, clock=clock)
    lisbon = place(GAZETTEER, "Lisbon")
    query = return_flight()
    stay = StayQuery(place=lisbon, check_in=date(2026, 5, 10), check_out=date(2026, 5, 15))
    offers = await box.flights.search(query)
    size = len(FLIGHTS.adapter.dump_json(offers))
    print(f"\nHits: {len(offers)} flight offers, {size:,} bytes of JSON", flush=True)
    async with open_cache(in_redis(server, "hits"), clock) as cache:
        flights, stays = CachedFlights(box.flights, cache), CachedStays(box.stays, cache)
        await flights.search(query)
        await stays.search(stay)
        await asyncio.sleep(0.1)
        await flights.search(query)
        await stays.search(stay)
        asked = await timings(times, lambda _: flights.search(query))
        shown("in process, flights", asked, "µs", "median under 50 µs")
        shown("in process, stays", await timings(times, lambda _: stays.search(stay)), "µs", "-")
        asked = await timings(times // 4, lambda _: forgotten(cache, flights.search(query)))
        shown("in Redis, flights", asked, "ms", "median under 1 ms")
        asked = await timings(times // 4, lambda _: forgotten(cache, stays.search(stay)))
        shown("in Redis, stays", asked, "ms", "median under 1 ms")
    await parts(server, query, offers, times // 4)


def forgotten(cache: Cache, asked: Awaitable[Any]) -> Awaitable[Any]:
    cache.forget()
    return asked


async def parts(
    server: RedisServer, query: FlightQuery, offers: tuple[FlightOffer, ...], times: int
) -> None:
    codec = FLIGHTS.codec
    raw = codec.written(Entry(offers, "hot", 0.0, 1.0, 1.0, 1.0), codec.body(offers))
    wire = Wire(server.url, connections=1, connect_seconds=2)
    await wire.run("SET", "plain", raw)

    async def key() -> None:
        key_of("flights", "search", "p", USUAL, query)

    async def read() -> None:
        codec.read(raw)

    print(f"  of which (an entry is {len(raw):,} bytes in Redis):")
    shown("  the key", await timings(times, lambda _: key()), "µs", "-")
    shown(
        "  GET alone, by redis-py",
        await timings(times, lambda _: wire.run("GET", "plain")),
        "ms",
        "-",
    )
    shown("  reading the entry", await timings(times, lambda _: read()), "ms", "-")
    await wire.close()
