"""Maps drawn from coordinates alone, without the internet: the way over the globe, and days in a city."""

from graphs.export.maps.city import city_map
from graphs.export.maps.way import way_map

__all__ = ["city_map", "way_map"]
