"""Day trips: there and back on one day, and what is done there."""

from planning.verify.case import RIDE, Case, Placed
from planning.verify.clock import clock
from planning.verify.rule import DAILY, Finding, Findings, Rule
from travel.dates import minutes_between


def rides(case: Case) -> Findings:
    away: Placed | None = None
    for placed in (each for each in case.items if each.is_ride):
        trip = case.day_trip(placed)
        minutes = minutes_between(placed.start, placed.end)
        if trip is not None and minutes < trip.minutes_each_way:
            yield Finding(
                placed.item.name,
                f"It lasts {minutes} minutes; {trip.name} is {trip.minutes_each_way} away.",
            )
        if away is None:
            away = placed
        elif (placed.item.ref, placed.day.date) == (away.item.ref, away.day.date):
            away = None
        else:
            yield Finding(away.item.name, f"No ride back on {away.day.date}.")
            away = placed
    if away is not None:
        yield Finding(away.item.name, f"No ride back on {away.day.date}.")


def places(case: Case) -> Findings:
    at = ""
    for placed in case.items:
        if placed.is_ride:
            at = "" if at else placed.item.ref.removeprefix(RIDE)
        activity = case.activity(placed) if placed.kind in ("sight", "meal") else None
        place = activity.day_trip if activity else ""
        if (activity or placed.kind in ("check_in", "check_out")) and place != at:
            yield Finding(
                placed.item.name,
                f"It is at {place or placed.day.city} while one is at {at or placed.day.city} "
                f"({clock(placed.item.start)}).",
            )


RULES = (
    Rule(
        "daytrip.ride",
        "A day trip rides there and back on one day, each as long as its way.",
        rides,
        DAILY,
    ),
    Rule(
        "daytrip.place",
        "What is at a day trip's place is done between its rides, and nothing else is.",
        places,
        DAILY,
    ),
)
