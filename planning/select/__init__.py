"""The trip level: which days, flights, ground offers and stays.

A `Way` covers one or more legs of a frame with one offer, a `Bed` one city. Both state cost, worth and
the wishes they miss. Dominated ones are dropped, the rest combined leg by leg and city by city under the
ceilings, and the combination of the highest utility (see `price`) wins.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

from planning import price
from planning.frame import Frame
from planning.price import Purse
from planning.select.combine import CENT, Limits, all_nights, extended, pareto
from planning.select.legs import lands_at_a_stop
from planning.select.outlook import frame_worth
from planning.select.shop import Shop
from planning.select.steer import (
    EVERYTHING,
    Choice,
    Label,
    Ride,
    Steer,
    Way,
    chosen_slices,
    slice_key,
    stay_key,
)
from travel.evidence import Evidence
from travel.itinerary import Violation
from travel.offers import FlightOffer, GroundOffer
from travel.request import TripRequest

__all__ = [
    "EVERYTHING",
    "Choice",
    "Ride",
    "Selection",
    "Steer",
    "chosen_slices",
    "slice_key",
    "stay_key",
]

TICKETS_SHARE, MEALS_SHARE = 0.12, 0.3  # of a budget, at most


class Selection:
    """The search over one request and its evidence. `held` are ids of offers that are bought."""

    def __init__(
        self, request: TripRequest, evidence: Evidence, frames: tuple[Frame, ...], *,
        now: datetime, purse: Purse, held: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.request, self.evidence, self.frames = request, evidence, frames
        self.purse = purse
        self.shop = Shop(request, evidence, now=now, purse=purse, held=held)

    def transports(self, frame: Frame, steer: Steer) -> dict[tuple[date, ...], list[Label]]:
        """Complete combinations by the nights with which one checks in at each stop."""
        hops = frame.hops
        ways: dict[int, dict[tuple[int, ...], list[Way]]] = {}
        for way in self.shop.ways(frame, steer):
            ways.setdefault(way.legs[0], {}).setdefault(way.legs, []).append(way)
        states: dict[tuple[Any, ...], list[Label]] = {(frozenset[int](), ()): [Label()]}
        for leg in range(len(hops)):
            states = extended(states, leg, ways.get(leg, {}), frame, steer)
        complete: dict[tuple[date, ...], list[Label]] = {}
        for (_, nights), labels in states.items():
            complete.setdefault(all_nights(frame, nights), []).extend(labels)
        return {nights: pareto(labels) for nights, labels in complete.items()}

    def nights_in(self, frame: Frame, nights: tuple[date, ...], steer: Steer) -> list[Label]:
        """Combinations of beds for all cities; none where one has no bed."""
        labels = [Label()]
        if self.request.intent == "flight":
            return labels
        for city, check_in in zip(frame.cities, nights, strict=False):
            if not city.overnight:
                continue
            beds = self.shop.beds(city, check_in, steer) if check_in < city.check_out else []
            labels = pareto(
                [
                    Label(
                        label.cost + bed.cost,
                        0.0,
                        label.worth + bed.worth,
                        0,
                        (),
                        (*label.beds, bed),
                        label.moving + bed.moving,
                    )
                    for label in labels
                    for bed in beds
                ]
            )
        return labels

    def combinations(self, steer: Steer) -> list[tuple[Frame, float, Label, Label]]:
        """All pairs of travelling and sleeping that are worth a look, with the frame's worth."""
        found: list[tuple[Frame, float, Label, Label]] = []
        for frame in self.frames:
            extra = frame_worth(frame, self.evidence, self.request)
            extra *= self.request.party.size * self.purse.euro
            for nights, labels in sorted(self.transports(frame, steer).items()):
                transports = [each for each in labels if self._edited(each, frame, steer)]
                sleeps = [
                    each
                    for each in self.nights_in(frame, nights, steer)
                    if steer.stays_below is None or each.cost < steer.stays_below - CENT
                ]
                found += [(frame, extra, t, s) for t in transports for s in sleeps]
        return found

    def _edited(self, label: Label, frame: Frame, steer: Steer) -> bool:
        """Whether travel differs from the plan before as an edit asks."""
        if steer.minutes_below is not None and label.minutes >= steer.minutes_below:
            return False
        if steer.fares_below is not None and label.fares >= steer.fares_below - CENT:
            return False
        if not steer.better_travel:
            return True
        rides = [r for way in label.ways for r in way.rides if r.slice is not None]
        mine = sum(price.slice_worth(r.slice) for r in rides if r.slice)
        return mine > sum(price.slice_worth(each) for each in steer.better_travel) + 1

    def best(self, steer: Steer) -> Choice | None:
        """The combination of the highest utility, or None."""
        pairs = self.combinations(steer)
        if not pairs:
            return None
        if steer.frugal:
            return self._pick(pairs, steer, 0.0, reserve=False)
        # What is to be kept may have been chosen without leaving anything for tickets.
        free = not (steer.keep_slices or steer.keep_stays)
        plain = self._pick(pairs, steer, steer.generosity, reserve=free)
        if plain is None:
            return self._pick(pairs, steer, steer.generosity, reserve=False)
        roomier = self._generosity(plain) * steer.generosity
        if roomier <= steer.generosity:
            return plain
        return self._pick(pairs, steer, roomier, reserve=free)

    def _generosity(self, plain: Choice) -> float:
        nights = (plain.frame.end - plain.frame.start).days
        limit = self._comfortable(nights)
        if limit is None or plain.cost <= 0:
            return 1.0
        return min(2.0, max(1.0, (limit / plain.cost) ** 0.7))

    def _pick(
        self,
        pairs: list[tuple[Frame, float, Label, Label]],
        steer: Steer,
        generosity: float,
        *,
        reserve: bool,
    ) -> Choice | None:
        best: tuple[float, Frame, Label, Label] | None = None
        limits: dict[date, Limits] = {}
        for frame, extra, t, s in pairs:
            if frame.start not in limits:
                limits[frame.start] = self._limits(frame, steer, reserve=reserve)
            over = limits[frame.start].excess(t, s)
            if over is None:
                continue
            cost = t.cost + s.cost
            # Who looks at the price alone moves for a saving all the same, not for cents.
            felt = max(0.0, 1.0 - generosity) * s.moving
            utility = generosity * (extra + t.worth + s.worth) - cost - over - felt
            if best is None or utility > best[0] + 1e-9:
                best = (utility, frame, t, s)
        return None if best is None else self._choice(*best)

    def _limits(self, frame: Frame, steer: Steer, *, reserve: bool) -> Limits:
        nights = (frame.end - frame.start).days
        tickets = self._tickets(frame) if reserve else 0.0
        slack: dict[str, float] = {}
        for scope in ("trip", "flight", "stay"):
            budget = self.request.budget(scope)
            limit = price.ceiling(self.request, scope, nights, self.purse)
            if budget is None or limit is None:
                continue
            if scope == "trip":
                limit -= min(tickets, TICKETS_SHARE * limit)
            slack[scope] = limit
        hard = {
            scope: (budget.hard, f"budget.{scope}" in steer.elastic)
            for scope in slack
            if (budget := self.request.budget(scope))  # type: ignore[arg-type]
        }
        per_night = (budget := self.request.budget("stay")) and budget.basis == "per_night"
        return Limits(
            slack,
            hard,
            steer.cost_below,
            nights if per_night else None,
            None if steer.frugal else self._comfortable(nights),
        )

    def _comfortable(self, nights: int) -> float | None:
        """The trip's budget without what meals will cost, which no total counts."""
        limit = price.ceiling(self.request, "trip", nights, self.purse)
        if limit is None:
            return None
        meals = price.MEALS_A_DAY * self.purse.euro * self.request.party.size * (nights + 1)
        return limit - min(meals, MEALS_SHARE * limit)

    def _tickets(self, frame: Frame) -> float:
        party = self.request.party
        return sum(
            price.tickets_guess(
                (a for a in self.evidence.activities if a.city == city.city),
                party,
                (city.check_out - city.check_ins[0]).days,
                self.purse,
            )
            for city in frame.cities
        )

    def _choice(self, utility: float, frame: Frame, t: Label, s: Label) -> Choice:
        rides: dict[int, Ride] = {}
        for way in t.ways:
            rides.update(zip(way.legs, way.rides, strict=True))
        ordered = tuple(rides[leg] for leg in sorted(rides))
        offers = dict.fromkeys(ride.offer.id for ride in ordered)
        by_id = {ride.offer.id: ride.offer for ride in ordered}
        beds = iter(s.beds)
        sleeps = self.request.intent != "flight"
        return Choice(
            frame=frame,
            rides=ordered,
            flights=tuple(o for i in offers if isinstance(o := by_id[i], FlightOffer)),
            grounds=tuple(o for i in offers if isinstance(o := by_id[i], GroundOffer)),
            stays=tuple(
                next(beds).offers if city.overnight and sleeps else () for city in frame.cities
            ),
            cost=t.cost + s.cost,
            utility=utility,
        )

    def shortfalls(self) -> tuple[Violation, ...]:
        """Why nothing can be chosen whatever the wishes: hops and cities that have no offer."""
        free = Steer(elastic=EVERYTHING)
        found: list[Violation] = []
        for frame in self.frames:
            mine = tuple(self._missing(frame, free))
            if not mine:
                return ()
            found = found or list(mine)
        return tuple(found)

    def _filter(self) -> Literal["max_stops", "cabin", ""]:
        """The hard wish with which flights are searched for: what it hides isn't in the evidence."""
        for slot in ("max_stops", "cabin"):
            wish = self.request.wish(slot)
            if wish is not None and wish.hard:
                return slot
        return ""

    def _missing(self, frame: Frame, free: Steer) -> Iterator[Violation]:
        landings: dict[int, list[date]] = {}
        for way in self.shop.ways(frame, free):
            for leg, ride in zip(way.legs, way.rides, strict=True):
                landings.setdefault(leg, []).append(ride.night)
        for leg, hop in enumerate(frame.hops):
            if leg in landings:
                yield from _too_late(frame, leg, min(landings[leg]))
            else:
                way = f"{hop.origin.name} to {hop.destination.name}"
                detail = f"No flight or other way from {way} on {hop.day} is on offer."
                yield Violation(
                    rule="offers.flights", subject=way, detail=detail, wish=self._filter()
                )
        if self.request.intent == "flight":
            return
        for city in frame.cities:
            if city.overnight and not any(
                self.shop.beds(city, day, free) for day in city.check_ins
            ):
                detail = (
                    f"No stay in {city.city} from {city.check_ins[0]} to {city.check_out}"
                    " is on offer for the party."
                )
                yield Violation(rule="offers.stays", subject=city.city, detail=detail)


def _too_late(frame: Frame, leg: int, first: date) -> Iterator[Violation]:
    """Where nothing lands before one has to go on; `first` is the first night one may sleep there."""
    if not lands_at_a_stop(frame, leg):
        return
    city, hop = frame.cities[leg + (frame.outbound is None)], frame.hops[leg]
    if city.overnight and first >= city.check_out:
        detail = (
            f"Whatever leaves {hop.origin.name} on {hop.day} gets to {city.city} for the night of {first}"
            f" at the earliest, and {city.check_out} is the day of going on: it takes a night more."
        )
        yield Violation(rule="offers.nights", subject=city.city, detail=detail, wish="dates")
