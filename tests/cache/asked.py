"""A clock that a test sets, and flights of a provider that counts and can fail."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from pydantic import SecretStr

from tests.redis_server import RedisServer
from tools.cache import CacheSettings
from tools.flights import FlightQuery, SliceQuery
from travel.errors import ProviderError
from travel.money import money
from travel.offers import FlightOffer, Segment, Slice
from travel.provenance import Provenance

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def question(**fields: int) -> FlightQuery:
    leg = SliceQuery(origins=("BER",), destinations=("LIS",), day=date(2026, 5, 10))
    return FlightQuery.model_validate({"slices": (leg,), **fields})


def offer(number: int, now: datetime, holds: timedelta | None) -> FlightOffer:
    depart = datetime(2026, 5, 10, 8, tzinfo=UTC)
    segment = Segment(
        carrier="TP",
        carrier_name="TAP Air Portugal",
        number=f"TP{number}",
        origin="BER",
        destination="LIS",
        depart=depart,
        arrive=depart + timedelta(hours=4),
    )
    source = Provenance(
        id=f"counted:{number}",
        provider="counted",
        retrieved_at=now,
        expires_at=None if holds is None else now + holds,
        note="of a test",
    )
    return FlightOffer(
        id=f"offer-{number}",
        slices=(Slice(segments=(segment,)),),
        price=money("120.50", "EUR"),
        party_size=1,
        provenance=source,
    )


class Flights:
    """Implements `FlightProvider`. Each answer is another offer, numbered by the call."""

    name = "counted"

    def __init__(self, clock: Clock, *, seconds: float = 0.0) -> None:
        self._clock = clock
        self.seconds = seconds
        self.calls = 0
        self.repriced = 0
        self.error: ProviderError | None = None
        self.empty = False
        self.holds: timedelta | None = timedelta(minutes=20)

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        self.calls += 1
        number = self.calls
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return () if self.empty else (offer(number, self._clock(), self.holds),)

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        self.repriced += 1
        return offer


def in_redis(server: RedisServer, **fields: object) -> CacheSettings:
    """In a corner of its own."""
    return CacheSettings.model_validate(
        {"redis_url": SecretStr(server.url), "namespace": f"test-{uuid4().hex[:12]}"} | fields
    )


def numbers(offers: Sequence[FlightOffer]) -> list[str]:
    return [each.id for each in offers]


async def until(true: object, seconds: float = 3.0) -> None:
    """Waits for a condition that comes about in the background."""
    assert callable(true)
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
