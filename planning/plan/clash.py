"""Which of the hard wishes and budgets clash: found by taking one after the other away and solving.

A set is minimal when it has no plan, and has one without any one of its members (deletion filter, Chinneck
and Dravnieks 1991).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planning.plan.changes import BUDGET, budget_of
from planning.select import EVERYTHING, Steer
from travel.itinerary import Clashing
from travel.request import TripRequest

if TYPE_CHECKING:
    from planning.plan import Solver


def names_of(request: TripRequest) -> list[str]:
    """All that binds: slots of hard wishes, and "budget." with the scope of hard budgets."""
    wishes = [str(wish.slot) for wish in request.wishes if wish.hard]
    return wishes + [f"{BUDGET}{budget.scope}" for budget in request.budgets if budget.hard]


def only(request: TripRequest, names: Sequence[str]) -> TripRequest:
    """Bound by nothing but these."""
    return request.model_copy(
        update={
            "wishes": tuple(w for w in request.wishes if not w.hard or w.slot in names),
            "budgets": tuple(
                b for b in request.budgets if not b.hard or f"{BUDGET}{b.scope}" in names
            ),
        }
    )


def feasible(solver: "Solver", names: Sequence[str]) -> bool:
    """Whether there is a plan when nothing else binds; the days are laid out where a name is about them."""
    if solver.buys:
        free = frozenset(names_of(solver.request)).difference(names) & EVERYTHING
        if solver.selection.best(Steer(elastic=free, frugal=True)) is None:
            return False
        if EVERYTHING.issuperset(names) and _priced(solver, names):
            return True
    request = only(solver.request, names)
    return solver.for_request(request).solved().holds


def _priced(solver: "Solver", names: Sequence[str]) -> bool:
    """Whether all of the budgets can be compared with what a trip costs."""
    budgets = (budget_of(solver.request, name) for name in names if name.startswith(BUDGET))
    return all(solver.purse.knows(budget.amount) for budget in budgets)


def minimal(solver: "Solver") -> tuple[str, ...]:
    """The names of a minimal set that clashes; none where there is no plan whatever gives way."""
    core = names_of(solver.request)
    for name in tuple(core):
        rest = [each for each in core if each != name]
        if not feasible(solver, rest):
            core = rest
    return tuple(core)


def correction(solver: "Solver", core: Sequence[str], name: str) -> tuple[str, ...]:
    """What has to give way with `name` so that all else is met: no smaller part of it would do.

    The others of the minimal set `core` stay, for they can be met together.
    """
    met = [each for each in core if each != name]
    others = [each for each in names_of(solver.request) if each not in core]
    if feasible(solver, [*met, *others]):
        return (name,)
    given_up: list[str] = []
    for other in others:
        if feasible(solver, [*met, other]):
            met.append(other)
        else:
            given_up.append(other)
    return tuple(each for each in names_of(solver.request) if each in (name, *given_up))


def clashing(request: TripRequest, name: str) -> Clashing:
    if name.startswith(BUDGET):
        return Clashing(wish=name, words=budget_of(request, name).words)
    return Clashing(wish=name, words=next(w.words for w in request.wishes if w.slot == name))
