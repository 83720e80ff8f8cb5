"""Rest after a night in the air."""

from datetime import timedelta

from planning.verify.case import Case
from planning.verify.clock import clock
from planning.verify.course import Journey
from planning.verify.rule import TRIP, Finding, Findings, Rule
from travel.dates import utc

MORNING_HOUR = 9
REST = timedelta(hours=1)
SAME_MORNING = timedelta(hours=20)


def rest(case: Case) -> Findings:
    """From reaching the bed; who has checked in has a room to rest in."""
    for visit in case.visits:
        way = visit.inbound
        if way is None or not _a_night_in_the_air(way):
            continue
        landed = utc(way.arrive)
        after = [each for each in case.items if landed <= each.start <= landed + SAME_MORNING]
        reached = next((each.end for each in after if each.kind == "transfer"), landed)
        roomed = next((each.start for each in after if each.kind == "check_in"), None)
        rested = reached + REST if roomed is None else min(roomed, reached + REST)
        for placed in after:
            if placed.kind == "sight" and placed.start < rested:
                yield Finding(
                    placed.item.name,
                    f"It is at {clock(placed.item.start)}, less than an hour after reaching the bed "
                    f"from {way.name}, a night in the air.",
                )


def _a_night_in_the_air(way: Journey) -> bool:
    """It lands before 09:00 and left the day before, or in the small hours."""
    left_before = way.depart.date() < way.arrive.date() or way.depart.hour < 3
    return way.flies and way.arrive.hour < MORNING_HOUR and left_before


RULES = (
    Rule(
        "rest.night_flight",
        "After a night in the air and a landing before 09:00, sights wait for the room or an hour.",
        rest,
        TRIP,
    ),
)
