"""Time on the way from door to door: what gate to gate leaves out."""

from collections.abc import Mapping

from planning import price
from travel.dates import minutes_between
from travel.itinerary import Itinerary
from travel.offers import FlightOffer, GroundOffer, Slice
from travel.places import Airport


def slice_minutes(each: Slice, airports: Mapping[str, Airport]) -> int:
    """From the centre of one city to the bed in the other, by the conventions of `planning`."""
    start, end = airports.get(each.origin), airports.get(each.destination)
    abroad = start is None or end is None or start.country != end.country
    lead = price.LEAD_MINUTES_ABROAD if abroad else price.LEAD_MINUTES
    kerb = price.KERB_MINUTES_ABROAD if abroad else price.KERB_MINUTES
    rides = price.transfer_minutes(start) + price.transfer_minutes(end)
    return lead + each.minutes + kerb + rides


def flight_minutes(offer: FlightOffer, airports: Mapping[str, Airport]) -> int:
    return sum(slice_minutes(each, airports) for each in offer.slices)


def ground_minutes(offer: GroundOffer) -> int:
    at_stations = 2 * (price.GROUND_LEAD_MINUTES + price.STATION_MINUTES)
    return minutes_between(offer.depart, offer.arrive) + at_stations


def travel_minutes(plan: Itinerary, airports: Mapping[str, Airport]) -> int:
    """Of all ways between cities."""
    flown = sum(flight_minutes(offer, airports) for offer in plan.flights)
    return flown + sum(ground_minutes(offer) for offer in plan.grounds)
