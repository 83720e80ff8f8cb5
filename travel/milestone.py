"""What a conversation had come to after a turn, as exact as the plan of that turn was."""

from datetime import date

from travel.itinerary import Itinerary
from travel.money import Money
from travel.value import Value

LONGEST_WORDS = 120


class Priced(Value):
    name: str
    price: Money  # for all who travel, for all of it


class Milestone(Value):
    """`said` are the person's words that led to it, cut off where they are long."""

    turn: int
    said: str
    first: date
    last: date
    cities: tuple[str, ...]
    rides: tuple[Priced, ...]
    stays: tuple[Priced, ...]
    total: Money


def milestone_of(turn: int, said: str, plan: Itinerary) -> Milestone:
    words = " ".join(said.split())
    rides = [
        Priced(
            name=" + ".join(seg.number for leg in offer.slices for seg in leg.segments),
            price=offer.price,
        )
        for offer in plan.flights
    ]
    return Milestone(
        turn=turn,
        said=words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…",
        first=plan.days[0].date,
        last=plan.days[-1].date,
        cities=tuple(dict.fromkeys(day.city for day in plan.days)),
        rides=tuple(rides),
        stays=tuple(Priced(name=stay.name, price=stay.price) for stay in plan.stays),
        total=plan.total,
    )
