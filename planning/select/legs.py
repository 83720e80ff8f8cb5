"""The legs of a frame: where they lead, and what may follow what."""

from planning import price
from planning.frame import Frame
from planning.hops import Hop
from planning.select.steer import Ride, Steer
from travel.dates import utc
from travel.offers import GroundOffer
from travel.places import Airport, Place, distance_km

FAR_KM = 400.0  # to an airport, for a place that lists none


def lands_at_a_stop(frame: Frame, leg: int) -> bool:
    return leg + (frame.outbound is None) < len(frame.cities)


def leaves_a_stop(frame: Frame, leg: int) -> bool:
    return leg > 0 or frame.outbound is None


def day_worth(frame: Frame, leg: int, ride: Ride) -> float:
    worth = price.arrival_worth(ride.arrive) if lands_at_a_stop(frame, leg) else 0.0
    return worth + (price.leaving_worth(ride.depart) if leaves_a_stop(frame, leg) else 0.0)


def in_time(legs: tuple[int, ...], rides: tuple[Ride, ...], frame: Frame, steer: Steer) -> bool:
    """Whether an edit's earlier or later departure is kept; leg -1 is the way home."""
    if not steer.leaves_after and not steer.leaves_before:
        return True
    for leg, ride in zip(legs, rides, strict=True):
        last = frame.home is not None and leg == len(frame.hops) - 1
        at = -1 if last else leg
        after, before = steer.leaves_after.get(at), steer.leaves_before.get(at)
        if after is not None and utc(ride.depart) <= utc(after):
            return False
        if before is not None and utc(ride.depart) >= utc(before):
            return False
    return True


def same_city(city: str, place: Place) -> bool:
    return city.casefold() in (place.sleeps_in.casefold(), place.name.casefold())


def goes(offer: GroundOffer, hop: Hop) -> bool:
    return (
        offer.depart.date() == hop.day
        and same_city(offer.origin, hop.origin)
        and same_city(offer.destination, hop.destination)
    )


def is_airport_of(airport: Airport, place: Place, *, known: bool) -> bool:
    """Whether an airport that a place doesn't list is its own all the same."""
    named = airport.city in (place.name, place.sleeps_in) and airport.country == place.country
    return named or (not known and distance_km(airport, place) <= FAR_KM)
