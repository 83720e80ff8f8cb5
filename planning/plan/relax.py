"""For each wish that clashes the smallest change that restores a plan, confirmed by solving again."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from planning.days.taste import Wanted
from planning.frame import Frame, frame_of
from planning.plan.changes import (
    BUDGET,
    Change,
    Spent,
    budget_change,
    budget_of,
    changed,
    left_of,
    spent_by,
    spent_on,
    wish_change,
)
from planning.plan.clash import clashing, correction
from planning.plan.dates import on, other_days
from planning.select import EVERYTHING, Choice, Steer
from travel.itinerary import OutOfReach, Relaxation, Violation
from travel.request import TripRequest
from travel.wishes import WishSlot

if TYPE_CHECKING:
    from planning.plan import Solver

MOST_DATES = 6
PATIENCE = 4.0  # seconds for all ways out; a way that was begun is gone to its end


NoWay = Literal["no_plan", "no_rate"]


class Ways(NamedTuple):
    """Each wish of the clash gives way in one of `relaxations`, the cheapest first, or is in `out_of_reach`."""

    relaxations: tuple[Relaxation, ...] = ()
    out_of_reach: tuple[OutOfReach, ...] = ()


def ways(solver: "Solver", core: Sequence[str]) -> Ways:
    """Out of a minimal set that clashes; where there is more than one such set, what has to give way besides
    is part of each way."""
    found: list[Relaxation] = []
    stuck: list[OutOfReach] = []
    ends = monotonic() + PATIENCE
    for name in core:
        way = (
            "no_time" if monotonic() > ends else _way(solver, name, correction(solver, core, name))
        )
        if isinstance(way, Relaxation):
            found.append(way)
        else:
            words = clashing(solver.request, name).words
            stuck.append(OutOfReach(wish=name, words=words, reason=way))
    found += _by_dates(solver) if monotonic() < ends else ()
    ordered = sorted(found, key=lambda each: each.cost.amount if each.cost else Decimal(0))
    return Ways(tuple(ordered), tuple(stuck))


def _way(solver: "Solver", name: str, giving: Sequence[str]) -> Relaxation | NoWay:
    """The first that is confirmed, put down to `name`; else why there is none."""
    for given in _given_way(solver, giving):
        if not given:
            continue
        changes = [given[each] for each in giving if each in given]
        found = confirmed(solver, changes, _request(solver, given))
        if found is not None:
            change = given.get(name, changes[0])
            return found.model_copy(update={"wish": change.wish, "words": change.words})
    return _why(solver, giving)


def confirmed(
    solver: "Solver",
    changes: Sequence[Change],
    request: TripRequest,
    laid: tuple[Frame, ...] | None = None,
) -> Relaxation | None:
    """What the changes come to, where there is a plan of `request`, which they lead to."""
    attempt = solver.for_request(request, laid).solved()
    if not attempt.holds or attempt.plan is None:
        return None
    said = " and ".join(change.said for change in changes)
    return Relaxation(
        wish=changes[0].wish,
        words=changes[0].words,
        change="; ".join(change.text for change in changes),
        detail=f"{said[0].upper()}{said[1:]} there is a plan for {attempt.plan.total}.",
        cost=attempt.plan.total,
    )


def _why(solver: "Solver", giving: Sequence[str]) -> NoWay:
    budgets = [budget_of(solver.request, name) for name in _budgets(giving)]
    priced = all(solver.purse.knows(budget.amount) for budget in budgets)
    return "no_plan" if priced else "no_rate"


# -- how far what has to give way does

Given = dict[str, Change]  # by name, each on the request of the one before


def _request(solver: "Solver", given: Given) -> TripRequest:
    return list(given.values())[-1].request if given else solver.request


def _given_way(solver: "Solver", giving: Sequence[str]) -> Iterator[Given]:
    """Ways to have all of `giving` give way, the smallest first."""
    choice = _choice(solver, giving)
    offers = _of_offers(solver, giving, choice)
    wishes = _of_days(solver, giving, offers)
    if choice is not None:
        yield _at(solver, giving, wishes, spent_on(solver, choice))
    if choice is None or _budgets(giving):
        yield _as_it_costs(solver, giving, wishes)
    yield _as_it_costs(solver, giving, _dropped(solver, giving))


def _choice(solver: "Solver", giving: Sequence[str]) -> Choice | None:
    """Of offers, where what is about them may give way."""
    elastic = frozenset(giving) & EVERYTHING
    if not solver.buys or not elastic:
        return None
    return solver.selection.best(Steer(elastic=elastic, frugal=bool(_budgets(giving))))


def _of_offers(solver: "Solver", giving: Sequence[str], choice: Choice | None) -> Given:
    """Wishes of flights and beds, as far as the choice has them."""
    found: Given = {}
    for name in giving:
        if choice is None or name not in EVERYTHING or name.startswith(BUDGET):
            continue
        if change := wish_change(_request(solver, found), name, choice):
            found[name] = change
    return found


def _of_days(solver: "Solver", giving: Sequence[str], offers: Given) -> Given:
    """With the wishes of the days, as far as they can be met."""
    found, request = dict(offers), _request(solver, offers)
    slots = [name for name in giving if name not in EVERYTHING]
    missed = _missed(solver, _without(request, _budgets(giving))) if slots else ()
    for slot in slots:
        request = _request(solver, found)
        wish = request.wish(cast("WishSlot", slot))
        if wish is not None and any(each.wish == slot for each in missed):
            found[slot] = changed(request, wish, left_of(wish, missed), "")
    return found


def _missed(solver: "Solver", request: TripRequest) -> tuple[Violation, ...]:
    """What the best that can be done for a request breaks."""
    trial = solver.for_request(request)
    return () if trial.solved().holds else trial.last.violations


def _dropped(solver: "Solver", giving: Sequence[str]) -> Given:
    """Wishes that go altogether."""
    found: Given = {}
    for name in giving:
        request = _request(solver, found)
        if (wish := request.wish(cast("WishSlot", name))) is not None:
            found[name] = changed(request, wish, None, "")
    return found


def _at(solver: "Solver", giving: Sequence[str], wishes: Given, spent: Spent) -> Given:
    """With the budgets at what is spent."""
    found = dict(wishes)
    for name in _budgets(giving):
        if change := budget_change(solver, _request(solver, found), name, spent):
            found[name] = change
    return found


def _as_it_costs(solver: "Solver", giving: Sequence[str], wishes: Given) -> Given:
    """With the budgets at what the cheapest plan that is found without them costs, its tickets too."""
    if not (names := _budgets(giving)):
        return wishes
    free = solver.for_request(_without(_request(solver, wishes), names))
    plan = free.attempt(Steer(frugal=True), Wanted(seed=solver.seed)).plan
    return {} if plan is None else _at(solver, giving, wishes, spent_by(solver, plan))


def _budgets(giving: Sequence[str]) -> list[str]:
    return [name for name in giving if name.startswith(BUDGET)]


def _without(request: TripRequest, budgets: Sequence[str]) -> TripRequest:
    left = tuple(b for b in request.budgets if f"{BUDGET}{b.scope}" not in budgets)
    return request.model_copy(update={"budgets": left})


# -- other days


def _by_dates(solver: "Solver") -> Iterator[Relaxation]:
    """The nearest days that the evidence happens to know of and on which all is met."""
    tried = 0
    for start, end in other_days(solver):
        if tried >= MOST_DATES:
            return
        request = on(solver.request, start, end)
        laid = (frame_of(request, start, end),)
        if solver.for_request(request, laid).selection.best(Steer()) is None:
            continue
        tried += 1
        found = confirmed(solver, (_moved(solver, request, start, end),), request, laid)
        if found is not None:
            yield found
            return


def _moved(solver: "Solver", request: TripRequest, start: date, end: date) -> Change:
    frame = solver.frames[0]
    longer = (end - start) != (frame.end - frame.start)
    return Change(
        wish="dates",
        words="",
        value=start,
        text=f"start={start}" + (f"; end={end}" if longer else ""),
        said=f"from {start} to {end}",
        request=request,
    )
