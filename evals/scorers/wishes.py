"""Whether a plan keeps a wish: read off the plan alone, apart from the verifier's rules."""

from collections.abc import Callable, Iterator, Mapping

from travel.itinerary import Item, Itinerary
from travel.offers import Segment, Slice
from travel.wishes import BOARD_ORDER, CABIN_ORDER

Kept = Callable[[Itinerary, str], bool]


def _slices(plan: Itinerary) -> Iterator[Slice]:
    return (each for offer in plan.flights for each in offer.slices)


def _segments(plan: Itinerary) -> Iterator[Segment]:
    return (segment for each in _slices(plan) for segment in each.segments)


def _local(slice_: Slice, end: str) -> str:
    return (slice_.depart if end == "depart" else slice_.arrive).strftime("%H:%M")


def _sights(plan: Itinerary) -> Iterator[Item]:
    return (item for _, item in plan.items() if item.kind == "sight")


def _home(plan: Itinerary) -> Slice | None:
    return list(_slices(plan))[-1] if len(list(_slices(plan))) > 1 else None


def _starts_after(plan: Itinerary, clock: str) -> bool:
    return all(item.start.strftime("%H:%M") >= clock for item in _sights(plan))


def _seen(plan: Itinerary, name: str) -> bool:
    return any(name.casefold() in item.name.casefold() for item in _sights(plan))


def _rides(plan: Itinerary, place: str) -> bool:
    return any(item.ref.casefold() == f"trip:{place}".casefold() for _, item in plan.items())


def _returns(plan: Itinerary, fits: Callable[[str], bool]) -> bool:
    home = _home(plan)
    return home is None or fits(_local(home, "depart"))


# By the slot's name; the value is as in the case, "depart_after=08:00".
WISHES: Mapping[str, Kept] = {
    "max_stops": lambda plan, most: all(each.stops <= int(most) for each in _slices(plan)),
    "depart_after": lambda plan, at: all(_local(each, "depart") >= at for each in _slices(plan)),
    "return_after": lambda plan, at: _returns(plan, lambda clock: clock >= at),
    "return_before": lambda plan, at: _returns(plan, lambda clock: clock <= at),
    "cabin": lambda plan, least: all(
        CABIN_ORDER.index(each.cabin) >= CABIN_ORDER.index(least)  # type: ignore[arg-type]
        for each in _segments(plan)
    ),
    "bags": lambda plan, number: all(each.bags_included >= int(number) for each in plan.flights),
    "min_stars": lambda plan, least: all(each.stars >= int(least) for each in plan.stays),
    "board": lambda plan, least: all(
        BOARD_ORDER.index(each.board) >= BOARD_ORDER.index(least)  # type: ignore[arg-type]
        for each in plan.stays
    ),
    "rooms": lambda plan, number: all(each.rooms >= int(number) for each in plan.stays),
    "amenities": lambda plan, each: all(each in stay.amenities for stay in plan.stays),
    "day_starts_after": _starts_after,
    "must_see": _seen,
    "avoid": lambda plan, name: not _seen(plan, name),
    "day_trips": _rides,
    "ground_mode": lambda plan, mode: (
        bool(plan.grounds) and all(each.mode == mode for each in plan.grounds) and not plan.flights
    ),
    "nights": lambda plan, number: sum(each.nights for each in plan.stays) == int(number),
    "cities": lambda plan, names: [each.city for each in plan.stays] == names.split("+"),
    "budget": lambda plan, most: plan.total.amount <= int(most),
}


def outline(plan: Itinerary) -> str:
    """What to look at where a wish isn't kept."""
    stays = [
        f"{each.nights} nights in {each.city} ({each.stars} stars, {each.board})"
        for each in plan.stays
    ]
    rides = [
        f"{each.depart:%d %b %H:%M} to {each.arrive:%d %b %H:%M}, {each.stops} stops"
        for each in _slices(plan)
    ]
    return "; ".join((*rides, *stays, str(plan.total)))
