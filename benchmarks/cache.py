"""What the cache of tool results costs and saves, on a real Redis of its own.

Run with `python -m benchmarks.cache [--quick]` from the repository, with redis-server on PATH. Answers are
the sandbox's; Redis is on loopback. "In Redis" is the whole way of a question that this process has not
met: its key, the command, and forty offers read back through pydantic.
"""

import argparse
import asyncio
import gc
import random
import subprocess
import sys
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

from benchmarks.machine import facts
from tests.cache.samples import place, return_flight
from tests.redis_server import NONE, RedisServer, redis_binary, running_redis
from tools.cache import (
    Cache,
    CachedFlights,
    CachedStays,
    CacheSettings,
    Terms,
    open_cache,
)
from tools.cache.cached import USUAL
from tools.cache.entries import Entry
from tools.cache.keys import key_of
from tools.cache.operations import DAYS, FLIGHTS
from tools.cache.wire import Wire
from tools.flights import FlightQuery, SliceQuery
from tools.providers.sandbox import open_sandbox
from tools.stays import StayQuery
from tools.weather import WeatherQuery
from travel.money import money
from travel.offers import FlightOffer
from wiring.geography import open_gazetteer

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
GAZETTEER = open_gazetteer()
SEARCHES, PROCESSES = 200, 4
QUESTIONS, ASKED = 2_000, 50_000
READERS = 4


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


def day_of_questions(questions: int, asked: int) -> list[int]:
    """Which question is asked next: Zipf's law (exponent 1), the same for every run."""
    shares = list(accumulate(1 / rank for rank in range(1, questions + 1)))
    return random.Random(1).choices(range(questions), cum_weights=shares, k=asked)


def most(order: Sequence[int], hot: set[int]) -> float:
    """The share of hits that a life of five minutes (hot) and of a day allow, without asking ahead."""
    told: dict[int, float] = {}
    hits = 0
    for turn, number in enumerate(order):
        now = turn / len(order) * 24 * 60
        life = 5 if number in hot else 24 * 60
        if number in told and now - told[number] < life:
            hits += 1
        else:
            told[number] = now
    return hits / len(order)


class Few:
    """Implements `FlightProvider` for the replay: an offer or two, valid as long as the sandbox's."""

    name = "few"

    def __init__(self, offers: tuple[FlightOffer, ...], clock: Clock) -> None:
        self._offers, self._clock = offers[:2], clock

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        now = self._clock()
        times = {"retrieved_at": now, "expires_at": now + timedelta(minutes=20)}
        source = self._offers[0].provenance.model_copy(update=times)
        return tuple(each.model_copy(update={"provenance": source}) for each in self._offers)

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        return offer


async def replay(server: RedisServer, offers: tuple[FlightOffer, ...], share: float) -> None:
    """A day's questions, spread evenly: by tier, since a tier's life decides how often it hits."""
    asked, questions = int(ASKED * share), int(QUESTIONS * share)
    order = day_of_questions(questions, asked)
    print(
        f"\nA day: {asked:,} questions, {questions:,} different, Zipf; two processes on one Redis"
    )
    lisbon = place(GAZETTEER, "Lisbon")
    days = [date(2026, 6, 1) + timedelta(days=number) for number in range(questions)]
    price = Terms(price=money("0.005", "USD"))
    sample = await open_sandbox(GAZETTEER, clock=Clock()).weather.days(
        WeatherQuery(place=lisbon, first=days[0], last=days[0])
    )

    async def usual(query: WeatherQuery) -> Any:
        return sample

    def flight(number: int) -> FlightQuery:
        leg = SliceQuery(origins=("BER",), destinations=("LIS",), day=days[number])
        return FlightQuery(slices=(leg,))

    for mix, hot in (
        ("cold answers (weather, sights, ways)", 0.0),
        ("one in five hot (offers)", 0.2),
        ("hot answers alone", 1.0),
    ):
        clock = Clock()
        settings = in_redis(server, f"day-{int(hot * 100)}", rest=timedelta(seconds=0.1))
        offered = {n for n in range(questions) if random.Random(n).random() < hot}
        async with open_cache(settings, clock) as one, open_cache(settings, clock) as other:
            flights = [CachedFlights(Few(offers, clock), each, price) for each in (one, other)]
            weather = [each.asking("few", price) for each in (one, other)]
            begun = time.perf_counter()
            for turn, number in enumerate(order):
                clock.now = NOW + timedelta(days=1) * (turn / asked)
                await asyncio.sleep(0)  # as in life: what goes on beside it gets its turn
                if number in offered:
                    await flights[turn % 2].search(flight(number))
                else:
                    at = WeatherQuery(place=lisbon, first=days[number], last=days[number])
                    await weather[turn % 2](DAYS, at, usual)
            taken = time.perf_counter() - begun
        async with open_cache(settings, clock) as later:
            stats = await later.stats()
        print(
            f"{mix:<44} {stats.hit_rate:7.2%} hits ({stats.hits_in_process:,} in process, "
            f"{stats.hits_in_redis:,} in Redis), {stats.calls:,} calls ({stats.refreshed:,} ahead), "
            f"{next(iter(stats.saved), 'nothing')} saved, {taken:.0f} s   (these lives allow "
            f"{most(order, offered):.2%} without asking ahead; asked for: over 95 %)",
            flush=True,
        )


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


def machine(binary: str) -> None:
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
    import pydantic
    import redis

    print(facts())
    print(f"pydantic {pydantic.VERSION}, redis-py {redis.__version__}")
    print(f"{version.stdout.strip()}; zlib {zlib.ZLIB_RUNTIME_VERSION}")


async def main(*, quick: bool) -> None:
    binary = redis_binary()
    if binary is None:
        sys.exit(NONE)
    machine(binary)
    offers = await open_sandbox(GAZETTEER, clock=Clock()).flights.search(return_flight())
    with running_redis(binary) as server:
        await hits(server, 2_000 if quick else 20_000)
        await together(server, offers)
        await replay(server, offers, 0.1 if quick else 1.0)
        await million(server, 50_000 if quick else 1_000_000, 2_000 if quick else 40_000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth and less of everything")
    parser.add_argument("--child", metavar="URL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    asyncio.run(child(options.child) if options.child else main(quick=options.quick))
