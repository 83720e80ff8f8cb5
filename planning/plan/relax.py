"""The smallest changes to a request that restore a plan, each confirmed by solving again."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any, cast

from planning.days.taste import Wanted
from planning.frame import frame_of
from planning.plan.changes import Change, budget_change, changed, left_of, wish_change
from planning.plan.clash import correction
from planning.select import EVERYTHING, Steer
from travel.itinerary import Itinerary, Relaxation, Violation
from travel.offers import FlightOffer
from travel.request import TripRequest
from travel.wishes import WishSlot

if TYPE_CHECKING:
    from planning.plan import Solver

MOST_RELAXATIONS = 4
MOST_PAIRS = 12
MOST_DATES = 6
FURTHEST_DAYS = 7


def relaxations(solver: "Solver", violations: tuple[Violation, ...]) -> tuple[Relaxation, ...]:
    """At most four, the cheapest first."""
    found = [each for name in _names(solver) if (each := _single(solver, name))]
    found += _by_days(solver, violations, {each.wish for each in found})
    found += _by_dates(solver)
    if not found:
        found = list(islice(_pairs(solver), 2)) or list(_together(solver, violations))
    ordered = sorted(found, key=lambda each: each.cost.amount if each.cost else Decimal(0))
    return tuple(ordered[:MOST_RELAXATIONS])


def _names(solver: "Solver") -> list[str]:
    """Hard wishes and budgets that bear on the choice of offers."""
    request = solver.request
    wishes = [str(w.slot) for w in request.wishes if w.hard and w.slot in EVERYTHING]
    return wishes + [f"budget.{b.scope}" for b in request.budgets if b.hard]


def _single(solver: "Solver", name: str) -> Relaxation | None:
    change = _loosened(solver, solver.request, (name,), name)
    return None if change is None else _confirmed(solver, (change,))


def _loosened(
    solver: "Solver", request: TripRequest, elastic: tuple[str, ...], name: str
) -> Change | None:
    """How far `name` has to give way when all of `elastic` may."""
    if not solver.buys:
        return None
    frugal = any(each.startswith("budget.") for each in elastic)
    choice = solver.selection.best(Steer(elastic=frozenset(elastic), frugal=frugal))
    if choice is None:
        return None
    if name.startswith("budget."):
        return budget_change(solver, request, name, choice)
    return wish_change(request, name, choice)


def _confirmed(
    solver: "Solver", changes: tuple[Change, ...], frames: Any = None
) -> Relaxation | None:
    request = changes[-1].request
    attempt = solver.for_request(request, frames).attempt(Steer(), Wanted(seed=solver.seed))
    if not attempt.holds or attempt.plan is None:
        return None
    return Relaxation(
        wish=changes[0].wish,
        words=changes[0].words,
        change="; ".join(change.text for change in changes),
        detail=_sentence(changes, attempt.plan),
        cost=attempt.plan.total,
    )


def _sentence(changes: tuple[Change, ...], plan: Itinerary) -> str:
    said = " and ".join(change.said for change in changes)
    return f"{said[0].upper()}{said[1:]} there is a plan for {plan.total}."


def _pairs(solver: "Solver") -> Iterator[Relaxation]:
    for pair in islice(combinations(_names(solver), 2), MOST_PAIRS):
        first = _loosened(solver, solver.request, pair, pair[0])
        if first is None:
            continue
        second = _loosened(solver, first.request, pair, pair[1])
        if second is not None and (found := _confirmed(solver, (first, second))):
            yield found


def _together(solver: "Solver", violations: tuple[Violation, ...]) -> Iterator[Relaxation]:
    """All that has to give way where there is more than one clash, each by as little as it must."""
    names = tuple(correction(solver))
    request, changes = solver.request, list[Change]()
    for name in names:
        change = _given_way(solver, request, names, name, violations)
        if change is not None:
            changes.append(change)
            request = change.request
    if changes and (found := _confirmed(solver, tuple(changes))):
        yield found


def _given_way(
    solver: "Solver",
    request: TripRequest,
    names: tuple[str, ...],
    name: str,
    violations: tuple[Violation, ...],
) -> Change | None:
    if name in EVERYTHING:
        return _loosened(solver, request, tuple(each for each in names if each in EVERYTHING), name)
    wish = request.wish(cast("WishSlot", name))
    return None if wish is None else changed(request, wish, left_of(wish, violations), "")


# -- wishes of the days, and the dates


def _by_days(
    solver: "Solver", violations: tuple[Violation, ...], known: set[str]
) -> Iterator[Relaxation]:
    """Dropping what the days can't do."""
    for slot in dict.fromkeys(v.wish for v in violations):
        if not slot or slot in ("budget", "dates") or slot in EVERYTHING or slot in known:
            continue
        wish = solver.request.wish(cast("WishSlot", slot))
        if wish is None:
            continue
        change = changed(solver.request, wish, left_of(wish, violations), "")
        found = _confirmed(solver, (change,))
        if found is not None:
            yield found


def _by_dates(solver: "Solver") -> Iterator[Relaxation]:
    """Other days that the evidence happens to know of, the nearest first."""
    tried = 0
    for start, end in _other_days(solver):
        if tried >= MOST_DATES:
            return
        request = _on(solver.request, start, end)
        laid = (frame_of(request, start, end),)
        other = solver.for_request(request, laid)
        if other.selection.best(Steer()) is None:
            continue
        tried += 1
        change = Change(
            wish="dates",
            words="",
            value=start,
            text=f"start={start}" + (f"; end={end}" if _longer(solver, start, end) else ""),
            said=f"from {start} to {end}",
            request=request,
        )
        found = _confirmed(solver, (change,), laid)
        if found is not None:
            yield found
            return


def _longer(solver: "Solver", start: date, end: date) -> bool:
    frame = solver.frames[0]
    return (end - start) != (frame.end - frame.start)


def _on(request: TripRequest, start: date, end: date) -> TripRequest:
    dates = request.dates.model_copy(
        update={"start": start, "end": end, "window": None, "nights": (end - start).days}
    )
    return request.model_copy(update={"dates": dates})


def _other_days(solver: "Solver") -> list[tuple[date, date]]:
    """Pairs of days on which flights (or stays) leave, that aren't frames already."""
    frame = solver.frames[0]
    known = {(each.start, each.end) for each in solver.frames}
    starts, ends = _edges(solver)
    pairs = {
        (start, end)
        for start in starts
        for end in ends
        if start <= end
        and (start, end) not in known
        and abs((start - frame.start).days) <= FURTHEST_DAYS
        and abs((end - frame.end).days) <= FURTHEST_DAYS
    }
    length = (frame.end - frame.start).days

    def distance(pair: tuple[date, date]) -> tuple[int, int, date]:
        start, end = pair
        return (
            abs((end - start).days - length),
            abs((start - frame.start).days),
            start,
        )

    return sorted(pairs, key=distance)[: 4 * MOST_DATES]


def _edges(solver: "Solver") -> tuple[set[date], set[date]]:
    frame = solver.frames[0]
    if frame.outbound is None or frame.home is None:
        stays = solver.evidence.stays
        return {s.check_in for s in stays}, {s.check_out for s in stays}
    serves = solver.selection.shop.serves
    flights: tuple[FlightOffer, ...] = solver.evidence.flights
    slices = [each for offer in flights for each in offer.slices]
    out = {s.depart.date() for s in slices if serves(frame.outbound.origin, s.origin)}
    home = {s.depart.date() for s in slices if serves(frame.home.destination, s.destination)}
    return out, home
