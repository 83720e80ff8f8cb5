"""Many trials in a row, and the account of what came of them.

Used by the tests and by `benchmarks/bookings.py`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from tests.bookings.trial import BOOKS, Trial, scenarios
from tests.bookings.world import World
from tools.bookings import FINAL
from travel.booking import Booking

T = TypeVar("T")


@dataclass
class Account:
    """What came of it. `wrong` must be empty."""

    trials: int = 0
    refused: int = 0
    scripts: int = 0
    states: Counter[str] = field(default_factory=Counter[str])
    unsettled: Counter[str] = field(default_factory=Counter[str])  # before the last reconciling
    approved: int = 0
    ordered: int = 0
    orders: int = 0
    without: Counter[str] = field(default_factory=Counter[str])  # approved, and no order: why
    wrong: list[str] = field(default_factory=list[str])

    def lines(self) -> Sequence[str]:
        states = ", ".join(f"{number} {state}" for state, number in sorted(self.states.items()))
        meanwhile = ", ".join(f"{n} {state}" for state, n in sorted(self.unsettled.items()))
        return (
            f"{self.trials} trials of {self.scripts} kinds, {self.refused} rows made by second tries",
            f"rows: {states}",
            f"of them settled only by reconciling: {meanwhile or 'none'}",
            f"approved intents: {self.approved}; {self.ordered} have exactly one order, the others none: "
            + ", ".join(f"{n} {why}" for why, n in sorted(self.without.items())),
            f"orders at the vendors: {self.orders}, each of one approved intent",
            f"orders without approval: {sum('without approval' in each for each in self.wrong)}; "
            f"intents with two: {sum('orders of one' in each for each in self.wrong)}; "
            f"rows that say another thing than the vendor: "
            f"{sum('says' in each for each in self.wrong)}",
            f"wrong: {len(self.wrong)}",
        )


async def run(world: World, trials: int) -> Account:
    """Flights and stays in turn; at the end an hour passes and everything is reconciled."""
    account, numbers = Account(trials=trials), count()
    table = [(name, script, kind) for name, script in scenarios() for kind in BOOKS]
    for name, script, kind in spread(table, trials):
        trial = Trial(world, kind, f"{next(numbers)} {name}", await world.offer(kind))
        await script(trial)
    account.scripts = len({name for name, _, _ in spread(table, trials)})
    for booking in await world.store.unsettled():
        account.unsettled[booking.state] += 1
    await settle(world)
    await check(world, account)
    return account


def spread(table: Sequence[T], number: int) -> list[T]:
    """So many: evenly over the table where it is longer, else over and over."""
    longer = len(table) > number
    return [
        table[each * len(table) // number if longer else each % len(table)]
        for each in range(number)
    ]


async def settle(world: World) -> None:
    """An hour later."""
    for _ in range(2):
        world.later(minutes=31)
        await world.desk().reconcile()


async def check(world: World, account: Account) -> None:
    """Every row against what exists at the vendors."""
    orders = world.orders()
    account.orders = sum(map(len, orders.values()))
    bookings = await world.rows()
    account.refused = len(bookings) - account.trials
    for booking in bookings:
        placed = orders.pop(booking.id, [])
        log = await world.store.log(booking.id)
        approved = any(step.state == "approved" for step in log)
        account.states[booking.state] += 1
        account.approved += approved
        account.ordered += approved and len(placed) == 1
        if approved and not placed:
            account.without[_why(booking)] += 1
        account.wrong += _wrong(booking, placed, approved=approved)
    account.wrong += [f"{ours}: orders of no booking" for ours in orders]


def _why(booking: Booking) -> str:
    if booking.state == "failed" and "knows of no order" in booking.reason:
        return "failed (the vendor made none)"
    return booking.state


def _wrong(booking: Booking, placed: list[tuple[str, bool]], *, approved: bool) -> Iterator[str]:
    name = f"{booking.thread} ({booking.id})"
    if placed and not approved:
        yield f"{name}: bought without approval"
    if len(placed) > 1:
        yield f"{name}: {len(placed)} orders of one intent"
    if booking.state not in FINAL and not (booking.state == "unknown" and booking.reason):
        yield f"{name}: left {booking.state}"
    if not _true(booking, placed):
        yield f"{name}: says {booking.state} of {placed}"


def _true(booking: Booking, placed: list[tuple[str, bool]]) -> bool:
    match booking.state:
        case "confirmed" | "cancelled":
            there = (
                [(booking.order.order_id, booking.state == "cancelled")] if booking.order else []
            )
            return placed == there
        case "failed" | "rejected" | "expired":
            return not placed
        case _:
            return True
