"""`tripsage bookings`: what is booked, given back, or has to be asked about."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

from cli.exits import Exit
from graphs.answer.bookings import booking_card, cancellation_card
from tools.bookings import BookingDesk
from tools.bookings.brief import brief
from travel.booking import Booking
from wiring.desk import open_desk
from wiring.open import system_clock
from wiring.settings import read_settings

USER = "local"
Work = Callable[[BookingDesk], Awaitable[int]]


def list_bookings(*, as_json: bool) -> int:
    async def work(desk: BookingDesk) -> int:
        found = await desk.listed(USER)
        if as_json:
            _print([brief(each) for each in found])
            return Exit.DONE
        if not found:
            sys.stdout.write("nothing was booked\n")
        for each in found:
            facts = each.facts
            when = f"{facts.starts} to {facts.ends}"
            price = f"{facts.price.rounded()}{' (sandbox)' if facts.sandbox else ''}"
            sys.stdout.write(f"{each.id}  {_state(each):<18} {facts.kind:<6} {when}  {price}\n")
        return Exit.DONE

    return _at_the_desk(work)


def show_booking(booking_id: str, *, as_json: bool) -> int:
    """With the travellers' names, which are the person's own, and every step it took."""

    async def work(desk: BookingDesk) -> int:
        booking = await desk.get(booking_id, user=USER)
        log = await desk.log(booking_id, user=USER)
        if as_json:
            steps = [each.model_dump(mode="json") for each in log]
            _print(brief(booking) | {"log": steps})
            return Exit.DONE
        from cli.screen import show_markdown

        show_markdown(booking_card(booking, "en"))
        details = await desk.details(booking_id, user=USER)
        names = (f"{each.given_name} {each.family_name}" for each in details.travellers)
        sys.stdout.write(f"{', '.join(names)}\n")
        for step in log:
            sys.stdout.write(f"{step.at:%Y-%m-%d %H:%M:%S %Z}  {step.state}  {step.reason}\n")
        return Exit.DONE

    return _at_the_desk(work)


def cancel_booking(booking_id: str, *, agreed: bool) -> int:
    """Shows the refund and asks, unless it was agreed to beforehand."""

    async def work(desk: BookingDesk) -> int:
        refund = await desk.quote_cancel(booking_id, user=USER)
        from cli.screen import show_markdown

        show_markdown(cancellation_card(await desk.get(booking_id, user=USER), "en"))
        if not (agreed or await asyncio.to_thread(_yes)):
            sys.stdout.write("nothing was cancelled\n")
            return Exit.DONE
        after = await desk.cancel(booking_id, user=USER, digest=refund.digest())
        sys.stdout.write(f"{_state(after)}\n")
        return Exit.DONE if after.state == "cancelled" else Exit.CANT_BE_MET

    return _at_the_desk(work)


def reconcile_bookings(*, as_json: bool) -> int:
    """Asks the providers about every booking that isn't settled; buys and cancels nothing."""

    async def work(desk: BookingDesk) -> int:
        changed = await desk.reconcile()
        if as_json:
            _print([brief(each) for each in changed])
            return Exit.DONE
        for each in changed:
            sys.stdout.write(f"{each.id}  {_state(each)}\n")
        sys.stdout.write(f"{len(changed)} changed\n")
        return Exit.DONE

    return _at_the_desk(work)


def _at_the_desk(work: Work) -> int:
    async def opened() -> int:
        async with open_desk(read_settings(), system_clock) as desk:
            return await work(desk)

    return asyncio.run(opened())


def _yes() -> bool:
    sys.stdout.write("Cancel it? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _state(booking: Booking) -> str:
    parts = [booking.state.replace("_", " ")]
    parts += [booking.order.reference] if booking.order and booking.order.reference else []
    parts += [booking.reason] if booking.reason else []
    return ", ".join(parts)


def _print(found: object) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
