"""What already happened, put back into a new plan as it was."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from planning.price import Purse
from travel.dates import utc
from travel.itinerary import Day, Item, Itinerary

Days = tuple[Day, ...]
SEEN = frozenset(("sight", "meal"))  # what is done with one's time
LEISURE = SEEN | {"free"}


def as_it_was(days: Days, before: Days, now: datetime) -> Iterator[Days]:
    """The new days with the past of those before: most of it first."""
    tried = [days]
    for each in (_up_to_now(days, before, now), _days_over(days, before, now)):
        if each not in tried:
            tried.append(each)
            yield each


def with_days(plan: Itinerary, days: Days, purse: Purse) -> Itinerary:
    prices = [item.price for day in days for item in day.items if item.price is not None]
    offers = (*plan.flights, *plan.grounds, *plan.stays)
    total = purse.total([*(offer.price for offer in offers), *prices])
    return plan.model_copy(update={"days": days, "total": total})


def _days_over(days: Days, before: Days, now: datetime) -> Days:
    over = {day.date: day for day in before if _over(day.items, now)}
    return tuple(over.get(day.date, day) for day in days)


def _over(items: tuple[Item, ...], now: datetime) -> bool:
    ends = [utc(item.end) for item in items]
    return bool(ends) and max(ends) <= utc(now)


def _up_to_now(days: Days, before: Days, now: datetime) -> Days:
    """The days that are over, and of today what has begun."""
    was = {day.date: day for day in before}
    return tuple(
        _begun(was[day.date], day, now) if day.date in was else day
        for day in _days_over(days, before, now)
    )


def _begun(was: Day, day: Day, now: datetime) -> Day:
    begun = [item for item in was.items if utc(item.start) <= utc(now) and item.kind in SEEN]
    new = [item for item in day.items if item.kind not in SEEN or utc(item.start) > utc(now)]
    if not begun or was.city != day.city:
        return day
    busy = max(utc(item.end) for item in begun)
    seen = {item.ref for item in begun}
    rest = [
        item
        for item in new
        if item.kind not in LEISURE or (utc(item.start) >= busy and item.ref not in seen)
    ]
    items = [*(_cut_short(item, rest) for item in begun), *rest]
    items.sort(key=lambda item: utc(item.start))
    return day.model_copy(update={"items": tuple(items)})


def _cut_short(item: Item, ahead: list[Item]) -> Item:
    """Left early, where what is fixed begins before it would be over."""
    starts = [
        each.start - timedelta(minutes=each.travel_minutes)
        for each in ahead
        if utc(item.start) < utc(each.start) < utc(item.end)
    ]
    leaves = min(starts, default=item.end, key=utc)
    return item.model_copy(update={"end": leaves}) if utc(leaves) > utc(item.start) else item
