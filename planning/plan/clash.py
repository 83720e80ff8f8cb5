"""Which of the hard wishes and budgets clash: found by taking one after the other away and solving.

A set is minimal when it has no plan, and has one without any one of its members (deletion filter, Chinneck
and Dravnieks 1991).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planning.days.taste import Wanted
from planning.select import EVERYTHING, Steer
from travel.itinerary import Clashing
from travel.request import TripRequest

if TYPE_CHECKING:
    from planning.plan import Solver

BUDGET = "budget."


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
        if EVERYTHING.issuperset(names):
            return True
    request = only(solver.request, names)
    return solver.for_request(request).attempt(Steer(), Wanted(seed=solver.seed)).holds


def minimal(solver: "Solver") -> tuple[Clashing, ...]:
    """A minimal set that clashes; nothing where there is no plan whatever gives way."""
    core = names_of(solver.request)
    for name in tuple(core):
        rest = [each for each in core if each != name]
        if not feasible(solver, rest):
            core = rest
    return tuple(_clashing(solver.request, name) for name in core)


def correction(solver: "Solver") -> list[str]:
    """What has to give way so that all else is met: no smaller part of it would do."""
    met: list[str] = []
    for name in names_of(solver.request):
        if feasible(solver, [*met, name]):
            met.append(name)
    return [name for name in names_of(solver.request) if name not in met]


def _clashing(request: TripRequest, name: str) -> Clashing:
    if name.startswith(BUDGET):
        budget = next(b for b in request.budgets if f"{BUDGET}{b.scope}" == name)
        return Clashing(wish=name, words=budget.words)
    return Clashing(wish=name, words=next(w.words for w in request.wishes if w.slot == name))
