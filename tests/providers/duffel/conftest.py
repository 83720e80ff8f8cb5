"""A client of Duffel on the simulator, whose clock stands still."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import airportsdata
import pytest
from pydantic import SecretStr

from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.serving import Receive, Scope, Send, serving
from tools.flights import FlightQuery, SliceQuery
from tools.http import Timeouts, VendorClient
from tools.providers.duffel import Duffel, duffel_error, duffel_policy

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)
AIRPORTS = cast(dict[str, dict[str, Any]], airportsdata.load("IATA"))


def zone(code: str) -> str | None:
    return AIRPORTS[code]["tz"] if code in AIRPORTS else None


def flight(*stops: str, days: int = 3, **asked: Any) -> FlightQuery:
    """From each stop to the next, some days apart."""
    legs = pairwise(stops)
    return FlightQuery(
        slices=tuple(
            SliceQuery(
                origins=tuple(a.split()),
                destinations=tuple(b.split()),
                day=DAY + timedelta(days=days * number),
            )
            for number, (a, b) in enumerate(legs)
        ),
        **asked,
    )


class Served:
    def __init__(self) -> None:
        self.url = ""
        self.simulator = DuffelSimulator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.simulator(scope, receive, send)


@pytest.fixture(scope="module")
async def served() -> AsyncGenerator[Served]:
    app = Served()
    async with serving(app) as url:
        app.url = url
        yield app


@pytest.fixture
def simulator(served: Served) -> DuffelSimulator:
    served.simulator = DuffelSimulator(lambda: NOW)
    return served.simulator


Opened = Callable[..., AbstractAsyncContextManager[VendorClient]]


@pytest.fixture
def opened(served: Served, simulator: DuffelSimulator) -> Opened:
    def client(token: str = TOKEN, **changed: Any) -> VendorClient:
        quick = {"rate": 1000, "retry_pause": 0.001, "reading": Timeouts(total=5)} | changed
        policy = duffel_policy(SecretStr(token), served.url).model_copy(update=quick)
        return VendorClient(policy, errors=duffel_error, clock=lambda: NOW)

    return client


@pytest.fixture
async def duffel(opened: Opened) -> AsyncGenerator[Duffel]:
    async with opened() as client:
        yield Duffel(client, zone=zone, clock=lambda: NOW)
