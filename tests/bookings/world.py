"""Everything a booking meets: PostgreSQL, the vendors' clients at their simulators, and a clock to set."""

import asyncio
import inspect
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql
from pydantic import SecretStr

from memory.bookings import PostgresBookings, PostgresLedger, open_bookings
from memory.migrations import apply_migrations
from memory.sealing import AesSealer, new_key
from tests.providers.duffel.conftest import zone
from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.serving import serving
from tools.bookings import BookingDesk, BookingPolicy, BookingProvider, BookingStore, Office
from tools.flights import FlightQuery, SliceQuery
from tools.http import Timeouts, VendorClient
from tools.providers import duffel, liteapi
from tools.providers.duffel.booking import OURS, DuffelBookings
from tools.providers.duffel_stays import (
    DuffelStays,
    DuffelStaysDesk,
    duffel_stays_error,
    duffel_stays_policy,
)
from tools.providers.liteapi.booking import LiteApiDesk
from tools.stays import StayProvider, StayQuery
from travel.booking import Booking, Contact, Offer, Traveller, TravellerDetails
from travel.gazetteer import Gazetteer
from travel.offers import FlightOffer, StayOffer
from travel.party import Party
from wiring.embedded import start_embedded

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
USER, THREAD = "user-1", "thread-1"
QUICK: Mapping[str, object] = {
    "rate": 10_000,
    "period": 1.0,
    "retry_pause": 0.001,
    "tries": 2,
    "breaker_failures": 10**6,
    "reading": Timeouts(total=5),
    "writing": Timeouts(read=0.15, total=0.15),
}
SLOW = 0.25  # seconds: more than a write waits
POLICY = BookingPolicy(look_after=(0.0, 0.001, 0.001))
ADA = TravellerDetails(
    travellers=(
        Traveller(
            given_name="Ada",
            family_name="Lovelace",
            born_on=date(1987, 12, 10),
            gender="f",
            title="ms",
        ),
    ),
    contact=Contact(email="ada@example.org", phone="+442080160509"),
)


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Hook:
    """Crossed before and after everything that is awaited; the process dies at the `kill_at`th."""

    kill_at: int | None = None
    crossed: int = 0
    before: Mapping[str, Callable[[], None]] = field(default_factory=dict[str, Callable[[], None]])

    def cross(self) -> None:
        self.crossed += 1
        if self.crossed == self.kill_at:
            raise Killed

    def around(self, inner: object) -> Any:
        return _Around(inner, self)

    async def sleep(self, seconds: float) -> None:
        self.cross()
        await asyncio.sleep(seconds)
        self.cross()


class _Around:
    def __init__(self, inner: object, hook: Hook) -> None:
        self._inner = inner
        self._hook = hook

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(found):
            return found
        hook, work = self._hook, cast(Callable[..., Awaitable[object]], found)

        async def crossing(*given: object, **named: object) -> object:
            hook.cross()
            hook.before.get(name, lambda: None)()
            result = await work(*given, **named)
            hook.cross()
            return result

        return crossing


@dataclass
class World:
    dsn: str
    urls: tuple[str, str]  # of Duffel and LiteAPI
    store: PostgresBookings
    ledger: PostgresLedger
    flights: duffel.Duffel = field(init=False)
    stays: liteapi.LiteApi = field(init=False)
    duffel_stays: DuffelStays = field(init=False)
    duffel: DuffelSimulator = field(init=False)
    liteapi: LiteApiSimulator = field(init=False)
    providers: dict[str, BookingProvider] = field(default_factory=dict[str, BookingProvider])
    key: SecretStr = field(default_factory=new_key)
    now: datetime = NOW
    gazetteer: Gazetteer = field(init=False)

    def clock(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def office(self, hook: Hook | None = None, **changed: Any) -> Office:
        """As a process of its own has it."""
        hook = hook or Hook()
        providers = {name: hook.around(each) for name, each in self.providers.items()}
        fields: dict[str, Any] = {"policy": POLICY, "sleep": hook.sleep}
        return Office(
            store=cast(BookingStore, hook.around(self.store)),
            providers=cast(Mapping[str, BookingProvider], providers),
            sealer=AesSealer([self.key]),
            clock=self.clock,
            **(fields | changed),
        )

    def desk(self, hook: Hook | None = None, **changed: Any) -> BookingDesk:
        return BookingDesk(self.office(hook, **changed))

    async def offer(self, kind: str) -> Offer:
        if kind == "flight":
            return await self.flight()
        return await self.stay(self.stays if kind == "stay" else self.duffel_stays)

    async def flight(self, party: Party | None = None, **asked: Any) -> FlightOffer:
        day = self.now.date() + timedelta(days=60)
        there = SliceQuery(origins=("LHR",), destinations=("LIS",), day=day)
        query = FlightQuery(slices=(there,), party=party or Party(), max_stops=0, **asked)
        return (await self.flights.search(query))[0]

    async def stay(self, seller: StayProvider | None = None, **asked: Any) -> StayOffer:
        """The cheapest that can be cancelled for nothing."""
        place, day = self.gazetteer.lookup("Lisbon").place, self.now.date() + timedelta(days=60)
        assert place is not None
        query = StayQuery(
            place=place, check_in=day, check_out=day + timedelta(days=3), limit=6, **asked
        )
        found = await (seller or self.stays).search(query)
        return next(each for each in found if each.refundable_until is not None)

    async def approved(self, offer: Offer, desk: BookingDesk | None = None) -> Booking:
        desk = desk or self.desk()
        asked = await desk.propose(offer, ADA, thread=THREAD, user=USER)
        return await desk.approve(asked.id, user=USER, thread=THREAD, digest=asked.digest)

    async def confirmed(self, offer: Offer) -> Booking:
        return await self.desk().place((await self.approved(offer)).id, user=USER)

    async def rows(self) -> list[Booking]:
        """Of all users, past every limit."""
        async with await psycopg.AsyncConnection.connect(self.dsn) as connection:
            rows = await connection.execute("SELECT body FROM bookings ORDER BY created_at")
            return [Booking.model_validate(body) for (body,) in await rows.fetchall()]

    def orders(self) -> dict[str, list[tuple[str, bool]]]:
        """By our booking id: every order that exists at a vendor, and whether it was cancelled."""
        found: dict[str, list[tuple[str, bool]]] = {}
        for order in self.duffel.orders.all.values():
            ours = order.metadata.get(OURS, "nobody's")
            found.setdefault(ours, []).append((order.id, order.cancelled_at is not None))
        for slept in self.duffel.stays.bookings.values():
            ours = (slept.metadata or {}).get(OURS, "nobody's")
            found.setdefault(ours, []).append((slept.id, slept.cancelled is not None))
        for booked in self.liteapi.desk.bookings.values():
            gone = booked.status != "CONFIRMED"
            found.setdefault(booked.reference or "nobody's", []).append((booked.id, gone))
        return found


async def empty_database(home: Path) -> str:
    """A database of its own in the embedded server."""
    server = start_embedded(home)
    name = f"b{uuid.uuid4().hex[:8]}"
    async with await psycopg.AsyncConnection.connect(server, autocommit=True) as connection:
        await connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


@asynccontextmanager
async def opened(home: Path, gazetteer: Gazetteer) -> AsyncGenerator[World]:
    dsn = await empty_database(home)
    await apply_migrations(dsn)
    async with open_bookings(dsn, connections=8) as (store, ledger):
        world = World(dsn, ("", ""), store, ledger)
        world.gazetteer = gazetteer
        world.duffel, world.liteapi = DuffelSimulator(world.clock), LiteApiSimulator(world.clock)
        world.duffel.per_minute = 10**9
        async with (
            serving(world.duffel) as flights,
            serving(world.liteapi) as stays,
        ):
            world.urls = (flights, stays)
            async with connected(world):
                yield world


@asynccontextmanager
async def connected(world: World) -> AsyncGenerator[None]:
    """The vendors' clients at `world.urls`."""
    (flights, stays), clock, key = world.urls, world.clock, SecretStr(KEY)
    policies = (
        duffel.duffel_policy(SecretStr(TOKEN), flights),
        liteapi.search_policy(key, stays),
        liteapi.booking_policy(key, stays),
        duffel_stays_policy(SecretStr(TOKEN), flights),
    )
    quick = [each.model_copy(update=dict(QUICK)) for each in policies]
    air = VendorClient(quick[0], errors=duffel.duffel_error, clock=clock)
    search = VendorClient(quick[1], errors=liteapi.liteapi_error, clock=clock)
    book = VendorClient(quick[2], errors=liteapi.liteapi_error, clock=clock)
    beds = VendorClient(quick[3], errors=duffel_stays_error, clock=clock)
    async with air, search, book, beds:
        world.flights = duffel.Duffel(air, zone=zone, clock=clock)
        world.stays = liteapi.LiteApi(search, book, world.gazetteer, nationality="DE", clock=clock)
        world.duffel_stays = DuffelStays(beds, world.gazetteer, live=False, clock=clock)
        orders = duffel.DuffelOrders(air, zone=zone)
        bookings = liteapi.LiteApiBookings(book, clock=clock)
        world.providers = {
            "duffel": DuffelBookings(world.flights, orders),
            "liteapi": LiteApiDesk(bookings, clock=clock),
            "duffel-stays": DuffelStaysDesk(world.duffel_stays, beds, clock=clock),
        }
        yield
