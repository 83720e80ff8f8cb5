"""Mutations of the request and the evidence that a plan no longer fits."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.planning.mutations.kind import Kinds, entries, pick
from tests.planning.mutations.offers import some_offer
from tests.planning.wishes import WISHED, WISHED_OF
from tests.planning.world import World
from tests.planning.world.edits import (
    activity_known,
    asking,
    knowing,
    wishing,
)
from tests.planning.world.facts import FRANKFURT
from travel.money import money
from travel.party import Party
from travel.passports import Passport
from travel.request import Budget, Stop
from travel.routes import Route

KINDS = Kinds()


@KINDS.caught_by("flight.party", "stay.capacity", "price.item")
def more_people(world: World, random: Random) -> World | None:
    if not (world.plan.flights or world.plan.stays):
        return None
    party = world.request.party
    more = Party(adults=party.adults + random.randint(3, 9), children=party.children)
    return asking(world, party=more)


@KINDS.caught_by("party.adults")
def nobody_grown_up(world: World, random: Random) -> World | None:
    if not (world.plan.flights or world.plan.stays):
        return None
    return asking(world, party=Party(adults=0, children=(random.randint(0, 17), 9)))


@KINDS.caught_by("route.origin")
def from_another_home(world: World, random: Random) -> World | None:
    return asking(world, origin=FRANKFURT) if world.plan.flights else None


@KINDS.caught_by("route.destination", "stops.order")
def to_another_place(world: World, random: Random) -> World | None:
    stops = (Stop(place=FRANKFURT), *world.request.stops[1:])
    return asking(world, stops=stops)


@KINDS.caught_by("route.extra")
def way_home_not_wanted(world: World, random: Random) -> World | None:
    return asking(world, one_way=True) if world.plan.flights else None


@KINDS.caught_by("dates.start", "dates.end")
def on_other_dates(world: World, random: Random) -> World | None:
    which = random.choice(("start", "end"))
    by = timedelta(days=random.choice((-2, -1, 1, 2)))
    dates = world.request.dates
    return asking(world, dates=dates.model_copy(update={which: getattr(dates, which) + by}))


@KINDS.caught_by("passport.validity")
def passport_too_short(world: World, random: Random) -> World | None:
    """In Europe it expires before the end, elsewhere within half a year of it."""
    if not (world.plan.flights or world.plan.stays):
        return None
    end = world.request.dates.end
    assert end is not None
    abroad = world.name in ("tokyo", "honolulu")
    expires = end + timedelta(days=random.randint(-9, 170) if abroad else random.randint(-900, -1))
    holders = random.sample(("self", "partner", "child", "other"), 2)
    long = Passport.model_validate({"holder": holders[0], "expires_on": end.replace(year=2040)})
    short = Passport.model_validate({"holder": holders[1], "expires_on": expires})
    return asking(world, passports=(long, short))


@KINDS.caught_by("nights.stop")
def other_nights_at_a_stop(world: World, random: Random) -> World | None:
    if not world.plan.stays:
        return None
    stops = list(world.request.stops)
    at = random.randrange(len(stops))
    # One more or less may be those with, or without, a night on the way.
    nights = (stops[at].nights or 0) + random.choice((-2, 2))
    stops[at] = Stop(place=stops[at].place, nights=nights)
    return asking(world, stops=tuple(stops))


@KINDS.caught_by("offer.expired")
def too_late(world: World, random: Random) -> World | None:
    if not (world.plan.flights or world.plan.stays):
        return None
    return replace(world, now=world.now + timedelta(days=random.randint(366, 3000)))


@KINDS.caught_by("offer.unknown")
def provider_said_nothing(world: World, random: Random) -> World | None:
    found = some_offer(world, random, "flights", "grounds", "stays")
    return None if found is None else knowing(world, **{found[0]: ()})


@KINDS.caught_by("sight.hours", "meal.hours")
def closed_that_day(world: World, random: Random) -> World | None:
    at = pick(world, random, "sight", "meal")
    if at is None:
        return None
    told = entries(world)[at]
    activity = next(each for each in world.evidence.activities if each.id == told.ref)
    window = activity.hours.windows[0]
    days = window.weekdays - {told.start.weekday()}
    closed = activity.hours.model_copy(
        update={"windows": (window.model_copy(update={"weekdays": days}),)}
    )
    return activity_known(world, activity.name, hours=closed)


@KINDS.caught_by("items.travel")
def ways_slower_than_planned(world: World, random: Random) -> World | None:
    if not any(each.travel_minutes for each in entries(world)):
        return None

    def slower(route: Route) -> Route:
        return route.model_copy(update={"minutes": route.minutes * 5})

    matrices = tuple(
        each.model_copy(
            update={
                "routes": {
                    a: {b: slower(route) for b, route in row.items()}
                    for a, row in each.routes.items()
                }
            }
        )
        for each in world.evidence.matrices
    )
    return knowing(world, matrices=matrices)


@KINDS.caught_by("place.unknown")
def airport_unknown(world: World, random: Random) -> World | None:
    return knowing(world, airports={}) if world.plan.flights else None


@KINDS.caught_by("plan.parts")
def part_nobody_asked_for(world: World, random: Random) -> World | None:
    if world.request.intent == "trip":
        return None
    other = "stay" if world.plan.flights else "flight"
    return asking(world, intent=other) if world.plan.flights or world.plan.days else None


@KINDS.caught_by("budget.trip", "budget.flight", "budget.stay")
def over_the_budget(world: World, random: Random) -> World | None:
    parts = {"trip": [world.plan.total], "flight": [], "stay": []}
    parts["flight"] = [offer.price for offer in world.plan.flights]
    parts["stay"] = [offer.price for offer in world.plan.stays]
    scope = random.choice([s for s, p in parts.items() if p and p[0].amount > 0] or ["trip"])
    if not parts[scope] or parts[scope][0].amount == 0:
        return None
    most = parts[scope][0] - money("0.01", parts[scope][0].currency)
    budget = Budget.model_validate({"amount": most, "scope": scope})
    return asking(world, budgets=(budget,))


@KINDS.caught_by(*(f"wish.{slot}" for slot in WISHED))
def wish_not_met(world: World, random: Random) -> World | None:
    """Of the plans for Lisbon, and for Tokyo the wish that needs a connection."""
    slot = random.choice(sorted(WISHED))
    return (
        wishing(WISHED_OF.get(slot, lambda: world)(), slot, WISHED[slot])
        if world.name == "lisbon"
        else None
    )
