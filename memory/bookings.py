"""Bookings in PostgreSQL.

Every change is one transaction that holds only if the row is still as it was read (state and version):
of two processes that would do the same, one does.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from psycopg.types.json import Jsonb

from memory.connecting import Connection
from memory.pooling import Pool, open_pool, require, transaction
from travel.booking import Booking, Step

MOST = 500  # bookings of a user that are listed

_ADD = """
INSERT INTO bookings (id, thread_id, user_id, state, version, provider, offer_mark, order_id, reason,
                      body, created_at, updated_at)
VALUES (%(id)s, %(thread)s, %(user)s, %(state)s, %(version)s, %(provider)s, %(mark)s, %(order)s,
        %(reason)s, %(body)s, %(created)s, %(updated)s)
ON CONFLICT DO NOTHING RETURNING id
"""
_MOVE = """
UPDATE bookings SET state = %(state)s, version = %(version)s, order_id = %(order)s,
       reason = %(reason)s, body = %(body)s, updated_at = %(updated)s
WHERE id = %(id)s AND state = %(was)s AND version = %(seen)s RETURNING id
"""
_LOG = """
INSERT INTO booking_events (booking_id, version, state, reason, at) VALUES (%s, %s, %s, %s, %s)
"""
_UNSETTLED = """
SELECT body FROM bookings
WHERE state IN ('awaiting_approval', 'approved', 'placing', 'unknown', 'cancelling')
ORDER BY updated_at
"""
_OPEN = """
SELECT body FROM bookings WHERE user_id = %s AND thread_id = %s AND offer_mark = %s
AND state IN ('awaiting_approval', 'approved', 'placing', 'unknown', 'confirmed', 'cancelling')
ORDER BY created_at DESC LIMIT 1
"""
_OF_USER = "SELECT body FROM bookings WHERE user_id = %s ORDER BY created_at DESC, id LIMIT %s"


class PostgresBookings:
    """Implements `BookingStore`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, booking: Booking, sealed: bytes, log: Sequence[Step]) -> bool:
        async with transaction(self._pool) as connection:
            added = await connection.execute(_ADD, _row(booking))
            if await added.fetchone() is None:
                return False
            await connection.execute(
                "INSERT INTO booking_travellers (booking_id, sealed) VALUES (%s, %s)",
                (booking.id, sealed),
            )
            await _written(connection, booking, log)
            return True

    async def get(self, booking_id: str) -> Booking | None:
        found = await self._read("SELECT body FROM bookings WHERE id = %s", booking_id)
        return found[0] if found else None

    async def open_of(self, user: str, thread: str, offer_mark: str) -> Booking | None:
        found = await self._read(_OPEN, user, thread, offer_mark)
        return found[0] if found else None

    async def move(self, before: Booking, after: Booking, log: Sequence[Step]) -> bool:
        seen = {"was": before.state, "seen": before.version}
        async with transaction(self._pool) as connection:
            changed = await connection.execute(_MOVE, _row(after) | seen)
            if await changed.fetchone() is None:
                return False
            await _written(connection, after, log)
            return True

    async def sealed(self, booking_id: str) -> bytes | None:
        async with transaction(self._pool) as connection:
            found = await connection.execute(
                "SELECT sealed FROM booking_travellers WHERE booking_id = %s", (booking_id,)
            )
            row = await found.fetchone()
        return None if row is None else bytes(row["sealed"])

    async def listed(self, user: str) -> tuple[Booking, ...]:
        return await self._read(_OF_USER, user, MOST)

    async def unsettled(self) -> tuple[Booking, ...]:
        return await self._read(_UNSETTLED)

    async def log(self, booking_id: str) -> tuple[Step, ...]:
        async with transaction(self._pool) as connection:
            rows = await connection.execute(
                "SELECT state, at, reason FROM booking_events WHERE booking_id = %s ORDER BY id",
                (booking_id,),
            )
            return tuple(Step.model_validate(row) for row in await rows.fetchall())

    async def erase(self, user: str) -> int:
        """How many bookings of the user lost their travellers' details, for good."""
        async with transaction(self._pool) as connection:
            gone = await connection.execute(
                "DELETE FROM booking_travellers USING bookings "
                "WHERE bookings.id = booking_travellers.booking_id AND bookings.user_id = %s",
                (user,),
            )
            return gone.rowcount

    async def _read(self, query: str, *values: object) -> tuple[Booking, ...]:
        async with transaction(self._pool) as connection:
            rows = await connection.execute(query.encode(), values)
            return tuple(Booking.model_validate(row["body"]) for row in await rows.fetchall())


class PostgresLedger:
    """The sandbox's orders."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def write(self, order_id: str, order: str) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(
                "INSERT INTO sandbox_orders (order_id, body) VALUES (%s, %s) "
                "ON CONFLICT (order_id) DO UPDATE SET body = excluded.body",
                (order_id, order),
            )

    async def read(self, order_id: str) -> str | None:
        async with transaction(self._pool) as connection:
            found = await connection.execute(
                "SELECT body FROM sandbox_orders WHERE order_id = %s", (order_id,)
            )
            row = await found.fetchone()
        return None if row is None else row["body"]


@asynccontextmanager
async def open_bookings(
    dsn: str, *, connections: int = 4
) -> AsyncGenerator[tuple[PostgresBookings, PostgresLedger]]:
    """On one pool. Raises StorageError where the database can't be reached or isn't migrated."""
    async with open_pool(dsn, connections=connections) as pool:
        await require(pool, "sandbox_orders")
        yield PostgresBookings(pool), PostgresLedger(pool)


async def _written(connection: Connection, booking: Booking, log: Sequence[Step]) -> None:
    for step in log:
        await connection.execute(
            _LOG, (booking.id, booking.version, step.state, step.reason, step.at)
        )


def _row(booking: Booking) -> dict[str, object]:
    return {
        "id": booking.id,
        "thread": booking.thread,
        "user": booking.user,
        "state": booking.state,
        "version": booking.version,
        "provider": booking.provider,
        "mark": booking.offer_mark,
        "order": booking.order.order_id if booking.order else None,
        "reason": booking.reason,
        "body": Jsonb(booking.model_dump(mode="json")),
        "created": booking.created_at,
        "updated": booking.updated_at,
    }
