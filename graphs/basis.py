"""What an itinerary rests on: kept with it, so that it can be checked and shown again."""

from collections.abc import Iterable, Mapping

from travel.evidence import Evidence, hotel_point
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary
from travel.offers import FlightOffer
from travel.places import Airport
from travel.routes import RouteMatrix


def basis_of(evidence: Evidence, *plans: Itinerary) -> Evidence:
    """The part of the evidence that the plans rest on: enough to check every rule again."""
    stays = [stay for plan in plans for stay in plan.stays]
    refs = {item.ref for plan in plans for _, item in plan.items()}
    offers = {each.id for plan in plans for each in (*plan.flights, *plan.grounds, *plan.stays)}
    cities = {day.city for plan in plans for day in plan.days} | {stay.city for stay in stays}
    points = refs | {hotel_point(stay) for stay in stays}
    return evidence.model_copy(
        update={
            "flights": tuple(each for each in evidence.flights if each.id in offers),
            "grounds": tuple(each for each in evidence.grounds if each.id in offers),
            "stays": tuple(each for each in evidence.stays if each.id in offers),
            "weather": tuple(each for each in evidence.weather if each.city in cities),
            "climate": tuple(each for each in evidence.climate if each.city in cities),
            "activities": tuple(each for each in evidence.activities if each.id in refs),
            "matrices": tuple(_between(each, points) for each in evidence.matrices),
            "advisories": (),
            "failures": (),
        }
    )


def served(airports: Mapping[str, Airport], gazetteer: Gazetteer) -> dict[str, str]:
    """The city that each airport serves, by code."""
    known = {
        code: (each.city, gazetteer.city(each.city, each.country))
        for code, each in airports.items()
    }
    return {code: place.name if place else city for code, (city, place) in known.items()}


def airports_of(offers: Iterable[FlightOffer], gazetteer: Gazetteer) -> dict[str, Airport]:
    """Those that the flights touch, by code."""
    segments = (segment for offer in offers for each in offer.slices for segment in each.segments)
    codes = {code for segment in segments for code in (segment.origin, segment.destination)}
    known = {code: gazetteer.airport(code) for code in sorted(codes)}
    return {code: airport for code, airport in known.items() if airport is not None}


def _between(matrix: RouteMatrix, points: set[str]) -> RouteMatrix:
    return matrix.model_copy(
        update={
            "points": tuple(each for each in matrix.points if each.id in points),
            "routes": {
                origin: {there: route for there, route in ways.items() if there in points}
                for origin, ways in matrix.routes.items()
                if origin in points
            },
        }
    )
