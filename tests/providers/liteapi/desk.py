"""LiteAPI's provider and its bookings, at a simulator whose clock can be set."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.serving import Fault, serving
from tools.http import Timeouts, VendorClient
from tools.providers.liteapi import (
    BookRequest,
    Guest,
    Holder,
    LiteApi,
    LiteApiBookings,
    booking_policy,
    liteapi_error,
    search_policy,
)
from tools.stays import StayProvider, StayQuery
from travel.gazetteer import Gazetteer
from travel.offers import StayOffer
from travel.party import Party
from travel.places import Place

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CHECK_IN = date(2026, 5, 4)
QUICK: dict[str, object] = {
    "retry_pause": 0.001,
    "rate": 1000,
    "period": 1.0,
    "breaker_failures": 1000,
    "reading": Timeouts(total=0.6),
    "writing": Timeouts(total=0.6),
}
SLOW = 0.9  # seconds: more than any total above


@dataclass
class Desk:
    gazetteer: Gazetteer
    simulator: LiteApiSimulator
    now: datetime = NOW
    stays: StayProvider = field(init=False)
    bookings: LiteApiBookings = field(init=False)

    def plan(self, method: str, path: str, fault: Fault, times: int = 1) -> None:
        self.simulator.faults.plan(method, path, fault, times)

    def asked(self, path: str) -> list[Any]:
        """The bodies of the requests that reached the simulator."""
        return [each.asked for each in self.simulator.exchanges if each.path == path]

    def times(self, path: str) -> int:
        """How often it was asked, by any method, whether that reached the simulator or not."""
        return sum(each.endswith(path) for each in self.simulator.faults.requests)

    def place(self, name: str = "Lisbon") -> Place:
        found = self.gazetteer.lookup(name).place
        assert found is not None
        return found

    def query(self, **changed: Any) -> StayQuery:
        fields: dict[str, Any] = {
            "place": self.place(),
            "check_in": CHECK_IN,
            "check_out": CHECK_IN + timedelta(days=3),
            "party": Party(adults=2),
        }
        return StayQuery.model_validate(fields | changed)

    async def offer(self, **changed: Any) -> StayOffer:
        """The cheapest that can be cancelled."""
        found = await self.stays.search(self.query(**changed))
        return next(offer for offer in found if offer.refundable_until is not None)

    async def request(self, reference: str = "ts-1", **changed: Any) -> BookRequest:
        """For a prebook made for it."""
        prebook = await self.bookings.prebook(await self.offer(**changed))
        rooms = range(1, prebook.offer.rooms + 1)
        return BookRequest(
            prebook_id=prebook.id,
            client_reference=reference,
            holder=Holder(first_name="Ada", last_name="Lovelace", email="ada@x.org", phone="+4930"),
            guests=tuple(
                Guest(room=room, first_name="Ada", last_name="Lovelace", email="ada@x.org")
                for room in rooms
            ),
        )


@asynccontextmanager
async def opened(gazetteer: Gazetteer, key: str = KEY) -> AsyncGenerator[Desk]:
    """With clients that know `key`."""
    desk = Desk(gazetteer, LiteApiSimulator())
    desk.simulator.clock = lambda: desk.now
    async with serving(desk.simulator) as url:
        policies = (
            each.model_copy(update=QUICK)
            for each in (search_policy(SecretStr(key), url), booking_policy(SecretStr(key), url))
        )
        search, booking = (VendorClient(policy, errors=liteapi_error) for policy in policies)
        async with search, booking:
            desk.stays = LiteApi(
                search, booking, gazetteer, nationality="DE", clock=lambda: desk.now
            )
            desk.bookings = LiteApiBookings(booking, clock=lambda: desk.now)
            yield desk
