"""Frankfurter through its client, against a local server whose bodies follow its OpenAPI file."""

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.simulators.frankfurter import FrankfurterSimulator
from tests.simulators.serving import App, Fault, Receive, Scope, Send, serving
from tools.currency import CurrencyProvider
from tools.http import VendorClient
from tools.providers.frankfurter import Frankfurter, frankfurter_policy
from tools.providers.sandbox.currency import NAME as OFFLINE
from tools.providers.sandbox.currency import SandboxCurrency
from travel.errors import ProviderRefused
from travel.money import Rates, money

NOW = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)  # a Tuesday
TODAY = NOW.date()
SPEC = Path(__file__).parents[3] / "shared/providers/openapi/frankfurter_v2.json"


@dataclass
class Offline:
    """The ECB's file, and for which days it was asked."""

    asked: list[date] = field(default_factory=list[date])

    @property
    def name(self) -> str:
        return OFFLINE

    async def rates(self, on: date) -> Rates:
        self.asked.append(on)
        return await SandboxCurrency().rates(on)


class World:
    def __init__(self) -> None:
        self.now = NOW
        self.simulator = FrankfurterSimulator(lambda: self.now)
        self.offline = Offline()
        self.provider: CurrencyProvider
        self.client: VendorClient

    def fail(self, fault: Fault) -> None:
        self.simulator.faults.plan("GET", ".*", fault, times=3)


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
async def world(stage: Stage) -> AsyncGenerator[World]:
    async with AsyncExitStack() as stack:
        world = World()
        stage.app = world.simulator
        policy = frankfurter_policy(stage.url).model_copy(update={"retry_pause": 0.01})
        client = VendorClient(policy, clock=lambda: world.now)
        world.client = await stack.enter_async_context(client)
        world.provider = Frankfurter(world.client, behind=world.offline, clock=lambda: world.now)
        yield world


async def test_rates_of_a_day_are_exact_and_dated(world: World) -> None:
    rates = await world.provider.rates(date(2026, 3, 4))
    assert (rates.base, rates.as_of) == ("EUR", date(2026, 3, 4))
    assert rates.per_base["EUR"] == 1
    assert isinstance(rates.per_base["USD"], Decimal)
    assert rates.per_base["GBP"] == Decimal("0.86238")
    assert rates.convert(money(100, "EUR"), "JPY") == money(17243, "JPY")
    assert rates.knows("AED")
    assert rates.source.startswith("Frankfurter")
    assert world.offline.asked == []


async def test_a_weekend_has_the_rates_of_friday(world: World) -> None:
    rates = await world.provider.rates(date(2026, 3, 8))
    assert rates.as_of == date(2026, 3, 6)


@pytest.mark.parametrize("on", [TODAY, date(2027, 1, 1)])
async def test_today_and_days_to_come_have_the_latest(world: World, on: date) -> None:
    assert (await world.provider.rates(on)).as_of == TODAY
    assert world.simulator.queries == [{"base": "EUR"}]


async def test_in_the_morning_the_latest_are_those_of_yesterday(world: World) -> None:
    world.now = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
    assert (await world.provider.rates(TODAY)).as_of == date(2026, 3, 9)


async def test_a_rate_from_before_the_day_is_told_and_an_old_one_left_out(world: World) -> None:
    rates = await world.provider.rates(TODAY)
    assert rates.knows("ARS")
    assert "not newer than of 2026-02-26" in rates.source
    world.simulator.behind = {"ARS": 40}
    rates = await world.provider.rates(TODAY)
    assert not rates.knows("ARS")
    assert "not newer" not in rates.source


async def test_a_day_without_rates_anywhere_is_refused(world: World) -> None:
    with pytest.raises(ProviderRefused):
        await world.provider.rates(date(1998, 1, 1))
    assert world.simulator.faults.requests == ["GET /v2/rates"]


AWAY = (
    Fault(status=503, raw=b'{"message":"deadline exceeded"}'),
    Fault(status=429, headers={"Retry-After": "3600"}),
    Fault(status=500),
    Fault(status=404, raw=b'{"message":"not found"}'),
    Fault(status=422, raw=b'{"message":"invalid currency: EUR"}'),
    Fault(cut=0),
    Fault(cut=40),
)


@pytest.mark.parametrize("fault", AWAY)
async def test_while_it_is_away_the_file_answers_and_says_so(world: World, fault: Fault) -> None:
    world.fail(fault)
    on = date(2026, 3, 4)
    rates = await world.provider.rates(on)
    assert world.offline.asked == [on]
    assert rates.source.startswith(OFFLINE)
    assert "; Frankfurter " in rates.source
    assert rates.per_base == (await SandboxCurrency().rates(on)).per_base


def row(day: str = "2026-03-10", base: str = "EUR", quote: str = "USD", rate: object = 1.1) -> Any:
    return {"date": day, "base": base, "quote": quote, "rate": rate}


MALFORMED = (
    b"",
    b"<html>",
    b'[{"date":"2026-03-10","base":"EUR","quote":"USD","ra',
    b"{}",
    b"[]",
    *(
        json.dumps(rows).encode()
        for rows in (
            [row(quote="EUR", rate=1)],
            [row(rate=0), row(quote="GBP")],
            [row(rate=-1), row(quote="GBP")],
            [row(rate=None), row(quote="GBP")],
            [row(base="USD"), row(quote="GBP")],
            [row(quote="EUR", rate=2), row()],
            [row(quote="usd"), row(quote="GBP")],
            [row(day="yesterday"), row(quote="GBP")],
        )
    ),
)


@pytest.mark.parametrize("body", MALFORMED)
async def test_what_makes_no_sense_is_not_used(world: World, body: bytes) -> None:
    world.fail(Fault(raw=body))
    rates = await world.provider.rates(TODAY)
    assert rates.source.startswith(OFFLINE)


async def test_rates_of_a_later_day_than_asked_for_are_not_used(world: World) -> None:
    world.fail(Fault(raw=json.dumps([row(), row(quote="GBP")]).encode()))
    rates = await world.provider.rates(date(2026, 3, 2))
    assert rates.as_of <= date(2026, 3, 2)
    assert rates.source.startswith(OFFLINE)


BODIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("/rates", "/v2/rates", {}),
    ("/rates", "/v2/rates", {"base": "USD", "quotes": "EUR,GBP", "date": "2024-01-13"}),
    ("/rate/{base}/{quote}", "/v2/rate/EUR/JPY", {}),
    ("/currencies", "/v2/currencies", {}),
    ("/rates", "/v2/rates", {"date": "1990-01-01"}),
    ("/rates", "/v2/rates", {"date": "2024-01-13", "from": "2024-01-01"}),
    ("/rates", "/v2/rates", {"base": "XXX"}),
)


@pytest.mark.parametrize(("path", "asked", "params"), BODIES)
async def test_the_simulator_keeps_to_the_official_schema(
    world: World, path: str, asked: str, params: dict[str, str]
) -> None:
    if not SPEC.is_file():
        pytest.skip(f"the official OpenAPI file isn't at {SPEC}")
    spec: Any = json.loads(SPEC.read_text("utf-8"))
    seen: list[tuple[int, object]] = []

    def look(status: int, body: object) -> None:
        seen.append((status, json.loads(json.dumps(body, default=float))))

    with suppress(ProviderRefused):
        await world.client.read("GET", asked, params=params, errors=look)
    ((status, body),) = seen
    answer = spec["paths"][path]["get"]["responses"][str(status)]
    while "$ref" in answer:
        answer = spec["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    schema = answer["content"]["application/json"]["schema"]
    validator: Any = Draft202012Validator({**schema, "components": spec["components"]})
    validator.validate(body)
