"""The dates that were asked for, and the nights in bed."""

from collections.abc import Iterator
from datetime import date

from planning.verify.case import Case
from planning.verify.clock import DAWN, DAY
from planning.verify.course import Visit
from planning.verify.rule import ASKED, MOVING, SLEEPING, Finding, Findings, Rule
from travel.request import Intent


def start(case: Case) -> Findings:
    wanted, begins = case.request.dates.start, case.begins
    if wanted is not None and begins is not None and begins != wanted:
        yield Finding("dates", f"It begins on {begins}; {wanted} was asked for.")


def end(case: Case) -> Findings:
    wanted, ends = case.request.dates.until, case.ends
    if wanted is not None and ends is not None and ends != wanted:
        yield Finding("dates", f"It ends on {ends}; {wanted} was asked for.")


def window(case: Case) -> Findings:
    within = case.request.dates.window
    if within is None:
        return
    if case.begins is not None and case.begins < within.earliest:
        yield Finding("dates", f"It begins on {case.begins}, before {within.earliest}.")
    back = _back(case)
    if back is not None and back > within.latest:
        yield Finding("dates", f"It is over on {back}, after {within.latest}.")


def _back(case: Case) -> date | None:
    """The local day of being home, or of leaving the last place where one doesn't go home."""
    if case.request.intent in MOVING and case.legs and case.legs[-1].journey:
        last = case.legs[-1]
        if last.journey and (last.role == "home" or case.request.intent == "flight"):
            return last.journey.arrive.date()
    return case.ends


def nights(case: Case) -> Findings:
    wanted = case.request.dates.nights
    if wanted is None or case.nights is None:
        return
    spent = {case.nights} if case.request.intent == "flight" or _tight(case) else _there(case)
    if wanted not in spent:
        yield Finding("dates", f"It has {max(spent)} nights; {wanted} were asked for.")


def nights_stop(case: Case) -> Findings:
    tight, since = _tight(case), case.begins
    for visit in case.visits:
        began = since if tight else visit.first_night
        since = visit.leaving
        if began is None or visit.leaving is None or visit.nights is None:
            continue
        spent = (visit.leaving - began).days
        if spent != visit.nights:
            yield Finding(
                visit.city, f"{visit.city} has {spent} nights; {visit.nights} were asked for."
            )


def _there(case: Case) -> set[int]:
    """Nights from the first there to leaving, with and without those on the way between stops."""
    found = [len(_possible_nights(visit)) for visit in case.visits if visit.first_night]
    first = case.visits[0].first_night if case.visits else None
    if first is None or case.ends is None or len(found) < len(case.visits):
        return {case.nights or 0}
    return {(case.ends - first).days, sum(found)}


def _tight(case: Case) -> bool:
    """Whether nights on the way count: the days leave no room for them besides those that were asked for."""
    dates, stated = case.request.dates, [visit.nights for visit in case.visits]
    if dates.weekend:
        return True
    first, last = dates.start, dates.until
    if dates.window is not None:
        first, last = dates.window.earliest, dates.window.latest
    if first is None or last is None:
        return False
    if dates.window is None and None in stated:
        return True  # what isn't said is what is left of the days
    asked = max(sum(nights or 0 for nights in stated), dates.nights or 0)
    room = (last - first).days
    return (dates.window is None and room == asked) or room < asked + _on_the_way(case)


def _on_the_way(case: Case) -> int:
    """Nights gone between leaving one place and the first night in the next."""
    gone, since = 0, case.begins
    for visit in case.visits:
        if since is not None and visit.first_night is not None:
            gone += (visit.first_night - since).days
        since = visit.leaving
    return gone


def covered(case: Case) -> Findings:
    for visit, night in _due_nights(case):
        if case.bed(visit.city, night) is None:
            yield Finding(visit.city, f"There is no bed in {visit.city} on the night of {night}.")


def spare(case: Case) -> Findings:
    """Beds that nobody sleeps in: two for one night, or where one isn't."""
    paid: set[date] = set()
    wanted = {(visit.city, night) for visit in case.visits for night in _possible_nights(visit)}
    for stay in sorted(case.plan.stays, key=lambda each: each.check_in):
        dates = [stay.check_in + DAY * i for i in range(stay.nights)]
        twice = next((night for night in dates if night in paid), None)
        idle = next((night for night in dates if (stay.city, night) not in wanted), None)
        if twice is not None:
            yield Finding(stay.id, f"{stay.name} is a second bed for the night of {twice}.")
        elif idle is not None:
            yield Finding(stay.id, f"{stay.name} is paid on {idle}, a night not in {stay.city}.")
        paid.update(dates)


def _due_nights(case: Case) -> Iterator[tuple[Visit, date]]:
    """Each night on which one needs a bed."""
    for visit in case.visits:
        for night in _possible_nights(visit):
            if not _leaves_in_the_night(visit, night):
                yield visit, night
    for before, after in zip(case.visits, case.visits[1:], strict=False):
        if before.outbound is None and before.leaving and after.first_night:
            gap = (after.first_night - before.leaving).days
            yield from ((after, before.leaving + DAY * i) for i in range(gap))


def _possible_nights(visit: Visit) -> list[date]:
    if visit.first_night is None or visit.leaving is None:
        return []
    return [visit.first_night + DAY * i for i in range((visit.leaving - visit.first_night).days)]


def _leaves_in_the_night(visit: Visit, night: date) -> bool:
    """Before 05:00 of the next morning: the bed of that night is worth having, but not needed."""
    way = visit.outbound
    return way is not None and way.depart.date() == night + DAY and way.depart.hour < DAWN


def order(case: Case) -> Findings:
    """A stop on the way that lacks its bed is for `nights.covered` to tell."""
    if not case.request.stops:
        return
    wanted = [visit.city for visit in case.visits]
    if case.request.intent in SLEEPING:
        slept = sorted((stay.check_in, stay.city) for stay in case.plan.stays)
        cities = _without_repeats(city for _, city in slept)
        wanted = [v.city for v in case.visits if v.city in cities or _never_there(v)]
    else:
        cities = _without_repeats(day.city for day in case.plan.days)
    if cities != wanted:
        there, asked = ", ".join(cities) or "none", ", ".join(wanted) or "others"
        yield Finding("stops", f"The cities are {there}; {asked} were asked for, in this order.")


def _never_there(visit: Visit) -> bool:
    return visit.nights != 0 and visit.first_night is None


def _without_repeats(cities: Iterator[str]) -> list[str]:
    found: list[str] = []
    for city in cities:
        if not found or found[-1] != city:
            found.append(city)
    return found


COUNTED: frozenset[Intent] = MOVING | SLEEPING
ORDERED: frozenset[Intent] = ASKED - {"flight"}

RULES = (
    Rule("dates.start", "It begins on the day asked for.", start, ASKED, "dates"),
    Rule("dates.end", "It ends on the day asked for.", end, ASKED, "dates"),
    Rule(
        "dates.window", "It lies within the window, the way home included.", window, ASKED, "dates"
    ),
    Rule("dates.nights", "It has as many nights as asked for.", nights, COUNTED, "dates"),
    Rule("nights.stop", "Each stop has the nights asked for it.", nights_stop, SLEEPING, "dates"),
    Rule(
        "nights.covered",
        "Every night from arriving to leaving is in a bed of the right city or on the move.",
        covered,
        SLEEPING,
    ),
    Rule("stay.nights", "No bed is paid for a night that isn't slept in it.", spare, SLEEPING),
    Rule("stops.order", "The cities asked for are all there, in their order.", order, ORDERED),
)
