"""Four processes on one Redis."""

import asyncio
import sys

from tests.cache.asked import in_redis
from tests.redis_server import RedisServer
from tools.cache.wire import Wire

_CHILD = """
import asyncio, sys
from tests.cache.asked import Clock, Flights, numbers, question
from tools.cache import CacheSettings, CachedFlights, open_cache
from tools.cache.wire import Wire

async def main(url, namespace):
    wire = Wire(url, connections=1, connect_seconds=5)
    clock = Clock()
    settings = CacheSettings(redis_url=url, namespace=namespace)
    async with open_cache(settings, clock) as cache:
        provider = Flights(clock, seconds=0.3)
        flights = CachedFlights(provider, cache)
        await wire.run("INCR", namespace + ":ready")
        while int(await wire.run("GET", namespace + ":ready")) < 4:
            await asyncio.sleep(0.002)
        answers = await asyncio.gather(*(flights.search(question()) for _ in range(50)))
        assert {numbers(answer)[0] for answer in answers} == {"offer-1"}
    await wire.close()
    print(provider.calls)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_hundred_at_once_over_four_processes_make_one_call(
    redis_server: RedisServer,
) -> None:
    settings = in_redis(redis_server)
    arguments = ["-c", _CHILD, redis_server.url, settings.namespace]
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(4)
    ]
    told = await asyncio.gather(*(child.communicate() for child in children))
    assert sorted(int(out) for out, _ in told) == [0, 0, 0, 1]
    wire = Wire(redis_server.url, connections=1, connect_seconds=5)
    counted = await wire.run("HGETALL", f"{settings.namespace}:1:s")
    await wire.close()
    assert int(counted[b"calls"]) == 1
