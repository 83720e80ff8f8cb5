"""What a wish or a budget has to become for a choice of offers to meet it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from planning.select import Choice
from planning.select.beds import in_area
from travel.itinerary import Itinerary, Violation
from travel.money import MINOR_UNITS, Money
from travel.offers import Slice, StayOffer
from travel.request import Budget, TripRequest
from travel.wishes import BOARD_ORDER, CABIN_ORDER, Wish, WishSlot

if TYPE_CHECKING:
    from planning.plan import Solver

BUDGET = "budget."  # before the scope, as the name of what clashes
CLOCK_SLOTS = (
    *("depart_after", "depart_before", "arrive_after", "arrive_before"),
    *("return_after", "return_before"),
)
FLIGHT_SLOTS = frozenset((*CLOCK_SLOTS, "max_stops", "cabin", "bags", "airline", "avoid_airline"))
DROPPED: dict[str, str] = {
    "airline": "on other airlines",
    "avoid_airline": "on an airline to be avoided",
    "ground_mode": "going another way between cities",
    "accessibility": "without the wished access",
    "rooms": "with fewer rooms",
    "diet": "without regard to the diet",
}


@dataclass(frozen=True)
class Change:
    """One thing that gives way; `value` None drops the wish."""

    wish: str
    words: str
    value: Any
    text: str  # "max_stops=1"
    said: str  # "up to one stop"
    request: TripRequest


class Spent(NamedTuple):
    """In the purse's currency, by scope of budgets."""

    trip: float
    flight: float
    stay: float
    nights: int


def spent_on(solver: "Solver", choice: Choice) -> Spent:
    """Without tickets, which no choice of offers knows."""
    value = solver.purse.value
    return Spent(
        choice.cost,
        sum(value(offer.price) for offer in choice.flights),
        sum(value(stay.price) for stay in _stays(choice)),
        (choice.frame.end - choice.frame.start).days,
    )


def spent_by(solver: "Solver", plan: Itinerary) -> Spent:
    value = solver.purse.value
    return Spent(
        value(plan.total),
        sum(value(offer.price) for offer in plan.flights),
        sum(value(stay.price) for stay in plan.stays),
        (plan.days[-1].date - plan.days[0].date).days,
    )


def budget_of(request: TripRequest, name: str) -> Budget:
    return next(b for b in request.budgets if f"{BUDGET}{b.scope}" == name)


def budget_change(solver: "Solver", request: TripRequest, name: str, spent: Spent) -> Change | None:
    budget = budget_of(request, name)
    needed = _needed(solver, budget, spent)
    if needed is None or needed.amount <= budget.amount.amount:
        return None
    raised = budget.model_copy(update={"amount": needed})
    others = tuple(raised if b is budget else b for b in request.budgets)
    scope = budget.scope
    slot = "budget" if scope == "trip" else name
    per = {"total": "", "per_person": " a person", "per_night": " a night"}[budget.basis]
    what = "" if scope == "trip" else f"{scope} "
    return Change(
        wish="budget",
        words=budget.words,
        value=needed,
        text=f"{slot}={needed}",
        said=f"with a {what}budget of {needed}{per}",
        request=request.model_copy(update={"budgets": others}),
    )


def _needed(solver: "Solver", budget: Budget, spent: Spent) -> Money | None:
    """What the budget would have to be, on its basis and rounded up to a round amount."""
    purse = solver.purse
    amounts = {"trip": spent.trip, "flight": spent.flight, "stay": spent.stay}
    needed = Decimal(str(round(amounts[budget.scope], 4)))
    if budget.basis == "per_person":
        needed /= max(1, solver.request.party.size)
    if budget.basis == "per_night":
        needed /= max(1, spent.nights)
    amount = Money(amount=needed, currency=purse.currency)
    currency = budget.amount.currency
    if currency != purse.currency:
        if purse.rates is None or not purse.rates.knows(currency):
            return None
        amount = purse.rates.convert(amount, currency) * Decimal("1.0005")
    digits = len(str(int(amount.amount)))
    step = Decimal(10) ** max(0, 1 if digits == 3 else digits - 3)
    least = Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))
    units = ((amount.amount + least) / step).to_integral_value(ROUND_CEILING)
    return Money(amount=units * step, currency=currency)


def _stays(choice: Choice) -> list[StayOffer]:
    return [stay for here in choice.stays for stay in here]


def wish_change(request: TripRequest, slot: str, choice: Choice) -> Change | None:
    wish = request.wish(cast("WishSlot", slot))
    needed = choice.flights if slot in FLIGHT_SLOTS else _stays(choice)
    if wish is None or (slot != "ground_mode" and not needed):
        return None
    value, said = _attained(wish, choice)
    if value == wish.value:
        return None
    return changed(request, wish, value, said)


def changed(request: TripRequest, wish: Wish, value: Any, said: str) -> Change:
    if value is None or value == ():
        return Change(
            wish=wish.slot,
            words=wish.words,
            value=None,
            text=f"{wish.slot}=any",
            said=said or DROPPED.get(wish.slot) or f"without {_gone(wish, value)}",
            request=request.without_wish(wish.slot),
        )
    many = isinstance(value, tuple)
    shown = ",".join(cast("tuple[str, ...]", value)) if many else str(value)
    loose = Wish(slot=wish.slot, value=value, hard=wish.hard, words=wish.words)
    return Change(
        wish=wish.slot,
        words=wish.words,
        value=value,
        text=f"{wish.slot}={shown}",
        said=said or f"without {_gone(wish, value)}",
        request=request.with_wish(loose),
    )


def _spoken(slot: str) -> str:
    return slot.replace("_", " ")


def _attained(wish: Wish, choice: Choice) -> tuple[Any, str]:
    """The value of the wish that a choice meets, and a phrase for it; None to drop it."""
    slices = [ride.slice for ride in choice.rides if ride.slice is not None]
    stays = _stays(choice)
    slot, wanted = wish.slot, wish.value
    if slot in CLOCK_SLOTS:
        return _clock(slot, choice)
    if slot == "max_stops":
        most = max(each.stops for each in slices)
        return most, f"with up to {most} stop{'s' * (most != 1)}"
    if slot == "cabin":
        index = min(CABIN_ORDER.index(s.cabin) for each in slices for s in each.segments)
        return CABIN_ORDER[index], f"in {_spoken(CABIN_ORDER[index])} class"
    if slot == "bags":
        least = min(o.bags_included for o in choice.flights)
        return least, f"with {least} checked bag{'s' * (least != 1)} a person"
    if slot == "min_stars":
        stars = min(stay.stars for stay in stays)
        return stars, f"with {stars} star{'s' * (stars != 1)}"
    if slot == "board":
        index = min(BOARD_ORDER.index(stay.board) for stay in stays)
        return BOARD_ORDER[index], f"with {_spoken(BOARD_ORDER[index])}"
    if slot == "near_centre":
        km = ceil(max(stay.centre_km for stay in stays) * 10) / 10
        return km, f"with a hotel up to {km} km from the centre"
    if slot == "hotels":
        hotels = max(len(here) for here in choice.stays)
        return hotels, "with a change of hotels" if hotels > 1 else "with one hotel"
    if slot == "areas" and isinstance(wanted, tuple):
        near = tuple(name for name in wanted if any(in_area(name, stay) for stay in stays))
        return near, f"without {', '.join(name for name in wanted if name not in near)}"
    if slot == "amenities" and isinstance(wanted, tuple):
        left = tuple(a for a in wanted if all(a in stay.amenities for stay in stays))
        return left, f"without {', '.join(_spoken(a) for a in wanted if a not in left)}"
    return None, ""


def _clock(slot: str, choice: Choice) -> tuple[Any, str]:
    instants = list(_instants(slot, choice))
    minutes = [instant.hour * 60 + instant.minute for instant in instants]
    if not minutes:
        return None, ""
    early = slot.endswith("_after")
    bound = min(minutes) if early else max(minutes)
    verb = {
        "depart": "with a departure",
        "arrive": "with an arrival",
        "return": "with a flight home",
    }
    what = verb[slot.split("_", maxsplit=1)[0]]
    said = f"{what} at {bound // 60:02}:{bound % 60:02}"
    return f"{bound // 60:02}:{bound % 60:02}", said


def _instants(slot: str, choice: Choice) -> Iterator[Any]:
    slices: list[Slice] = [ride.slice for ride in choice.rides if ride.slice is not None]
    if slot == "depart_after":
        yield from (each.depart for each in slices)
    elif slot.startswith("return"):
        yield slices[-1].depart
    elif slot.startswith("depart"):
        yield slices[0].depart
    else:
        yield slices[0].arrive


def left_of(wish: Wish, violations: tuple[Violation, ...]) -> Any:
    """What of a list of names can be met; None where the wish isn't a list."""
    failed = {v.subject for v in violations if v.wish == wish.slot}
    if not isinstance(wish.value, tuple):
        return None
    return tuple(each for each in wish.value if each not in failed)


def _gone(wish: Wish, value: Any) -> str:
    """What is given up of a list."""
    if not isinstance(wish.value, tuple):
        return _spoken(wish.slot)
    return ", ".join(_spoken(each) for each in wish.value if each not in (value or ()))
