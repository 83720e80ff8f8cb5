"""Checking in, checking out, and who fits into the rooms."""

from datetime import UTC, datetime, time, timedelta

from planning.verify.case import Case
from planning.verify.clock import clock
from planning.verify.rule import SLEEPING, TRIP, Finding, Findings, Rule
from travel.dates import utc
from travel.offers import StayOffer

LATEST_CHECK_IN = timedelta(hours=36)  # noon of the next day
EVENING_BEFORE = timedelta(hours=-6)  # for who flies in the night
NOON = 12


def check_in(case: Case) -> Findings:
    for placed in case.of_kind("check_in"):
        stay = case.stays.get(placed.item.ref)
        if stay is None:
            continue
        opens = _at(case, stay, datetime.combine(stay.check_in, stay.check_in_from))
        until = _at(case, stay, datetime.combine(stay.check_in, time())) + LATEST_CHECK_IN
        if not utc(opens) <= placed.start <= utc(until):
            yield Finding(
                stay.id,
                f"Checking in at {clock(placed.item.start)}; {stay.name} takes guests "
                f"from {clock(opens)} to the next noon.",
            )


def check_out(case: Case) -> Findings:
    for placed in case.of_kind("check_out"):
        stay = case.stays.get(placed.item.ref)
        if stay is None:
            continue
        midnight = _at(case, stay, datetime.combine(stay.check_out, time()))
        opens = midnight + EVENING_BEFORE if _leaves_early(case, stay) else midnight
        until = _at(case, stay, datetime.combine(stay.check_out, stay.check_out_until))
        if not utc(opens) <= placed.start <= placed.end <= utc(until):
            yield Finding(
                stay.id,
                f"Checking out at {clock(placed.item.end)}; {stay.name} is left "
                f"on {stay.check_out} until {stay.check_out_until:%H:%M}.",
            )


def _at(case: Case, stay: StayOffer, wall: datetime) -> datetime:
    """The instant of a wall clock at the stay; in UTC where its zone isn't known."""
    zone = case.city_zones.get(stay.city)
    return wall.replace(tzinfo=zone or UTC)


def _leaves_early(case: Case, stay: StayOffer) -> bool:
    """Whether the way on goes in the night or the morning of the day of leaving."""
    return any(
        visit.city == stay.city
        and visit.outbound is not None
        and visit.outbound.depart.date() == stay.check_out
        and visit.outbound.depart.hour < NOON
        for visit in case.visits
    )


def capacity(case: Case) -> Findings:
    guests = case.request.party.seats
    for stay in case.plan.stays:
        if stay.sleeps < guests:
            rooms = "room sleeps" if stay.rooms == 1 else "rooms sleep"
            yield Finding(
                stay.id, f"{stay.name}: {stay.rooms} {rooms} {stay.sleeps}; {guests} need a bed."
            )


RULES = (
    Rule("stay.check_in", "One checks in when the stay opens or later.", check_in, TRIP),
    Rule("stay.check_out", "One checks out on the day of leaving, in time.", check_out, TRIP),
    Rule("stay.capacity", "A stay sleeps everyone but infants.", capacity, SLEEPING),
)
