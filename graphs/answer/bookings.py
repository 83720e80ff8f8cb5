"""Bookings in words: what would be bought or given back, and what came of it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from graphs.answer.beds import nights, stars, where
from graphs.answer.layout import blocks, bullets
from graphs.answer.legs import bags, everyone
from graphs.answer.words import Words, words
from graphs.result import TurnResult
from travel.booking import Booking, BookingFacts, Offer, Refund, Rule
from travel.itinerary import Itinerary
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.request import TripRequest


def approval_card(booking: Booking, language: str) -> str:
    """Exactly what will be bought, and until when it can be approved."""
    w, facts = words(language), booking.facts
    lead = w(f"booking.buy_{facts.kind}", days=w.span(facts.starts, facts.ends, year=True))
    holds = w("booking.holds", at=_instant(w, booking.expires_at))
    return blocks(f"**{lead}**", bullets((*_facts(w, booking), holds)))


def booking_card(booking: Booking, language: str) -> str:
    """What it is about, and how it stands."""
    w = words(language)
    return blocks(_state(w, booking), bullets(_facts(w, booking)))


def travellers_card(request: TripRequest, language: str) -> str:
    """Who travels has to be said, outside of the conversation."""
    w = words(language)
    return w("booking.who", party=everyone(w, request.party))


def cancellation_card(booking: Booking, language: str) -> str:
    """What is given back, and what comes back for it."""
    w, refund = words(language), booking.refund
    assert refund is not None
    lead = w(f"booking.cancel_{booking.facts.kind}", what=named(w, booking.quote.offer))
    lines = [w("booking.paid", price=w.money(booking.facts.charge)), *_refund(w, refund)]
    return blocks(f"**{lead}**", bullets([*lines, *_sandbox(w, booking.facts)]))


def told(w: Words, result: TurnResult, plan: Itinerary) -> str:
    """What came of the bookings that this turn is about."""
    if not result.bookable:
        return blocks(w("booking.not_here"), bullets(_offers(w, plan)))
    lines = [_state(w, each) for each in result.bookings]
    lines += [w("booking.refused", text=each) for each in result.refusals]
    lines += _trains(w, result, plan)
    if lines:
        return lines[0] if len(lines) == 1 else bullets(lines)
    return w("booking.nothing") if plan.flights or plan.stays else ""


def given_back(w: Words, result: TurnResult) -> str:
    lines = [_state(w, each) for each in result.bookings]
    lines += [w("booking.refused", text=each) for each in result.refusals]
    if not lines:
        return w("booking.none_booked")
    return lines[0] if len(lines) == 1 else bullets(lines)


def named(w: Words, offer: Offer | GroundOffer) -> str:
    """ "TP533 / TP534, Thu 7 – Mon 11 May" or the house's name, with its days."""
    if isinstance(offer, GroundOffer):
        return f"{offer.operator} {offer.number}".strip()
    if isinstance(offer, FlightOffer):
        ways = (" + ".join(segment.number for segment in each.segments) for each in offer.slices)
        first, last = offer.slices[0].depart.date(), offer.slices[-1].arrive.date()
        return f"{' / '.join(ways)}, {w.span(first, last)}"
    return f"{offer.name}, {w.span(offer.check_in, offer.check_out)}"


def refund_of(w: Words, booking: Booking) -> str:
    """The terms that were agreed to: "Refundable, for a fee of €40.00"."""
    return _rule(w, "refund", booking.facts.refund)


def _facts(w: Words, booking: Booking) -> Iterator[str]:
    facts, before = booking.facts, booking.facts.before
    yield from _what(w, booking.quote.offer)
    yield w("booking.travellers", names=w.all_of(facts.travellers))
    if before is not None and before.what != facts.what:
        yield w("booking.was", what="; ".join(before.what))
    if before is not None and before.price != facts.price:
        yield w("booking.price_was", price=w.money(facts.price), before=w.money(before.price))
    else:
        yield w("booking.price", price=w.money(facts.price))
    if facts.charge != facts.price:
        yield w("booking.charge", price=w.money(facts.charge))
    for amount in facts.paid_there:
        yield w("booking.paid_there", price=w.money(amount))
    yield from _rules(w, "refund", facts.refund, before.refund if before else None)
    yield from _rules(w, "change", facts.change, before.change if before else None)
    yield w("booking.seller", provider=facts.provider)
    yield from [facts.note] if facts.note and not facts.sandbox else []
    yield from _sandbox(w, facts)


def _what(w: Words, offer: Offer) -> Iterator[str]:
    """The offer that the facts were taken from, on local clocks."""
    if isinstance(offer, StayOffer):
        yield f"{offer.name} {stars(offer)}, {where(w, offer, city=True)}"
        yield f"{nights(w, offer)}, {w(f'board.{offer.board}')}"
        return
    for each in (segment for one in offer.slices for segment in one.segments):
        start = f"{w.day_of_year(each.depart.date())}, {w.clock(each.depart)} {each.origin}"
        landing = f"{w.clock_after(each.arrive, each.depart)} {each.destination}"
        carrier = f"{each.carrier_name} {each.number}"
        yield f"{start} → {landing}, {carrier}, {w(f'cabin.{each.cabin}')}"
    yield bags(w, offer)


def _rules(w: Words, kind: str, rule: Rule, before: Rule | None) -> Iterator[str]:
    now = _rule(w, kind, rule)
    yield now
    if before is not None and (was := _rule(w, kind, before)) != now:
        yield w("booking.was", what=was)


def _rule(w: Words, kind: str, rule: Rule) -> str:
    if not rule.allowed:
        return w(f"booking.no_{kind}")
    parts = [w(f"booking.{kind}")]
    parts += [w("booking.fee", price=w.money(rule.penalty))] if rule.penalty else []
    parts += [w("booking.until", at=_instant(w, rule.until))] if rule.until else []
    for step in rule.steps:
        fee = w.money(step.fee) if step.fee else w("booking.unstated")
        parts.append(w("booking.fee_from", at=_instant(w, step.at), price=fee))
    return ", ".join(parts)


def _refund(w: Words, refund: Refund) -> Iterator[str]:
    if refund.amount is None:
        yield w("booking.back_unstated")
    else:
        yield w("booking.back", price=w.money(refund.amount))
    if refund.fee is not None and refund.fee.amount:
        yield w("booking.back_fee", price=w.money(refund.fee))
    if refund.to:
        yield w("booking.back_to", where=refund.to.replace("_", " "))
    if refund.expires_at is not None:
        yield w("booking.holds", at=_instant(w, refund.expires_at))


def _sandbox(w: Words, facts: BookingFacts) -> list[str]:
    return [f"*{w('booking.sandbox')}*"] if facts.sandbox else []


def _state(w: Words, booking: Booking) -> str:
    reference = booking.order.reference if booking.order else ""
    text = w(
        f"booking.is.{booking.state}",
        what=named(w, booking.quote.offer),
        price=w.money(booking.facts.price),
        reference=reference or (booking.order.order_id if booking.order else ""),
        reason=booking.reason or w("booking.no_reason"),
        id=booking.id,
    )
    if booking.state != "cancelled" or booking.refund is None:
        return text
    return " ".join((text, *(f"{line}." for line in _refund_done(w, booking.refund))))


def _refund_done(w: Words, refund: Refund) -> Iterator[str]:
    done = refund.model_copy(update={"expires_at": None})
    yield from _refund(w, done)


def _trains(w: Words, result: TurnResult, plan: Itinerary) -> list[str]:
    """Whoever books the trip has to buy these elsewhere."""
    if result.turn.asks == "book_stay" or not plan.grounds:
        return []
    return [w("booking.elsewhere", what=w.all_of(named(w, each) for each in plan.grounds))]


def _offers(w: Words, plan: Itinerary) -> list[str]:
    return [
        w("booking.offer", what=named(w, offer), price=w.money(offer.price), id=offer.id)
        for offer in (*plan.flights, *plan.grounds, *plan.stays)
    ]


def _instant(w: Words, at: datetime) -> str:
    there = at.astimezone(UTC)
    return f"{w.day(there.date())}, {w.clock(there)} UTC"
