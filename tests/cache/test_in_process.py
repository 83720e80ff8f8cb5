"""What the cache promises, without Redis."""

import asyncio
from datetime import date, timedelta

import pytest

from tests.cache.asked import Clock, Flights, numbers, offer, question, until
from tools.cache import CachedFlights, CachedWeather, CacheSettings, Terms, open_cache
from tools.cache.operations import DAYS, RATES
from tools.providers.sandbox import open_sandbox
from tools.weather import WeatherQuery
from travel.errors import OfferGone, ProviderRefused, ProviderUnavailable
from travel.gazetteer import Gazetteer
from travel.money import Rates, money

PRICE = Terms(price=money("0.005", "USD"))


async def test_the_same_question_is_asked_once_and_told_the_same_answer() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache, PRICE)
        first = await flights.search(question())
        clock.passes(minutes=3)
        again = await flights.search(question())
        assert again == first
        assert again[0].provenance == first[0].provenance
        stats = await cache.stats()
    assert provider.calls == 1
    assert stats.hits["hot"] == stats.hits_in_process == stats.calls_saved == 1
    assert stats.age_seconds["hot"] == 180
    assert stats.saved == (money("0.005", "USD"),)
    assert stats.hit_rate == 0.5


async def test_any_other_question_or_terms_are_asked_anew() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        for terms in (
            Terms(),
            Terms(tenant="anna"),
            Terms(tenant="ben"),
            Terms(environment="test"),
        ):
            await CachedFlights(provider, cache, terms).search(question())
        await CachedFlights(provider, cache).search(question(max_stops=0))
    assert provider.calls == 5


async def test_a_hot_answer_ends_after_five_minutes() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(refresh_after=1), clock) as cache:
        flights = CachedFlights(provider, cache)
        await flights.search(question())
        clock.passes(minutes=4, seconds=59)
        await flights.search(question())
        assert provider.calls == 1
        clock.passes(seconds=1)
        assert numbers(await flights.search(question())) == ["offer-2"]


async def test_nothing_is_served_past_an_offers_own_expiry_even_if_the_provider_fails() -> None:
    clock = Clock()
    provider = Flights(clock)
    provider.holds = timedelta(minutes=2)
    async with open_cache(CacheSettings(refresh_after=1), clock) as cache:
        flights = CachedFlights(provider, cache)
        await flights.search(question())
        clock.passes(minutes=2)
        provider.error = ProviderUnavailable("counted", "down")
        with pytest.raises(ProviderUnavailable):
            await flights.search(question())
    assert provider.calls == 2


async def test_two_hundred_at_once_make_one_call() -> None:
    clock = Clock()
    provider = Flights(clock, seconds=0.02)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache, PRICE)
        answers = await asyncio.gather(*(flights.search(question()) for _ in range(200)))
        stats = await cache.stats()
    assert provider.calls == 1
    assert {numbers(answer)[0] for answer in answers} == {"offer-1"}
    assert stats.joined == 199
    assert stats.saved == (money("0.995", "USD"),)


async def test_the_one_who_asked_first_may_leave() -> None:
    clock = Clock()
    provider = Flights(clock, seconds=0.05)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        first = asyncio.create_task(flights.search(question()))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(flights.search(question()))
        await asyncio.sleep(0.01)
        first.cancel()
        assert numbers(await second) == ["offer-1"]
    assert provider.calls == 1


async def test_near_its_end_an_answer_is_served_and_asked_for_again() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache, PRICE)
        await flights.search(question())
        clock.passes(minutes=4, seconds=30)
        asked = await asyncio.gather(*(flights.search(question()) for _ in range(20)))
        assert {numbers(each)[0] for each in asked} == {"offer-1"}
        await until(lambda: provider.calls == 2)
        await asyncio.sleep(0.01)
        clock.passes(minutes=2)
        assert numbers(await flights.search(question())) == ["offer-2"]
        stats = await cache.stats()
    assert (stats.refreshed, stats.calls_saved) == (1, 20)
    assert stats.saved == (money("0.100", "USD"),), "21 hits, less the call made ahead"
    assert provider.calls == 2


async def test_asking_ahead_in_vain_is_not_repeated_at_once_and_hurts_nobody() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        await flights.search(question())
        clock.passes(minutes=4, seconds=30)
        provider.error = ProviderUnavailable("counted", "down")
        for _ in range(3):
            answer = await flights.search(question())
            assert answer[0].provenance.note == "of a test"
            await asyncio.sleep(0.01)
    assert provider.calls == 2


async def test_a_failing_provider_leaves_the_last_answer_said_to_be_stale() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        first = await flights.search(question())
        clock.passes(minutes=8)
        provider.error = ProviderUnavailable("counted", "down")
        stale = await flights.search(question())
        source = stale[0].provenance
        assert source.note == (
            "of a test; stale since 2026-03-10 12:05+00:00: counted didn't answer when asked again"
        )
        assert (source.id, source.retrieved_at) == ("counted:1", first[0].provenance.retrieved_at)
        assert stale[0].price == first[0].price
        clock.passes(seconds=10)
        assert await flights.search(question()) == stale, "held: the provider isn't asked each time"
        assert provider.calls == 2
        clock.passes(seconds=10)
        assert await flights.search(question()) == stale, "noted once"
        assert provider.calls == 3
        provider.error = None
        clock.passes(seconds=20)
        assert numbers(await flights.search(question())) == ["offer-4"]
        stats = await cache.stats()
    assert (stats.stale, stats.hits["hot"]) == (3, 0)


async def test_a_refusal_is_told_for_a_while_without_asking_and_never_covered_up() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(refresh_after=1), clock) as cache:
        flights = CachedFlights(provider, cache)
        await flights.search(question())
        clock.passes(minutes=6)
        provider.error = ProviderRefused("counted", "no such key")
        for _ in range(3):
            with pytest.raises(ProviderRefused):
                await flights.search(question())
        assert provider.calls == 2
        clock.passes(seconds=61)
        with pytest.raises(ProviderRefused):
            await flights.search(question())
    assert provider.calls == 3


async def test_an_empty_answer_holds_briefly() -> None:
    clock = Clock()
    provider = Flights(clock)
    provider.empty = True
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        assert await flights.search(question()) == ()
        clock.passes(seconds=59)
        assert await flights.search(question()) == ()
        assert provider.calls == 1
        clock.passes(seconds=1)
        provider.empty = False
        assert len(await flights.search(question())) == 1
        assert (await cache.stats()).negative == 1


async def test_other_errors_are_told_and_not_kept() -> None:
    clock = Clock()
    provider = Flights(clock)
    provider.error = OfferGone("counted", "gone")
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        for _ in range(2):
            with pytest.raises(OfferGone):
                await flights.search(question())
    assert provider.calls == 2


async def test_a_price_is_re_checked_every_time() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        for _ in range(3):
            await flights.reprice(offer(1, clock(), None))
    assert provider.repriced == 3


async def test_clearing_by_pattern_deletes_what_matches_also_what_is_on_its_way() -> None:
    clock = Clock()
    provider = Flights(clock, seconds=0.03)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache)
        await flights.search(question())
        assert await cache.clear("stays.*") == 0
        assert await cache.clear("flights.search:counted:*") == 1
        flying = asyncio.create_task(flights.search(question()))
        await asyncio.sleep(0.01)
        await cache.clear()
        await flying
        await flights.search(question())
    assert provider.calls == 3


async def test_the_memory_is_bounded() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(local_entries=10), clock) as cache:
        flights = CachedFlights(provider, cache)
        for stops in range(4):
            for bags in range(6):
                await flights.search(question(max_stops=stops, bags=bags))
        stats = await cache.stats()
    assert stats.entries_in_process == 10
    assert 0 < stats.bytes_in_process < 10_000


async def test_forecasts_are_warm_and_usual_weather_is_cold(gazetteer: Gazetteer) -> None:
    clock = Clock()
    lisbon = gazetteer.lookup("Lisbon").place
    assert lisbon is not None
    provider = open_sandbox(gazetteer, clock=clock).weather
    near = WeatherQuery(place=lisbon, first=date(2026, 3, 12), last=date(2026, 3, 13))
    far = WeatherQuery(place=lisbon, first=date(2026, 6, 12), last=date(2026, 6, 13))
    today = date(2026, 3, 10)
    assert DAYS.tier(near, await provider.days(near), today) == "warm"
    assert DAYS.tier(far, await provider.days(far), today) == "cold"
    async with open_cache(CacheSettings(), clock) as cache:
        weather = CachedWeather(provider, cache)
        assert await weather.days(near) == await provider.days(near) == await weather.days(near)


def test_rates_are_kept_once_they_can_not_change() -> None:
    def tier(on: date, as_of: date) -> str:
        return RATES.tier(on, Rates(base="EUR", as_of=as_of, per_base={}, source=""), today)

    today = date(2026, 3, 10)
    assert tier(date(2026, 3, 9), date(2026, 3, 9)) == "kept"
    assert tier(date(2026, 3, 10), date(2026, 3, 10)) == "warm"
    assert tier(date(2026, 3, 8), date(2026, 3, 6)) == "warm"
    assert tier(date(2026, 2, 8), date(2026, 2, 6)) == "kept"


async def test_what_was_asked_of_each_provider_is_counted_by_operation() -> None:
    clock = Clock()
    provider = Flights(clock)
    async with open_cache(CacheSettings(), clock) as cache:
        flights = CachedFlights(provider, cache, PRICE)
        await asyncio.gather(*(flights.search(question()) for _ in range(3)))
        await flights.search(question())
        provider.error = ProviderUnavailable("counted", "is down")
        clock.passes(minutes=6)
        await flights.search(question())
        with pytest.raises(ProviderUnavailable):
            await flights.search(question(bags=1))
        (use,) = cache.uses
    assert (use.provider, use.operation) == ("counted", "flights.search")
    assert (use.hits, use.stale, use.calls, use.failures) == (3, 1, 3, 2)
