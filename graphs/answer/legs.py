"""Flights and ground transport: who goes when, from where, how."""

from collections.abc import Iterable
from typing import NamedTuple

from graphs.answer.words import Words
from travel.dates import minutes_between, utc
from travel.itinerary import Itinerary
from travel.offers import FlightOffer, GroundOffer, Slice
from travel.party import Party
from travel.places import Place
from travel.request import TripRequest

FEW_SEATS = 4


class Leg(NamedTuple):
    ride: Slice | GroundOffer
    offer: FlightOffer | GroundOffer


def legs_of(itinerary: Itinerary) -> tuple[Leg, ...]:
    """Every way between cities, in the order of travel."""
    rides = [Leg(each, offer) for offer in itinerary.flights for each in offer.slices]
    rides += [Leg(offer, offer) for offer in itinerary.grounds]
    return tuple(sorted(rides, key=lambda leg: utc(leg.ride.depart)))


def leg_lines(w: Words, itinerary: Itinerary, request: TripRequest) -> list[str]:
    """One line a way, then what tickets that hold several ways cost."""
    legs = legs_of(itinerary)
    lines = [
        _line(w, leg, _label(w, leg.ride, number, request), request)
        for number, leg in enumerate(legs)
    ]
    for offer in itinerary.flights:
        if len(offer.slices) > 1:
            what = w("leg.both") if len(offer.slices) == 2 else w("leg.all")
            lines.append(
                w("leg.price", what=what, price=w.money(offer.price), terms=terms(w, offer))
            )
    return lines


def _line(w: Words, leg: Leg, label: str, request: TripRequest) -> str:
    ride = leg.ride
    if isinstance(ride, GroundOffer):
        text = ground_line(w, ride)
    else:
        text = f"{way(w, ride, request)}, {how(w, ride)}, {airlines(ride)}{_cabin(w, ride)}"
    if isinstance(leg.offer, GroundOffer) or len(leg.offer.slices) == 1:
        text += f", {w.money(leg.offer.price)}"
        text += f", {terms(w, leg.offer)}" if isinstance(leg.offer, FlightOffer) else ""
    return w("leg.line", label=label, day=w.day(ride.depart.date()), text=text)


def _label(w: Words, ride: Slice | GroundOffer, number: int, request: TripRequest) -> str:
    if number == 0:
        return w("leg.out")
    return w("leg.home") if _goes_home(ride, request) else w("leg.onward")


def _goes_home(ride: Slice | GroundOffer, request: TripRequest) -> bool:
    home = request.return_to or request.origin
    if home is None:
        return False
    return ride.destination in (*home.airports, home.name, home.sleeps_in)


def way(w: Words, ride: Slice, request: TripRequest) -> str:
    """ "10:25 Berlin (BER) → 13:40 Lisbon (LIS)", on the clocks of the two airports."""
    start = f"{w.clock(ride.depart)} {airport(w, ride.origin, request)}"
    landing = w.clock_after(ride.arrive, ride.depart)
    return f"{start} → {landing} {airport(w, ride.destination, request)}"


def how(w: Words, ride: Slice) -> str:
    """ "4 h 15 nonstop", "6 h 35 with 1 stop (1 h 25 in MAD)"."""
    duration = w.duration(ride.minutes)
    if not ride.stops:
        return w("leg.nonstop", duration=duration)
    return w.n("leg.stops", ride.stops, duration=duration, layovers=layovers(w, ride))


def stops_short(w: Words, ride: Slice) -> str:
    """ "1 stop (MAD)", "nonstop"."""
    if not ride.stops:
        return w("leg.nonstop_short")
    codes = ", ".join(segment.destination for segment in ride.segments[:-1])
    return f"{w.n('leg.stops_short', ride.stops)} ({codes})"


def layovers(w: Words, ride: Slice) -> str:
    pairs = zip(ride.segments, ride.segments[1:], strict=False)
    return w.all_of(
        w(
            "leg.layover",
            duration=w.duration(minutes_between(before.arrive, after.depart)),
            airport=before.destination
            if before.destination == after.origin
            else f"{before.destination}/{after.origin}",
        )
        for before, after in pairs
    )


def airlines(ride: Slice) -> str:
    """ "Iberia IB3101 + IB3676"."""
    numbers: dict[str, list[str]] = {}
    for segment in ride.segments:
        numbers.setdefault(segment.carrier_name, []).append(segment.number)
    return ", ".join(f"{name} {' + '.join(each)}" for name, each in numbers.items())


def carriers(offer: FlightOffer) -> str:
    names = (seg.carrier_name for each in offer.slices for seg in each.segments)
    return ", ".join(dict.fromkeys(names))


def _cabin(w: Words, ride: Slice) -> str:
    cabins = dict.fromkeys(segment.cabin for segment in ride.segments)
    if set(cabins) == {"economy"}:
        return ""
    return ", " + w.all_of(w(f"cabin.{each}") for each in cabins)


def terms(w: Words, offer: FlightOffer) -> str:
    """Bags, what may be changed, and whether seats are few."""
    parts = [bags(w, offer), _freedom(w, offer)]
    if offer.seats_left is not None and offer.seats_left <= FEW_SEATS:
        parts.append(w.n("terms.seats", offer.seats_left))
    return ", ".join(parts)


def bags(w: Words, offer: FlightOffer) -> str:
    if offer.bags_included:
        return w.n(
            "terms.bags" if offer.party_size > 1 else "terms.bags_alone", offer.bags_included
        )
    if offer.bag_price is None:
        return w("terms.no_bags")
    return w("terms.bag_price", price=w.money(offer.bag_price))


def _freedom(w: Words, offer: FlightOffer) -> str:
    if offer.refundable and offer.changeable:
        return w("terms.both")
    if offer.refundable:
        return w("terms.refundable")
    return w("terms.changeable") if offer.changeable else w("terms.neither")


def ground_line(w: Words, ride: GroundOffer) -> str:
    start = f"{w.clock(ride.depart)} {w.place(ride.origin)}"
    end = f"{w.clock_after(ride.arrive, ride.depart)} {w.place(ride.destination)}"
    duration = w.duration(minutes_between(ride.depart, ride.arrive))
    name = " ".join(part for part in (ride.operator, ride.number) if part)
    return f"{start} → {end}, {duration}, {w(f'mode.{ride.mode}')} ({name})"


def airport(w: Words, code: str, request: TripRequest) -> str:
    """ "Lisbon (LIS)" where the city that it serves is known, else the code."""
    named = (place.sleeps_in for place in _places(request) if code in place.airports)
    name = w.airports.get(code) or next(named, "")
    return f"{w.place(name)} ({code})" if name else code


def _places(request: TripRequest) -> Iterable[Place]:
    ends = (request.origin, *(stop.place for stop in request.stops))
    homes = (request.return_from, request.return_to)
    return (place for place in (*ends, *homes) if place is not None)


def everyone(w: Words, party: Party) -> str:
    """ "2 adults and 2 children (6 and 9)"."""
    if party.size == 1 and party.adults == 1:
        return w("party.alone")
    parts = [w.n("party.adults", party.adults)] if party.adults or not party.children else []
    if party.children:
        ages = w.all_of(w.number(age) for age in sorted(party.children))
        parts.append(w.n("party.children", len(party.children), ages=ages))
    return w.all_of(parts)
