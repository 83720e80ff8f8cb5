"""What was asked of vendors over HTTP, counted: no URL, no argument, nothing of a person."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tools.http.policy import Exchange
from travel.value import Value

# Upper bounds of the histogram of durations, in milliseconds; one more bucket is beyond them.
BOUNDS = (25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


class VendorUse(Value):
    """Of one operation of a vendor. A request that is tried again counts again."""

    vendor: str
    operation: str  # "GET /air/offers/{id}"
    requests: int
    retries: int  # of the requests, all but first tries
    outcomes: Mapping[str, int]  # "ok", "cancelled" or the name of the error
    statuses: Mapping[int, int]  # a request without an answer has none
    received: int  # bytes, after decompression
    ms: float  # of all requests together
    durations: tuple[int, ...]  # requests by `BOUNDS`


class Traffic:
    """Implements `Observe`, for the clients of all vendors; counts from when it was made."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], _Counts] = {}

    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]:
        return self._counts.setdefault((vendor, f"{method} {path}"), _Counts()).add

    def read(self) -> tuple[VendorUse, ...]:
        """By vendor and operation."""
        return tuple(counts.told(*key) for key, counts in sorted(self._counts.items()))


@dataclass
class _Counts:
    requests: int = 0
    retries: int = 0
    received: int = 0
    ms: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    statuses: Counter[int] = field(default_factory=Counter[int])
    durations: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def add(self, exchange: Exchange) -> None:
        self.requests += 1
        self.retries += exchange.tried > 1
        self.received += exchange.received
        self.ms += exchange.ms
        self.outcomes[exchange.outcome] += 1
        if exchange.status is not None:
            self.statuses[exchange.status] += 1
        self.durations[bisect_left(BOUNDS, exchange.ms)] += 1

    def told(self, vendor: str, operation: str) -> VendorUse:
        return VendorUse(
            vendor=vendor,
            operation=operation,
            requests=self.requests,
            retries=self.retries,
            outcomes=dict(self.outcomes),
            statuses=dict(self.statuses),
            received=self.received,
            ms=round(self.ms, 1),
            durations=tuple(self.durations),
        )
