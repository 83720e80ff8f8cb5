"""The trip level: which offers a plan is made of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from planning.frame import frames
from planning.hops import Hop
from planning.plan import plan
from tests.planning.solve_world import (
    AUCKLAND,
    BERLIN,
    HONOLULU,
    LISBON,
    MADRID,
    NOW,
    PORTO,
    RATES,
    TWO,
    asked,
    evidence_for,
    flight,
    wish,
)
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.money import money
from travel.offers import FlightOffer
from travel.request import Budget, TripRequest
from travel.wishes import Wish


def made(request: TripRequest, evidence: Evidence | None = None) -> Itinerary:
    found = evidence_for(request) if evidence is None else evidence
    outcome = plan(request, found, now=NOW, currency="EUR")
    assert outcome.itinerary is not None, outcome.violations
    return outcome.itinerary


def test_without_a_budget_the_hotel_is_decent_and_near_the_centre() -> None:
    (stay,) = made(asked((LISBON, None))).stays
    assert stay.stars in (3, 4)
    assert stay.rating is not None
    assert stay.rating >= 7.5
    assert stay.centre_km < 3


def test_a_roomy_budget_is_not_spent_for_nothing() -> None:
    plain = made(asked((LISBON, None)))
    roomy = made(asked((LISBON, None), budget=9000))
    assert plain.total <= roomy.total < money(4000, "EUR")
    assert roomy.stays[0].stars >= plain.stays[0].stars


def test_a_tight_budget_is_kept() -> None:
    request = asked((LISBON, None), budget=700)
    assert made(request).total <= money(700, "EUR")


@pytest.mark.parametrize("basis", ["total", "per_person", "per_night"])
@pytest.mark.parametrize("scope", ["trip", "flight", "stay"])
def test_each_budget_binds_its_scope_on_its_basis(scope: str, basis: str) -> None:
    request = asked((LISBON, None), nights=4)
    free = made(request)
    paid = {
        "trip": free.total,
        "flight": money(sum(o.price.amount for o in free.flights), "EUR"),
        "stay": money(sum(o.price.amount for o in free.stays), "EUR"),
    }[scope]
    parts = {"total": 1, "per_person": 2, "per_night": 4}[basis]
    amount = money((paid.amount * Decimal("0.9") / parts).quantize(Decimal("0.01")), "EUR")
    budget = Budget.model_validate({"amount": amount, "basis": basis, "scope": scope})
    kept = made(request.model_copy(update={"budgets": (budget,)}))
    spent = {"trip": kept.total, "flight": kept.flights, "stay": kept.stays}[scope]
    total = spent.amount if scope == "trip" else sum(o.price.amount for o in spent)  # type: ignore[union-attr]
    assert total <= amount.amount * parts


def test_a_budget_in_another_currency_is_kept_at_the_dated_rate() -> None:
    request = asked((LISBON, None)).model_copy(
        update={"budgets": (Budget(amount=money(900, "USD")),)}
    )
    outcome = plan(request, evidence_for(request), now=NOW, currency="USD")
    assert outcome.itinerary is not None
    assert outcome.itinerary.total <= money(900, "USD")


@pytest.mark.parametrize(
    "stated",
    [
        wish("max_stops", 0),
        wish("depart_after", "10:00"),
        wish("arrive_before", "15:00"),
        wish("return_after", "15:00"),
        wish("return_before", "13:00"),
        wish("airline", ("Lufthansa",)),
        wish("avoid_airline", ("TP",)),
        wish("bags", 1),
        wish("min_stars", 5),
        wish("board", "breakfast"),
        wish("near_centre", 0.5),
        wish("amenities", ("pool",)),
        wish("accessibility", ("wheelchair",)),
    ],
    ids=lambda stated: stated.slot,
)
def test_a_hard_wish_is_met(stated: Wish) -> None:
    # The verifier passes nothing else: a plan at all is the proof.
    made(asked((LISBON, None), wishes=[stated]))


def test_short_hops_go_by_train_unless_a_flight_is_wished() -> None:
    by_train = made(asked((LISBON, 3), (PORTO, 2), nights=5))
    assert [offer.mode for offer in by_train.grounds] == ["train"]
    flown = made(asked((LISBON, 3), (PORTO, 2), nights=5, wishes=[wish("ground_mode", "flight")]))
    assert flown.grounds == ()


def test_who_gets_there_by_bus_in_the_small_hours_has_a_bed_for_that_night() -> None:
    request = asked((LISBON, 3), (PORTO, 2), nights=5)
    found = evidence_for(request)
    train = found.grounds[0]
    day = train.depart.date()
    small_hours = train.depart.replace(hour=2, minute=15) + timedelta(days=1)
    bus = train.model_copy(update={"mode": "bus", "arrive": small_hours})
    flights = tuple(each for each in found.flights if each.slices[0].depart.date() != day)
    trip = made(request, found.model_copy(update={"flights": flights, "grounds": (bus,)}))
    assert [offer.mode for offer in trip.grounds] == ["bus"]
    assert [stay.check_in for stay in trip.stays if stay.city == "Porto"] == [day]


def test_one_offer_with_both_ways_is_taken_where_it_is_better() -> None:
    request = asked((LISBON, None), nights=3)
    evidence = evidence_for(request)
    out, home = (
        next(f for f in evidence.flights if f.slices[0].origin == code and f.stops == 0)
        for code in ("BER", "LIS")
    )
    both = FlightOffer.model_validate(
        {
            **dict(out),
            "id": "f:both",
            "slices": out.slices + home.slices,
            "price": money(120, "EUR"),
        }
    )
    plan_made = made(request, evidence.model_copy(update={"flights": (*evidence.flights, both)}))
    assert [offer.id for offer in plan_made.flights] == ["f:both"]


def test_two_one_ways_are_combined_where_no_return_is_on_offer() -> None:
    flights = made(asked((LISBON, None))).flights
    assert [offer.slices[0].origin for offer in flights] == ["BER", "LIS"]


def test_the_stay_begins_with_the_night_of_the_landing() -> None:
    request = asked((LISBON, None), nights=3)
    evidence = evidence_for(request)
    late = flight(_hop(request), 21 * 60 + 50, 1, 40, 77, TWO)
    only = tuple(f for f in evidence.flights if f.slices[0].origin != "BER")
    assert late.slices[0].arrive.date() > request.settled_dates.start  # type: ignore[operator]
    plan_made = made(request, evidence.model_copy(update={"flights": (*only, late)}))
    assert plan_made.stays[0].check_in == request.dates.start


def _hop(request: TripRequest) -> Hop:
    hop = frames(request)[0].outbound
    assert hop is not None
    return hop


def test_a_night_in_the_air_is_not_paid_for() -> None:
    plan_made = made(asked((AUCKLAND, None), origin=BERLIN, nights=6))
    assert plan_made.stays[0].check_in > date(2026, 5, 14)
    assert plan_made.days[0].city == "Berlin"


def test_over_the_date_line_the_trip_begins_the_day_before() -> None:
    early = [wish("depart_before", "07:00")]
    plan_made = made(asked((HONOLULU, None), origin=AUCKLAND, nights=5, wishes=early))
    assert plan_made.days[0].date == date(2026, 5, 13)
    assert plan_made.stays[0].check_in == date(2026, 5, 13)


def test_home_over_the_date_line_the_flight_stands_in_the_day_of_leaving() -> None:
    early = [wish("return_before", "07:00")]
    plan_made = made(asked((AUCKLAND, None), origin=HONOLULU, nights=5, wishes=early))
    home = plan_made.flights[-1].slices[-1]
    assert home.arrive.date() < home.depart.date()
    assert plan_made.days[-1].items[-1].name == home.segments[-1].number


def test_a_flexible_window_takes_days_of_good_value() -> None:
    request = asked((LISBON, None), nights=3, window=12)
    evidence = evidence_for(request)
    dear = tuple(
        f.model_copy(update={"price": f.price * 3})
        if f.slices[0].depart.date() != date(2026, 5, 14) + timedelta(days=5)
        and f.slices[0].origin == "BER"
        else f
        for f in evidence.flights
    )
    plan_made = made(request, evidence.model_copy(update={"flights": dear}))
    assert plan_made.flights[0].slices[0].depart.date() == date(2026, 5, 19)


def test_the_way_home_lands_within_the_window() -> None:
    request = asked((LISBON, None), nights=3, window=2)
    landing = made(request).flights[-1].slices[-1].arrive.date()
    assert request.dates.window is not None
    assert landing <= request.dates.window.latest


def test_the_total_is_the_sum_at_the_dated_rates() -> None:
    request = asked((HONOLULU, None), nights=4)
    outcome = plan(request, evidence_for(request), now=NOW, currency="NZD")
    assert outcome.itinerary is not None
    offers = [*outcome.itinerary.flights, *outcome.itinerary.stays]
    items = [item.price for _, item in outcome.itinerary.items() if item.price]
    assert outcome.itinerary.total == RATES.total([o.price for o in offers] + items, "NZD")


def test_three_cities_are_visited_in_order_without_a_gap() -> None:
    stays = made(asked((LISBON, 3), (PORTO, 2), (MADRID, 3), nights=8)).stays
    assert [stay.city for stay in stays] == ["Lisbon", "Porto", "Madrid"]
    assert [a.check_out for a in stays[:-1]] == [b.check_in for b in stays[1:]]
