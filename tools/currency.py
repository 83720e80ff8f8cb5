"""Exchange rates: what a provider of them can do."""

from datetime import date
from typing import Protocol

from travel.money import Rates


class CurrencyProvider(Protocol):
    """Raises ProviderError."""

    @property
    def name(self) -> str: ...
    async def rates(self, on: date) -> Rates:
        """Reference rates of the last banking day on or before `on`, or the latest known."""
        ...
