"""Ways combined leg by leg and beds city by city; dominated combinations are dropped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planning import price
from planning.frame import Frame
from planning.select.legs import lands_at_a_stop
from planning.select.steer import Label, Ride, Steer, Way
from planning.select.wishes import BROKEN
from travel.dates import minutes_between

MOST_LABELS = 48
CENT = 0.005
BITE = 0.5  # of what is spent beyond what leaves enough for meals
SHORTEST_GAP_MINUTES = 120


def pareto(labels: list[Label], most: int = MOST_LABELS) -> list[Label]:
    """Those that no other beats in both cost and worth, by rising cost, thinned to `most`."""
    kept: list[Label] = []
    for label in sorted(labels, key=lambda each: (each.cost, -each.worth)):
        if not kept or label.worth > kept[-1].worth + 1e-9:
            kept.append(label)
    if len(kept) <= most:
        return kept
    return [kept[round(i * (len(kept) - 1) / (most - 1))] for i in range(most)]


def extended(
    states: dict[tuple[Any, ...], list[Label]],
    leg: int,
    ways: dict[tuple[int, ...], list[Way]],
    frame: Frame,
    steer: Steer,
) -> dict[tuple[Any, ...], list[Label]]:
    """The states after `leg` is covered, by the legs covered and the nights so far."""
    grown: dict[tuple[Any, ...], list[Label]] = {}
    for (covered, nights), labels in states.items():
        for label in labels:
            if leg in covered:
                ride = next(r for w in label.ways for i, r in pairs(w) if i == leg)
                if _follows(label, leg, ride, frame):
                    key = (covered, _with_night(nights, leg, ride, frame))
                    grown.setdefault(key, []).append(label)
                continue
            for legs, options in ways.items():
                if covered & set(legs):
                    continue
                for way in options:
                    if not _follows(label, leg, way.rides[0], frame):
                        continue
                    key = (covered | set(legs), _with_night(nights, leg, way.rides[0], frame))
                    grown.setdefault(key, []).append(
                        Label(
                            label.cost + way.cost,
                            label.fares + way.fares,
                            label.worth + way.worth,
                            label.minutes + way.minutes,
                            (*label.ways, way),
                        )
                    )
    return {key: pareto(labels) for key, labels in grown.items()}


def all_nights(frame: Frame, arrivals: tuple[date, ...]) -> tuple[date, ...]:
    """With the usual night for the cities that no leg leads to."""
    count = len(frame.cities) - len(arrivals)
    return (*(city.check_ins[0] for city in frame.cities[:count]), *arrivals)


def pairs(way: Way) -> Iterator[tuple[int, Ride]]:
    return zip(way.legs, way.rides, strict=True)


def _with_night(nights: tuple[date, ...], leg: int, ride: Ride, frame: Frame) -> tuple[date, ...]:
    return (*nights, ride.night) if lands_at_a_stop(frame, leg) else nights


def _follows(label: Label, leg: int, ride: Ride, frame: Frame) -> bool:
    """Whether the ride leaves a sensible while after the one before it, on the right night."""
    index = leg if frame.outbound else leg + 1
    if index < len(frame.cities) and leg > 0 and ride.night < frame.cities[index - 1].check_out:
        return False
    if index < len(frame.cities):
        city = frame.cities[index]
        if city.overnight and ride.night >= city.check_out:
            return False
        if city.exact and ride.night != city.check_ins[0]:
            return False
    if leg == 0:
        return True
    before = next((r for w in label.ways for i, r in pairs(w) if i == leg - 1), None)
    if before is None:
        return True
    return minutes_between(before.arrive, ride.depart) >= _least_gap(before, ride, frame, index)


def _least_gap(before: Ride, ride: Ride, frame: Frame, index: int) -> int:
    """Minutes; who passes through an airport stays in it, where both flights are at the same one."""
    if before.slice is None and ride.slice is None:
        return SHORTEST_GAP_MINUTES
    stop = frame.cities[index - 1]
    airside = stop.place.kind == "airport" and not stop.overnight
    if airside and before.slice and ride.slice and before.slice.destination == ride.slice.origin:
        return price.LEAD_MINUTES
    return 2 * SHORTEST_GAP_MINUTES


@dataclass(frozen=True, slots=True)
class Limits:
    ceilings: Mapping[str, float]
    nature: Mapping[str, tuple[bool, bool]]  # hard, may give way
    cost_below: float | None
    per_night: int | None  # the frame's nights, where the stay's ceiling is by the night
    comfortable: float | None  # what leaves enough of the budget for meals

    def excess(self, t: Label, s: Label) -> float | None:
        """What going over takes off; None where that isn't allowed."""
        if self.cost_below is not None and t.cost + s.cost >= self.cost_below - CENT:
            return None
        toll = 0.0
        if self.comfortable is not None:
            toll += BITE * max(0.0, t.cost + s.cost - self.comfortable)
        for scope, limit in self.ceilings.items():
            spent = s.cost if scope == "stay" else t.fares if scope == "flight" else t.cost + s.cost
            over = spent - limit
            if scope == "stay" and self.per_night:
                over = spent - limit / self.per_night * sum(bed.nights for bed in s.beds)
            if over <= CENT:
                continue
            hard, gives = self.nature[scope]
            if hard and not gives:
                return None
            toll += BROKEN + 1000 * over if hard else 2 * over
        return toll
