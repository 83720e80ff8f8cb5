"""Where people live, all over the world: what a map can show of the land without an outline of it."""

from collections.abc import Iterator
from typing import NamedTuple

from travel.airfields import Airfields
from travel.atlas import Atlas


class Town(NamedTuple):
    """`population` is 0 for an airfield, whose name is left empty."""

    name: str
    lat: float
    lon: float
    population: int = 0


def towns(atlas: Atlas, airfields: Airfields) -> Iterator[Town]:
    """Every city and town on record, then every airfield with an IATA code."""
    for number, entry in enumerate(atlas.entries):
        if entry.kind in ("city", "town"):
            name = atlas.renamed.get(number, entry.name)
            yield Town(name, entry.lat, entry.lon, entry.population)
    for lat, lon in airfields.points():
        yield Town("", lat, lon)
