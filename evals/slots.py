"""What a case expects of each slot, and whether that was understood."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from travel.gazetteer import Gazetteer, folded
from travel.places import Place
from travel.turn import TurnRequest

_WISHES = (
    "cabin", "max_stops", "depart_after", "depart_before", "arrive_after", "arrive_before",
    "return_after", "return_before", "bags", "min_stars", "board", "rooms", "near_centre", "hotels",
    "ground_mode", "pace", "day_starts_after", "climate",
)  # fmt: skip
_LISTS = (
    "amenities", "areas", "diet", "accessibility", "interests", "must_see", "avoid", "day_trips",
    "airline", "avoid_airline",
)  # fmt: skip


def score(
    expect: Mapping[str, Any], turn: TurnRequest, gazetteer: Gazetteer
) -> Iterator[tuple[str, bool, str]]:
    """(slot, right, what was understood) for each slot a case names."""
    for slot, wanted in expect.items():
        got = _SLOTS[slot](turn)
        right = _COMPARE.get(slot, _equal)(wanted, got, gazetteer)
        yield slot, right, f"wanted {_show(wanted)}, got {_show(got)}"


def _show(value: Any) -> str:
    if isinstance(value, Place):
        return f"{value.name} ({value.country})"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_show(each) for each in cast(Sequence[Any], value)) + "]"
    return str(value)


def _equal(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    return wanted == got or str(wanted) == str(got)


def _same_place(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    if wanted is None or got is None:
        return wanted is None and got is None
    names = {folded(got.name)} | ({folded(got.base)} if got.kind == "airport" else set[str]())
    found = gazetteer.lookup(str(wanted)).place
    return folded(str(wanted)) in names or (
        found is not None and (found.id == got.id or folded(found.name) in names)
    )


def _same_stops(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    if len(wanted) != len(got):
        return False
    return all(
        _same_place(want["name"], place, gazetteer)
        and ("nights" not in want or want["nights"] == nights)
        for want, (place, nights) in zip(wanted, got, strict=True)
    )


def _same_budget(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    if wanted is None or got is None:
        return wanted is got
    amount, currency, basis = got
    return (
        Decimal(str(wanted["amount"])) == amount
        and wanted["currency"] == currency
        and wanted.get("basis", basis) == basis
    )


def _same_set(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    return {folded(str(each)) for each in wanted} == {folded(str(each)) for each in got}


def _contains_name(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    return any(folded(str(wanted)) in folded(each) for each in got)


def _contains(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    return wanted in got if wanted is not None else not got


def _same_party(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    """A child's age of null is one that wasn't said: any will do."""
    adults, children = got
    said = [age for age in wanted.get("children", []) if age is not None]
    left = list(children)
    for age in said:
        if age not in left:
            return False
        left.remove(age)
    return wanted["adults"] == adults and len(left) == len(wanted.get("children", [])) - len(said)


def _same_window(wanted: Any, got: Any, gazetteer: Gazetteer) -> bool:
    return got is not None and [str(day) for day in wanted] == [str(day) for day in got]


def _stops(turn: TurnRequest) -> Any:
    stops = turn.request.stops
    alone = turn.request.dates.nights if len(stops) == 1 else None
    return [(stop.place, stop.nights if stop.nights is not None else alone) for stop in stops]


def _nights(turn: TurnRequest) -> int | None:
    """Said, or following from days or from the nights at every stop; no default."""
    request, dates = turn.request, turn.request.dates
    if dates.nights is None and dates.start and dates.end:
        return (dates.end - dates.start).days
    at_stops = [stop.nights for stop in request.stops]
    if dates.nights is None and at_stops and None not in at_stops:
        return request.settled_dates.nights
    return dates.nights


def _end(turn: TurnRequest) -> date | None:
    return turn.request.settled_dates.end if _nights(turn) is not None else turn.request.dates.end


def _window(turn: TurnRequest) -> Any:
    window = turn.request.dates.window
    return [window.earliest, window.latest] if window else None


def _budget(turn: TurnRequest) -> Any:
    if not turn.request.budgets:
        return None
    budget = turn.request.budgets[0]
    return budget.amount.amount, budget.amount.currency, budget.basis


def _home_from(turn: TurnRequest) -> Place | None:
    request = turn.request
    return request.return_from or (request.stops[-1].place if request.stops else None)


def _wish(slot: Any) -> Callable[[TurnRequest], Any]:
    return lambda turn: turn.request.wanted(slot)


def _list(slot: Any) -> Callable[[TurnRequest], Any]:
    return lambda turn: turn.request.wanted(slot, ())


_SLOTS: Mapping[str, Callable[[TurnRequest], Any]] = {
    "intent": lambda turn: turn.intent,
    "origin": lambda turn: turn.request.origin,
    "origin_iata": lambda turn: turn.request.origin.iata if turn.request.origin else None,
    "destinations": _stops,
    "open_jaw_return_from": _home_from,
    "open_jaw_return_to": lambda turn: turn.request.return_to,
    "start": lambda turn: turn.request.dates.start,
    "end": _end,
    "nights": _nights,
    "window": _window,
    "party": lambda turn: (turn.request.party.adults, turn.request.party.children),
    "budget": _budget,
    "one_way": lambda turn: turn.request.one_way,
    "missing": lambda turn: turn.request.missing(),
    "ambiguous": lambda turn: [each.words for each in turn.ambiguities],
    "unknown_place": lambda turn: [p.words for p in turn.problems if p.code == "unknown_place"],
    "error": lambda turn: [problem.code for problem in turn.problems],
    "asks": lambda turn: turn.asks,
    "language": lambda turn: turn.language,
    "edits": lambda turn: [edit.kind for edit in turn.edits],
    **{slot: _wish(slot) for slot in _WISHES},
    **{slot: _list(slot) for slot in _LISTS},
}
_COMPARE: Mapping[str, Callable[[Any, Any, Gazetteer], bool]] = {
    "origin": _same_place,
    "destinations": _same_stops,
    "open_jaw_return_from": _same_place,
    "open_jaw_return_to": _same_place,
    "window": _same_window,
    "party": _same_party,
    "budget": _same_budget,
    "missing": _same_set,
    "ambiguous": _contains_name,
    "unknown_place": _contains_name,
    "error": _contains,
    "edits": _same_set,
    **dict.fromkeys(_LISTS, _same_set),
}
