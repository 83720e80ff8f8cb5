"""Plans as the JSON that scripts read: instants are ISO 8601 with offset, amounts are strings."""

from datetime import datetime
from typing import Any

from travel.alternatives import Alternative, Alternatives
from travel.itinerary import Item, Itinerary, Violation
from travel.money import Money
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.weather import WeatherDay

Object = dict[str, Any]


def itinerary_object(itinerary: Itinerary) -> Object:
    flights = [leg for offer in itinerary.flights for leg in _flight_legs(offer)]
    grounds = [_ground_leg(offer) for offer in itinerary.grounds]
    legs = sorted([*flights, *grounds], key=lambda leg: datetime.fromisoformat(leg["depart"]))
    return {
        "legs": legs,
        "stays": [_stay(offer) for offer in itinerary.stays],
        "days": [
            {
                "date": day.date.isoformat(),
                "city": day.city,
                "weather": _weather(day.weather) if day.weather else None,
                "items": [_item(item) for item in day.items],
            }
            for day in itinerary.days
        ],
        "total": money_object(itinerary.total),
    }


def _flight_legs(offer: FlightOffer) -> list[Object]:
    """A leg a segment; the first carries the price of the whole offer, the others none."""
    segments = [segment for each in offer.slices for segment in each.segments]
    return [
        {
            "mode": "flight",
            "carrier": segment.carrier,
            "carrier_name": segment.carrier_name,
            "number": segment.number,
            "from": segment.origin,
            "to": segment.destination,
            "depart": segment.depart.isoformat(),
            "arrive": segment.arrive.isoformat(),
            "cabin": segment.cabin,
            "price": money_object(offer.price) if index == 0 else None,
            "offer_id": offer.id,
            "evidence": offer.provenance.id,
        }
        for index, segment in enumerate(segments)
    ]


def _ground_leg(offer: GroundOffer) -> Object:
    return {
        "mode": offer.mode,
        "carrier": offer.operator,
        "carrier_name": offer.operator,
        "number": offer.number,
        "from": offer.origin,
        "to": offer.destination,
        "depart": offer.depart.isoformat(),
        "arrive": offer.arrive.isoformat(),
        "cabin": None,
        "price": money_object(offer.price),
        "offer_id": offer.id,
        "evidence": offer.provenance.id,
    }


def _stay(offer: StayOffer) -> Object:
    return {
        "name": offer.name,
        "city": offer.city,
        "area": offer.area,
        "stars": offer.stars,
        "rating": offer.rating,
        "board": offer.board,
        "rooms": offer.rooms,
        "check_in": offer.check_in.isoformat(),
        "check_out": offer.check_out.isoformat(),
        "nights": offer.nights,
        "price": money_object(offer.price),
        "offer_id": offer.id,
        "evidence": offer.provenance.id,
    }


def _weather(weather: WeatherDay) -> Object:
    return {
        "kind": weather.kind,
        "summary": weather.summary,
        "high_c": weather.high_c,
        "low_c": weather.low_c,
        "rain_chance": weather.rain_chance,
        "source": weather.provenance.id,
    }


def _item(item: Item) -> Object:
    return {
        "kind": item.kind,
        "name": item.name,
        "start": item.start.isoformat(),
        "end": item.end.isoformat(),
        "lat": item.lat,
        "lon": item.lon,
        "price": money_object(item.price) if item.price else None,
        "source": item.evidence,
    }


def violation_object(violation: Violation) -> Object:
    return {
        "rule": violation.rule,
        "subject": violation.subject,
        "detail": violation.detail,
        "severity": violation.severity,
        "wish": violation.wish or None,
    }


def money_object(amount: Money) -> Object:
    return {"amount": str(amount.amount), "currency": amount.currency}


def alternatives_object(shown: Alternatives | None) -> Object:
    """Only where some were shown or one of them is taken; `current` is the number of the plan."""
    if shown is None:
        return {}
    return {
        "alternatives": {
            "plans": [_alternative(number, each) for number, each in enumerate(shown.plans, 1)],
            "current": shown.current,
            "bound": shown.bound,
        }
    }


def _alternative(number: int, each: Alternative) -> Object:
    return {
        "number": number,
        "roles": list(each.roles),
        "difference": each.difference,
        "itinerary": itinerary_object(each.itinerary),
        "per_person": money_object(each.per_person),
        "travel_minutes": each.travel_minutes,
        "unmet": [violation_object(one) for one in each.unmet],
        "gives_up": [
            {
                "measure": one.measure,
                "amount": str(one.amount),
                "than": str(one.than),
                "against": one.against,
                "unmet": violation_object(one.unmet) if one.unmet else None,
            }
            for one in each.gives_up
        ],
    }
