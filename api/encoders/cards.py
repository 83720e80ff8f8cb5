"""What a page shows beside the text, as JSON: the parts of a result, what tools came to, what it cost."""

from typing import Any

from graphs.events import ToolReturned
from graphs.export.features import visits
from graphs.export.geojson import bed_feature, visit_feature
from graphs.result import TurnResult, Usage
from travel.itinerary import Itinerary
from travel.value import Value

Json = dict[str, Any]


def cards(result: TurnResult) -> dict[str, Json]:
    """By kind: flights, stays, weather, days, map, budget, alternatives; only those that there is something for.

    Of a turn that plans, those of the plan; else the best offers seen. Instants are ISO 8601 with offset,
    amounts are strings with their ISO 4217 currency. A map's `features` are GeoJSON (RFC 7946): beds and
    the numbered stops of each day.
    """
    plan = result.itinerary
    flights = result.flights or (plan.flights if plan else ())
    stays = result.stays or (plan.stays if plan else ())
    found: dict[str, Json] = {}
    if flights:
        found["flights"] = {"offers": [_json(each) for each in flights]}
    if stays:
        found["stays"] = {"offers": [_json(each) for each in stays]}
    weather = [day.weather for day in plan.days if day.weather is not None] if plan else []
    if weather:
        found["weather"] = {"days": [_json(each) for each in weather]}
    if plan and plan.days:
        found["days"] = {"days": [_json(each) for each in plan.days]}
    if plan and (features := _features(plan)):
        found["map"] = {"features": {"type": "FeatureCollection", "features": features}}
    if plan:
        found["budget"] = {
            "total": _json(plan.total),
            "budgets": [_json(each) for each in result.request.budgets],
        }
    if result.alternatives:
        found["alternatives"] = _json(result.alternatives)
    return {kind: {**card, "sandbox": result.sandbox} for kind, card in found.items()}


def returned(event: ToolReturned) -> Json:
    """What a tool came to, without what it found: that is in the cards."""
    if event.error:
        return {"error": event.error}
    return {"found": event.found, "what": event.what, "milliseconds": event.milliseconds}


def usage(used: Usage) -> Json:
    """`cost` is in USD; null where a model has no known price."""
    return {
        "model_calls": used.model_calls,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "cost": None if used.cost is None else str(used.cost),
    }


def _features(plan: Itinerary) -> list[Json]:
    beds = [bed_feature(each) for each in plan.stays]
    return beds + [visit_feature(each) for each in visits(plan)]


def _json(value: Value) -> Json:
    return value.model_dump(mode="json", exclude_none=True)
