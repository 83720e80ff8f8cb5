"""A Redis that is down or slow: fifty milliseconds at most, and no error."""

import asyncio
import logging
import socket
import time
from datetime import timedelta

import pytest

from tests.cache.asked import Clock, Flights, in_redis, question, until
from tests.redis_server import RedisServer, free_port
from tools.cache import CachedFlights, CacheSettings, open_cache
from travel.errors import StorageError

REST = timedelta(seconds=0.2)
LIMIT = 0.05 + 0.04  # the rest is this machine's


async def timed(flights: CachedFlights, **fields: int) -> float:
    begun = time.perf_counter()
    await flights.search(question(**fields))
    return time.perf_counter() - begun


async def test_a_redis_that_was_never_there_costs_nothing() -> None:
    clock = Clock()
    settings = CacheSettings.model_validate({"redis_url": f"redis://127.0.0.1:{free_port()}"})
    async with open_cache(settings, clock) as cache:
        provider = Flights(clock)
        flights = CachedFlights(provider, cache)
        assert await timed(flights) < 0.02
        assert await timed(flights) < 0.02
        assert provider.calls == 1
        assert (await cache.stats()).redis == "down"
        with pytest.raises(StorageError):
            await cache.clear()


async def test_a_redis_that_never_answers_costs_no_question_anything() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        settings = CacheSettings.model_validate({"redis_url": url, "connect": 0.4})
        clock = Clock()
        async with open_cache(settings, clock) as cache:
            assert await timed(CachedFlights(Flights(clock), cache)) < 0.02


async def test_a_slow_redis_costs_fifty_milliseconds_once(own_redis: RedisServer) -> None:
    clock = Clock()
    async with open_cache(in_redis(own_redis, rest=REST), clock) as cache:
        flights = CachedFlights(Flights(clock), cache)
        await flights.search(question())
        own_redis.tell("CLIENT PAUSE 700 ALL")
        assert 0.04 < await timed(flights, bags=1) < LIMIT
        for bags in (2, 3, 4):
            assert await timed(flights, bags=bags) < 0.02
        stats_before = time.perf_counter()
        assert (await cache.stats()).redis == "down"
        assert time.perf_counter() - stats_before < 0.02
        await until(lambda: cache.redis == "up")
        await flights.search(question(bags=5))
        stats = await cache.stats()
        assert (stats.redis, stats.redis_lapses) == ("up", 1)


async def test_a_redis_that_slows_down_during_a_call_does_not_hold_its_answer_up(
    own_redis: RedisServer,
) -> None:
    clock = Clock()
    async with open_cache(in_redis(own_redis, rest=REST), clock) as cache:
        flights = CachedFlights(Flights(clock, seconds=0.1), cache)
        asked = asyncio.create_task(timed(flights))
        await asyncio.sleep(0.05)
        own_redis.tell("CLIENT PAUSE 1000 ALL")
        assert await asked < 0.1 + LIMIT


async def test_what_redis_is_needed_for_comes_back_with_it(own_redis: RedisServer) -> None:
    clock = Clock()
    settings = in_redis(own_redis, rest=REST)
    async with open_cache(settings, clock) as one, open_cache(settings, clock) as other:
        provider = Flights(clock)
        flights, others = CachedFlights(provider, one), CachedFlights(provider, other)
        await flights.search(question())
        own_redis.stop()
        await asyncio.sleep(0.05)
        assert await timed(flights) < LIMIT, "asked again: nobody knows what was deleted meanwhile"
        assert await timed(flights) < 0.02, "and kept in this process for a while"
        assert provider.calls == 2
        own_redis.start()
        await until(lambda: one.redis == other.redis == "up")
        await flights.search(question())
        await others.search(question())
        assert provider.calls == 3


async def test_while_redis_is_away_answers_live_shortly_in_process(own_redis: RedisServer) -> None:
    clock = Clock()
    async with open_cache(in_redis(own_redis), clock) as cache:
        provider = Flights(clock)
        flights = CachedFlights(provider, cache)
        own_redis.stop()
        await asyncio.sleep(0.05)
        await flights.search(question())
        clock.passes(seconds=61)
        await flights.search(question())
        assert provider.calls == 2


async def test_an_error_reply_is_no_error_of_the_question(own_redis: RedisServer) -> None:
    clock = Clock()
    async with open_cache(in_redis(own_redis, rest=REST), clock) as cache:
        flights = CachedFlights(Flights(clock), cache)
        own_redis.tell("CONFIG SET maxmemory 1")
        assert len(await flights.search(question())) == 1


async def test_the_address_with_its_password_is_never_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"redis://:hunter2@127.0.0.1:{free_port()}"
    async with open_cache(CacheSettings.model_validate({"redis_url": url}), Clock()):
        pass
    assert "can't be reached" in caplog.text
    assert "hunter2" not in caplog.text


async def test_a_busy_process_does_not_take_redis_for_slow(redis_server: RedisServer) -> None:
    clock = Clock()
    async with open_cache(in_redis(redis_server), clock) as cache:
        flights = CachedFlights(Flights(clock), cache)
        searches = [asyncio.create_task(flights.search(question(bags=bags))) for bags in range(5)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        time.sleep(0.2)
        await asyncio.gather(*searches)
        assert (await cache.stats()).redis_lapses == 0


async def test_where_the_server_cannot_track_nothing_it_holds_is_kept_in_process(
    own_redis: RedisServer,
) -> None:
    own_redis.tell("ACL SETUSER default -client|tracking")
    clock = Clock()
    async with open_cache(in_redis(own_redis), clock) as cache:
        provider = Flights(clock)
        flights = CachedFlights(provider, cache)
        for _ in range(3):
            await flights.search(question())
        stats = await cache.stats()
    assert (provider.calls, stats.hits_in_redis, stats.entries_in_process) == (1, 2, 0)
