"""Which part of a plan a disruption hits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planning.days.taste import same_name
from planning.price import means
from travel.activities import Activity
from travel.dates import utc
from travel.disruption import (
    BadWeather,
    Disruption,
    FlightCancelled,
    RideCancelled,
    RideLost,
    RideMissed,
    SightClosed,
    StayLost,
    Stranded,
)
from travel.evidence import Evidence
from travel.itinerary import Day, Itinerary
from travel.offers import FlightOffer, GroundOffer, Segment, Slice, StayOffer

STUCK = timedelta(hours=24)  # what was to go on later isn't what one is stuck for


@dataclass(frozen=True, slots=True)
class Leg:
    """A ride of a plan: a slice of a flight offer, or a ground offer."""

    offer: FlightOffer | GroundOffer
    slice: Slice | None
    depart: datetime
    arrive: datetime

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.slice.segments if self.slice else ()

    @property
    def name(self) -> str:
        if isinstance(self.offer, GroundOffer):
            return f"{self.offer.operator} {self.offer.number}".strip()
        return " + ".join(segment.number for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Hit:
    """What is meant. Nothing of `leg`, `sights`, `stay` and `day` where the plan has no such thing."""

    cause: Disruption
    leg: Leg | None = None
    segment: Segment | None = None
    sights: tuple[str, ...] = ()  # ids
    stay: StayOffer | None = None
    day: Day | None = None

    @property
    def found(self) -> bool:
        if isinstance(self.cause, SightClosed):
            return bool(self.sights)
        return any((self.leg, self.stay, self.day))

    def named(self, evidence: Evidence) -> Disruption:
        """The same disruption, with nothing left vague."""
        cause, when = self.cause, self.segment.depart if self.segment else None
        if isinstance(cause, StayLost):
            return StayLost(name=self.stay.name if self.stay else cause.name)
        if isinstance(cause, BadWeather):
            return BadWeather(date=self.day.date if self.day else cause.date)
        if isinstance(cause, SightClosed):
            names = (a.name for a in evidence.activities if a.id in self.sights)
            on = self.day.date if self.day else cause.date
            return SightClosed(name=next(names, cause.name)[:80], date=on)
        if self.leg is None:
            return cause
        number = self.segment.number if self.segment else self.leg.name
        day = (when or self.leg.depart).date()
        settled: dict[str, object] = {"number": number, "date": day}
        return cause.model_copy(update=settled | ({"way": ""} if hasattr(cause, "way") else {}))


def legs_of(plan: Itinerary) -> list[Leg]:
    """In the order of travel."""
    flown = [Leg(o, each, each.depart, each.arrive) for o in plan.flights for each in o.slices]
    ridden = [Leg(offer, None, offer.depart, offer.arrive) for offer in plan.grounds]
    return sorted([*flown, *ridden], key=lambda leg: utc(leg.depart))


def meant(cause: Disruption, plan: Itinerary, evidence: Evidence, now: datetime) -> Hit:
    """The part of `plan` that is hit."""
    if isinstance(cause, StayLost):
        return Hit(cause, stay=_stay(cause, plan, now))
    if isinstance(cause, SightClosed):
        return _closed(cause, plan, evidence)
    if isinstance(cause, BadWeather):
        return Hit(cause, day=_day(plan, cause.date, cause.day) or _next_day(plan, cause, now))
    leg, segment = next(_ridden(cause, plan, now), (None, None))
    return Hit(cause, leg=leg, segment=segment)


Ridden = tuple[Leg, Segment | None]


def _ridden(cause: RideLost, plan: Itinerary, now: datetime) -> Iterator[Ridden]:
    """Those that fit what was said, the next one first."""
    legs = legs_of(plan)
    way = "" if isinstance(cause, RideCancelled | Stranded) else cause.way
    legs = legs[-1:] if way == "return" else legs[:1] if way == "outbound" else legs
    for leg in legs:
        for segment in leg.segments or (None,):
            if _is_it(cause, leg, segment, now):
                yield leg, segment


def _is_it(cause: RideLost, leg: Leg, segment: Segment | None, now: datetime) -> bool:
    number = _bare(cause.number)
    mine = _bare(segment.number if segment else leg.name)
    depart = segment.depart if segment else leg.depart
    arrive = segment.arrive if segment else leg.arrive
    if number and not mine.endswith(number):
        return False
    if cause.date is not None and depart.date() != cause.date:
        return False
    if isinstance(cause, Stranded):
        ahead = utc(now) < utc(arrive) and utc(depart) < utc(now) + STUCK
        return bool(number) or (ahead and _leaves(cause, leg, segment))
    if isinstance(cause, FlightCancelled | RideMissed) and cause.connection:
        return _connects(cause, leg, segment) and (bool(number) or utc(arrive) > utc(now))
    leaving = depart if isinstance(cause, FlightCancelled | RideCancelled) else arrive
    over = utc(leaving) <= utc(now)
    return bool(number) or (_fits(cause, segment) and not _gone(cause, over, arrive, now))


def _connects(cause: FlightCancelled | RideMissed, leg: Leg, segment: Segment | None) -> bool:
    if segment is None or segment is leg.segments[0]:
        return False
    return not cause.via or segment.origin in cause.via


def _leaves(cause: Stranded, leg: Leg, segment: Segment | None) -> bool:
    """Whether that ride goes from where one is stuck."""
    if segment is not None:
        return segment.origin in cause.airports
    return isinstance(leg.offer, GroundOffer) and same_name(cause.place, leg.offer.origin)


def _fits(cause: RideLost, segment: Segment | None) -> bool:
    """Whether it is the kind of ride that was said."""
    if isinstance(cause, RideCancelled):
        return segment is None
    mode = cause.mode if isinstance(cause, RideMissed) else "flight"
    return not mode or (mode == "flight") == (segment is not None)


def _gone(cause: RideLost, over: bool, arrive: datetime, now: datetime) -> bool:
    """Whether that ride is over; one that was missed has left, but wouldn't be there yet."""
    return utc(arrive) <= utc(now) if isinstance(cause, RideMissed) else over


def _bare(number: str) -> str:
    return "".join(number.split()).upper()


def _stay(cause: StayLost, plan: Itinerary, now: datetime) -> StayOffer | None:
    ahead = [stay for stay in plan.stays if stay.check_out > now.date()]
    named = [stay for stay in ahead if cause.name and same_name(cause.name, stay.name)]
    named += [stay for stay in ahead if cause.name and same_name(cause.name, stay.city)]
    return next(iter(named or ([] if cause.name else ahead)), None)


def _closed(cause: SightClosed, plan: Itinerary, evidence: Evidence) -> Hit:
    day = _day(plan, cause.date, cause.day)
    known = {a.id: a for a in evidence.activities}
    there = [known[i.ref] for _, i in plan.items() if i.kind == "sight" and i.ref in known]
    on_day = {item.ref for item in day.items} if day else set[str]()
    by_name = [a for a in evidence.activities if means(cause.name, a.name)]
    by_name = by_name or [a for a in there if same_name(cause.name, a.name)]
    kinds = by_name or [a for a in there if of_kind(cause.name, a)]
    today = [a for a in kinds if a.id in on_day]
    first = today or [a for a in kinds if a in there] or kinds
    return Hit(cause, sights=tuple(a.id for a in first[:1]), day=day)


def of_kind(said: str, activity: Activity) -> bool:
    """Whether "the museum" may mean it."""
    kinds = (activity.category, *activity.interests)
    return any(means(said, kind) or means(kind, said) for kind in kinds)


def _day(plan: Itinerary, on: date | None, number: int | None) -> Day | None:
    if number is not None:
        return plan.days[number - 1] if 0 < number <= len(plan.days) else None
    found = next((day for day in plan.days if day.date == on), None)
    if found is not None or on is None or not plan.days or on > plan.days[0].date:
        return found
    return next((day for day in plan.days if day.date.weekday() == on.weekday()), None)


def _next_day(plan: Itinerary, cause: BadWeather, now: datetime) -> Day | None:
    """Where no day is said: today, or the first day of the plan that is still to come."""
    if cause.date is not None or cause.day is not None:
        return None
    return next((day for day in plan.days if day.date >= now.date()), None)
