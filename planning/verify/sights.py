"""Sights and meals: known, in their city, open, long enough, and not too many."""

from collections import Counter
from datetime import date

from planning.verify.case import Case, Placed
from planning.verify.clock import DAY, clock, zone_of
from planning.verify.outdoors import on_holiday
from planning.verify.rule import DAILY, Finding, Findings, Rule
from travel.activities import Activity, at_minute
from travel.dates import minutes_between, utc

MOST_SIGHTS_A_DAY = 6
LEAST_SHARE = (3, 4)  # of the usual minutes
NEAR_DEGREES = 0.01


def unknown(case: Case) -> Findings:
    for placed in case.of_kind("sight", "meal"):
        if case.activity(placed) is None:
            yield Finding(placed.item.name, f"{placed.item.ref or 'It'} isn't in the evidence.")


def place(case: Case) -> Findings:
    for placed in case.of_kind("sight", "meal"):
        activity, item = case.activity(placed), placed.item
        if activity is None:
            continue
        if activity.name not in item.name:
            yield Finding(item.name, f"The evidence calls it {activity.name}.")
        elif max(abs(item.lat - activity.lat), abs(item.lon - activity.lon)) > NEAR_DEGREES:
            yield Finding(item.name, f"It is at {activity.lat}, {activity.lon}.")


def meal_place(case: Case) -> Findings:
    for placed in case.of_kind("meal"):
        activity = case.activity(placed)
        if activity and not activity.meals and activity.category != "restaurant":
            yield Finding(placed.item.name, f"It is a {activity.category} and serves no meals.")


def city(case: Case) -> Findings:
    for placed in case.of_kind("sight", "meal"):
        activity, here = case.activity(placed), case.city_of(placed)
        there = f"in {here}" if here else "on the way or at home"
        if activity is not None and activity.city != here:
            yield Finding(placed.item.name, f"It is in {activity.city}; one is {there} then.")


def sight_hours(case: Case) -> Findings:
    return _closed(case, "sight")


def meal_hours(case: Case) -> Findings:
    return _closed(case, "meal")


def _closed(case: Case, kind: str) -> Findings:
    for placed in case.of_kind(kind):
        activity = case.activity(placed)
        if activity is None or _kept_as_holiday(case, placed, activity):
            continue
        if not _open(case, placed, activity):
            item = placed.item
            yield Finding(
                item.name,
                f"{clock(item.start)} to {item.end:%H:%M} isn't within its hours "
                f"({_hours(activity, item.start.date())}).",
            )


def _kept_as_holiday(case: Case, placed: Placed, activity: Activity) -> bool:
    """Whether other hours hold, which `sight.holiday` looks at."""
    if placed.kind != "sight" or activity.hours.holidays is None:
        return False
    return on_holiday(case, activity, placed.item.start.date())


def _open(case: Case, placed: Placed, activity: Activity) -> bool:
    """Within one window of that day, or of the day before where it runs past midnight."""
    zone = case.city_zones.get(activity.city) or zone_of(placed.day.tz)
    if zone is None:
        return False
    today = placed.start.astimezone(zone).date()
    return any(
        utc(at_minute(day, opens, zone)) <= placed.start
        and placed.end <= utc(at_minute(day, closes, zone))
        for day in (today, today - DAY)
        for opens, closes in activity.hours.on(day)
    )


def _hours(activity: Activity, day: date) -> str:
    windows = [
        f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
        for opens, closes in activity.hours.on(day)
    ]
    return ", ".join(windows) or "closed that day"


def long_enough(case: Case) -> Findings:
    share, whole = LEAST_SHARE
    for placed in case.of_kind("sight"):
        activity = case.activity(placed)
        minutes = minutes_between(placed.start, placed.end)
        if activity is not None and minutes * whole < activity.minutes * share:
            yield Finding(
                placed.item.name,
                f"{minutes} minutes where {activity.minutes} are usual; three quarters are needed.",
            )


def repeated(case: Case) -> Findings:
    for ref, times in Counter(placed.item.ref for placed in case.of_kind("sight")).items():
        if times > 1:
            yield Finding(ref, f"It is visited {times} times.")


def sights_a_day(case: Case, most: int) -> Findings:
    """Days with more than `most` sights."""
    for day in case.plan.days:
        count = sum(item.kind == "sight" for item in day.items)
        if count > most:
            yield Finding(f"{day.date}", f"{count} sights on {day.date}; {most} are the most.")


def pace(case: Case) -> Findings:
    return sights_a_day(case, MOST_SIGHTS_A_DAY)


RULES = (
    Rule("sight.unknown", "Each sight and meal is one of the evidence.", unknown, DAILY),
    Rule("sight.place", "A sight or meal has the name and place of the evidence.", place, DAILY),
    Rule("meal.place", "A meal is at a place that serves meals.", meal_place, DAILY),
    Rule("sight.city", "A sight or meal is in the city where one is then.", city, DAILY),
    Rule("sight.hours", "A sight is visited while it is open.", sight_hours, DAILY),
    Rule("meal.hours", "A meal lies within the hours of its restaurant.", meal_hours, DAILY),
    Rule("sight.time", "A visit lasts three quarters of the usual time.", long_enough, DAILY),
    Rule("sight.repeated", "No sight is visited twice.", repeated, DAILY),
    Rule("pace", "No day has more than six sights.", pace, DAILY),
)
