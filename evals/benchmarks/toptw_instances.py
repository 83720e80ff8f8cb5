"""Orienteering instances: the published text format read, and random ones in the manner of Solomon's."""

from dataclasses import dataclass
from math import hypot
from pathlib import Path
from random import Random

from travel.errors import BadInput

TENTHS = 10  # distances are cut to one decimal; times are in tenths


@dataclass(frozen=True, slots=True)
class Stop:
    """A line of an instance; times in tenths. The first is the depot."""

    x: float
    y: float
    service: int
    profit: float
    opens: int
    closes: int


Instance = tuple[Stop, ...]


def read(path: Path) -> Instance:
    """An instance file: two lines of counts, then id x y service profit ... opens closes."""
    rows = [line.split() for line in path.read_text().splitlines()[2:] if line.strip()]
    try:
        return tuple(
            Stop(
                float(row[1]),
                float(row[2]),
                round(float(row[3]) * TENTHS),
                float(row[4]),
                round(float(row[-2]) * TENTHS),
                round(float(row[-1]) * TENTHS),
            )
            for row in rows
        )
    except (IndexError, ValueError) as error:
        raise BadInput(f"{path} isn't an instance: {error}") from error


def distance(a: Stop, b: Stop) -> int:
    """Euclidean in tenths, cut, not rounded."""
    return int(hypot(a.x - b.x, a.y - b.y) * TENTHS + 1e-9)


def random_instance(
    seed: int, *, sites: int, horizon: int, width: tuple[int, int], clustered: float, service: int
) -> Instance:
    """In the manner of Solomon's: on a square of 80 by 80, a share in clusters; whole units."""
    chance = Random(seed)
    centres = [(chance.uniform(5, 75), chance.uniform(5, 75)) for _ in range(8)]
    depot = Stop(40, 40, 0, 0, 0, horizon * TENTHS)
    stops = [depot]
    for _ in range(sites):
        x, y = chance.uniform(0, 80), chance.uniform(0, 80)
        if chance.random() < clustered:
            cx, cy = chance.choice(centres)
            x, y = chance.gauss(cx, 3), chance.gauss(cy, 3)
        site = Stop(round(x), round(y), service * TENTHS, chance.randint(1, 40), 0, 0)
        stops.append(_with_window(site, depot, horizon, chance.randint(*width), chance))
    return tuple(stops)


def _with_window(site: Stop, depot: Stop, horizon: int, width: int, chance: Random) -> Stop:
    way = distance(depot, site) // TENTHS + 1
    first, last = way, horizon - way - site.service // TENTHS
    centre = chance.randint(first, max(first, last))
    opens, closes = max(0, centre - width // 2), min(max(first, last), centre + width // 2)
    opens = min(opens, closes)
    return Stop(site.x, site.y, site.service, site.profit, opens * TENTHS, closes * TENTHS)
