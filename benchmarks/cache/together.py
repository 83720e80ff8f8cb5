"""The same search by many at once: one call of the provider, in one process and in several."""

import asyncio
import subprocess
import sys
import time

from benchmarks.cache.measuring import GAZETTEER, Clock, Counted, in_redis
from tests.cache.samples import return_flight
from tests.redis_server import RedisServer
from tools.cache import CachedFlights, CacheSettings, open_cache
from tools.cache.wire import Wire
from tools.providers.sandbox import open_sandbox
from travel.offers import FlightOffer

SEARCHES, PROCESSES = 200, 4


async def together(server: RedisServer, offers: tuple[FlightOffer, ...]) -> None:
    print(f"\n{SEARCHES} identical searches at once, of a provider that takes 0.3 s", flush=True)
    query = return_flight()
    for what, settings in (
        ("one process, without Redis", CacheSettings()),
        ("one process, with Redis", in_redis(server, "together-1")),
    ):
        provider = Counted(offers, 0.3)
        async with open_cache(settings, Clock()) as cache:
            flights = CachedFlights(provider, cache)
            begun = time.perf_counter()
            answers = await asyncio.gather(*(flights.search(query) for _ in range(SEARCHES)))
            taken = time.perf_counter() - begun
        right = sum(answer == offers for answer in answers)
        print(f"{what:<44} {provider.calls} call, {right} right answers, {taken:.2f} s", flush=True)
    arguments = [sys.executable, "-m", "benchmarks.cache", "--child", server.url]
    children = [
        subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    told = [child.communicate()[0].split() for child in children]
    calls, right = (sum(int(words[i]) for words in told) for i in (0, 1))
    name = f"{PROCESSES} processes"
    print(f"{name:<44} {calls} call, {right} right answers", flush=True)


async def child(url: str) -> None:
    """A quarter of the searches, begun when all children are ready."""
    offers = await open_sandbox(GAZETTEER, clock=Clock()).flights.search(return_flight())
    wire = Wire(url, connections=1, connect_seconds=5)
    settings = CacheSettings.model_validate({"redis_url": url, "namespace": "together-4"})
    async with open_cache(settings, Clock()) as cache:
        provider = Counted(offers, 0.3)
        flights = CachedFlights(provider, cache)
        await wire.run("INCR", "ready")
        while int(await wire.run("GET", "ready")) < PROCESSES:
            await asyncio.sleep(0.001)
        each = SEARCHES // PROCESSES
        answers = await asyncio.gather(*(flights.search(return_flight()) for _ in range(each)))
    await wire.close()
    print(provider.calls, sum(answer == offers for answer in answers))
