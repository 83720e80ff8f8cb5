"""The shortest way over the globe, as points that a flat map can join."""

from collections.abc import Sequence
from itertools import pairwise
from math import acos, asin, atan2, ceil, cos, degrees, radians, sin
from typing import NamedTuple

from travel.places import EARTH_RADIUS_KM

STEP_KM = 100.0
SAME = 1e-9


class Position(NamedTuple):
    """Degrees."""

    lat: float
    lon: float


def great_circle(start: Position, end: Position) -> list[Position]:
    """Both ends and points at most `STEP_KM` apart between them.

    Interpolation on the sphere as in Ed Williams' Aviation Formulary, "Intermediate points".
    """
    (lat_a, lon_a), (lat_b, lon_b) = _radians(start), _radians(end)
    cosine = sin(lat_a) * sin(lat_b) + cos(lat_a) * cos(lat_b) * cos(lon_b - lon_a)
    angle = acos(max(-1.0, min(1.0, cosine)))
    count = ceil(angle * EARTH_RADIUS_KM / STEP_KM)
    if count < 2 or sin(angle) < SAME:
        return [start, end]
    points = [start]
    for number in range(1, count):
        share = number / count
        a, b = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
        x = a * cos(lat_a) * cos(lon_a) + b * cos(lat_b) * cos(lon_b)
        y = a * cos(lat_a) * sin(lon_a) + b * cos(lat_b) * sin(lon_b)
        z = a * sin(lat_a) + b * sin(lat_b)
        lat = degrees(asin(max(-1.0, min(1.0, z))))
        points.append(Position(lat, degrees(atan2(y, x))))
    return [*points, end]


def cut_at_date_line(points: Sequence[Position]) -> list[list[Position]]:
    """The parts of a line on either side of the 180th meridian, which both reach (RFC 7946, 3.1.9)."""
    parts: list[list[Position]] = [[points[0]]]
    for before, after in pairwise(points):
        if abs(after.lon - before.lon) > 180:
            left, right = _at_edge(before, after)
            if left != before:
                parts[-1].append(left)
            parts.append([] if right == after else [right])
        parts[-1].append(after)
    return parts


def _at_edge(before: Position, after: Position) -> tuple[Position, Position]:
    """Where the line meets the meridian, seen from either side; an end may stand on it."""
    edge = 180.0 if before.lon > 0 else -180.0
    if abs(before.lon) == 180:
        lat = before.lat
    elif abs(after.lon) == 180:
        lat = after.lat
    else:
        lat = _latitude_at_edge(before, after, edge)
    return Position(lat, edge), Position(lat, -edge)


def _latitude_at_edge(before: Position, after: Position, edge: float) -> float:
    beyond = after.lon + (360 if edge > 0 else -360)
    span = beyond - before.lon
    share = 0.5 if abs(span) < SAME else (edge - before.lon) / span
    return before.lat + share * (after.lat - before.lat)


def _radians(position: Position) -> tuple[float, float]:
    return radians(position.lat), radians(position.lon)
