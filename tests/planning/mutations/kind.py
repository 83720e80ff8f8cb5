"""What a mutation is, and how one picks what to mutate."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.planning.world import World
from travel.activities import at_minute
from travel.dates import utc
from travel.itinerary import Item

GROUND = ("train", "bus", "ferry", "car")
ANYTHING = ("flight", "train", "transfer", "sight", "meal", "check_in", "check_out")

Mutate = Callable[[World, Random], World | None]  # None where the world has nothing to mutate


@dataclass(frozen=True)
class Mutation:
    """`caught_by` are the rules of which one at least has to see it; none where it is neutral."""

    name: str
    mutate: Mutate
    caught_by: frozenset[str]


class Kinds(list[Mutation]):
    """Collects the mutations of a module."""

    def caught_by(self, *rules: str) -> Callable[[Mutate], Mutate]:
        def collected(mutate: Mutate) -> Mutate:
            self.append(Mutation(mutate.__name__, mutate, frozenset(rules)))
            return mutate

        return collected

    @property
    def neutral(self) -> Callable[[Mutate], Mutate]:
        return self.caught_by()


def entries(world: World) -> list[Item]:
    return [each for _, each in world.plan.items()]


def pick(world: World, random: Random, *kinds: str) -> int | None:
    """The place in the plan of any item of these kinds."""
    found = [n for n, each in enumerate(entries(world)) if each.kind in kinds]
    return random.choice(found) if found else None


def opens_day(world: World, at: int) -> bool:
    first = 0
    for day in world.plan.days:
        if first == at and day.items:
            return True
        first += len(day.items)
    return False


def slack(world: World, at: int) -> tuple[int, int]:
    """By how many minutes a sight can move, earlier and later, by the plain reading of the plan.

    Up to the end of the item before plus the stated way, to the start of the item after less its
    stated way, and within the opening hours; each taken from the world as it stands.
    """
    plan = entries(world)
    item = plan[at]
    opens, closes = _window(world, item)
    earliest, latest = opens, closes
    if at > 0 and not opens_day(world, at):
        earliest = max(opens, utc(plan[at - 1].end) + timedelta(minutes=item.travel_minutes))
    if at + 1 < len(plan):
        way = 0 if opens_day(world, at + 1) else plan[at + 1].travel_minutes
        latest = min(closes, utc(plan[at + 1].start) - timedelta(minutes=way))
    before = (earliest - utc(item.start)).total_seconds() // 60
    after = (latest - utc(item.end)).total_seconds() // 60
    return int(before), int(after)


def _window(world: World, item: Item) -> tuple[datetime, datetime]:
    told = next(each for each in world.evidence.activities if each.id == item.ref)
    day, zone = item.start.date(), world.evidence.cities[told.city].zone
    opens, closes = next(told.hours.on(day))
    return utc(at_minute(day, opens, zone)), utc(at_minute(day, closes, zone))
