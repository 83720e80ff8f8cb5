"""Fills a tool's arguments from what the person said: by the argument's name, type and description."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from llm.understanding import understand
from travel.gazetteer import Gazetteer
from travel.places import Place
from travel.request import TripRequest
from travel.wishes import WISH_TYPES

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What the conversation says, whole and as a request."""

    text: str  # the last message
    request: TripRequest
    today: date


def know(said: Sequence[str], gazetteer: Gazetteer, today: date) -> Known:
    """All of the person's messages, each read in the light of those before it."""
    request: TripRequest | None = None
    for end in range(1, len(said) + 1):
        turn = understand(said[:end], previous=request, today=today, gazetteer=gazetteer)
        request = turn.request
    return Known(text=said[-1], request=request or TripRequest(), today=today)


def fill(name: str, schema: Schema, known: Known) -> Any:
    """The argument's value in its JSON type, or None where nothing was said of it."""
    schema = _not_null(schema)
    words = words_of(name) + words_of(str(schema.get("description", "")))
    if "enum" in schema:
        return _one_of(schema["enum"], known)
    for role, value in ROLES.items():
        if _plays(role, words_of(name)) or _plays(role, words[: len(words_of(name)) + 12]):
            found = value(known.request, words, schema)
            typed = _typed(found, schema)
            if typed is not None:
                return typed
    return _by_type(name, schema, known)


def _places(place: Place | None, words: list[str], schema: Schema) -> str | None:
    if place is None:
        return None
    pattern = str(schema.get("pattern", ""))
    if {"iata", "airport", "airports"} & set(words) or "A-Z]{3}" in pattern:
        return place.iata
    return place.name


def _destination(request: TripRequest, words: list[str], schema: Schema) -> Any:
    places = [stop.place for stop in request.stops]
    if schema.get("type") == "array":
        return [_places(place, words, schema) for place in places] or None
    return _places(places[0], words, schema) if places else None


def _origin(request: TripRequest, words: list[str], schema: Schema) -> str | None:
    return _places(request.origin, words, schema)


def _start(request: TripRequest, words: list[str], schema: Schema) -> str | None:
    dates = request.settled_dates
    day = dates.start or (dates.window.earliest if dates.window else None)
    return day.isoformat() if day else None


def _end(request: TripRequest, words: list[str], schema: Schema) -> str | None:
    dates = request.settled_dates if request.dates.nights or request.dates.end else request.dates
    day = dates.end or (dates.window.latest if dates.window else None)
    return day.isoformat() if day else None


def _nights(request: TripRequest, words: list[str], schema: Schema) -> int | None:
    return request.dates.nights or (
        request.settled_dates.nights if request.dates.start and request.dates.end else None
    )


def _adults(request: TripRequest, words: list[str], schema: Schema) -> int:
    return request.party.adults


def _people(request: TripRequest, words: list[str], schema: Schema) -> int:
    return request.party.size


def _children(request: TripRequest, words: list[str], schema: Schema) -> Any:
    ages = list(request.party.children)
    return ages if schema.get("type") == "array" else len(ages)


def _budget(request: TripRequest, words: list[str], schema: Schema) -> str | None:
    return str(request.budgets[0].amount.amount) if request.budgets else None


def _currency(request: TripRequest, words: list[str], schema: Schema) -> str | None:
    return request.budgets[0].amount.currency if request.budgets else None


def _country(request: TripRequest, words: list[str], schema: Schema) -> str | None:
    return request.stops[0].place.country if request.stops else None


Role = Callable[[TripRequest, list[str], Schema], Any]

# Words of an argument's name (or of its description) -> what fills it. The first that plays wins.
ROLES: Mapping[str, Role] = {
    "origin|from|departure_city|departure_airport|leaving|source": _origin,
    "country": _country,
    "return|end|check_out|checkout|until|back|last": _end,
    "date|day|start|check_in|checkin|when|depart|departure|begin|first|on": _start,
    "nights|duration|length": _nights,
    "children|kids|child": _children,
    "adults|adult": _adults,
    "passengers|guests|people|travellers|travelers|persons|party|pax|seats": _people,
    "currency": _currency,
    "budget|price|cost|amount|max_price": _budget,
    "destination|to|city|place|location|town|arrival|where|area|station": _destination,
}


def _plays(role: str, words: list[str]) -> bool:
    joined = "_".join(words)
    return any(part in words or ("_" in part and part in joined) for part in role.split("|"))


def _by_type(name: str, schema: Schema, known: Known) -> Any:
    wish = known.request.wish(cast("Any", name)) if name in WISH_TYPES else None
    if wish is not None:
        return _typed(wish.value, schema)
    kind, text = schema.get("type"), known.text.casefold()
    named = [word for word in words_of(name) if len(word) > 2]
    if kind == "boolean":
        return True if any(re.search(rf"\b{re.escape(word)}", text) for word in named) else None
    if kind in ("integer", "number"):
        return _typed(_number_near(named, text), schema)
    if kind == "string" and {"query", "question", "text", "message", "request", "topic"} & set(
        words_of(name)
    ):
        return known.text
    return None


def _number_near(words: list[str], text: str) -> str | None:
    for word in words:
        stem = re.escape(word.rstrip("s"))
        found = re.search(
            rf"(\d+(?:\.\d+)?)\s*{stem}|{stem}\w*\s*(?:of|is|:)?\s*(\d+(?:\.\d+)?)", text
        )
        if found:
            return found.group(1) or found.group(2)
    return None


def _one_of(options: Sequence[Any], known: Known) -> Any:
    """The option that was said, or that a wish of the request has."""
    text = f" {' '.join(words_of(known.text))} "
    wished = {str(wish.value) for wish in known.request.wishes}
    for option in options:
        if str(option) in wished or f" {' '.join(words_of(str(option)))} " in text:
            return option
    return None


def _typed(value: Any, schema: Schema) -> Any:
    """In the JSON type of the schema, or None where that can't be."""
    if value is None or value in ("", []):
        return None
    kind = schema.get("type")
    try:
        if kind == "integer":
            return int(float(value))
        if kind == "number":
            return float(value)
        if kind == "array":
            return list(cast("list[Any]", value)) if isinstance(value, list | tuple) else [value]
        if kind == "boolean":
            return bool(value)
    except (TypeError, ValueError):
        return None
    return str(value) if kind == "string" or kind is None else None


def _not_null(schema: Schema) -> Schema:
    """The branch of an optional that isn't null."""
    options = cast("list[Schema]", schema.get("anyOf") or schema.get("oneOf") or [])
    real = [option for option in options if option.get("type") != "null"]
    return {**schema, **real[0]} if real else schema


def words_of(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[^a-z0-9]+", spaced.casefold()) if word]
