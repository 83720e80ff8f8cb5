"""What OpenStreetMap's tags say of a place: its kind, name, price, diets and access.

Keys and values: wiki.openstreetmap.org/wiki/Map_features. A tag that can't be read says nothing.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from tools.providers.sight_kinds import CAFE, KINDS, RESTAURANT, Kind
from travel.money import Money, money
from travel.wishes import Diet

Tags = Mapping[str, str]

# The first that fits decides: a castle that is a museum too is a castle.
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("tourism", "zoo", "zoo"),
    ("tourism", "aquarium", "aquarium"),
    ("tourism", "theme_park", "theme_park"),
    ("castle_type", "palace", "palace"),
    ("historic", "castle", "castle"),
    ("historic", "fort", "castle"),
    ("historic", "palace", "palace"),
    ("building", "cathedral", "church"),
    ("amenity", "place_of_worship", "church"),
    ("historic", "monastery", "church"),
    ("historic", "church", "church"),
    ("tourism", "gallery", "gallery"),
    ("tourism", "museum", "museum"),
    ("tourism", "viewpoint", "viewpoint"),
    ("historic", "ruins", "ruins"),
    ("historic", "archaeological_site", "ruins"),
    ("historic", "monument", "monument"),
    ("historic", "memorial", "monument"),
    ("historic", "city_gate", "monument"),
    ("historic", "statue", "monument"),
    ("tourism", "artwork", "monument"),
    ("leisure", "garden", "garden"),
    ("leisure", "park", "park"),
    ("natural", "beach", "beach"),
    ("place", "square", "square"),
    ("amenity", "theatre", "theatre"),
    ("amenity", "marketplace", "market"),
    ("man_made", "bridge", "bridge"),
    ("man_made", "tower", "tower"),
    ("man_made", "lighthouse", "tower"),
    ("leisure", "stadium", "stadium"),
    ("amenity", "bar", "bar"),
    ("amenity", "pub", "bar"),
    ("amenity", "nightclub", "bar"),
    ("craft", "winery", "winery"),
    ("tourism", "attraction", "attraction"),
)
_DIETS: Mapping[str, Diet] = MappingProxyType(
    {
        "diet:vegetarian": "vegetarian",
        "diet:vegan": "vegan",
        "diet:halal": "halal",
        "diet:kosher": "kosher",
        "diet:gluten_free": "gluten_free",
        "diet:lactose_free": "lactose_free",
        "diet:pescetarian": "pescatarian",
    }
)
_SYMBOLS: Mapping[str, str] = MappingProxyType({"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK"})
_AMOUNT = r"(\d{1,6}(?:[.,]\d{1,2})?)"
_CHARGE = re.compile(rf"{_AMOUNT}\s*([A-Z]{{3}}|€|£|zł|Kč)|(€|£)\s*{_AMOUNT}")
_NO_SIGHT = frozenset({"private", "no"})
Price = Money | Literal["free"] | None


class Fame(NamedTuple):
    """Ordered: what more people wrote about comes later."""

    article: bool
    languages: int
    item: bool


def kind_of(tags: Tags) -> Kind | None:
    """None for what no one would visit, as far as the tags say."""
    if tags.get("access") in _NO_SIGHT:
        return None
    if tags.get("amenity") == "restaurant":
        return RESTAURANT
    if tags.get("amenity") == "cafe":
        return CAFE
    found = (KINDS[kind] for key, value, kind in _KINDS if tags.get(key) == value)
    kind = next(found, None)
    if kind is not None and kind.open_ground and tags.get("fee") == "yes":
        return kind._replace(open_ground=False)  # there is a gate
    return kind


def name_of(tags: Tags) -> str:
    """In English where there is an English name."""
    return (tags.get("name:en") or tags.get("int_name") or tags.get("name") or "").strip()


def price_of(tags: Tags) -> Price:
    """Of an adult's ticket, where exactly one price is stated; "free" where no fee is; else None."""
    charge = tags.get("charge", "").strip()
    if match := _CHARGE.fullmatch(charge):
        amount, code, symbol, behind = match.groups()
        currency = code or symbol
        value = Decimal((amount or behind).replace(",", "."))
        return money(value, _SYMBOLS.get(currency, currency))
    if charge:
        return None
    return "free" if tags.get("fee") == "no" else None


def diets_of(tags: Tags) -> tuple[Diet, ...]:
    """Those it serves; who serves vegans serves vegetarians."""
    served: set[Diet] = {diet for key, diet in _DIETS.items() if tags.get(key) in {"yes", "only"}}
    if "vegan" in served:
        served.add("vegetarian")
    return tuple(sorted(served))


def step_free(tags: Tags) -> bool:
    return tags.get("wheelchair") in {"yes", "designated"}


def fame_of(tags: Tags) -> Fame:
    return Fame(
        "wikipedia" in tags,
        sum(key.startswith("name:") for key in tags),
        "wikidata" in tags,
    )
