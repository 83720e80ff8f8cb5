"""Until when passports have to be valid, and what is planned where one expires too early."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.frame import back_in_time, frames
from planning.plan import plan
from tests.planning.solve_world import AUCKLAND, LISBON, NOW, asked, evidence_for
from travel.evidence import Evidence
from travel.itinerary import Outcome
from travel.passports import Passport, latest_end, moves_freely, needed_until
from travel.request import TripRequest


def with_passport(request: TripRequest, *expires: str) -> TripRequest:
    holders = ("self", "partner")
    passports = [
        Passport.model_validate({"holder": h, "expires_on": day, "words": f"expires {day}"})
        for h, day in zip(holders, expires, strict=False)
    ]
    return request.model_copy(update={"passports": tuple(passports)})


def planned(request: TripRequest) -> Outcome:
    return plan(request, evidence_for(request), now=NOW, currency="EUR")


@pytest.mark.parametrize(
    "home, countries, free",
    [
        ("DE", ("PT", "CH"), True),
        ("GB", ("IE",), True),
        ("IE", ("GB", "IE"), True),
        ("IE", ("FR",), True),
        ("GB", ("FR",), False),
        ("IE", ("GB", "FR"), False),
        ("US", ("US",), True),
        ("DE", ("PT", "TH"), False),
        (None, ("DE",), False),
    ],
)
def test_one_moves_freely_within_one_area(
    home: str | None, countries: tuple[str, ...], free: bool
) -> None:
    assert moves_freely(home, countries) is free


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.booleans())
def test_the_latest_end_is_the_last_day_for_which_it_is_valid_long_enough(
    expires: date, free: bool
) -> None:
    last = latest_end(expires, free=free)
    assert needed_until(last, free=free) <= expires
    assert needed_until(last + timedelta(days=1), free=free) > expires


def test_six_months_from_the_end_of_august_are_the_end_of_february() -> None:
    assert needed_until(date(2026, 8, 31), free=False) == date(2027, 2, 28)


def test_in_europe_a_passport_that_lasts_through_the_trip_will_do() -> None:
    assert planned(with_passport(asked((LISBON, None)), "2026-05-17")).itinerary is not None


def test_a_passport_that_expires_on_the_way_is_in_the_way() -> None:
    outcome = planned(with_passport(asked((LISBON, None)), "2030-01-01", "2026-05-16"))
    assert outcome.itinerary is None
    assert outcome.nearest is not None
    assert [(v.rule, v.subject) for v in outcome.violations] == [("passport.validity", "partner")]
    (renew,) = outcome.relaxations
    assert (renew.wish, renew.change) == ("passport", "passport=2026-05-17")
    assert renew.cost == outcome.nearest.total


def test_being_back_in_time_is_a_way_out_where_offers_are_known() -> None:
    request = with_passport(asked((LISBON, None), nights=5), "2026-05-17")
    earlier = back_in_time(request)
    assert earlier is not None
    more = evidence_for(earlier)
    shorter = tuple(each.model_copy(update={"id": f"{each.id}:short"}) for each in more.stays)
    found = evidence_for(request).merged(Evidence(flights=more.flights, stays=shorter))
    outcome = plan(request, found, now=NOW, currency="EUR")
    assert outcome.itinerary is None
    ways = [each.change for each in outcome.relaxations]
    assert ways == ["passport=2026-05-19", "end=2026-05-17"]
    again = plan(earlier, found, now=NOW, currency="EUR")
    assert again.itinerary is not None
    assert again.itinerary.total == outcome.relaxations[1].cost


def test_far_away_it_has_to_last_six_months_longer() -> None:
    request = asked((AUCKLAND, None), nights=10)
    last = request.dates.end
    assert last == date(2026, 5, 24)
    assert planned(with_passport(request, "2026-11-24")).itinerary is not None
    short = planned(with_passport(request, "2026-11-23"))
    assert short.itinerary is None
    assert "2026-11-24" in short.violations[0].detail


def test_of_a_window_those_days_are_taken_from_which_one_is_back_in_time() -> None:
    request = with_passport(asked((LISBON, None), window=20), "2026-05-20")
    assert {frame.end <= date(2026, 5, 20) for frame in frames(request)} == {True}
    outcome = planned(request)
    assert outcome.itinerary is not None
    assert outcome.itinerary.days[-1].date <= date(2026, 5, 20)


def test_a_window_that_is_too_late_altogether_clashes() -> None:
    request = with_passport(asked((LISBON, None), window=20), "2026-05-15")
    outcome = planned(request)
    assert outcome.itinerary is None
    assert {each.rule for each in outcome.violations} == {"passport.validity"}


def test_from_a_home_that_is_not_known_six_months_are_counted() -> None:
    request = asked((LISBON, None)).model_copy(update={"intent": "stay", "origin": None})
    assert planned(with_passport(request, "2026-11-17")).itinerary is not None
    assert planned(with_passport(request, "2026-11-16")).itinerary is None


def test_at_home_a_passport_is_asked_for_no_longer_than_the_trip() -> None:
    request = asked((LISBON, None), origin=LISBON.model_copy(update={"name": "Faro"}))
    assert request.moves_freely
