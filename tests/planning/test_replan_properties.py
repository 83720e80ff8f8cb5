"""Disruptions of many generated trips, before and during: what must hold of every new plan."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.plan import plan
from planning.replan import replan
from planning.replan.alter import in_use
from planning.replan.meant import legs_of
from planning.verify import verify
from tests.planning.solve_world import LISBON, MADRID, PORTO, asked, evidence_for
from tests.planning.test_replan import lasting
from travel.disruption import (
    BadWeather,
    Disruption,
    FlightCancelled,
    FlightDelayed,
    RideMissed,
    SightClosed,
    StayLost,
)
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.request import TripRequest

EARLY = datetime(2026, 2, 2, 9, tzinfo=UTC)
TRIPS = 6


@cache
def world(number: int) -> tuple[TripRequest, Evidence, Itinerary]:
    stops = ([(LISBON, 3)], [(LISBON, 3), (PORTO, 2)], [(MADRID, 2), (LISBON, 3)])[number % 3]
    nights = sum(each for _, each in stops)
    request = asked(*stops, nights=nights, start=date(2026, 5, 11 + number))
    evidence = lasting(evidence_for(request, flights=8, stays=6, sights=24, seed=number + 1))
    found = plan(request, evidence, now=EARLY, currency="EUR").itinerary
    assert found is not None
    return request, evidence, found


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, Disruption, datetime]:
    number = draw(st.integers(0, TRIPS - 1))
    _, _, before = world(number)
    legs = legs_of(before)
    trip = int((legs[-1].arrive - legs[0].depart).total_seconds() // 60)
    since = draw(st.integers(-3000, trip - 60))
    now = EARLY if since < 0 else legs[0].depart + timedelta(minutes=since)
    sights = [(d, i) for d, i in before.items() if i.kind == "sight" and i.start > now]
    flights = [leg for leg in legs if leg.segments and leg.depart > now]
    ahead = [day for day in before.days if day.date >= now.date()]
    options: list[Disruption] = [BadWeather(date=day.date) for day in ahead]
    options += [SightClosed(name=i.name, date=d.date) for d, i in sights]
    options += [SightClosed(name=i.name) for _, i in sights]
    options += [FlightCancelled(number=leg.segments[0].number) for leg in flights]
    options += [
        FlightDelayed(number=leg.segments[-1].number, minutes=minutes)
        for leg in flights
        for minutes in (60, 300)
    ]
    options += [StayLost(name=s.name) for s in before.stays if s.check_in > now.date()]
    options += [RideMissed(number=leg.name) for leg in legs if not leg.segments]
    kind = draw(st.sampled_from(sorted({each.kind for each in options})))
    alike = [each for each in options if each.kind == kind]
    return number, draw(st.sampled_from(alike)), now


@settings(
    max_examples=40, deadline=None, suppress_health_check=(HealthCheck.too_slow,), derandomize=True
)
@given(cases())
def test_a_new_plan_holds_and_keeps_what_happened(case: tuple[int, Disruption, datetime]) -> None:
    number, cause, now = case
    request, evidence, before = world(number)
    found = replan(before, (cause,), request, evidence, now=now, currency="EUR")
    after = found.outcome.itinerary
    if after is None:
        assert found.outcome.violations
        return
    assert verify(after, found.request, found.evidence, now=now) == ()
    over = [i for _, i in before.items() if i.end <= now and i.kind != "free"]
    assert [i for _, i in after.items() if i.end <= now and i.kind != "free"] == over
    used = {o.id for o in in_use(before, now)}
    left = {o.id for o in (*after.flights, *after.grounds, *after.stays)}
    lost = {each.name for each in found.outcome.lost}
    names = {leg.offer.id: leg.name for leg in legs_of(before)} | {
        s.id: s.name for s in before.stays
    }
    assert all(each in left or names[each] in lost for each in used)


@settings(
    max_examples=40, deadline=None, suppress_health_check=(HealthCheck.too_slow,), derandomize=True
)
@given(cases())
def test_what_is_not_hit_stays(case: tuple[int, Disruption, datetime]) -> None:
    number, cause, _ = case
    request, evidence, before = world(number)
    found = replan(before, (cause,), request, evidence, now=EARLY, currency="EUR")
    after = found.outcome.itinerary
    if after is None or found.request.dates.start != request.dates.start:
        return
    if isinstance(cause, BadWeather | SightClosed):
        assert (after.flights, after.grounds, after.stays) == (
            before.flights,
            before.grounds,
            before.stays,
        )
    if isinstance(cause, FlightCancelled | FlightDelayed | RideMissed):
        assert [s.name for s in after.stays] == [s.name for s in before.stays]


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    for number in range(TRIPS):
        world(number)
