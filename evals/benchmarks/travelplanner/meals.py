"""Where to eat: the cheapest restaurants of each city that together cover the cuisines asked for. Exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.benchmarks.travelplanner.legs import Leg
from evals.benchmarks.travelplanner.tables import Restaurant

_MEALS = ("breakfast", "lunch", "dinner")
# Arriving by these minutes of the day, or leaving from these on, one can sit down to the meal.
_BY = {"breakfast": 9 * 60, "lunch": 13 * 60, "dinner": 20 * 60}
_FROM = {"breakfast": 9 * 60, "lunch": 14 * 60, "dinner": 20 * 60 + 30}


@dataclass(frozen=True)
class Slot:
    """A meal of a day (from 0). Those of a day of travel aren't needed, and may not fit its clock."""

    day: int
    meal: str
    city: str
    needed: bool
    fits: bool


Choice = tuple[int, tuple[Restaurant, ...]]  # dollars a person, and where
Choices = Mapping[frozenset[str], Choice]  # by the cuisines covered


def meal_slots(legs: Mapping[int, Leg], days: int, home: str) -> tuple[Slot, ...]:
    """Those away from home; `legs` by the day they are travelled on."""
    slots: list[Slot] = []
    here = home
    for day in range(days):
        leg = legs.get(day)
        if leg is None:
            slots += [Slot(day, meal, here, True, True) for meal in _MEALS]
            continue
        slots += [_travel_slot(day, meal, leg, home) for meal in _MEALS]
        here = leg.destination
    return tuple(slots)


def _travel_slot(day: int, meal: str, leg: Leg, home: str) -> Slot:
    before, after = leg.departs >= _FROM[meal], leg.arrives <= _BY[meal]
    if leg.origin == home:
        return Slot(day, meal, leg.destination, False, after)
    if leg.destination == home:
        return Slot(day, meal, leg.origin, False, before)
    early = meal == "breakfast" or (meal == "lunch" and before)
    return Slot(day, meal, leg.origin if early else leg.destination, False, before or after)


def city_choices(
    restaurants: Sequence[Restaurant], least: int, most: int, cuisines: frozenset[str]
) -> Choices:
    """The cheapest `least` to `most` restaurants for each set of cuisines they can cover between them."""
    best: dict[tuple[int, frozenset[str]], Choice] = {(0, frozenset()): (0, ())}
    for place in _useful(restaurants, most, cuisines):
        offered = cuisines & set(place.cuisines)
        for (count, covered), (cost, chosen) in list(best.items()):
            state = (count + 1, covered | offered)
            if count < most and cost + place.cost < best.get(state, _NEVER)[0]:
                best[state] = (cost + place.cost, (*chosen, place))
    choices: dict[frozenset[str], Choice] = {}
    for (count, covered), choice in best.items():
        if count >= least and choice[0] < choices.get(covered, _NEVER)[0]:
            choices[covered] = choice
    return choices


_NEVER: Choice = (10**9, ())


def _useful(
    restaurants: Sequence[Restaurant], most: int, cuisines: frozenset[str]
) -> list[Restaurant]:
    """Of those alike in the cuisines that matter, no more than could all be eaten at."""
    kept: dict[frozenset[str], int] = {}
    useful: list[Restaurant] = []
    for place in sorted(restaurants, key=lambda place: (place.cost, -place.rating)):
        kind = cuisines & set(place.cuisines)
        kept[kind] = kept.get(kind, 0) + 1
        if kept[kind] <= most:
            useful.append(place)
    return useful


def combined(cities: Sequence[Choices], cuisines: frozenset[str]) -> Choice | None:
    """The cheapest choice over all cities that covers every cuisine; None where there is none."""
    best: dict[frozenset[str], Choice] = {frozenset(): (0, ())}
    for choices in cities:
        grown: dict[frozenset[str], Choice] = {}
        for covered, (cost, chosen) in best.items():
            for more, (extra, places) in choices.items():
                key = covered | more
                if cost + extra < grown.get(key, _NEVER)[0]:
                    grown[key] = (cost + extra, chosen + places)
        best = grown
    return best.get(cuisines)


def seated(slots: Sequence[Slot], places: Sequence[Restaurant]) -> dict[Slot, Restaurant]:
    """Each place at a slot of its city: the needed ones first, then those that fit, then the rest."""
    free = sorted(slots, key=lambda slot: (not slot.needed, not slot.fits, slot.day))
    taken: dict[Slot, Restaurant] = {}
    for place in places:
        slot = next(s for s in free if s.city == place.city and s not in taken)
        taken[slot] = place
    return taken
