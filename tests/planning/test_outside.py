"""Daylight, public holidays, and rest after a night in the air: what the solver makes of them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.days.outside import daylight, hours_of, is_holiday
from planning.frame import frames
from planning.plan import plan
from planning.verify import verify
from tests.planning.solve_world import (
    AUCKLAND,
    BERLIN,
    HONOLULU,
    LISBON,
    MADRID,
    NOW,
    asked,
    evidence_for,
)
from travel.evidence import Evidence
from travel.itinerary import Item, Itinerary
from travel.offers import FlightOffer
from travel.places import Place
from travel.request import TripRequest

TROMSO = BERLIN.model_copy(
    update={"name": "Tromsø", "country": "NO", "lat": 69.65, "lon": 18.96, "tz": "Europe/Oslo"}
)


def made(request: TripRequest, evidence: Evidence) -> Itinerary:
    outcome = plan(request, evidence, now=NOW, currency="EUR")
    assert outcome.itinerary is not None, outcome.violations
    return outcome.itinerary


def seen(made: Itinerary) -> list[Item]:
    return [item for _, item in made.items() if item.kind == "sight"]


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from((BERLIN, LISBON, MADRID, AUCKLAND, TROMSO)),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_daylight_is_a_stretch_of_that_day_or_none(place: Place, day: date) -> None:
    light = daylight(place.lat, place.lon, place.tz, day)
    if light is None:
        assert place is TROMSO
    else:
        assert 0 < light[0] < light[1] < 1440


def test_daylight_is_as_almanacs_have_it() -> None:
    rises, sets = daylight(52.52, 13.405, "Europe/Berlin", date(2026, 12, 21)) or (0, 0)
    assert abs(rises - (8 * 60 + 15)) <= 3  # timeanddate.com: 08:15 and 15:54
    assert abs(sets - (15 * 60 + 54)) <= 3


@pytest.mark.parametrize("start", [date(2026, 12, 12), date(2026, 6, 12)])
def test_nothing_outdoors_that_needs_light_is_seen_in_the_dark(start: date) -> None:
    request = asked((BERLIN, None), origin=LISBON, start=start, nights=5)
    evidence = evidence_for(request, sights=24)
    activities = tuple(
        each.model_copy(update={"setting": "outdoor", "category": "viewpoint"})
        if not each.meals
        else each
        for each in evidence.activities
    )
    plan_made = made(request, evidence.model_copy(update={"activities": activities}))
    by_id = {each.id: each for each in activities}
    assert seen(plan_made)
    for item in seen(plan_made):
        light = daylight(by_id[item.ref].lat, by_id[item.ref].lon, BERLIN.tz, item.start.date())
        assert light is not None
        assert light[0] <= item.start.hour * 60 + item.start.minute
        assert item.end.hour * 60 + item.end.minute <= light[1]


def test_a_night_market_is_for_the_evening() -> None:
    request = asked((LISBON, None), nights=3)
    market = next(a for a in evidence_for(request).activities if a.category == "market")
    window = market.hours.windows[0].model_copy(update={"opens": 18 * 60, "closes": 24 * 60})
    hours = market.hours.model_copy(update={"windows": (window,)})
    told = market.model_copy(update={"setting": "outdoor", "hours": hours})
    assert list(hours_of(told, date(2026, 12, 14), LISBON)) == [(1080, 1440)]
    by_day = told.model_copy(update={"hours": market.hours})
    assert all(closes < 18 * 60 for _, closes in hours_of(by_day, date(2026, 12, 14), LISBON))


def test_what_closes_on_holidays_is_seen_on_another_day() -> None:
    """The first of May, between two ordinary days."""
    request = asked((LISBON, None), start=date(2026, 4, 30), nights=3)
    evidence = evidence_for(request)
    closed = tuple(
        a.model_copy(update={"hours": a.hours.model_copy(update={"holidays": ()})})
        for a in evidence.activities
    )
    plan_made = made(request, evidence.model_copy(update={"activities": closed}))
    days = {item.start.date() for item in seen(plan_made)}
    assert date(2026, 5, 1) not in days
    assert date(2026, 5, 2) in days


def test_holidays_are_those_of_the_country() -> None:
    assert is_holiday("PT", date(2026, 6, 10))
    assert not is_holiday("ES", date(2026, 6, 10))
    assert not is_holiday("XX", date(2026, 1, 1))


def test_out_of_a_night_in_the_air_one_rests_before_the_first_sight() -> None:
    request = asked((LISBON, None), origin=HONOLULU, nights=6)
    (frame,) = frames(request)
    evidence = evidence_for(request)
    lands = datetime.combine(frame.cities[0].check_ins[0], time(6), LISBON.zone)
    leaves = datetime.combine(frame.start, time(9), HONOLULU.zone)
    evidence = evidence.model_copy(
        update={"flights": tuple(_through_the_night(evidence.flights, leaves, lands))}
    )
    plan_made = made(request, evidence)
    ride = next(i for _, i in plan_made.items() if i.kind == "transfer")
    first = next(i for i in seen(plan_made) if i.start > ride.end)
    assert ride.start.date() == first.start.date()
    assert ride.end.hour < 9
    assert first.start >= ride.end + timedelta(hours=1)
    assert verify(plan_made, request, evidence, now=NOW) == ()


def _through_the_night(
    flights: tuple[FlightOffer, ...], leaves: datetime, lands: datetime
) -> Iterator[FlightOffer]:
    """The flights out all leave and land then, those home as they were."""
    for offer in flights:
        each = offer.slices[0]
        if each.destination == "LIS":
            segment = each.segments[0].model_copy(
                update={"depart": leaves, "arrive": lands, "destination": "LIS"}
            )
            each = each.model_copy(update={"segments": (segment,)})
        yield offer.model_copy(update={"slices": (each, *offer.slices[1:])})
