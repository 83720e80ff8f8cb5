"""The plan as GeoJSON (RFC 7946), coloured by day in the members of simplestyle 1.1."""

import json
from typing import Any

from graphs.answer.words import Words
from graphs.export.arcs import Position, cut_at_date_line
from graphs.export.features import Leg, Visit, colour, legs, stays, visits
from graphs.kept_plan import KeptPlan
from travel.money import Money
from travel.offers import StayOffer

Object = dict[str, Any]
OF_THE_WAY = "#555555"


def geojson(plan: KeptPlan, w: Words) -> bytes:
    features = [_leg(w, each) for each in legs(plan) if each.line]
    features += [bed_feature(each) for each in stays(plan)]
    features += [visit_feature(each) for each in visits(plan.itinerary)]
    collection: Object = {"type": "FeatureCollection", "features": features}
    if plan.sandbox:
        collection["sandbox"] = w("export.stamp")
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode()


def _leg(w: Words, leg: Leg) -> Object:
    """A line that crosses the date line is cut there."""
    parts = [[_coordinates(point) for point in part] for part in cut_at_date_line(leg.line)]
    one = len(parts) == 1
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString" if one else "MultiLineString",
            "coordinates": parts[0] if one else parts,
        },
        "properties": {
            "kind": leg.mode,
            "name": f"{w.place(leg.start.city)} → {w.place(leg.end.city)}",
            "number": leg.number,
            "carrier": leg.carrier,
            "from": leg.start.code,
            "to": leg.end.code,
            "depart": leg.depart.isoformat(),
            "arrive": leg.arrive.isoformat(),
            "offer_id": leg.offer.id,
            "stroke": OF_THE_WAY,
        },
    }


def bed_feature(stay: StayOffer) -> Object:
    properties: Object = {
        "kind": "stay",
        "name": stay.name,
        "city": stay.city,
        "check_in": stay.check_in.isoformat(),
        "check_out": stay.check_out.isoformat(),
        "price": _price(stay.price),
        "offer_id": stay.id,
        "marker-color": OF_THE_WAY,
        "marker-symbol": "lodging",
    }
    return _point(Position(stay.lat, stay.lon), properties)


def visit_feature(visit: Visit) -> Object:
    item = visit.item
    properties: Object = {
        "kind": item.kind,
        "name": item.name,
        "day": visit.day_number,
        "date": visit.day.date.isoformat(),
        "number": visit.number,
        "start": item.start.isoformat(),
        "end": item.end.isoformat(),
        "price": _price(item.price),
        "marker-color": colour(visit.day_number),
        "marker-symbol": str(visit.number),
    }
    return _point(visit.at, properties)


def _point(at: Position, properties: Object) -> Object:
    geometry = {"type": "Point", "coordinates": _coordinates(at)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _coordinates(at: Position) -> list[float]:
    """Longitude first; six decimals are a tenth of a metre."""
    return [round(at.lon, 6), round(at.lat, 6)]


def _price(amount: Money | None) -> Object | None:
    return None if amount is None else {"amount": str(amount.amount), "currency": amount.currency}
