"""What went wrong, from the phrase that says so."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from llm.understanding.calendar import When
from llm.understanding.reading import DisruptionKind, DisruptionSaid
from llm.understanding.rules import Found
from travel.disruption import Disruption
from travel.gazetteer import Gazetteer

_ADAPTER: TypeAdapter[Disruption] = TypeAdapter(Disruption)
_HALF = 30  # minutes


def said(found: Found, anchor: date) -> DisruptionSaid | None:
    """Of a rule "edit=disrupted/KIND" or "edit=disrupted/KIND.WAY"; days are on or after `anchor`."""
    name, _, way = found.rule.value.partition("/")[2].partition(".")
    if name not in get_args(DisruptionKind):
        return None
    got = found.captured
    when: When | None = got.get("date")
    hours, minutes = int(got.get("hours", 0)), int(got.get("minutes", 0))
    return DisruptionSaid.model_validate(
        {
            "kind": name,
            "name": str(got.get("value", got.get("number", "")))[:80],
            "way": way if way in ("outbound", "return") else "",
            "connection": way == "connection",
            "place": place.name if (place := got.get("place")) else "",
            "mode": way if way in ("flight", "ground") else "",
            "minutes": hours * 60 + minutes + _HALF * ("half" in way) or None,
            "day": when.on(anchor - timedelta(days=1)) if when else None,
            "day_number": got.get("day"),
        }
    )


def settled(said: DisruptionSaid, gazetteer: Gazetteer) -> Disruption | None:
    """As a value of the vocabulary; None where it doesn't make one."""
    fields = dict(_fields(said)) | dict(_where(said, gazetteer))
    try:
        return _ADAPTER.validate_python(fields)
    except ValidationError:
        return None


def _fields(said: DisruptionSaid) -> Iterator[tuple[str, object]]:
    yield "kind", said.kind
    if said.kind in ("sight_closed", "stay_lost"):
        yield "name", said.name
    elif said.kind == "ride_cancelled":
        yield "number", said.name.upper()
    elif said.kind not in ("bad_weather", "stranded"):
        yield from (("number", said.name.upper()), ("way", said.way))
    if said.kind not in ("stay_lost", "stranded"):
        yield "date", said.day
    if said.kind in ("sight_closed", "bad_weather"):
        yield "day", said.day_number
    if said.kind == "flight_delayed":
        yield "minutes", said.minutes
    if said.kind == "ride_missed":
        yield "mode", said.mode


def _where(said: DisruptionSaid, gazetteer: Gazetteer) -> Iterator[tuple[str, object]]:
    """The place of a connection or of who is stuck, with its airports."""
    place = gazetteer.lookup(said.place).place if said.place else None
    codes = tuple(each.iata for each in gazetteer.airports_for(place)) if place else ()
    if said.kind == "stranded":
        yield from (("place", place.name if place else said.place), ("airports", codes))
    if said.kind in ("flight_cancelled", "ride_missed"):
        yield from (("connection", said.connection), ("via", codes if said.connection else ()))
