"""Roads of a flat world: a way is 1.3 times the straight line, except to an island, where none leads."""

from typing import NamedTuple

from travel.places import distance_km

DETOUR = 1.3
WALK_M_S, CAR_M_S, TRANSIT_M_S, WAIT_S = 1.3, 7.0, 5.0, 480


class Spot(NamedTuple):
    lat: float
    lon: float


class Roads:
    """`islands` are spots that no way leads to or from; in kilometres around them."""

    def __init__(self) -> None:
        self.islands: list[Spot] = []

    def metres(self, a: Spot, b: Spot) -> float | None:
        if a == b:
            return 0.0
        if self.on_island(a) or self.on_island(b):
            return None
        return round(distance_km(a, b) * DETOUR * 1000, 1)

    def seconds(self, a: Spot, b: Spot, metres_a_second: float) -> float | None:
        metres = self.metres(a, b)
        return None if metres is None else round(metres / metres_a_second, 1)

    def on_island(self, spot: Spot) -> bool:
        return any(distance_km(spot, island) < 0.05 for island in self.islands)
