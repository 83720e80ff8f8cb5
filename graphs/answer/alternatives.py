"""Ways to do a trip side by side, and the one that is taken."""

from collections.abc import Iterator, Sequence

from graphs.answer.beds import stars
from graphs.answer.layout import blocks, table
from graphs.answer.legs import Leg, everyone, legs_of, stops_short
from graphs.answer.notes import findings, sandbox_of
from graphs.answer.rules import own_words, said
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.alternatives import Alternative, Alternatives, Sacrifice
from travel.itinerary import Itinerary
from travel.money import money
from travel.offers import GroundOffer, StayOffer


def compared(w: Words, result: TurnResult, shown: Alternatives) -> str:
    """A column for each, what is to know about them, and how to take one."""
    return blocks(
        w.n("alternatives.lead", len(shown.plans), party=everyone(w, result.request.party)),
        _table(w, result, shown.plans),
        " ".join(_remarks(w, result, shown)),
        w("alternatives.choose") if len(shown.plans) > 1 else None,
        findings(result),
        sandbox_of(w, result, "prices") if result.sandbox else None,
    )


def not_taken(w: Words, shown: Alternatives | None) -> str:
    """Why none became the plan."""
    if shown is None:
        return w("alternatives.none_shown")
    return w.n("alternatives.not_there", len(shown.plans))


def chooses(result: TurnResult) -> bool:
    return any(edit.kind == "choose" for edit in result.turn.edits)


def moved(w: Words, result: TurnResult, plan: Itinerary) -> str | None:
    """Where what is taken isn't quite what was shown."""
    edits = result.turn.edits
    shown = result.alternatives
    taken = shown.meant(edits[0].value) if shown and len(edits) == 1 and chooses(result) else None
    if taken is None or taken.itinerary.total == plan.total:
        return None
    old, new = w.money(taken.itinerary.total), w.money(plan.total)
    return w("alternatives.moved", old=old, new=new)


def _remarks(w: Words, result: TurnResult, shown: Alternatives) -> Iterator[str]:
    plans = shown.plans
    for number, each in enumerate(plans, 1):
        if len(each.roles) > 1 and len(plans) > 1:
            yield w("alternatives.also", n=w.number(number), roles=_roles(w, each))
    if len(plans) == 1:
        yield w("alternatives.alone")
    elif len(plans) == 2:
        yield w("alternatives.fewer")
    if len(plans) > 1 and len({each.travel_minutes for each in plans}) == 1 and _travels(plans):
        yield w("alternatives.same_time")
    if shown.bound:
        yield w("alternatives.bound")
    if shown.current is not None and len(plans) > 1:
        yield w("alternatives.current", n=w.number(shown.current))
    elif shown.current is None and result.itinerary is not None:
        yield w("alternatives.apart", total=w.money(result.itinerary.total))


def _travels(plans: Sequence[Alternative]) -> bool:
    return any(each.travel_minutes for each in plans)


def _roles(w: Words, each: Alternative) -> str:
    if each.difference is not None:
        return w(f"alternatives.difference.{each.difference}")
    if each.roles == ("other",):
        return w("alternatives.another")
    return w.all_of(w(f"alternatives.role.{role}") for role in each.roles)


def _table(w: Words, result: TurnResult, plans: Sequence[Alternative]) -> str:
    head = ["", *(f"{number}. {_roles(w, each)}" for number, each in enumerate(plans, 1))]
    rows = [
        _row(w, "total", [f"**{w.money(each.itinerary.total)}**" for each in plans]),
        _row(w, "person", [w.money(each.per_person) for each in plans]),
    ]
    if _travels(plans):
        rows.append(_row(w, "door", [w.duration(each.travel_minutes) for each in plans]))
    rows += _leg_rows(w, [legs_of(each.itinerary) for each in plans])
    stays = [[line for stay in _in_order(each) for line in _stay(w, stay)] for each in plans]
    rows += _rows(w("alternatives.row.stay"), stays)
    given_up = [
        [_sacrifice(w, result, one, each.itinerary.total.currency) for one in each.gives_up]
        or [w("alternatives.row.nothing")]
        for each in plans
    ]
    if len(plans) > 1:
        rows += _rows(w("alternatives.row.gives_up"), given_up)
    return table(head, rows, frozenset())


def _row(w: Words, name: str, cells: Sequence[str]) -> tuple[str, ...]:
    return (w(f"alternatives.row.{name}"), *cells)


def _rows(title: str, columns: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """A row for each line of the longest column; the title stands in the first."""
    most = max((len(column) for column in columns), default=0)
    return [
        (title if not at else "", *(column[at] if at < len(column) else "" for column in columns))
        for at in range(most)
    ]


def _leg_rows(w: Words, legs: Sequence[tuple[Leg, ...]]) -> list[tuple[str, ...]]:
    most = max(len(each) for each in legs)
    rows: list[tuple[str, ...]] = []
    for at in range(most):
        key = "out" if at == 0 else "home" if at == most - 1 else "onward"
        cells = (_leg(w, each[at]) if at < len(each) else "" for each in legs)
        rows.append((w(f"leg.{key}"), *cells))
    return rows


def _leg(w: Words, leg: Leg) -> str:
    """ "Fri 8 May 10:25 → 13:40, nonstop"."""
    ride = leg.ride
    when = f"{w.day(ride.depart.date())} {w.clock(ride.depart)}"
    times = f"{when} → {w.clock_after(ride.arrive, ride.depart)}"
    how = w(f"mode.{ride.mode}") if isinstance(ride, GroundOffer) else stops_short(w, ride)
    return f"{times}, {how}"


def _in_order(each: Alternative) -> list[StayOffer]:
    return sorted(each.itinerary.stays, key=lambda stay: stay.check_in)


def _stay(w: Words, stay: StayOffer) -> tuple[str, str]:
    """ "Hotel Mirador ★★★" and "Alfama, 0.9 km from the centre"."""
    km = w("stay.from_centre", km=w.number(round(stay.centre_km, 1)))
    return f"{stay.name} {stars(stay)}", f"{stay.area or w.place(stay.city)}, {km}"


def _sacrifice(w: Words, result: TurnResult, one: Sacrifice, currency: str) -> str:
    against = w.number(one.against)
    key = f"alternatives.gives_up.{one.measure}"
    if one.measure == "wish" and one.unmet is not None:
        wish = own_words(w, one.unmet, result) or said(w, one.unmet, result)
        return w(key, wish=wish, against=against)
    if one.measure == "stops" and one.amount == 1 and not one.than:
        return w("alternatives.gives_up.nonstop", against=against)
    if one.measure in ("stops", "stars", "early"):
        return w.n(key, float(one.amount), against=against)
    return w(key, gap=_gap(w, one, currency), against=against)


def _gap(w: Words, one: Sacrifice, currency: str) -> str:
    if one.measure == "money":
        return w.money(money(one.amount, currency))
    return w.duration(int(one.amount)) if one.measure == "minutes" else w.number(float(one.amount))
