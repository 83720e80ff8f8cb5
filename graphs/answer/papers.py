"""Passports, where it was said until when they are valid: enough, or too short and by when to be back."""

from datetime import date

from graphs.answer.layout import bullets
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.itinerary import Itinerary
from travel.passports import Passport, latest_end, needed_until
from travel.request import TripRequest


def passports(w: Words, result: TurnResult, plan: Itinerary) -> str:
    """That they are valid long enough, and by which rule; a line each."""
    end = _left(plan)
    if end is None:
        return ""
    return bullets(
        _weighed(w, "enough", each, end, result.request) for each in result.request.passports
    )


def too_short(w: Words, holder: str, request: TripRequest, plan: Itinerary | None) -> str:
    """ "Your passport expires on 3 March 2027 ...", with the last day to be back or to renew it by."""
    passport = next((each for each in request.passports if each.holder == holder), None)
    end = _left(plan) if plan is not None else None
    if passport is None or end is None:
        return w("rule.any", rule="passport.validity")
    return _weighed(w, "short", passport, end, request)


def _weighed(w: Words, verdict: str, passport: Passport, end: date, request: TripRequest) -> str:
    free = request.moves_freely
    where = "home" if free else "abroad"
    return w(
        f"passport.{verdict}_{where}",
        whose=w(f"passport.{passport.holder}"),
        expires=w.day_of_year(passport.expires_on),
        needed=w.day_of_year(needed_until(end, free=free)),
        latest=w.day_of_year(latest_end(passport.expires_on, free=free)),
    )


def _left(plan: Itinerary) -> date | None:
    """The day of leaving the last place, as far as the plan tells."""
    if plan.days:
        return plan.days[-1].date
    ends = [stay.check_out for stay in plan.stays]
    ends += [each.depart.date() for offer in plan.flights for each in offer.slices]
    return max(ends, default=None)
