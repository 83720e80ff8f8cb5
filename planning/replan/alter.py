"""What is on offer, and what is bought, after something went wrong."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from planning.price import (
    GROUND_LEAD_MINUTES,
    LEAD_MINUTES,
    STATION_MINUTES,
    transfer_minutes,
)
from planning.replan.flown import flown, up_to
from planning.replan.meant import legs_of
from travel.activities import Activity
from travel.booking import Offer
from travel.dates import utc
from travel.disruption import (
    BadWeather,
    Disruption,
    RideLost,
    RideMissed,
    SightClosed,
    StayLost,
)
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.offers import FlightOffer, GroundOffer, Slice, StayOffer
from travel.places import Airport
from travel.provenance import Provenance
from travel.weather import WeatherDay

STORM = "stormy, as you said"


def altered(
    evidence: Evidence, causes: Iterable[Disruption], plan: Itinerary, *, now: datetime
) -> Evidence:
    """The evidence as it is known now. `causes` name what they hit (see `meant.Hit.named`)."""
    for cause in causes:
        if isinstance(cause, RideLost):
            evidence = evidence.model_copy(
                update={
                    "flights": tuple(_flights(evidence, cause)),
                    "grounds": tuple(each for each in evidence.grounds if not _is(each, cause)),
                }
            )
        elif isinstance(cause, SightClosed):
            evidence = _closed(evidence, cause, plan)
        elif isinstance(cause, BadWeather):
            evidence = _stormy(evidence, cause, plan, now)
        else:
            stays = (each for each in evidence.stays if each.name != cause.name)
            evidence = evidence.model_copy(update={"stays": tuple(stays)})
    return evidence


def amended(
    held: tuple[Offer, ...],
    causes: Iterable[Disruption],
    airports: dict[str, Airport],
    now: datetime,
) -> tuple[Offer, ...]:
    """What is left of what is bought: without what isn't flown of it, at the price that was paid."""
    for cause in causes:
        kept = (_left(offer, cause, airports, now) for offer in held)
        held = tuple(offer for offer in kept if offer is not None)
    return held


def _left(
    offer: Offer, cause: Disruption, airports: dict[str, Airport], now: datetime
) -> Offer | None:
    if isinstance(offer, StayOffer):
        return None if isinstance(cause, StayLost) and offer.name == cause.name else offer
    if not isinstance(cause, RideLost):
        return offer
    left: list[Slice] = []
    for each in offer.slices:
        there = flown(each, cause, airports) or up_to(each, cause, airports, now)
        if there is not None:
            left.append(there)
        elif isinstance(cause, RideMissed):
            break  # who doesn't show up loses the rest of the ticket
    return offer.model_copy(update={"slices": tuple(left)}) if left else None


def _is(offer: GroundOffer, cause: RideLost) -> bool:
    name = f"{offer.operator} {offer.number}".strip()
    return name == cause.number and offer.depart.date() == cause.date


def _flights(evidence: Evidence, cause: RideLost) -> Iterator[FlightOffer]:
    airports = dict(evidence.airports)
    for offer in evidence.flights:
        slices = [flown(each, cause, airports) for each in offer.slices]
        whole = tuple(each for each in slices if each is not None)
        if len(whole) == len(slices):
            yield offer if whole == offer.slices else offer.model_copy(update={"slices": whole})


def _closed(evidence: Evidence, cause: SightClosed, plan: Itinerary) -> Evidence:
    days = [cause.date] if cause.date else [day.date for day in plan.days]

    def shut(a: Activity) -> Activity:
        hours = a.hours
        for day in days:
            hours = hours.but(day)
        return a.model_copy(update={"hours": hours})

    return evidence.model_copy(
        update={
            "activities": tuple(shut(a) if a.name == cause.name else a for a in evidence.activities)
        }
    )


def _stormy(evidence: Evidence, cause: BadWeather, plan: Itinerary, now: datetime) -> Evidence:
    day = next((day for day in plan.days if day.date == cause.date), None)
    if day is None:
        return evidence
    usual = evidence.weather_on(day.city, day.date)
    told = WeatherDay(
        date=day.date,
        city=day.city,
        kind="forecast",
        high_c=usual.high_c if usual else 15,
        low_c=usual.low_c if usual else 8,
        rain_chance=1.0,
        summary=STORM,
        provenance=Provenance(
            id=f"told:weather:{day.date}", provider="traveller", retrieved_at=now
        ),
    )
    return evidence.merged(Evidence(weather=(told,)))


def indoors_only(evidence: Evidence, causes: Iterable[Disruption]) -> Evidence:
    """For planning: what is outdoors is shut on days of bad weather."""
    days = [each.date for each in causes if isinstance(each, BadWeather) and each.date]

    def sheltered(a: Activity) -> Activity:
        hours = a.hours
        for day in days if a.setting == "outdoor" else ():
            hours = hours.but(day)
        return a if hours is a.hours else a.model_copy(update={"hours": hours})

    return evidence.model_copy(update={"activities": tuple(map(sheltered, evidence.activities))})


def in_use(plan: Itinerary, now: datetime) -> tuple[FlightOffer | GroundOffer | StayOffer, ...]:
    """What of a plan has begun by `now`: it must have been bought."""
    zones = {day.city: day.tz for day in plan.days}
    rides = {leg.offer.id: leg.offer for leg in legs_of(plan) if utc(leg.depart) <= utc(now)}
    beds = [stay for stay in plan.stays if _checked_in(stay, zones.get(stay.city, "UTC"), now)]
    return (*rides.values(), *beds)


def _checked_in(stay: StayOffer, tz: str, now: datetime) -> bool:
    here = now.astimezone(ZoneInfo(tz))
    return (stay.check_in, stay.check_in_from) <= (here.date(), here.time().replace(tzinfo=None))


def still_to_leave(
    evidence: Evidence, kept: frozenset[str], now: datetime, *, there: bool = False
) -> Evidence:
    """Without what has left by now, or can't be caught; `kept` are ids that stay all the same.

    `there` is who waits at the airport; anybody else has to get there first.
    """
    to_airport, to_station = (0, 0) if there else (transfer_minutes(None), STATION_MINUTES)
    air = now + timedelta(minutes=LEAD_MINUTES + to_airport)
    ground = now + timedelta(minutes=GROUND_LEAD_MINUTES + to_station)
    return evidence.model_copy(
        update={
            "flights": tuple(
                offer
                for offer in evidence.flights
                if offer.id in kept or utc(offer.slices[0].depart) >= utc(air)
            ),
            "grounds": tuple(
                offer
                for offer in evidence.grounds
                if offer.id in kept or utc(offer.depart) >= utc(ground)
            ),
        }
    )


def not_before(evidence: Evidence, plan: Itinerary, now: datetime) -> Evidence:
    """For planning: nothing can be visited any more in hours that are over, but what was then."""
    over = [day for day in plan.days if day.items and utc(day.items[0].start) < utc(now)]
    if not over:
        return evidence
    seen = {item.ref for _, item in plan.items() if utc(item.start) < utc(now)}
    return evidence.model_copy(
        update={
            "activities": tuple(
                a if a.id in seen else _from(a, plan, now) for a in evidence.activities
            )
        }
    )


def _from(a: Activity, plan: Itinerary, now: datetime) -> Activity:
    hours = a.hours
    for day in plan.days:
        here = now.astimezone(ZoneInfo(day.tz))
        if day.date < here.date():
            hours = hours.but(day.date)
        elif day.date == here.date():
            minute = here.hour * 60 + here.minute
            left = [(max(o, minute), c) for o, c in hours.on(day.date) if c > max(o, minute)]
            hours = hours.but(day.date, *left)
    return a.model_copy(update={"hours": hours})
