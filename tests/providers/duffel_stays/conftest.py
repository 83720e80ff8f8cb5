"""Duffel Stays and its bookings, at the simulator, whose clock can be set."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.serving import Fault, serving
from tools.http import Timeouts, VendorClient
from tools.providers.duffel_stays import (
    DuffelStays,
    DuffelStaysDesk,
    duffel_stays_error,
    duffel_stays_policy,
    is_test,
)
from tools.stays import StayQuery
from travel.booking import Contact, Quote, Traveller, TravellerDetails
from travel.gazetteer import Gazetteer
from travel.offers import StayOffer
from travel.party import Party

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CHECK_IN = date(2026, 5, 4)
QUICK: dict[str, object] = {
    "rate": 1000,
    "retry_pause": 0.001,
    "breaker_failures": 1000,
    "reading": Timeouts(total=2),
    "writing": Timeouts(read=0.25, total=0.3),
}


def person(name: str, born: date = date(1987, 12, 10)) -> Traveller:
    return Traveller(given_name=name, family_name="Lovelace", born_on=born, gender="f", title="ms")


ADA = TravellerDetails(
    travellers=(person("Ada"), person("Bea")),
    contact=Contact(email="ada@example.org", phone="+442080160509"),
)


@dataclass
class World:
    gazetteer: Gazetteer
    simulator: DuffelSimulator
    now: datetime = NOW
    stays: DuffelStays = field(init=False)
    desk: DuffelStaysDesk = field(init=False)

    def plan(self, method: str, path: str, fault: Fault, times: int = 1) -> None:
        self.simulator.faults.plan(method, path, fault, times)

    def query(self, **changed: Any) -> StayQuery:
        place = self.gazetteer.city("Lisbon", "PT")
        fields: dict[str, Any] = {
            "place": place,
            "check_in": CHECK_IN,
            "check_out": CHECK_IN + timedelta(days=3),
            "party": Party(adults=2),
        }
        return StayQuery.model_validate(fields | changed)

    async def offer(self) -> StayOffer:
        """The cheapest that can be cancelled for nothing."""
        found = await self.stays.search(self.query())
        return next(each for each in found if each.refundable_until is not None)

    async def quote(self) -> Quote:
        return await self.desk.reprice(await self.offer())


Opened = Callable[..., Any]


@pytest.fixture
def opened(gazetteer: Gazetteer) -> Opened:
    @asynccontextmanager
    async def world(token: str = TOKEN, **changed: Any) -> AsyncGenerator[World]:
        made = World(gazetteer, DuffelSimulator())
        made.simulator.clock = lambda: made.now
        async with serving(made.simulator) as url:
            policy = duffel_stays_policy(SecretStr(token), url).model_copy(update=QUICK | changed)
            async with VendorClient(
                policy, errors=duffel_stays_error, clock=lambda: made.now
            ) as client:
                live = not is_test(SecretStr(token))
                made.stays = DuffelStays(client, gazetteer, live=live, clock=lambda: made.now)
                made.desk = DuffelStaysDesk(made.stays, client, clock=lambda: made.now)
                yield made

    return world


@pytest.fixture
async def world(opened: Opened) -> AsyncGenerator[World]:
    async with opened() as made:
        yield made
