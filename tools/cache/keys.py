"""The key of an answer: who was asked what, on which terms, with every argument in canonical form.

The form is taken from the values themselves, field by field, so a new field is in the key the day it
exists; a kind of value that has no canonical form raises TypeError rather than being left out. Tuples
are ordered unless `UNORDERED` says that order means nothing there.

A key reads "flights.search:duffel:v2:live:-:<40 hexadecimal digits>". Only the digits tell keys apart
(BLAKE2b over everything, unambiguously nested); what stands before them is for people and patterns.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json import dumps
from typing import Any, cast

from pydantic import BaseModel

from tools.cache.settings import Terms
from tools.flights import SliceQuery
from tools.places import PlacesQuery
from tools.routing import MatrixQuery
from tools.weather import ClimateQuery
from travel.party import Party

Json = Any  # what json.dumps takes

# Tuples whose order means nothing: "set" ones may repeat an item without meaning anything either.
UNORDERED: Mapping[tuple[type[BaseModel], str], str] = {
    (SliceQuery, "origins"): "set",  # any of the airports will do
    (SliceQuery, "destinations"): "set",
    (PlacesQuery, "interests"): "set",
    (ClimateQuery, "tags"): "set",
    (Party, "children"): "bag",  # two of the same age are two
    (MatrixQuery, "points"): "bag",
}


def key_of(capability: str, operation: str, provider: str, terms: Terms, question: object) -> str:
    """Raises TypeError for a question that holds a kind of value without a canonical form."""
    on_terms = terms.version, terms.environment, terms.tenant
    readable, who = _asked(f"{capability}.{operation}", provider, *on_terms)
    digest = blake2b(who, digest_size=20)
    digest.update(dumps(canonical(question), sort_keys=True).encode())
    return f"{readable}:{digest.hexdigest()}"


@lru_cache(maxsize=1024)
def _asked(
    what: str, provider: str, version: str, environment: str, tenant: str | None
) -> tuple[str, bytes]:
    named = what, provider, version, environment
    plain = [re.sub(r"[^A-Za-z0-9._-]+", "_", name) or "_" for name in named]
    whose = "-" if tenant is None else _digest(tenant)
    return ":".join([*plain, whose]), dumps([*named, tenant]).encode() + b"\n"


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def canonical(value: object) -> Json:
    """JSON that is the same for equal values, and another for any that differ."""
    kind = type(value)
    form = _FORMS.get(kind)
    if form is not None:
        return form(value)
    if isinstance(value, BaseModel):
        return _model(value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {"map": _sorted([canonical(name), canonical(item)] for name, item in pairs)}
    raise TypeError(f"{kind.__name__} has no canonical form: say in keys.py what it is")


def _model(value: BaseModel) -> Json:
    kind = type(value)
    if value.model_extra:
        raise TypeError(f"{kind.__name__} holds fields that it doesn't declare")
    return {kind.__name__: {name: form(getattr(value, name)) for name, form in _fields(kind)}}


@lru_cache(maxsize=256)
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, Callable[[Any], Json]], ...]:
    return tuple((name, _form(kind, name)) for name in kind.model_fields)


def _form(kind: type[BaseModel], name: str) -> Callable[[Any], Json]:
    unordered = UNORDERED.get((kind, name))
    if unordered is not None:
        return _set if unordered == "set" else _bag
    return _SPELLED.get(name, canonical)


def _spelled(spell: Callable[[str], str]) -> Callable[[object], Json]:
    return lambda value: spell(value.strip()) if isinstance(value, str) else canonical(value)


def _zone(name: str) -> str:
    """The same name for each of a zone's (CLDR's aliases), in the usual case."""
    return _zones().get(name.lower(), name)


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    from babel.core import get_global

    aliases: Mapping[str, str] = get_global("zone_aliases")
    names: Iterable[str] = get_global("zone_territories")
    return {name.lower(): name for name in names} | {
        alias.lower(): name for alias, name in aliases.items()
    }


# Fields of these names are spelled in more ways than one, whatever value they belong to. Names of
# places aren't: answers repeat them, and are found by them.
_SPELLED: Mapping[str, Callable[[object], Json]] = {
    "currency": _spelled(str.upper),
    "country": _spelled(str.upper),
    "tz": _spelled(_zone),
}


def _float(value: float) -> Json:
    return int(value) if value.is_integer() else value  # 1.0 is 1, -0.0 is 0


def _decimal(value: Decimal) -> Json:
    return {"decimal": list(value.as_integer_ratio()) if value.is_finite() else str(value)}


def _instant(value: datetime) -> Json:
    """Equal instants are equal, whatever their zones."""
    if value.tzinfo is None:
        return {"local": value.isoformat()}
    return {"instant": value.astimezone(UTC).isoformat()}


def _sorted(items: Iterable[Json]) -> list[Json]:
    return sorted(items, key=lambda item: dumps(item, sort_keys=True))


def _set(items: Iterable[object]) -> Json:
    once = {dumps(form, sort_keys=True): form for form in map(canonical, items)}
    return [once[text] for text in sorted(once)]


def _bag(items: Iterable[object]) -> Json:
    return _sorted(map(canonical, items))


def _list(items: Iterable[object]) -> Json:
    return [canonical(item) for item in items]


def _as_is(value: object) -> Json:
    return value


_FORMS: Mapping[type, Callable[[Any], Json]] = {
    str: _as_is,
    int: _as_is,
    bool: _as_is,
    type(None): _as_is,
    float: _float,
    Decimal: _decimal,
    date: lambda value: {"date": value.isoformat()},
    time: lambda value: {"time": value.isoformat()},
    datetime: _instant,
    tuple: _list,
    list: _list,
    set: lambda items: {"set": _set(items)},
    frozenset: lambda items: {"set": _set(items)},
}
