"""Open-Meteo through its client, against a local server that speaks its format."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import get_args

import pytest
from pydantic import SecretStr

from graphs.answer.words import words
from tests.simulators.open_meteo import OpenMeteoSimulator, value
from tests.simulators.serving import App, Fault, Receive, Scope, Send, serving
from tools.http import VendorClient, VendorPolicy
from tools.providers.open_meteo import (
    SKIES,
    Kept,
    KeptInMemory,
    OpenMeteo,
    archive_policy,
    forecast_policy,
)
from tools.providers.sandbox.weather import SandboxWeather
from tools.weather import ClimateQuery, WeatherProvider, WeatherQuery
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.gazetteer import Gazetteer
from travel.places import Place
from travel.turn import Language

NOW = datetime(2026, 3, 10, 9, 0, 30, tzinfo=UTC)
TODAY = NOW.date()
FORECAST, ARCHIVE = "GET /v1/forecast", "GET /v1/archive"


class World:
    """The simulator, and clients of it that share its clock."""

    def __init__(self, gazetteer: Gazetteer, clients: AsyncExitStack, url: str) -> None:
        self.now = NOW
        self.gazetteer = gazetteer
        self.simulator = OpenMeteoSimulator(lambda: self.now)
        self.url = url
        self._clients = clients

    async def client(self, policy: VendorPolicy) -> VendorClient:
        quick = policy.model_copy(update={"retry_pause": 0.01})
        return await self._clients.enter_async_context(VendorClient(quick, clock=lambda: self.now))

    async def provider(self, key: str | None = None, kept: Kept | None = None) -> OpenMeteo:
        secret = None if key is None else SecretStr(key)
        return OpenMeteo(
            await self.client(forecast_policy(secret, self.url)),
            await self.client(archive_policy(secret, self.url)),
            climates=SandboxWeather(self.gazetteer, clock=lambda: self.now),
            clock=lambda: self.now,
            kept=kept,
        )

    def place(self, name: str) -> Place:
        found = self.gazetteer.lookup(name).place
        assert found is not None
        return found

    def asked(self, name: str, first: int, last: int) -> WeatherQuery:
        """From so many to so many days after today."""
        days = [TODAY + timedelta(days=ahead) for ahead in (first, last)]
        return WeatherQuery(place=self.place(name), first=days[0], last=days[1])


class Stage:
    """One server for the module, with a fresh simulator on it for each test."""

    def __init__(self) -> None:
        self.url = ""
        self.app: App

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
async def stage() -> AsyncGenerator[Stage]:
    stage = Stage()
    async with serving(stage) as stage.url:
        yield stage


@pytest.fixture
async def world(gazetteer: Gazetteer, stage: Stage) -> AsyncGenerator[World]:
    async with AsyncExitStack() as clients:
        world = World(gazetteer, clients, stage.url)
        stage.app = world.simulator
        yield world


def plain_sum(name: str, lat: float, day: date) -> float:
    """The mean over ten years of the seven days around it, made anew from the simulated days."""
    middles = [date(year, day.month, day.day) for year in range(2016, 2026)]
    around = [middle + timedelta(days=shift) for middle in middles for shift in range(-3, 4)]
    return fmean(value(name, lat, each) for each in around)


async def test_it_is_a_weather_provider(world: World) -> None:
    provider: WeatherProvider = await world.provider()
    assert provider.name == "open-meteo"


async def test_the_next_sixteen_days_are_a_forecast_and_all_others_climate(world: World) -> None:
    days = await (await world.provider()).days(world.asked("Lisbon", -3, 20))
    assert [each.date for each in days] == [TODAY + timedelta(days=n) for n in range(-3, 21)]
    for each in days:
        assert each.kind == ("forecast" if 0 <= (each.date - TODAY).days < 16 else "climate")
        assert each.city == "Lisbon"
        assert not each.provenance.sandbox
        assert "Open-Meteo" in each.provenance.note
        assert ("not a forecast" in each.provenance.note) is (each.kind == "climate")
        assert (each.provenance.expires_at is None) is (each.kind == "climate")


async def test_a_forecast_says_what_the_vendor_said(world: World) -> None:
    (day,) = await (await world.provider()).days(world.asked("Oslo", 2, 2))
    lat = round(world.place("Oslo").lat, 4)
    assert day.high_c == round(value("temperature_2m_max", lat, day.date))
    assert day.low_c == round(value("temperature_2m_min", lat, day.date))
    chance = value("precipitation_probability_max", lat, day.date) / 100
    assert (day.rain_chance, day.summary) == (chance, "light rain" if day.wet else "mostly sunny")
    assert world.simulator.faults.requests == [FORECAST]


async def test_normals_are_the_means_of_ten_years_of_the_archive(world: World) -> None:
    lisbon = world.place("Lisbon")
    day = date(2026, 8, 14)
    query = WeatherQuery(place=lisbon, first=day, last=day)
    (found,) = await (await world.provider()).days(query)
    lat = round(lisbon.lat, 4)
    assert found.high_c == round(plain_sum("temperature_2m_max", lat, day))
    assert found.low_c == round(plain_sum("temperature_2m_min", lat, day))
    assert 0.15 < found.rain_chance < 0.45  # three days in ten have rain, the others less than 1 mm
    (asked,) = world.simulator.queries
    assert (asked["start_date"], asked["end_date"]) == ("2016-01-01", "2025-12-31")


async def test_the_leap_day_has_a_normal(world: World) -> None:
    day = date(2028, 2, 29)
    query = WeatherQuery(place=world.place("Lisbon"), first=day, last=day)
    (found,) = await (await world.provider()).days(query)
    assert (found.date, found.kind) == (day, "climate")


async def test_a_year_that_may_not_be_whole_in_the_archive_is_not_used(world: World) -> None:
    world.now = datetime(2026, 1, 4, tzinfo=UTC)
    await (await world.provider()).days(world.asked("Lisbon", 100, 101))
    assert world.simulator.queries[0]["end_date"] == "2024-12-31"


async def test_normals_are_asked_for_once_and_kept_for_good(world: World) -> None:
    kept = KeptInMemory()
    provider = await world.provider(kept=kept)
    await asyncio.gather(*(provider.days(world.asked("Lisbon", 40 + n, 42 + n)) for n in range(5)))
    world.now += timedelta(days=800)
    again = await (await world.provider(kept=kept)).days(world.asked("Lisbon", 60, 60))
    assert world.simulator.faults.requests == [ARCHIVE]
    assert again[0].provenance.retrieved_at == NOW


async def test_what_was_kept_by_something_else_is_made_anew(world: World) -> None:
    class Strange(KeptInMemory):
        async def get(self, key: str) -> object | None:
            return {"high": "hot"}

    provider = await world.provider(kept=Strange())
    assert (await provider.days(world.asked("Lisbon", 60, 60)))[0].kind == "climate"


async def test_days_without_a_chance_of_rain_are_climate(world: World) -> None:
    world.simulator.unknown = frozenset({"precipitation_probability_max"})
    days = await (await world.provider()).days(world.asked("Lisbon", 0, 15))
    assert [each.kind for each in days] == ["forecast"] * 14 + ["climate"] * 2


async def test_several_places_are_one_request_each_in_its_own_zone(world: World) -> None:
    world.now = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)  # the eleventh in Auckland
    provider = await world.provider()
    queries = [world.asked(name, 1, 5) for name in ("Auckland", "Lima", "Tokyo")]
    found = await provider.days_at(queries)
    assert world.simulator.faults.requests == [FORECAST]
    for query, days in zip(queries, found, strict=True):
        assert {each.city for each in days} == {query.place.sleeps_in}
        assert all(each.kind == "forecast" for each in days)
        high = value("temperature_2m_max", round(query.place.lat, 4), query.first)
        assert days[0].high_c == round(high)
    assert await provider.days_at([]) == ()
    assert await provider.days(world.asked("Lima", 5, 1)) == ()


async def test_where_it_is_so_is_answered_by_the_other_provider(world: World) -> None:
    query = ClimateQuery(month=2, min_high_c=22, limit=3)
    sandbox = SandboxWeather(world.gazetteer, clock=lambda: world.now)
    found = await (await world.provider()).climate(query)
    assert found == await sandbox.climate(query)
    assert all(each.provenance.sandbox for each in found)


async def test_a_key_is_sent_to_the_host_for_customers_and_not_shown(world: World) -> None:
    key = SecretStr("very-secret")
    assert forecast_policy(key).base_url == "https://customer-api.open-meteo.com"
    assert archive_policy(key).base_url == "https://customer-archive-api.open-meteo.com"
    assert forecast_policy().base_url == "https://api.open-meteo.com"
    assert "very-secret" not in repr(archive_policy(key))
    world.simulator.keys = frozenset({"very-secret"})
    days = await (await world.provider("very-secret")).days(world.asked("Lisbon", 14, 20))
    assert len(days) == 7
    for wrong in (None, "another"):
        with pytest.raises(ProviderRefused, match="key"):
            await (await world.provider(wrong)).days(world.asked("Lisbon", 0, 1))


PERIODS = {
    "Minutely": datetime(2026, 3, 10, 9, 1, tzinfo=UTC),
    "Hourly": datetime(2026, 3, 10, 10, 0, tzinfo=UTC),
    "Daily": datetime(2026, 3, 11, 0, 0, tzinfo=UTC),
    "Monthly": datetime(2026, 4, 1, 0, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("status", [400, 429])
async def test_a_limit_says_until_when_and_is_not_asked_again(
    world: World, period: str, status: int
) -> None:
    reason = f'{{"error":true,"reason":"{period} API request limit exceeded. Please try again."}}'
    world.simulator.faults.plan("GET", ".*", Fault(status=status, raw=reason.encode()), times=3)
    with pytest.raises(RateLimited) as raised:
        await (await world.provider()).days(world.asked("Lisbon", 0, 3))
    assert raised.value.retry_after == PERIODS[period]
    assert period.casefold() in raised.value.detail
    assert world.simulator.faults.requests == [FORECAST]


async def test_ten_years_weigh_78_calls_here_as_there(world: World) -> None:
    provider = await world.provider()
    names = ("Lisbon", "Oslo", "Rome", "Lima", "Tokyo", "Cairo", "Vienna")
    for name in names:
        await provider.days(world.asked(name, 50, 51))
    assert world.simulator.used["Minutely 2026-03-10T09:00"] == pytest.approx(78.3 * 7, abs=0.5)
    with pytest.raises(RateLimited) as raised:  # without a request that would be refused
        await provider.days(world.asked("Berlin", 50, 51))
    assert raised.value.retry_after == PERIODS["Minutely"]
    assert len(world.simulator.faults.requests) == len(names)
    world.now += timedelta(minutes=1)
    assert await provider.days(world.asked("Berlin", 50, 51))


async def test_the_limits_of_others_at_the_same_address_are_heard_of(world: World) -> None:
    world.simulator.used["Daily 2026-03-10"] = 10_000
    with pytest.raises(RateLimited) as raised:
        await (await world.provider()).days(world.asked("Lisbon", 0, 3))
    assert raised.value.retry_after == PERIODS["Daily"]


async def test_many_at_once_do_not_overflow_the_queue(world: World) -> None:
    world.simulator.seconds = 0.02
    provider = await world.provider()
    days = await asyncio.gather(*(provider.days(world.asked("Lisbon", 0, n)) for n in range(15)))
    assert [len(each) for each in days] == list(range(1, 16))


def reason(text: str, status: int) -> Fault:
    return Fault(status=status, raw=f'{{"error":true,"reason":"{text}"}}'.encode())


SAID = (
    (reason("Too many concurrent requests", 429), RateLimited, 1),
    (reason("Parameter 'start_date' is out of allowed range", 400), ProviderRefused, 1),
    (reason("Invalid timezone", 400), ProviderRefused, 1),
    (Fault(status=404), ProviderRefused, 1),
    (Fault(status=502), ProviderUnavailable, 3),
    (Fault(status=503), ProviderUnavailable, 3),
    (Fault(cut=0), ProviderUnavailable, 3),
    (Fault(cut=120), ProviderUnavailable, 3),
    (Fault(raw=b"<html>"), MalformedResponse, 1),
    (Fault(raw=b'{"daily": {"time": ["2026-03-10"]'), MalformedResponse, 1),
    (Fault(raw=b"[]"), MalformedResponse, 1),
    (Fault(raw=b"{}"), MalformedResponse, 1),
    (Fault(raw=b""), MalformedResponse, 1),
    (reason("Hourly API request limit exceeded.", 200), RateLimited, 1),
)


@pytest.mark.parametrize(("fault", "error", "tries"), SAID)
async def test_every_fault_has_its_place(
    world: World, fault: Fault, error: type[ProviderError], tries: int
) -> None:
    world.simulator.faults.plan("GET", ".*", fault, times=3)
    with pytest.raises(ProviderError) as raised:
        await (await world.provider()).days(world.asked("Lisbon", 0, 3))
    assert type(raised.value) is error
    assert raised.value.provider == "open-meteo"
    assert len(world.simulator.faults.requests) == tries


DAILY = (
    '{"daily":{"time":["2026-03-10"],"temperature_2m_max":%s,"temperature_2m_min":[9],'
    '"precipitation_probability_max":%s,"weather_code":%s}}'
)


@pytest.mark.parametrize(
    "columns",
    [
        ("[20,21]", "[5]", "[1]"),
        ("[2000]", "[5]", "[1]"),
        ("[20]", "[150]", "[1]"),
        ("null", "[5]", "[1]"),
        ('["warm"]', "[5]", "[1]"),
    ],
)
async def test_columns_that_make_no_sense_are_malformed(
    world: World, columns: tuple[str, str, str]
) -> None:
    world.simulator.faults.plan("GET", ".*", Fault(raw=(DAILY % columns).encode()))
    with pytest.raises(MalformedResponse):
        await (await world.provider()).days(world.asked("Lisbon", 0, 0))


async def test_a_sky_that_is_not_known_is_no_forecast(world: World) -> None:
    body = DAILY % ("[20]", "[5]", "[42]")
    world.simulator.faults.plan("GET", "/v1/forecast", Fault(raw=body.encode()))
    (day,) = await (await world.provider()).days(world.asked("Lisbon", 0, 0))
    assert day.kind == "climate"


async def test_an_archive_full_of_gaps_is_not_averaged(world: World) -> None:
    body = (
        '{"daily":{"time":["2016-01-01"],"temperature_2m_max":[1],"temperature_2m_min":[0],'
        '"precipitation_sum":[null]}}'
    )
    world.simulator.faults.plan("GET", "/v1/archive", Fault(raw=body.encode()))
    with pytest.raises(MalformedResponse, match="gaps"):
        await (await world.provider()).days(world.asked("Lisbon", 60, 60))


def test_every_sky_has_a_word_in_every_language() -> None:
    for language in get_args(Language):
        assert [sky for sky in SKIES.values() if not words(language).has(f"sky.{sky}")] == []
