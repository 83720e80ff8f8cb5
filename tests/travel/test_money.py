from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from travel.errors import BadInput, CurrencyMismatch
from travel.money import Money, Rates, money

RATES = Rates(
    base="EUR",
    as_of=date(2026, 3, 9),
    per_base={"USD": Decimal("1.08"), "JPY": Decimal("162.5"), "KWD": Decimal("0.331")},
    source="test",
)
amounts = st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False)


def test_two_currencies_are_not_added_without_a_rate() -> None:
    with pytest.raises(CurrencyMismatch):
        _ = money(1, "EUR") + money(1, "USD")
    with pytest.raises(TypeError):
        _ = money(1, "EUR") < money(1, "USD")


def test_a_conversion_rounds_to_the_minor_unit_of_its_currency() -> None:
    assert RATES.convert(money("10.00", "EUR"), "JPY") == money(1625, "JPY")
    assert RATES.convert(money("10.00", "EUR"), "KWD") == money("3.310", "KWD")
    assert RATES.convert(money("10.80", "USD"), "EUR") == money("10.00", "EUR")


def test_a_currency_without_a_rate_is_bad_input_and_not_a_guess() -> None:
    with pytest.raises(BadInput, match="XTS"):
        RATES.convert(money(1, "EUR"), "XTS")


def test_money_is_finite() -> None:
    with pytest.raises(ValueError, match="finite"):
        money("NaN", "EUR")


@given(st.lists(amounts, max_size=20))
def test_a_total_in_one_currency_is_the_exact_sum(parts: list[Decimal]) -> None:
    total = RATES.total([Money(amount=part, currency="EUR") for part in parts], "EUR")
    assert total.amount == sum(parts, Decimal(0))


@given(amounts)
def test_there_and_back_loses_at_most_a_minor_unit(amount: Decimal) -> None:
    there = RATES.convert(Money(amount=amount, currency="EUR"), "USD")
    back = RATES.convert(there, "EUR")
    assert abs(back.amount - amount) <= Decimal("0.01")
