"""A second look where no plan holds, wider than the wishes: only of what is on offer can be said that it would do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from agents import accommodation, flight, itinerary, weather
from agents.gather import gather
from agents.itinerary import Built
from agents.spec import Brief, Report
from planning.frame import Frame, frame_of, latest_by_passport
from planning.plan.dates import on
from tools.flights import FlightQuery
from tools.routing import GroundQuery
from tools.stays import StayQuery
from tools.toolbox import Toolbox
from travel.booking import Offer
from travel.evidence import Evidence
from travel.itinerary import Outcome
from travel.request import TripRequest

MOST_CALLS, MOST_LOOSENED = 6, 4
SHIFTS = (1, -1, 2, -2, 3, -3)  # days
BUYS = frozenset(("trip", "flight", "stay"))

Query = FlightQuery | GroundQuery | StayQuery


async def build(
    brief: Brief, tools: Toolbox, report: Report, held: tuple[Offer, ...] = ()
) -> Built:
    """As `itinerary.build`; where it comes to no plan, again over what `MOST_CALLS` more searches find.

    Ways out are looked for once, over all that was found.
    """
    wider, failed = _may_help(brief), bool(brief.found.failures)
    built = await itinerary.build(brief, held, explain=failed or not wider)
    outcome = built.outcome
    # What isn't there because providers are down is no clash.
    if outcome.itinerary is not None or not wider or (failed and not outcome.clash):
        return built
    if any(each.wish == "passport" for each in outcome.violations):
        return built
    queries, shifted = _sought(brief, outcome, free=not held)
    if not queries:
        return built if failed else await itinerary.build(brief, held)
    found = brief.found.merged(await _asked(brief, queries, tools, report))
    if shifted:
        days = await weather.search(replace(brief, frames=shifted), tools, report)
        found = found.merged(days)
    completed = await itinerary.complete(replace(brief, found=found), tools, report)
    return await itinerary.build(replace(brief, found=completed), held)


def _may_help(brief: Brief) -> bool:
    """Where a wish or the dates may give way of a trip that is still ahead."""
    if not brief.frames or brief.request.intent not in BUYS:
        return False
    if any(edit.disruption is not None for edit in brief.turn.edits):
        return False
    return min(frame.start for frame in brief.frames) > brief.now.date()


def _sought(brief: Brief, outcome: Outcome, *, free: bool) -> tuple[list[Query], tuple[Frame, ...]]:
    """What to ask for besides, and the frames on other days among it, whose weather costs a call a city."""
    known = _queries(brief)
    loosened = {each.model_dump_json(): each for each in _loosened(brief, outcome)}
    sought = [each for each in loosened.values() if each not in known][:MOST_LOOSENED]
    shifted: list[Frame] = []
    left = MOST_CALLS - len(sought) - len(brief.frames[0].cities)
    for frame in _on_other_days(brief) if free else ():
        moved = replace(brief, request=on(brief.request, frame.start, frame.end), frames=(frame,))
        queries = [each for each in _queries(moved) if each not in (*known, *sought)]
        if len(queries) > left:
            break
        left -= len(queries)
        sought += queries
        shifted.append(frame)
    return sought, tuple(shifted)


def _loosened(brief: Brief, outcome: Outcome) -> Iterator[Query]:
    """Searches without the hard wishes, then without each of them, for the days of the nearest plan first.

    What was found follows the hard wishes, so that even those that don't seem to clash may do.
    """
    start = outcome.nearest.days[0].date if outcome.nearest and outcome.nearest.days else None
    laid = tuple(sorted(brief.frames, key=lambda frame: frame.start != start))
    hard = [wish.slot for wish in brief.request.wishes if wish.hard]
    for slots in (hard, *([slot] for slot in hard)):
        wishes = tuple(wish for wish in brief.request.wishes if wish.slot not in slots)
        request = brief.request.model_copy(update={"wishes": wishes})
        yield from _queries(replace(brief, request=request, frames=laid))


def _queries(brief: Brief) -> list[Query]:
    """All that the searches ask for, frame by frame."""
    return [query for frame in brief.frames for query in _of_frame(replace(brief, frames=(frame,)))]


def _of_frame(brief: Brief) -> Iterator[Query]:
    intent = brief.request.intent
    if intent != "stay":
        yield from flight.flight_queries(brief)
        yield from flight.ground_queries(brief)
    if intent != "flight":
        yield from accommodation.stay_queries(brief)


def _on_other_days(brief: Brief) -> Iterator[Frame]:
    """Of a trip on given days, the nearest first; none where the days were a matter of choice."""
    start, end = brief.frames[0].start, brief.frames[0].end
    if any(frame.start != start for frame in brief.frames):
        return
    latest = latest_by_passport(brief.request)
    for days in SHIFTS:
        first, last = start + timedelta(days=days), end + timedelta(days=days)
        if first > brief.now.date() and (latest is None or last <= latest):
            yield _laid(brief.request, first, last)


def _laid(request: TripRequest, start: date, end: date) -> Frame:
    return frame_of(on(request, start, end), start, end)


async def _asked(
    brief: Brief, queries: Sequence[Query], tools: Toolbox, report: Report
) -> Evidence:
    flights, lost = await gather(
        [flight.fly(each, tools, report) for each in queries if isinstance(each, FlightQuery)]
    )
    rides, lost_rides = await gather(
        [flight.ride(each, tools, report) for each in queries if isinstance(each, GroundQuery)]
    )
    stays, lost_stays = await gather(
        [
            accommodation.sleep(each, tools, report)
            for each in queries
            if isinstance(each, StayQuery)
        ]
    )
    flown = tuple(offer for found in flights for offer in found)
    return Evidence(
        flights=flown,
        grounds=tuple(offer for found in rides for offer in found),
        stays=tuple(offer for found in stays for offer in found),
        airports=flight.airports(brief, flown),
        failures=(*lost, *lost_rides, *lost_stays),
    )
