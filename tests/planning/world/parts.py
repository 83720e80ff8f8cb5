"""Plans of one part only: a flight, a stay, things to do, the weather."""

from dataclasses import replace
from functools import cache

from tests.planning.world.diary import summed
from tests.planning.world.facts import World
from tests.planning.world.trips import lisbon, porto
from travel.itinerary import Itinerary
from travel.money import money
from travel.request import Intent, TripRequest

NOTHING = Itinerary(total=money(0, "EUR"))


@cache
def flight() -> World:
    return _part(lisbon(), "flight", flights=lisbon().plan.flights)


@cache
def stays() -> World:
    return _part(porto(), "stay", stays=porto().plan.stays)


@cache
def activities() -> World:
    """The days of the trip without what needs a flight or a bed."""
    days = tuple(
        day.model_copy(
            update={"items": tuple(i for i in day.items if i.kind in ("sight", "meal", "free"))}
        )
        for day in lisbon().plan.days
    )
    return _part(lisbon(), "activities", days=days)


@cache
def weather() -> World:
    days = tuple(day.model_copy(update={"items": ()}) for day in lisbon().plan.days)
    return _part(lisbon(), "weather", days=days)


def _part(world: World, intent: Intent, **parts: object) -> World:
    request: TripRequest = world.request.model_copy(update={"intent": intent})
    plan = summed(NOTHING.model_copy(update=dict(parts)))
    return replace(world, name=intent, request=request, plan=plan)
