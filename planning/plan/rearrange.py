"""Days of a plan swapped, and sights moved to a day: what the days then are to hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from planning.days.taste import Seen, Wanted
from travel.evidence import Evidence
from travel.itinerary import Day, Itinerary, Violation
from travel.turn import Edit

DESK: Seen = ("", False)


def rearranged(
    wanted: Wanted, edits: tuple[Edit, ...], previous: Itinerary, evidence: Evidence
) -> list[Wanted]:
    """The days as the edits arrange them; several where a sight may stand at several hours."""
    found = [wanted]
    for edit in edits:
        if edit.kind == "swap_days" and (pair := swapped(edit, previous)):
            found = [_swapped(each, *pair) for each in found]
        if edit.kind == "place" and (day := day_of(edit, previous)) and (id := _id(edit, evidence)):
            found = [option for each in found for option in _placed(each, id, day)]
    return found


def swapped(edit: Edit, previous: Itinerary) -> tuple[date, date] | None:
    """The dates of two days of one city; None where there are no such."""
    numbers = [int(part) for part in edit.value.split(",") if part.isdecimal()]
    days = [previous.days[n - 1] for n in numbers if 0 < n <= len(previous.days)]
    if len(days) != 2 or days[0].city != days[1].city or days[0] == days[1]:
        return None
    return days[0].date, days[1].date


def _swapped(wanted: Wanted, one: date, other: date) -> Wanted:
    partner = {one: other, other: one}
    before = dict(wanted.before)
    for day, mate in partner.items():
        desk = [each for each in wanted.before.get(day, ()) if each == DESK]
        seen = [each for each in wanted.before.get(mate, ()) if each != DESK]
        before[day] = (*desk, *seen)
    return replace(
        wanted,
        before=before,
        tables={(partner.get(d, d), meal): ref for (d, meal), ref in wanted.tables.items()},
        trips={partner.get(d, d): name for d, name in wanted.trips.items()},
    )


def day_of(edit: Edit, previous: Itinerary) -> date | None:
    days: list[Day] = list(previous.days)
    if edit.day is not None:
        return days[edit.day - 1].date if 0 < edit.day <= len(days) else None
    return next((day.date for day in days if day.date == edit.on), None)


def _id(edit: Edit, evidence: Evidence) -> str | None:
    return next((a.id for a in evidence.activities if a.name == edit.value), None)


def _placed(wanted: Wanted, id: str, day: date) -> Iterator[Wanted]:
    """At each hour of the day; what then has no room there goes elsewhere."""
    before = {d: tuple(s for s in seen if s[0] != id) for d, seen in wanted.before.items()}
    mine = before.get(day, ())
    for at in range(len(mine) + 1):
        yield replace(wanted, before={**before, day: (*mine[:at], (id, False), *mine[at:])})


def unhonoured(
    edits: tuple[Edit, ...], plan: Itinerary, previous: Itinerary
) -> Iterator[Violation]:
    """Edits of the days that came to nothing."""
    seen = {i.name: (d.date, i) for d, i in plan.items() if i.kind == "sight"}
    for edit in edits:
        if edit.kind == "swap_days" and swapped(edit, previous) is None:
            detail = "Only two days in one city can be swapped."
            yield Violation(rule="edit.swap_days", subject=edit.value, detail=detail)
        if edit.kind == "place":
            there = seen.get(edit.value)
            if there is None or there[0] != day_of(edit, previous):
                detail = (
                    f"{edit.value} doesn't fit on that day: it is closed, too far, or the day full."
                )
                yield Violation(rule="edit.place", subject=edit.value, detail=detail)
        if edit.kind in ("longer", "shorter") and edit.value not in seen:
            detail = f"{edit.value} isn't among the sights of the plan."
            yield Violation(rule=f"edit.{edit.kind}", subject=edit.value, detail=detail)
