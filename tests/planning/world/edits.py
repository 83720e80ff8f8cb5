"""Ways to change a world, each telling what it keeps consistent."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.planning.world.diary import summed
from tests.planning.world.facts import World
from travel.evidence import Evidence
from travel.itinerary import Day, Item, Itinerary
from travel.request import Intent
from travel.wishes import Wish, WishSlot, WishValue


def asking(world: World, **fields: Any) -> World:
    return replace(world, request=world.request.model_copy(update=fields))


def wishing(world: World, slot: WishSlot, value: WishValue, *, hard: bool = True) -> World:
    wish = Wish(slot=slot, value=value, hard=hard)
    return replace(world, request=world.request.with_wish(wish))


def knowing(world: World, **fields: Any) -> World:
    """With other evidence."""
    return replace(world, evidence=world.evidence.model_copy(update=fields))


def planned(world: World, **fields: Any) -> World:
    return replace(world, plan=world.plan.model_copy(update=fields))


def paid(world: World) -> World:
    """With the total that its parts come to."""
    return replace(world, plan=summed(world.plan))


def only(world: World, intent: Intent, *parts: str) -> World:
    """The plan cut down to these parts, as the intent has them."""
    kept = {part: getattr(world.plan, part) for part in parts}
    plan = Itinerary(total=world.plan.total).model_copy(update=kept)
    return paid(asking(replace(world, plan=plan), intent=intent))


def offering(world: World, offer_id: str, **fields: Any) -> World:
    """Another offer under the same id, in the plan and in the evidence."""

    def changed(each: Any) -> Any:
        return each.model_copy(update=fields) if each.id == offer_id else each

    def all_of(owner: Evidence | Itinerary) -> dict[str, Any]:
        kinds = ("flights", "grounds", "stays")
        return {kind: tuple(changed(each) for each in getattr(owner, kind)) for kind in kinds}

    return paid(planned(knowing(world, **all_of(world.evidence)), **all_of(world.plan)))


def choosing(world: World, kind: str, *offers: Any) -> World:
    """Other offers of a kind in the plan, unknown to the evidence; the total follows."""
    return paid(planned(world, **{kind: offers}))


def activity_known(world: World, name: str, **fields: Any) -> World:
    """An activity that the evidence tells otherwise."""
    return knowing(
        world,
        activities=tuple(
            each.model_copy(update=fields) if each.name == name else each
            for each in world.evidence.activities
        ),
    )


def each_day(world: World, change: Callable[[int, Day], Day]) -> World:
    days = tuple(change(number, day) for number, day in enumerate(world.plan.days))
    return planned(world, days=days)


def day(world: World, number: int, **fields: Any) -> World:
    return each_day(world, lambda n, d: d.model_copy(update=fields) if n == number else d)


def items(world: World, change: Callable[[int, Item], Iterable[Item]]) -> World:
    """Each item of each day, by its place in the plan, replaced with none, one or more."""
    place = -1
    days: list[Day] = []
    for each in world.plan.days:
        changed: list[Item] = []
        for item in each.items:
            place += 1
            changed += change(place, item)
        days.append(each.model_copy(update={"items": tuple(changed)}))
    return planned(world, days=tuple(days))


def index(world: World, name: str) -> int:
    """The place in the plan of the first item of a name."""
    names = [item.name for _, item in world.plan.items()]
    return names.index(name)


def item(world: World, which: str | int, **fields: Any) -> World:
    """One item changed."""
    at = index(world, which) if isinstance(which, str) else which
    return items(world, lambda n, i: [i.model_copy(update=fields)] if n == at else [i])


def shifted(item: Item, minutes: float) -> Item:
    by = timedelta(minutes=minutes)
    return item.model_copy(update={"start": item.start + by, "end": item.end + by})


def later(world: World, which: str | int, minutes: float) -> World:
    """One item later, or earlier."""
    at = index(world, which) if isinstance(which, str) else which
    return items(world, lambda n, i: [shifted(i, minutes)] if n == at else [i])


def without(world: World, which: str | int) -> World:
    at = index(world, which) if isinstance(which, str) else which
    return items(world, lambda n, i: [] if n == at else [i])


def inserted(world: World, number: int, *new: Item) -> World:
    """Items put into a day, in the order of their instants."""

    def change(n: int, d: Day) -> Day:
        ordered = sorted((*d.items, *new), key=lambda each: each.start)
        return d.model_copy(update={"items": tuple(ordered)}) if n == number else d

    return each_day(world, change)
