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
from tools.providers.duffel import (
    Buyable,
    Duffel,
    DuffelOrders,
    Order,
    OrderRequest,
    Traveller,
    duffel_error,
    duffel_policy,
)
from travel.party import Party

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)
OURS = {"booking": "bk_1"}
QUICK = Timeouts(read=0.25, total=0.3)
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


class Desk:
    """One client, to search with and to order with."""

    def __init__(self, flights: Duffel, orders: DuffelOrders) -> None:
        self.flights = flights
        self.orders = orders

    async def buyable(self, *stops: str, party: Party | None = None, bags: int = 0) -> Buyable:
        query = flight(*stops, party=party or Party(), bags=bags)
        return await self.flights.buyable((await self.flights.search(query))[0])

    async def ordered(self, *stops: str) -> Order:
        return await self.orders.create(order_of(await self.buyable(*stops)))


@pytest.fixture
async def desk(opened: Opened) -> AsyncGenerator[Desk]:
    async with opened(writing=QUICK) as client:
        yield Desk(Duffel(client, zone=zone, clock=lambda: NOW), DuffelOrders(client, zone=zone))


def order_of(terms: Buyable, *, held: bool = False) -> OrderRequest:
    """For everybody the offer is for; the first adult carries the first infant, and so on."""
    laps = [each.id for each in terms.passengers if each.type == "infant_without_seat"]
    carried = iter(laps)
    people: list[Traveller] = []
    for each in terms.passengers:
        age, adult = each.age or 0, each.age is None
        people.append(
            Traveller(
                id=each.id,
                given_name="Amelia",
                family_name=f"Earhart{'abcdefg'[len(people)]}",
                born_on=date(1987, 7, 24) if adult else DAY - timedelta(days=366 * age + 5),
                gender="f",
                title="ms",
                email="amelia@example.org",
                phone_number="+442080160509",
                infant_passenger_id=next(carried, None) if adult else None,
            )
        )
    return OrderRequest(
        offer_id=terms.offer.id,
        travellers=tuple(people),
        payment=None if held else terms.offer.price,
        services=terms.services,
        metadata=OURS,
    )
