"""What a plan gives up against others, in figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from planning.doors import travel_minutes
from travel.alternatives import Measure, Sacrifice
from travel.itinerary import Itinerary, Violation
from travel.offers import StayOffer
from travel.places import Airport

EARLY = time(8)
# Less is nothing one would notice.
LEAST: Mapping[Measure, Decimal] = {
    "money": Decimal("0.01"),
    "minutes": Decimal(10),
    "stops": Decimal(1),
    "stars": Decimal("0.5"),
    "rating": Decimal("0.3"),
    "centre": Decimal("0.3"),
    "early": Decimal(1),
}
MORE_IS_BETTER: frozenset[Measure] = frozenset(("stars", "rating"))


@dataclass(frozen=True)
class Figures:
    """Of one plan. Of several beds, stars, rating and way to the centre are means by the night."""

    total: Decimal
    minutes: int
    measures: Mapping[Measure, Decimal]  # without those that can't be told
    unmet: tuple[Violation, ...]


def figures(
    plan: Itinerary, unmet: tuple[Violation, ...], airports: Mapping[str, Airport]
) -> Figures:
    minutes = travel_minutes(plan, airports)
    slices = [each for offer in plan.flights for each in offer.slices]
    leaving = [*(each.depart for each in slices), *(offer.depart for offer in plan.grounds)]
    measures: dict[Measure, Decimal] = {
        "money": plan.total.amount,
        "minutes": Decimal(minutes),
        "stops": Decimal(sum(each.stops for each in slices)),
        "early": Decimal(sum(each.time() < EARLY for each in leaving)),
        **_of_beds(plan.stays),
    }
    return Figures(plan.total.amount, minutes, measures, unmet)


def _of_beds(stays: Sequence[StayOffer]) -> dict[Measure, Decimal]:
    if not stays:
        return {}
    found: dict[Measure, Decimal] = {
        "stars": _by_night(stays, [stay.stars for stay in stays]),
        "centre": _by_night(stays, [stay.centre_km for stay in stays]),
    }
    ratings = [stay.rating for stay in stays if stay.rating is not None]
    if len(ratings) == len(stays):
        found["rating"] = _by_night(stays, ratings)
    return found


def _by_night(stays: Sequence[StayOffer], values: Sequence[float]) -> Decimal:
    """To a tenth."""
    nights = sum(stay.nights for stay in stays)
    mean = sum(v * stay.nights for v, stay in zip(values, stays, strict=True)) / nights
    return Decimal(str(round(mean, 1)))


def sacrifices(at: int, measured: Sequence[Figures]) -> Iterator[Sacrifice]:
    """Of the plan at that place, each against the other that does best in it."""
    mine = measured[at]
    others = [(number, each) for number, each in enumerate(measured, 1) if number != at + 1]
    for measure, value in mine.measures.items():
        sign = -1 if measure in MORE_IS_BETTER else 1
        known = [
            (sign * theirs, number, theirs)
            for number, each in others
            if (theirs := each.measures.get(measure)) is not None
        ]
        if not known:
            continue
        _, number, theirs = min(known)
        if (gap := sign * (value - theirs)) >= LEAST[measure]:
            yield Sacrifice(measure=measure, amount=gap, than=theirs, against=number)
    yield from _wishes(mine, others)


def _wishes(mine: Figures, others: Sequence[tuple[int, Figures]]) -> Iterator[Sacrifice]:
    """Those that it goes without and another doesn't."""
    for wish in dict.fromkeys(each.wish for each in mine.unmet if each.wish):
        meets = (n for n, each in others if all(v.wish != wish for v in each.unmet))
        against = next(meets, None)
        if against is not None:
            unmet = next(each for each in mine.unmet if each.wish == wish)
            yield Sacrifice(measure="wish", amount=Decimal(1), against=against, unmet=unmet)
