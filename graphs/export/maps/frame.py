"""From latitude and longitude to points on paper.

Web Mercator (EPSG:3857's formula on a sphere) where all is within 65 degrees of the equator, so that
shapes are right; equirectangular beyond, so that ways over the pole fit. Longitudes are counted from the
middle of what is shown, so that nothing is torn apart at the 180th meridian.
"""

from collections.abc import Iterable, Sequence
from math import asinh, atan, cos, degrees, pi, radians, sinh, tan
from typing import NamedTuple

from graphs.export.arcs import Position
from travel.places import EARTH_RADIUS_KM, Located

MERCATOR_UP_TO = 65.0
KM_A_DEGREE = 2 * pi * EARTH_RADIUS_KM / 360
XY = tuple[float, float]


class Frame(NamedTuple):
    """A rectangle of paper, `width` by `height` points, and what of the globe it shows."""

    width: float
    height: float
    middle: Position
    points_a_degree: float  # of longitude
    mercator: bool

    def xy(self, at: Located) -> XY:
        """From the lower left corner; may lie outside."""
        east = turned(at.lon - self.middle.lon) * self.points_a_degree
        north = (self.north_of(at.lat) - self.north_of(self.middle.lat)) * self.points_a_degree
        return self.width / 2 + east, self.height / 2 + north

    def at(self, x: float, y: float) -> Position:
        """The inverse of `xy`."""
        east = (x - self.width / 2) / self.points_a_degree
        north = (y - self.height / 2) / self.points_a_degree + self.north_of(self.middle.lat)
        lat = degrees(atan(sinh(radians(north)))) if self.mercator else north / self._stretch
        return Position(lat, turned(self.middle.lon + east))

    def holds(self, point: XY, margin: float = 0.0) -> bool:
        x, y = point
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    @property
    def km_a_point(self) -> float:
        """At the middle, from west to east."""
        return KM_A_DEGREE * cos(radians(self.middle.lat)) / self.points_a_degree

    def north_of(self, lat: float) -> float:
        """In degrees of longitude at the equator."""
        if self.mercator:
            return degrees(asinh(tan(radians(max(-85.0, min(85.0, lat))))))
        return lat * self._stretch

    @property
    def _stretch(self) -> float:
        return 1 / max(0.2, cos(radians(self.middle.lat)))


def frame(
    positions: Sequence[Position], width: float, height: float, *, margin: float, least_km: float
) -> Frame:
    """That holds them all with a margin, and shows at least `least_km` from west to east."""
    middle_lon, half_lon = _longitudes([at.lon for at in positions])
    lats = [at.lat for at in positions]
    south, north = min(lats), max(lats)
    mercator = max(abs(south), abs(north)) <= MERCATOR_UP_TO
    whole = Frame(width, height, Position((south + north) / 2, middle_lon), 1.0, mercator)
    low, high = whole.north_of(south), whole.north_of(north)
    centre = whole.at(width / 2, (low + high) / 2 - whole.north_of(whole.middle[0]) + height / 2)
    across = max(2 * half_lon, 1e-6)
    scale = min((width - 2 * margin) / across, (height - 2 * margin) / max(high - low, 1e-6))
    widest = width / (least_km / (KM_A_DEGREE * max(0.1, cos(radians(centre.lat)))))
    return Frame(width, height, Position(centre.lat, middle_lon), min(scale, widest), mercator)


def turned(lon: float) -> float:
    """The same meridian between -180 and 180 degrees."""
    return (lon + 180) % 360 - 180


def _longitudes(lons: Iterable[float]) -> tuple[float, float]:
    """The middle of the shortest arc of the equator that has them all, and half its length."""
    ordered = sorted({turned(lon) for lon in lons})
    gaps = [
        ((after - before) % 360 or 360.0, before, after)
        for before, after in zip(ordered, [*ordered[1:], ordered[0]], strict=True)
    ]
    gap, _, start = max(gaps)
    length = 360 - gap
    return turned(start + length / 2), length / 2
