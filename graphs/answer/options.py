"""A flight alone or a stay alone: the chosen one, and what else there is."""

from graphs.answer.beds import stars, stay_lines
from graphs.answer.layout import blocks, bullets, section, table
from graphs.answer.legs import carriers, everyone, leg_lines, stops_short
from graphs.answer.trip import dates, price, where
from graphs.answer.words import Words, has_cents
from graphs.result import TurnResult
from travel.itinerary import Itinerary
from travel.offers import FlightOffer, StayOffer
from travel.request import TripRequest

OTHERS = 4


def flight(w: Words, result: TurnResult, itinerary: Itinerary) -> str:
    """The chosen flight, and others in a table."""
    request = result.request
    lead = _lead(w, _route(w, request), itinerary, request)
    chosen = {offer.id for offer in itinerary.flights}
    others = [offer for offer in result.flights if offer.id not in chosen][:OTHERS]
    return blocks(
        lead,
        bullets(leg_lines(w, itinerary, request)),
        section(w("head.other_flights"), flight_table(w, others) if others else ""),
    )


def _lead(w: Words, what: str, itinerary: Itinerary, request: TripRequest) -> str:
    party, days = everyone(w, request.party), dates(w, itinerary, request)
    text = w("trip.headline", where=what, party=party, dates=days)
    return f"{text}. {price(w, itinerary, request)}"


def _route(w: Words, request: TripRequest) -> str:
    stops = [w.place(stop.place.name) for stop in request.stops]
    origin = [w.place(request.origin.name)] if request.origin else []
    home = [] if request.one_way else origin
    return " → ".join([*origin, *stops, *home])


def flight_table(w: Words, offers: list[FlightOffer]) -> str:
    """One row an offer; its directions beside each other."""
    most = max(len(offer.slices) for offer in offers)
    cents = any(has_cents(offer.price) for offer in offers)
    heads = [w("leg.out"), w("leg.home")] if most == 2 else [w("leg.flight")] * most
    rows = [
        (
            *(_cell(w, offer, number) for number in range(most)),
            carriers(offer),
            w.money(offer.price, cents=cents),
        )
        for offer in offers
    ]
    head = (*heads, w("leg.airline"), w("cost.price"))
    return table(head, rows, frozenset({len(head) - 1}))


def _cell(w: Words, offer: FlightOffer, number: int) -> str:
    if number >= len(offer.slices):
        return ""
    ride = offer.slices[number]
    stops = stops_short(w, ride)
    times = f"{w.clock(ride.depart)} → {w.clock_after(ride.arrive, ride.depart)}"
    return f"{w.day(ride.depart.date())} {times}, {w.duration(ride.minutes)}, {stops}"


def stay(w: Words, result: TurnResult, itinerary: Itinerary) -> str:
    """The chosen stay, and others in a table."""
    request = result.request
    lead = _lead(w, where(w, itinerary, request), itinerary, request)
    chosen = {offer.name for offer in itinerary.stays}
    others = [offer for offer in result.stays if offer.name not in chosen][:OTHERS]
    return blocks(
        lead,
        stay_lines(w, itinerary, request),
        section(w("head.other_stays"), stay_table(w, others) if others else ""),
    )


def stay_table(w: Words, offers: list[StayOffer]) -> str:
    cents = any(has_cents(offer.price_per_night) or has_cents(offer.price) for offer in offers)
    rows = [
        (
            f"{offer.name} {stars(offer)}",
            offer.area or w.place(offer.city),
            w("stay.km", km=w.number(round(offer.centre_km, 1))),
            "" if offer.rating is None else w.number(round(offer.rating, 1)),
            w(f"board.{offer.board}"),
            w.money(offer.price_per_night, cents=cents),
            w.money(offer.price, cents=cents),
        )
        for offer in offers
    ]
    head = ("hotel", "area", "to_centre", "rating", "board", "night", "total")
    titles = [w(f"stay.column.{each}") for each in head]
    return table(titles, rows, frozenset({2, 3, 5, 6}))
