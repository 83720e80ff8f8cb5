"""Passports, where it is said until when they are valid."""

from datetime import date

from planning.verify.case import Case
from planning.verify.rule import MOVING, SLEEPING, Finding, Findings, Rule
from travel.passports import moves_freely, needed_until


def validity(case: Case) -> Findings:
    end = _left(case)
    if end is None:
        return
    origin = case.request.origin
    countries = {visit.place.country for visit in case.visits}
    free = moves_freely(origin.country if origin else None, countries)
    needed = needed_until(end, free=free)
    for passport in case.request.passports:
        if passport.expires_on < needed:
            why = "through the trip" if free else "six months beyond it"
            yield Finding(
                passport.holder,
                f"The passport expires on {passport.expires_on}; it has to be valid {why}, "
                f"until {needed}.",
            )


def _left(case: Case) -> date | None:
    """The day of leaving the last place; one way, of reaching it."""
    if case.ends is not None:
        return case.ends
    return case.journeys[-1].arrive.date() if case.journeys else None


RULES = (
    Rule(
        "passport.validity",
        "Each passport is valid through the trip, and six months beyond it outside of the area in "
        "which one moves freely.",
        validity,
        MOVING | SLEEPING,
        "passport",
    ),
)
