"""A new plan after something went wrong: what is paid and still usable stays, and so does all else that can.

`meant` finds what is hit, `world` states what is on offer and what is bought after it, `detour` goes on from
where a journey broke off, `losses` tells what went.
What already happened is kept; what can't be met any more of the wishes is given up and said.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planning.days.taste import Wanted
from planning.frame import frame_of
from planning.plan import Solver
from planning.plan.bought import missing_from
from planning.plan.edits import days_wanted, kept
from planning.price import Purse
from planning.replan.detour import broken_off, detours
from planning.replan.losses import losses
from planning.replan.meant import Hit, legs_of, meant
from planning.replan.past import as_it_was, with_days
from planning.replan.search import dated, on, span
from planning.replan.world import World
from planning.verify import verify
from travel.activities import at_minute
from travel.booking import Offer
from travel.dates import utc
from travel.disruption import BadWeather, Disruption, SightClosed
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Outcome, Violation
from travel.request import TripRequest
from travel.turn import Edit


class Replanned(NamedTuple):
    """`request` and `evidence` are those that the new plan answers and rests on."""

    outcome: Outcome
    request: TripRequest
    evidence: Evidence
    causes: tuple[Disruption, ...]  # with nothing left vague


def replan(
    previous: Itinerary,
    causes: tuple[Disruption, ...],
    request: TripRequest,
    evidence: Evidence,
    *,
    now: datetime,
    currency: str,
    held: tuple[Offer, ...] = (),
    standing: tuple[Edit, ...] = (),
    seed: int = 0,
) -> Replanned:
    """The plan after the disruptions; its `since` says from when on it is new, `lost` what went.
    `evidence` holds what the plan before rests on, too. `held` are offers that are bought; what is in use
    by `now` is as good as bought.
    """
    hits = tuple(meant(cause, previous, evidence, now) for cause in causes)
    vague = tuple(_unknown(hit) for hit in hits if not hit.found)
    if vague:
        return Replanned(Outcome(violations=vague), request, evidence, ())
    named = tuple(hit.named(evidence) for hit in hits)
    here = broken_off(hits, previous, evidence, now)
    world = World(previous, named, evidence, held, now, standing, here)
    usual = _trials(dated(request, previous), hits, now)
    for trial in detours(request, previous, here) if here else usual:
        found = _solved(world, hits, trial, currency, seed)
        if found is not None:
            request, plan, unmet = found
            return Replanned(
                Outcome(
                    itinerary=plan,
                    unmet=unmet,
                    since=here.since if here else _since(hits, previous, now),
                    lost=tuple(losses(previous, plan, named, world.paid, now)),
                ),
                request,
                _resting_on(world.told, plan),
                named,
            )
    violations = tuple(_stranded(hit) for hit in hits)
    return Replanned(Outcome(nearest=previous, violations=violations), request, evidence, ())


def _solved(
    world: World, hits: tuple[Hit, ...], request: TripRequest, currency: str, seed: int
) -> tuple[TripRequest, Itinerary, tuple[Violation, ...]] | None:
    """The plan with what it goes without; hard wishes that can't be met are soft in its request."""
    purse = Purse(currency, world.told.rates)
    ids = frozenset(offer.id for offer in world.held)
    wanted = _wanted(hits, world, purse, seed)
    for asked in (request, _softened(request)):
        laid = (frame_of(asked, *span(asked)),)
        solver = Solver(asked, world.planned, laid, now=world.now, purse=purse, seed=seed, held=ids)
        attempt = solver.attempt(kept(world.previous), wanted)
        if attempt.plan is None or not attempt.holds or missing_from(attempt.plan, world.held):
            continue
        plan, unmet = _with_the_past(attempt.plan, world, request, purse)
        return _given_up(request, unmet), plan, unmet
    return None


def _with_the_past(
    plan: Itinerary, world: World, request: TripRequest, purse: Purse
) -> tuple[Itinerary, tuple[Violation, ...]]:
    """With as much as it was of what is over or under way as breaks no more wishes; and what it breaks."""
    unmet = verify(plan, request, world.told, now=world.now)
    for days in as_it_was(plan.days, world.previous.days, world.now):
        past = with_days(plan, days, purse)
        broken = verify(past, request, world.told, now=world.now)
        if {each.rule for each in broken} <= {each.rule for each in unmet}:
            return past, broken
    return plan, unmet


def _trials(request: TripRequest, hits: tuple[Hit, ...], now: datetime) -> Iterator[TripRequest]:
    """The same days; a day later, where it is the way there that is hit and not begun."""
    yield request
    start, end = request.dates.start, request.dates.end
    legs = [hit.leg for hit in hits if hit.leg is not None]
    before_all = any(leg.depart.date() == start and utc(leg.depart) > utc(now) for leg in legs)
    if start is not None and end is not None and before_all and (end - start).days > 1:
        yield on(request, start + timedelta(days=1), end)


def _softened(request: TripRequest) -> TripRequest:
    return request.model_copy(
        update={
            "wishes": tuple(w.model_copy(update={"hard": False}) for w in request.wishes),
            "budgets": tuple(b.model_copy(update={"hard": False}) for b in request.budgets),
            "passports": (),
        }
    )


def _given_up(request: TripRequest, unmet: tuple[Violation, ...]) -> TripRequest:
    """The wishes that the plan goes without no longer bind it."""
    slots = {each.wish for each in unmet}
    scopes = {each.rule.removeprefix("budget.") for each in unmet if each.wish == "budget"}
    return request.model_copy(
        update={
            "wishes": tuple(
                w.model_copy(update={"hard": False}) if w.slot in slots else w
                for w in request.wishes
            ),
            "budgets": tuple(
                b.model_copy(update={"hard": False}) if b.scope in scopes else b
                for b in request.budgets
            ),
            "passports": () if "passport" in slots else request.passports,
        }
    )


def _wanted(hits: tuple[Hit, ...], world: World, purse: Purse, seed: int) -> Wanted:
    """The days as they were, but for those that are hit: these may be filled anew."""
    previous = world.previous
    same = days_wanted(previous, (), purse, seed, world.planned, world.standing)
    days = {day for hit in hits for day in _days_hit(hit, previous)}
    stormy = {hit.day.date for hit in hits if isinstance(hit.cause, BadWeather) and hit.day}
    moved = tuple(name for day, name in same.trips.items() if day in stormy)
    return replace(
        same,
        since=world.here and world.here.since,
        hours={day: hours for day, hours in same.hours.items() if day not in days},
        trips={day: name for day, name in same.trips.items() if day not in stormy},
        trip_names=(*same.trip_names, *moved),
    )


def _days_hit(hit: Hit, previous: Itinerary) -> Iterator[date]:
    if isinstance(hit.cause, BadWeather) and hit.day:
        yield hit.day.date
    if isinstance(hit.cause, SightClosed):
        whole = hit.day is None
        for day, item in previous.items():
            if item.ref in hit.sights and (whole or day == hit.day):
                yield day.date


def _since(hits: tuple[Hit, ...], previous: Itinerary, now: datetime) -> datetime:
    """Now, there; of a trip that hasn't begun, when the first thing that is hit was to happen."""
    zones = [ZoneInfo(day.tz) for day in previous.days if day.date <= now.date()]
    now = now.astimezone(zones[-1]) if zones else now
    begins = [utc(leg.depart) for leg in legs_of(previous)[:1]]
    begins += [utc(item.start) for _, item in previous.items()][:1]
    if begins and min(begins) <= utc(now):
        return now
    moments = [moment for hit in hits if (moment := _moment(hit, previous)) is not None]
    return max(now, min(moments, key=utc), key=utc) if moments else now


def _moment(hit: Hit, previous: Itinerary) -> datetime | None:
    if hit.leg is not None:
        return hit.leg.depart
    if hit.day is not None:
        return at_minute(hit.day.date, 0, ZoneInfo(hit.day.tz))
    starts = [i.start for _, i in previous.items() if i.ref in hit.sights]
    starts += [i.start for _, i in previous.items() if hit.stay and i.ref == hit.stay.id]
    return min(starts, key=utc, default=None)


def _resting_on(told: Evidence, plan: Itinerary) -> Evidence:
    """With one offer an id: the one that the plan has."""
    chosen = {stay.id: stay for stay in plan.stays}
    stays = {stay.id: stay for stay in told.stays} | chosen
    return told.model_copy(update={"stays": tuple(stays.values())})


def _unknown(hit: Hit) -> Violation:
    what = _said(hit.cause)
    return Violation(
        rule="disruption.unknown", subject=what, detail=f"{what} isn't in the plan, or is over."
    )


def _stranded(hit: Hit) -> Violation:
    what = hit.leg.name if hit.leg else _said(hit.cause)
    return Violation(
        rule="disruption.stranded",
        subject=what,
        detail=f"Nothing that is on offer makes up for {what} on these days.",
    )


def _said(cause: Disruption) -> str:
    match cause.kind:
        case "sight_closed" | "stay_lost":
            return cause.name or "the hotel"
        case "bad_weather":
            return str(cause.date or f"day {cause.day}")
        case "stranded":
            return cause.place
        case _:
            return cause.number or "the ride"
