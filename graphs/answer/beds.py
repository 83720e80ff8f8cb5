"""Stays: where one sleeps and what it costs."""

from itertools import pairwise

from graphs.answer.layout import capital
from graphs.answer.words import Words
from travel.itinerary import Itinerary
from travel.offers import StayOffer
from travel.provenance import VENDORS
from travel.request import TripRequest


def stay_lines(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """A bullet for each stay, with a second one for its nights and price."""
    several = len({stay.city for stay in itinerary.stays}) > 1
    lines: list[str] = []
    for stay in by_night(itinerary):
        lines.append(f"- **{stay.name}** {stars(stay)}, {where(w, stay, city=several)}")
        lines.append(f"  - {nights(w, stay)}, {price(w, stay)}{_offered(w, stay)}")
        lines.append(f"  - {comforts(w, stay, request)}")
    moves = (pair for pair in pairwise(by_night(itinerary)) if _same_city(*pair))
    lines += [f"- {_change(w, *pair)}" for pair in moves]
    return "\n".join(lines)


def by_night(itinerary: Itinerary) -> list[StayOffer]:
    return sorted(itinerary.stays, key=lambda each: each.check_in)


def _same_city(before: StayOffer, after: StayOffer) -> bool:
    return before.city == after.city and before.check_out == after.check_in


def _change(w: Words, before: StayOffer, after: StayOffer) -> str:
    day = w.day(after.check_in)
    return w("stay.change", day=day, old=before.name, new=after.name)


def _offered(w: Words, stay: StayOffer) -> str:
    """By whom, where that is one of several who might."""
    provider = stay.provenance.provider
    return f", {w('stay.offered', vendor=VENDORS[provider])}" if provider in VENDORS else ""


def stars(stay: StayOffer) -> str:
    return "★" * stay.stars


def where(w: Words, stay: StayOffer, *, city: bool) -> str:
    """ "Baixa, 0.4 km from the centre, rated 8.7"."""
    parts = [stay.area] if stay.area else []
    parts += [w.place(stay.city)] if city or not stay.area else []
    parts.append(w("stay.from_centre", km=w.number(round(stay.centre_km, 1))))
    if stay.rating is not None:
        parts.append(w("stay.rated", rating=w.number(round(stay.rating, 1))))
    return ", ".join(parts)


def nights(w: Words, stay: StayOffer) -> str:
    """ "5 nights, Fri 8 – Wed 13 May"."""
    span = w.span(stay.check_in, stay.check_out)
    text = f"{w.n('nights', stay.nights)}, {span}"
    return text if stay.rooms == 1 else f"{text}, {w.n('rooms', stay.rooms)}"


def price(w: Words, stay: StayOffer) -> str:
    if stay.nights == 1:
        return w.money(stay.price)
    return w("stay.price", night=w.money(stay.price_per_night), total=w.money(stay.price))


def comforts(w: Words, stay: StayOffer, request: TripRequest) -> str:
    """Board, what was wished and is there, and until when money comes back."""
    parts = [w(f"board.{stay.board}")]
    wished = (*request.wanted("amenities", ()), *request.wanted("accessibility", ()))
    there = {*stay.amenities, *stay.accessible}
    parts += [w.known(f"amenity.{each}", str(each)) for each in wished if each in there]
    parts.append(refund(w, stay))
    return capital(", ".join(parts))


def refund(w: Words, stay: StayOffer) -> str:
    if stay.refundable_until is None:
        return w("stay.not_refundable")
    until = stay.refundable_until
    return w("stay.refundable", day=w.day(until.date()), time=w.clock(until))
