"""Amounts of money and the dated rates between currencies."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from travel.errors import BadInput, CurrencyMismatch
from travel.value import Value

# ISO 4217 minor units that differ from two.
MINOR_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF", "PYG"), 0),
    **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3),
}

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


def _finite(amount: Decimal) -> Decimal:
    if not amount.is_finite():
        raise ValueError("an amount is a finite number")
    return amount


class Money(Value):
    """An exact amount in one ISO 4217 currency."""

    amount: Annotated[Decimal, AfterValidator(_finite)]
    currency: CurrencyCode

    def __add__(self, other: "Money") -> "Money":
        return Money(amount=self.amount + self._same(other), currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(amount=self.amount - self._same(other), currency=self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        return Money(amount=self.amount * factor, currency=self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def rounded(self) -> "Money":
        """To the currency's minor unit, halves up."""
        step = Decimal(1).scaleb(-MINOR_UNITS.get(self.currency, 2))
        return Money(
            amount=self.amount.quantize(step, rounding=ROUND_HALF_UP), currency=self.currency
        )

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(
                f"{self} and {other} are in two currencies: convert with a dated rate first"
            )
        return other.amount


def money(amount: Decimal | int | str, currency: str) -> Money:
    """A `Money` from whatever states the amount exactly (never a float)."""
    return Money(amount=Decimal(amount), currency=currency)


class Rates(Value):
    """Reference rates of one day: units of each currency for one unit of `base`."""

    base: CurrencyCode
    as_of: date
    per_base: Mapping[str, Decimal]
    source: str

    def convert(self, amount: Money, currency: str) -> Money:
        """`amount` in `currency`, rounded to its minor unit.

        Raises `BadInput` where a currency has no rate.
        """
        if amount.currency == currency:
            return amount
        in_base = amount.amount / self._rate(amount.currency)
        return Money(amount=in_base * self._rate(currency), currency=currency).rounded()

    def total(self, amounts: Iterable[Money], currency: str) -> Money:
        """The sum in `currency`; zero of it for no amounts."""
        result = money(0, currency)
        for amount in amounts:
            result += self.convert(amount, currency)
        return result.rounded()

    def knows(self, currency: str) -> bool:
        return currency == self.base or currency in self.per_base

    def _rate(self, currency: str) -> Decimal:
        if currency == self.base:
            return Decimal(1)
        if currency not in self.per_base:
            raise BadInput(f"no exchange rate is known for {currency} (rates of {self.as_of})")
        return self.per_base[currency]
