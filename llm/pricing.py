"""What tokens cost: list prices in USD per million tokens.

Source: the vendors' public price lists, read in November 2026; `TRIPSAGE_PRICES` overrides them
("name=input/output,..."), since they change and other servers have their own.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from travel.errors import ConfigurationError
from travel.value import Value


class TokenPrice(NamedTuple):
    """USD per million."""

    input: Decimal
    output: Decimal


def _usd(input_price: str, output_price: str) -> TokenPrice:
    return TokenPrice(Decimal(input_price), Decimal(output_price))


LIST_PRICES: Mapping[str, TokenPrice] = {
    "gpt-4o-mini": _usd("0.15", "0.60"),
    "gpt-4o": _usd("2.50", "10.00"),
    "gpt-4.1-nano": _usd("0.10", "0.40"),
    "gpt-4.1-mini": _usd("0.40", "1.60"),
    "gpt-4.1": _usd("2.00", "8.00"),
    "gpt-5-nano": _usd("0.05", "0.40"),
    "gpt-5-mini": _usd("0.25", "2.00"),
    "gpt-5": _usd("1.25", "10.00"),
}


class Pricing(Value):
    """Prices by model name; a dated name such as "gpt-4o-mini-2024-07-18" has its family's."""

    prices: Mapping[str, TokenPrice] = LIST_PRICES

    def cost(self, model: str, input_tokens: int, output_tokens: int) -> Decimal | None:
        """USD, or None where the model's price isn't known."""
        price = self._price(model)
        if price is None:
            return None
        million = Decimal(1_000_000)
        return (price.input * input_tokens + price.output * output_tokens) / million

    @classmethod
    def read(cls, written: str) -> "Pricing":
        """The list prices with those of `TRIPSAGE_PRICES`, e.g. "my-model=0.2/0.8,other=1/2".

        Raises ConfigurationError.
        """
        own = dict(_one(entry) for entry in written.split(",") if entry.strip())
        return cls(prices={**LIST_PRICES, **own})

    def _price(self, model: str) -> TokenPrice | None:
        families = [name for name in self.prices if model == name or model.startswith(f"{name}-2")]
        return self.prices[max(families, key=len)] if families else None


def _one(entry: str) -> tuple[str, TokenPrice]:
    name, _, prices = entry.strip().partition("=")
    sent, _, got = prices.partition("/")
    try:
        return name.strip(), _usd(sent, got)
    except InvalidOperation:
        raise ConfigurationError(
            f"TRIPSAGE_PRICES: {entry.strip()!r} isn't name=input/output in USD per million tokens"
        ) from None
