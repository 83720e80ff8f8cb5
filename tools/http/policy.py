"""What is said about a vendor, and what is told of an exchange with it: values and one Protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import ConfigDict, SecretStr, field_validator

from travel.errors import ProviderError
from travel.value import Value

ErrorHook = Callable[[int, object], ProviderError | None]


class Timeouts(Value):
    """Seconds. `total` ends one attempt, however slowly its bytes drip in."""

    connect: float = 5.0
    read: float = 20.0
    write: float = 10.0
    pool: float = 5.0
    total: float = 30.0


class VendorPolicy(Value):
    """How one vendor is spoken to. Secrets are `SecretStr`: they show in no print and no log."""

    model_config = ConfigDict(hide_input_in_errors=True)

    vendor: str
    base_url: str
    headers: Mapping[str, str | SecretStr] = {}
    params: Mapping[str, str | SecretStr] = {}  # sent with every request
    reading: Timeouts = Timeouts()
    writing: Timeouts = Timeouts(read=60.0, total=90.0)
    rate: float = 10.0  # requests in each `period` seconds
    period: float = 1.0
    connections: int = 20
    max_response_bytes: int = 8_000_000  # after decompression
    tries: int = 3  # of a read, the first included
    retry_budget: float = 20.0  # seconds since the first try in which another may begin
    retry_pause: float = 0.25  # seconds before the second try at most, doubled for each after
    retry_statuses: frozenset[int] = frozenset({429, 502, 503, 504})
    breaker_failures: int = 5  # in a row
    breaker_rest: float = 30.0  # seconds

    @field_validator("base_url")
    @classmethod
    def _plain(cls, url: str) -> str:
        parsed = urlsplit(url)
        if parsed.scheme not in {"http", "https"} or not parsed.hostname:
            raise ValueError("a base URL is http(s)://host, with a path if need be")
        if "@" in parsed.netloc or parsed.query or parsed.fragment:
            raise ValueError("a base URL has no password and no query")
        return url.rstrip("/")


@dataclass(frozen=True)
class Reply:
    """What came back: parsed JSON (None for an empty body) and the headers, by any case."""

    status: int
    body: object = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Exchange:
    """One attempt, when it is over. `outcome` is "ok", "cancelled" or the name of the error."""

    vendor: str
    method: str
    path: str  # the template: "/air/offers/{id}"
    status: int | None
    ms: float
    received: int  # bytes, after decompression
    outcome: str
    tried: int = 1  # the how-manieth attempt at this call


class Observe(Protocol):
    """Where spans and metrics are made: called as an attempt starts, its answer when it is over."""

    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]: ...


class Unobserved:
    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]:
        return lambda exchange: None


def no_vendor_errors(status: int, body: object) -> ProviderError | None:
    return None


def revealed(values: Mapping[str, str | SecretStr]) -> dict[str, str]:
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }
