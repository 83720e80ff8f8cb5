"""What the cache promises to several processes on one Redis. (One event loop, a cache each; four real
processes in `test_processes`.)"""

import asyncio
import json
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.cache.asked import Clock, Flights, in_redis, numbers, question, until
from tests.redis_server import RedisServer
from tools.cache import Cache, CachedFlights, CacheSettings, Terms, open_cache
from tools.cache.wire import Wire
from travel.errors import ProviderUnavailable, RateLimited
from travel.money import money

SETTINGS = {"rest": timedelta(seconds=0.2)}


class Replica:
    """One process of several."""

    def __init__(self, cache: Cache, clock: Clock, seconds: float) -> None:
        self.cache = cache
        self.provider = Flights(clock, seconds=seconds)
        terms = Terms(price=money("0.01", "EUR"))
        self.flights = CachedFlights(self.provider, cache, terms)


@asynccontextmanager
async def replicas(
    settings: CacheSettings, clock: Clock, *, seconds: float = 0.0
) -> AsyncGenerator[tuple[Replica, Replica]]:
    async with open_cache(settings, clock) as one, open_cache(settings, clock) as other:
        yield Replica(one, clock, seconds), Replica(other, clock, seconds)


@asynccontextmanager
async def raw(server: RedisServer) -> AsyncGenerator[Wire]:
    wire = Wire(server.url, connections=2, connect_seconds=2)
    try:
        yield wire
    finally:
        await wire.close()


async def test_what_one_was_told_another_knows(redis_server: RedisServer) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock) as (one, other):
        first = await one.flights.search(question())
        assert await other.flights.search(question()) == first
        stats = await other.cache.stats()
    assert (one.provider.calls, other.provider.calls) == (1, 0)
    assert stats.hits_in_redis == 1
    assert stats.bytes_read > 0
    assert stats.redis == "up"


async def test_counters_are_of_all_processes_together(redis_server: RedisServer) -> None:
    clock, settings = Clock(), in_redis(redis_server)
    async with replicas(settings, clock) as (one, other):
        await one.flights.search(question())
        await other.flights.search(question())
    async with open_cache(settings, clock) as later:
        stats = await later.stats()
    assert (stats.calls, stats.calls_saved, stats.saved) == (1, 1, (money("0.01", "EUR"),))


async def test_many_at_once_in_two_processes_make_one_call(redis_server: RedisServer) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock, seconds=0.1) as both:
        searches = [each.flights.search(question()) for each in both for _ in range(100)]
        answers = await asyncio.gather(*searches)
    assert sum(each.provider.calls for each in both) == 1
    assert len({answer[0].provenance.retrieved_at for answer in answers}) == 1
    assert {numbers(answer)[0] for answer in answers} == {"offer-1"}


async def test_who_waits_is_told_the_failure_of_the_one_who_asked(
    redis_server: RedisServer,
) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock, seconds=0.1) as both:
        for each in both:
            each.provider.error = RateLimited("counted", "too many", clock())
        searches = [each.flights.search(question()) for each in both]
        told = await asyncio.gather(*searches, return_exceptions=True)
    assert sum(each.provider.calls for each in both) == 1
    for error in told:
        assert isinstance(error, RateLimited)
        assert (error.detail, error.retry_after) == ("too many", clock())


async def test_no_replica_serves_what_another_deleted(redis_server: RedisServer) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock) as (one, other):
        await one.flights.search(question())
        for _ in range(3):
            await other.flights.search(question())
        assert (await other.cache.stats()).entries_in_process == 1
        assert await one.cache.clear("flights.*") == 1
        await asyncio.sleep(0.05)
        await other.flights.search(question())
        assert other.provider.calls == 1


async def test_a_deletion_of_one_key_reaches_the_others_in_milliseconds(
    redis_server: RedisServer,
) -> None:
    clock, settings = Clock(), in_redis(redis_server)
    async with replicas(settings, clock) as (one, other), raw(redis_server) as wire:
        await one.flights.search(question())
        await other.flights.search(question())
        keys = await wire.run("KEYS", f"{settings.namespace}:1:e:flights*")
        await wire.run("DEL", *keys)
        await asyncio.sleep(0.02)
        assert (await other.cache.stats()).entries_in_process == 0
        await other.flights.search(question())
        assert other.provider.calls == 1


async def test_an_answer_on_its_way_when_the_cache_was_cleared_is_not_kept(
    redis_server: RedisServer,
) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock, seconds=0.15) as (one, other):
        flying = asyncio.create_task(one.flights.search(question()))
        await asyncio.sleep(0.05)
        await other.cache.clear()
        assert numbers(await flying) == ["offer-1"]
        await other.flights.search(question())
        assert other.provider.calls == 1


async def test_a_dead_process_holds_the_others_up_no_longer_than_its_lease(
    redis_server: RedisServer,
) -> None:
    clock, settings = Clock(), in_redis(redis_server, lease=timedelta(milliseconds=300))
    async with replicas(settings, clock) as (one, other), raw(redis_server) as wire:
        await one.flights.search(question())
        entry = (await wire.run("KEYS", f"{settings.namespace}:1:e:flights*"))[0]
        await wire.run("DEL", entry)
        await wire.run("SET", entry.replace(b":e:", b":l:"), "dead", "PX", 300)
        begun = asyncio.get_running_loop().time()
        await other.flights.search(question())
        assert 0.2 < asyncio.get_running_loop().time() - begun < 1.0
        assert other.provider.calls == 1


async def test_a_lease_is_renewed_for_as_long_as_the_provider_takes(
    redis_server: RedisServer,
) -> None:
    clock, settings = Clock(), in_redis(redis_server, lease=timedelta(milliseconds=150))
    async with replicas(settings, clock, seconds=0.6) as both:
        await asyncio.gather(*(each.flights.search(question()) for each in both))
    assert sum(each.provider.calls for each in both) == 1


async def test_one_process_asks_ahead_and_all_have_the_new_answer(
    redis_server: RedisServer,
) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock) as (one, other):
        for each in (one, other):
            await each.flights.search(question())
        clock.passes(minutes=4, seconds=30)
        for each in (one, other):
            await each.flights.search(question())
        await until(lambda: one.provider.calls + other.provider.calls == 2)
        await asyncio.sleep(0.05)
        clock.passes(minutes=3)
        answers = [await each.flights.search(question()) for each in (one, other)]
        assert answers[0] == answers[1]
        assert answers[0][0].provenance.retrieved_at > clock() - timedelta(minutes=4)
    assert one.provider.calls + other.provider.calls == 2


async def test_the_stale_answer_of_another_process_serves_too(redis_server: RedisServer) -> None:
    clock = Clock()
    async with replicas(in_redis(redis_server), clock) as (one, other):
        await one.flights.search(question())
        clock.passes(minutes=8)
        other.provider.error = ProviderUnavailable("counted", "down")
        answer = await other.flights.search(question())
        assert "stale since 2026-03-10 12:05" in answer[0].provenance.note


async def test_entries_are_versioned_json_and_others_are_not_read(
    redis_server: RedisServer,
) -> None:
    clock, settings = Clock(), in_redis(redis_server)
    async with replicas(settings, clock) as (one, other), raw(redis_server) as wire:
        await one.flights.search(question())
        key = (await wire.run("KEYS", f"{settings.namespace}:1:e:flights*"))[0]
        head, body = (await wire.run("GET", key)).split(b"\n", 1)
        written = json.loads(head)
        plain = zlib.decompress(body) if written["deflated"] else body
        assert json.loads(plain)["answer"][0]["id"] == "offer-1"
        assert written["version"] == 1
        garbled = (
            json.dumps(written | {"version": 2}).encode() + b"\n" + body,
            json.dumps(written | {"shape": "another"}).encode() + b"\n" + body,
            head + b"\n" + body[:-9],
            b"\x80\x04K\x01.",
        )
        for number, bytes_ in enumerate(garbled, start=1):
            await wire.run("SET", key, bytes_)
            await asyncio.sleep(0.02)
            await other.flights.search(question())
            assert other.provider.calls == number
        assert (await other.cache.stats()).unreadable >= len(garbled)


async def test_entries_go_when_they_are_no_longer_of_use(redis_server: RedisServer) -> None:
    clock, settings = Clock(), in_redis(redis_server)
    async with replicas(settings, clock) as (one, _), raw(redis_server) as wire:
        await one.flights.search(question())
        key = (await wire.run("KEYS", f"{settings.namespace}:1:e:flights*"))[0]
        assert 895 <= await wire.run("TTL", key) <= 900


async def test_the_answer_of_one_user_s_own_key_is_not_another_s(redis_server: RedisServer) -> None:
    clock = Clock()
    async with open_cache(in_redis(redis_server), clock) as cache:
        provider = Flights(clock)
        for tenant in ("anna", "ben", None):
            await CachedFlights(provider, cache, Terms(tenant=tenant)).search(question())
    assert provider.calls == 3


async def test_a_process_that_closes_leaves_nothing_behind(redis_server: RedisServer) -> None:
    clock = Clock()
    before = asyncio.all_tasks()
    async with open_cache(in_redis(redis_server), clock) as cache:
        flights = CachedFlights(Flights(clock, seconds=30), cache)
        task = asyncio.create_task(flights.search(question()))
        await asyncio.sleep(0.05)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() <= before
