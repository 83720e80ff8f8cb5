"""After something went wrong: from when on the plan is new, what is lost, and what comes back."""

from graphs.answer.bookings import named, refund_of
from graphs.answer.layout import blocks, bullets, section
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.booking import Booking
from travel.itinerary import Loss, Outcome


def lead(w: Words, outcome: Outcome | None) -> str | None:
    """None for a plan that nothing happened to."""
    if outcome is None or outcome.since is None:
        return None
    since = outcome.since
    return w("disrupted.lead", since=f"{w.day(since.date())} {w.clock(since)}")


def lost(w: Words, outcome: Outcome | None) -> str | None:
    """Each thing with what it cost, whether it is paid as far as is known, and its terms."""
    if outcome is None or outcome.since is None:
        return None
    if not outcome.lost:
        return w("disrupted.nothing_lost")
    return section(w("disrupted.lost"), bullets(_line(w, each) for each in outcome.lost))


def booked(w: Words, result: TurnResult) -> str | None:
    """What is bought of all that is hit, with its terms and how it could be given back."""
    if not result.bookings:
        return None
    kinds = dict.fromkeys(each.facts.kind for each in result.bookings)
    asks = (w("disrupted.booked_ask", words=w(f"disrupted.cancel_{kind}")) for kind in kinds)
    return section(
        w("disrupted.booked"), blocks(bullets(_bought(w, each) for each in result.bookings), *asks)
    )


def _bought(w: Words, booking: Booking) -> str:
    return w(
        "disrupted.booked_line",
        what=named(w, booking.quote.offer),
        price=w.money(booking.facts.price),
        reference=booking.order.reference if booking.order else booking.id,
        refund=refund_of(w, booking),
    )


def _line(w: Words, loss: Loss) -> str:
    price = w.money(loss.price)
    told = w("disrupted.ticket", price=price) if loss.part else price
    what = w(f"disrupted.{loss.kind}", name=loss.name, day=w.day(loss.date), price=told)
    parts = [w("disrupted.paid") if loss.paid else w("disrupted.unpaid"), _terms(w, loss)]
    parts += [w("disrupted.by_provider")] if loss.by_provider else []
    parts += [w("disrupted.onward")] if loss.onward else []
    return w("disrupted.line", what=what, terms="; ".join(parts))


def _terms(w: Words, loss: Loss) -> str:
    if loss.refund == "yes" and loss.until is not None:
        until = f"{w.day(loss.until.date())} {w.clock(loss.until)}"
        return w("disrupted.refund_until", until=until, price=w.money(loss.price))
    if loss.refund == "yes":
        return w("disrupted.refund_yes")
    return w("disrupted.refund_no") if loss.refund == "no" else w("disrupted.refund_unknown")
