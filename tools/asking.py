"""What a model's tool arguments mean, and how answers are put for a model to read."""

from collections.abc import Sequence
from json import dumps

from pydantic import BaseModel

from tools.merging import Merged
from travel.errors import ModelRetry
from travel.gazetteer import Gazetteer
from travel.places import Place


def place_called(gazetteer: Gazetteer, name: str) -> Place:
    """The likeliest place of that name or IATA code. Raises ModelRetry."""
    place = gazetteer.lookup(name).place
    if place is None:
        raise ModelRetry(f"no place is called {name!r}: give a city's English name or a IATA code")
    return place


def airports_called(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    """The codes of the airports of a place, the main one first. Raises ModelRetry."""
    place = place_called(gazetteer, name)
    codes = (
        place.airports
        if place.kind == "airport"
        else tuple(airport.iata for airport in gazetteer.airports_for(place))
    )
    if not codes:
        raise ModelRetry(f"no airport serves {place.name}")
    return codes


def as_json(values: Sequence[BaseModel]) -> str:
    """A JSON array, without what isn't set; last in it, a `note` on each who didn't take part."""
    rows = [value.model_dump_json(exclude_none=True, exclude_defaults=False) for value in values]
    notes = values.notes if isinstance(values, Merged) else ()
    return f"[{','.join([*rows, *(dumps({'note': each}) for each in notes)])}]"
