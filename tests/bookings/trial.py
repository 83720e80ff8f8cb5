"""Bookings with everything going wrong: each script is one way."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from tests.bookings.world import ADA, SLOW, USER, Hook, Killed, World
from tests.simulators.liteapi import Change
from tests.simulators.serving import Fault
from tools.bookings import BookingDesk
from travel.booking import Booking, Offer
from travel.errors import ApprovalRefused, ProviderError

BOOKS = {
    "flight": ("POST", "/air/orders"),
    "stay": ("POST", "/rates/book"),
    "duffel stay": ("POST", "/stays/bookings"),
}
LOOKS = {
    "flight": ("GET", "/air/orders"),
    "stay": ("GET", "/bookings"),
    "duffel stay": ("GET", "/stays/bookings"),
}
CANCELS = {
    "flight": ("POST", "/air/order_cancellations/[^/]+/actions/confirm"),
    "stay": ("PUT", "/bookings/[^/]+"),
    "duffel stay": ("POST", "/stays/bookings/[^/]+/actions/cancel"),
}
FAULTS = {
    "no answer in time": Fault(delay=SLOW, cut=0),
    "connection cut": Fault(cut=0),
    "connection cut in the body": Fault(cut=20),
    **{f"HTTP {code}": Fault(status=code) for code in (202, 500, 502, 503, 504)},
}


def after(fault: Fault) -> Fault:
    """The same once the order exists."""
    return Fault(status=fault.status, after=True, delay=fault.delay, cut=fault.cut)


@dataclass
class Trial:
    """One offer, the person's thread, and the desk; each desk is another process."""

    world: World
    kind: str
    thread: str
    offer: Offer
    booking: Booking | None = None

    def fault(self, at: dict[str, tuple[str, str]], fault: Fault, times: int = 1) -> None:
        simulator = self.world.liteapi if self.kind == "stay" else self.world.duffel
        simulator.faults.plan(*at[self.kind], fault, times)

    async def ask(self, desk: BookingDesk) -> Booking:
        return await desk.propose(self.offer, ADA, thread=self.thread, user=USER)

    async def approve(self, desk: BookingDesk, booking: Booking) -> Booking:
        said = {"user": USER, "thread": self.thread, "digest": booking.digest}
        return await desk.approve(booking.id, **said)

    async def buy(self, desk: BookingDesk) -> Booking:
        """Asked, approved, placed; what was done before is not done again."""
        booking = await self.ask(desk)
        if booking.state == "awaiting_approval":
            booking = await self.approve(desk, booking)
        return await desk.place(booking.id, user=USER)

    async def give_back(self, desk: BookingDesk, booking: Booking) -> None:
        refund = await desk.quote_cancel(booking.id, user=USER)
        await desk.cancel(booking.id, user=USER, digest=refund.digest())


Script = Callable[[Trial], Awaitable[object]]


async def plainly(trial: Trial) -> None:
    await trial.buy(trial.world.desk())


def with_fault(fault: Fault) -> Script:
    async def script(trial: Trial) -> None:
        trial.fault(BOOKS, fault)
        await trial.buy(trial.world.desk())

    return script


def with_nobody_to_ask(fault: Fault) -> Script:
    """The answer is lost, and for a while nobody says what exists."""

    async def script(trial: Trial) -> None:
        trial.fault(BOOKS, fault)
        trial.fault(LOOKS, Fault(status=503), times=6)
        booking = await trial.buy(trial.world.desk())
        assert booking.state == "unknown"
        assert booking.reason

    return script


async def shown_late(trial: Trial) -> None:
    """The order exists, but the provider lists it only much later."""
    trial.fault(BOOKS, after(FAULTS["no answer in time"]))
    empty = b'{"data": [], "meta": {"limit": 200, "after": null}}'
    trial.fault(LOOKS, Fault(raw=empty), times=3)
    assert (await trial.buy(trial.world.desk())).state == "unknown"


async def rejected(trial: Trial) -> None:
    desk = trial.world.desk()
    booking = await trial.ask(desk)
    await desk.reject(booking.id, user=USER, thread=trial.thread)
    with suppress(ApprovalRefused):
        await trial.approve(desk, booking)
    with suppress(ApprovalRefused):
        await desk.place(booking.id, user=USER)


async def wrongly_approved(trial: Trial) -> None:
    """By another user, from another thread, for other facts; then placed all the same."""
    desk = trial.world.desk()
    booking = await trial.ask(desk)
    right = {"user": USER, "thread": trial.thread, "digest": booking.digest}
    wrong = {"user": "user-2", "thread": "elsewhere", "digest": "0" * 64}
    for name, value in wrong.items():
        with suppress(ApprovalRefused):
            await desk.approve(booking.id, **(right | {name: value}))
    with suppress(ApprovalRefused):
        await desk.place(booking.id, user=USER)


async def approved_late(trial: Trial) -> None:
    desk = trial.world.desk()
    booking = await trial.ask(desk)
    trial.world.later(minutes=16)
    with suppress(ApprovalRefused):
        await trial.approve(desk, booking)
    with suppress(ApprovalRefused):
        await desk.place(booking.id, user=USER)


async def placed_late(trial: Trial) -> None:
    desk = trial.world.desk()
    booking = await trial.approve(desk, await trial.ask(desk))
    trial.world.later(minutes=11)
    await desk.place(booking.id, user=USER)


async def clicked_twice(trial: Trial) -> None:
    """Proposed, approved and placed from four processes at once."""
    desks = [trial.world.desk() for _ in range(4)]
    asked = await asyncio.gather(*(trial.ask(desk) for desk in desks))
    words = [trial.approve(desk, booking) for desk, booking in zip(desks, asked, strict=True)]
    await asyncio.gather(*words, return_exceptions=True)
    tries = [desk.place(asked[0].id, user=USER) for desk in desks]
    await asyncio.gather(*tries)


async def clicked_twice_and_lost(trial: Trial) -> None:
    trial.fault(BOOKS, after(FAULTS["connection cut"]))
    await clicked_twice(trial)


def dearer(*, accepted: bool) -> Script:
    async def script(trial: Trial) -> None:
        desk = trial.world.desk()
        booking = await trial.approve(desk, await trial.ask(desk))
        _raise_price(trial)
        anew = await desk.place(booking.id, user=USER)
        assert anew.facts.before is not None
        if accepted:
            await trial.approve(desk, anew)
            if trial.kind == "stay":  # there a change is one prebook's, not the offer's
                _raise_price(trial)
            await desk.place(anew.id, user=USER)
        else:
            await desk.reject(anew.id, user=USER, thread=trial.thread)

    return script


def killed(step: int, fault: Fault | None = None) -> Script:
    """The process dies at that step; a fresh one, started by the person, goes on at once or later."""

    async def script(trial: Trial) -> None:
        if fault is not None:
            trial.fault(BOOKS, fault)
        with suppress(Killed):
            await trial.buy(trial.world.desk(Hook(kill_at=step)))
        if step % 2:
            trial.world.later(minutes=11)
            await trial.world.desk().reconcile()
        with suppress(ApprovalRefused, ProviderError):
            await trial.buy(trial.world.desk())

    return script


def cancelled(fault: Fault | None = None, step: int | None = None) -> Script:
    async def script(trial: Trial) -> None:
        booking = await trial.buy(trial.world.desk())
        if fault is not None:
            trial.fault(CANCELS, fault)
        with suppress(Killed):
            await trial.give_back(trial.world.desk(Hook(kill_at=step)), booking)

    return script


def _raise_price(trial: Trial) -> None:
    if trial.kind == "flight":
        trial.world.duffel.desk.offers[trial.offer.id].price += 10
    elif trial.kind == "duffel stay":
        trial.world.duffel.stays.dearer(trial.offer.id)
    else:
        trial.world.liteapi.desk.change = Change(percent=10)


STEPS = 22  # crossed by a booking on which nothing goes wrong
LOST_STEPS = 26  # and by one whose answer is lost


def scenarios() -> Iterator[tuple[str, Script]]:
    """Each once; a script's name says what goes wrong."""
    yield "nothing goes wrong", plainly
    for name, fault in FAULTS.items():
        if "body" not in name:  # a request whose answer is cut has been carried out
            yield f"{name}, no order made", with_fault(fault)
        yield f"{name}, order made", with_fault(after(fault))
    yield "cut, and nobody to ask, order made", with_nobody_to_ask(after(FAULTS["connection cut"]))
    yield "cut, and nobody to ask, no order made", with_nobody_to_ask(FAULTS["connection cut"])
    yield "no answer, the order shows up late", shown_late
    yield "rejected", rejected
    yield "approved by the wrong one, elsewhere, for other facts", wrongly_approved
    yield "approved late", approved_late
    yield "approved in time, placed late", placed_late
    yield "clicked in four processes at once", clicked_twice
    yield "clicked in four processes at once, answer lost", clicked_twice_and_lost
    yield "dearer on the last check, accepted", dearer(accepted=True)
    yield "dearer on the last check, rejected", dearer(accepted=False)
    for step in range(1, STEPS + 1):
        yield f"killed at step {step}", killed(step)
    for step in range(STEPS - 4, LOST_STEPS + 1):
        yield f"answer lost, killed at step {step}", killed(step, after(FAULTS["connection cut"]))
    yield "cancelled", cancelled()
    for name, fault in FAULTS.items():
        if "body" not in name:
            yield f"cancelling: {name}, not done", cancelled(fault)
        yield f"cancelling: {name}, done", cancelled(after(fault))
    for step in range(1, 15):
        yield f"cancelling: killed at step {step}", cancelled(step=step)
