"""Frankfurter v2: reference rates of many central banks, blended, without a key.

Wire format: its OpenAPI file (api.frankfurter.dev/v2). Behind it stands another provider, asked whenever
Frankfurter doesn't answer or makes no sense; the source of the rates says which it was, and why.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tools.currency import CurrencyProvider
from tools.http import VendorClient, VendorPolicy
from travel.errors import MalformedResponse, ProviderError, ProviderRefused
from travel.money import CurrencyCode, Rates

NAME = "frankfurter"
URL = "https://api.frankfurter.dev"
BASE = "EUR"
SOURCE = "Frankfurter (central banks' reference rates, blended)"
OLDEST = timedelta(days=31)  # some banks publish once a month


def frankfurter_policy(url: str = URL) -> VendorPolicy:
    return VendorPolicy(vendor=NAME, base_url=url, retry_budget=6.0)


class WireRate(BaseModel):
    """Units of `quote` for one unit of `base`, on the day they were published."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    date: date
    base: CurrencyCode
    quote: CurrencyCode
    rate: Annotated[Decimal, Field(gt=0)]


_ROWS: TypeAdapter[tuple[WireRate, ...]] = TypeAdapter(
    tuple[WireRate, ...], config=ConfigDict(hide_input_in_errors=True)
)


class Frankfurter:
    """Implements `CurrencyProvider`. `behind` is asked when Frankfurter fails."""

    def __init__(
        self, client: VendorClient, *, behind: CurrencyProvider, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._behind = behind
        self._clock = clock

    @property
    def name(self) -> str:
        return NAME

    async def rates(self, on: date) -> Rates:
        """For one euro, of the last banking day on or before `on`; the latest for a day to come.

        Raises what `behind` raises.
        """
        try:
            return await self._asked(on)
        except ProviderError as error:
            why = f"Frankfurter {error.detail}"
        rates = await self._behind.rates(on)
        return rates.model_copy(update={"source": f"{rates.source}; {why}"})

    async def _asked(self, on: date) -> Rates:
        params = {"base": BASE}
        if on < self._clock().astimezone(UTC).date():  # else the latest, which needs no date
            params["date"] = on.isoformat()
        reply = await self._client.read("GET", "/v2/rates", params=params, errors=frankfurter_error)
        rates = _rates(_rows(reply.body))
        if "date" in params and rates.as_of > on:
            raise MalformedResponse(NAME, "sent rates of a later day")
        return rates


def frankfurter_error(status: int, body: object) -> ProviderError | None:
    """Of `{"message": …}`; the message is not repeated. 429 and 503 mean what they say."""
    if status == 404:
        return ProviderRefused(NAME, "has no rates of that day")
    return ProviderRefused(NAME, "doesn't accept the request") if status == 422 else None


def _rows(body: object) -> tuple[WireRate, ...]:
    try:
        return _ROWS.validate_python(body)
    except ValidationError as error:
        where = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    raise MalformedResponse(NAME, f"unexpected rates: {', '.join(where[:3])}")


def _rates(rows: Sequence[WireRate]) -> Rates:
    """`as_of` is the newest day; a currency published more than a month before it is left out."""
    if not rows:
        raise MalformedResponse(NAME, "sent no rates")
    if any(row.base != BASE for row in rows):
        raise MalformedResponse(NAME, f"sent rates that are not for one {BASE}")
    if any(row.quote == BASE and row.rate != 1 for row in rows):
        raise MalformedResponse(NAME, f"sent a rate of {BASE} to itself that isn't 1")
    as_of = max(row.date for row in rows)
    known = [row for row in sorted(rows, key=lambda each: each.date) if as_of - row.date <= OLDEST]
    if len(known) < 2:
        raise MalformedResponse(NAME, "sent no rates but its own")
    oldest = known[0].date
    return Rates(
        base=BASE,
        as_of=as_of,
        per_base={row.quote: row.rate for row in known},
        source=SOURCE if oldest == as_of else f"{SOURCE}; some not newer than of {oldest}",
    )
