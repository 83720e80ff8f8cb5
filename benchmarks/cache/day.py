"""A replayed day of questions: how often the cache hits, beside what the lives of its entries allow."""

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from benchmarks.cache.measuring import GAZETTEER, NOW, Clock, in_redis
from tests.cache.samples import place
from tests.redis_server import RedisServer
from tools.cache import CachedFlights, Terms, open_cache
from tools.cache.operations import DAYS
from tools.flights import FlightQuery, SliceQuery
from tools.providers.sandbox import open_sandbox
from tools.weather import WeatherQuery
from travel.money import money
from travel.offers import FlightOffer

QUESTIONS, ASKED = 2_000, 50_000


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
