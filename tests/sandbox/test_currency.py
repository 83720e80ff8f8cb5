"""The ECB's reference rates from the file at hand."""

import time as stopwatch
from datetime import date
from decimal import Decimal

import pytest

from tools.currency import CurrencyProvider
from tools.providers.sandbox.currency import SandboxCurrency
from travel.errors import ProviderRefused
from travel.gazetteer import Gazetteer
from travel.money import money


@pytest.fixture
def currency() -> CurrencyProvider:
    return SandboxCurrency()


async def test_rates_are_those_of_the_last_banking_day(currency: CurrencyProvider) -> None:
    rates = await currency.rates(date(2024, 5, 12))  # a Sunday
    assert rates.as_of == date(2024, 5, 10)
    assert rates.base == "EUR"
    assert rates.per_base["USD"] == Decimal("1.0779")


async def test_a_day_to_come_gets_the_latest_on_file(currency: CurrencyProvider) -> None:
    latest = (await currency.rates(date(2100, 1, 1))).as_of
    assert (await currency.rates(latest)).as_of == latest


async def test_a_currency_without_a_rate_that_day_is_left_out(currency: CurrencyProvider) -> None:
    assert (await currency.rates(date(2022, 1, 3))).per_base["HRK"] == Decimal("7.519")
    assert not (await currency.rates(date(2025, 1, 3))).knows("HRK")


async def test_what_the_ecb_lacks_is_roughly_there_and_said(currency: CurrencyProvider) -> None:
    rates = await currency.rates(date(2026, 3, 10))
    assert "rough" in rates.source
    dirhams = rates.convert(money(100, "USD"), "AED")
    assert Decimal("367") < dirhams.amount < Decimal("368")
    assert rates.convert(money(1, "EUR"), "XPF").amount == 119


async def test_the_money_of_every_country_has_a_rate(
    currency: CurrencyProvider, gazetteer: Gazetteer
) -> None:
    rates = await currency.rates(date(2026, 3, 10))
    assert not {code for code in gazetteer.currencies if code and not rates.knows(code)}


async def test_before_the_euro_there_are_none(currency: CurrencyProvider) -> None:
    with pytest.raises(ProviderRefused):
        await currency.rates(date(1998, 12, 31))


async def test_rates_are_quick_once_read(currency: CurrencyProvider) -> None:
    await currency.rates(date(2020, 1, 2))
    began = stopwatch.perf_counter()
    await currency.rates(date(2019, 1, 2))
    assert stopwatch.perf_counter() - began < 0.02
