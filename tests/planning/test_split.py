"""Two hotels in one city: when that is chosen, and how the day of moving goes."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning import price
from planning.frame import frames
from planning.plan import plan
from planning.price import Purse
from planning.select import Selection, Steer
from planning.verify import verify
from tests.planning.solve_world import LISBON, NOW, RATES, asked, evidence_for, source, wish
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Outcome
from travel.money import money
from travel.offers import StayOffer
from travel.request import Budget, TripRequest
from travel.turn import Edit

FIRST, CHANGE, LAST = date(2026, 5, 14), date(2026, 5, 17), date(2026, 5, 19)
PURSE = Purse("EUR", RATES)
WHOLE = 500


def house(name: str, cost: int, since: date = FIRST, until: date = LAST, **more: Any) -> StayOffer:
    known: dict[str, Any] = {
        "id": f"{name}:{since}:{until}:{cost}:{more}",
        "name": name,
        "city": "Lisbon",
        "country": "PT",
        "area": "Alfama" if name < "C" else "Belém",
        "lat": LISBON.lat + (0.004 if name < "C" else -0.02),
        "lon": LISBON.lon,
        "centre_km": 1.0,
        "stars": 3,
        "rating": 8.2,
        "check_in": since,
        "check_out": until,
        "rooms": 1,
        "sleeps": 2,
        "price": money(cost, "EUR"),
        "provenance": source("stays"),
    }
    return StayOffer.model_validate(known | more)


def halves(a: int, b: int, **more: Any) -> tuple[StayOffer, StayOffer]:
    """Alma until the change, Casa from then on."""
    return house("Alma", a, until=CHANGE, **more), house("Casa", b, since=CHANGE, **more)


def solved(
    *stays: StayOffer,
    request: TripRequest | None = None,
    previous: Itinerary | None = None,
    edits: tuple[Edit, ...] = (),
    held: tuple[StayOffer, ...] = (),
) -> Outcome:
    request = request or asked((LISBON, None), nights=5)
    found = evidence_for(request, stays=0).model_copy(update={"stays": stays})
    return plan(
        request, found, now=NOW, currency="EUR", previous=previous, edits=edits, held=held
    )  # fmt: skip


def slept(outcome: Outcome) -> list[str]:
    assert outcome.itinerary is not None, outcome.violations
    return [stay.name for stay in outcome.itinerary.stays]


def test_a_large_saving_is_worth_moving_for() -> None:
    assert slept(solved(house("Bela", WHOLE), *halves(150, 100))) == ["Alma", "Casa"]


def test_nobody_moves_for_a_small_saving() -> None:
    toll = price.moving_toll(WHOLE, asked((LISBON, None)).party)
    assert toll > 70
    assert slept(solved(house("Bela", WHOLE), *halves(300, 200 - round(toll) + 15))) == ["Bela"]


def test_the_cheapest_on_offer_is_no_reason_to_move_either() -> None:
    request = asked((LISBON, None), nights=5)
    stays = (house("Bela", WHOLE), *halves(300, 190))
    found = evidence_for(request, stays=0).model_copy(update={"stays": stays})
    selection = Selection(request, found, frames(request), now=NOW, purse=PURSE)
    choice = selection.best(Steer(frugal=True))
    assert choice is not None
    assert [stay.name for stay in choice.stays[0]] == ["Bela"]


def test_two_hotels_are_taken_where_none_has_a_room_for_all_nights() -> None:
    assert slept(solved(*halves(400, 300))) == ["Alma", "Casa"]


def test_a_change_within_the_budget_is_taken_where_one_hotel_is_beyond_it() -> None:
    budget = Budget(amount=money(480, "EUR"), scope="stay")
    request = asked((LISBON, None), nights=5).model_copy(update={"budgets": (budget,)})
    stays = (house("Bela", WHOLE), *halves(280, 190))
    assert slept(solved(*stays, request=request)) == ["Alma", "Casa"]


def test_who_wants_one_hotel_gets_one_however_dear() -> None:
    request = asked((LISBON, None), nights=5, wishes=[wish("hotels", 1)])
    stays = (house("Bela", 900), *halves(150, 100))
    assert slept(solved(*stays, request=request)) == ["Bela"]


def test_one_hotel_where_there_is_none_for_all_nights_says_so_and_offers_two() -> None:
    request = asked((LISBON, None), nights=5, wishes=[wish("hotels", 1)])
    outcome = solved(*halves(150, 100), request=request)
    assert outcome.itinerary is None
    assert {each.wish for each in outcome.violations} == {"hotels"}
    assert "hotels=2" in [each.change for each in outcome.relaxations]


def test_who_wants_two_hotels_gets_two_though_one_is_cheaper() -> None:
    request = asked((LISBON, None), nights=5, wishes=[wish("hotels", 2)])
    assert slept(solved(house("Bela", 200), *halves(300, 200), request=request)) == ["Alma", "Casa"]


def test_a_stay_split_between_two_areas_has_a_part_in_each() -> None:
    request = asked((LISBON, None), nights=5, wishes=[wish("areas", ("Alfama", "Belém"))])
    near = house("Bela", 120, since=CHANGE)
    assert slept(solved(house("Bela", 200), near, *halves(200, 300), request=request)) == [
        "Alma",
        "Casa",
    ]


@pytest.mark.parametrize("slot, value", [("board", "breakfast"), ("rooms", 2), ("min_stars", 4)])
def test_each_part_has_what_is_wished_of_a_stay(slot: str, value: object) -> None:
    request = asked((LISBON, None), nights=5, wishes=[wish(slot, value)])
    fitting: dict[str, Any] = {"stars" if slot == "min_stars" else slot: value}
    plain, good = halves(60, 50), halves(200, 150, **fitting)
    for before, after in product((plain[0], good[0]), (plain[1], good[1])):
        outcome = solved(house("Bela", 900, **fitting), before, after, request=request)
        both = before is good[0] and after is good[1]
        assert slept(outcome) == (["Alma", "Casa"] if both else ["Bela"])


def test_each_part_sleeps_the_party() -> None:
    small = house("Alma", 50, until=CHANGE, sleeps=1)
    assert slept(solved(house("Bela", 900), small, halves(50, 50)[1])) == ["Bela"]


def test_on_the_day_of_moving_the_bags_go_first_and_the_plan_holds() -> None:
    outcome = solved(*halves(150, 100))
    assert outcome.itinerary is not None
    day = next(day for day in outcome.itinerary.days if day.date == CHANGE)
    assert [item.kind for item in day.items[:2]] == ["check_out", "transfer"]
    assert day.items[1].name == "Alma to Casa"
    assert "15:00" in day.items[1].note
    after = [item for item in day.items if item.kind == "check_in"]
    assert [item.name for item in after] == ["Casa"]
    assert after[0].start.hour >= 15
    assert any(item.kind == "sight" for item in day.items)


def test_a_plan_with_one_hotel_keeps_it_when_another_pair_gets_cheaper() -> None:
    before = solved(house("Bela", WHOLE))
    again = solved(house("Bela", WHOLE), *halves(50, 50), previous=before.itinerary)
    assert slept(again) == ["Bela"]


def test_one_hotel_please_merges_a_split_stay_into_one_of_the_two() -> None:
    stays = (*halves(150, 100), house("Casa", 480), house("Bela", 470))
    before = solved(*stays)
    assert slept(before) == ["Alma", "Casa"]
    request = asked((LISBON, None), nights=5, wishes=[wish("hotels", 1)])
    edit = Edit(kind="set", value="hotels")
    merged = solved(*stays, request=request, previous=before.itinerary, edits=(edit,))
    assert slept(merged) == ["Casa"]


def test_a_cheaper_hotel_may_be_two() -> None:
    before = solved(house("Bela", WHOLE))
    stays = (house("Bela", WHOLE), *halves(150, 100))
    edit = Edit(kind="cheaper", target="stay")
    assert slept(solved(*stays, previous=before.itinerary, edits=(edit,))) == ["Alma", "Casa"]


def test_a_part_that_is_bought_is_kept_and_the_other_may_change() -> None:
    first, second = halves(150, 100)
    before = solved(first, second)
    stays = (first, second, house("Dom", 60, since=CHANGE), house("Bela", 120))
    edit = Edit(kind="cheaper", target="stay")
    changed = solved(*stays, previous=before.itinerary, edits=(edit,), held=(first,))
    assert slept(changed) == ["Alma", "Dom"]


# -- against brute force


@st.composite
def markets(draw: st.DrawFn) -> tuple[StayOffer, ...]:
    spans = [(FIRST, LAST)]
    for nights in (2, 3):
        change = FIRST + timedelta(days=nights)
        spans += [(FIRST, change), (change, LAST)]
    found: list[StayOffer] = []
    for since, until in spans:
        for _ in range(draw(st.integers(0, 4))):
            cost = draw(st.integers(5, 90)) * (until - since).days
            stars = draw(st.integers(1, 5))
            board = draw(st.sampled_from(("room_only", "breakfast", "half_board")))
            found.append(house(draw(st.sampled_from("ABCD")), cost, since, until, stars=stars,
                               board=board))  # fmt: skip
    return tuple({offer.id: offer for offer in found}.values())


def ways_to_sleep(stays: tuple[StayOffer, ...]) -> Iterator[tuple[StayOffer, ...]]:
    yield from ((o,) for o in stays if (o.check_in, o.check_out) == (FIRST, LAST))
    for a, b in product(stays, stays):
        whole = (a.check_in, b.check_out) == (FIRST, LAST)
        if whole and a.check_out == b.check_in and a.name != b.name:
            yield a, b


def utility(stays: tuple[StayOffer, ...], market: tuple[StayOffer, ...]) -> float:
    request = asked((LISBON, None), nights=5)
    level = price.market_level(market, PURSE)
    cost = sum(float(each.price.amount) for each in stays)
    worth = sum(price.stay_worth(each, request.party, level) for each in stays)
    toll = price.moving_toll(cost, request.party) if len(stays) > 1 else 0.0
    return worth - cost - toll


@settings(max_examples=250, derandomize=True, database=None, deadline=None)
@given(markets(), st.one_of(st.none(), st.integers(50, 450)))
def test_the_best_of_all_ways_to_sleep_is_found(
    market: tuple[StayOffer, ...], most: int | None
) -> None:
    budgets = () if most is None else (Budget(amount=money(most, "EUR"), scope="stay"),)
    request = asked((LISBON, None), nights=5).model_copy(
        update={"intent": "stay", "origin": None, "budgets": budgets}
    )
    evidence = Evidence(stays=market, cities={"Lisbon": LISBON}, rates=RATES)
    selection = Selection(request, evidence, frames(request), now=NOW, purse=PURSE)
    choice = selection.best(Steer())
    fitting = [
        utility(each, market)
        for each in ways_to_sleep(market)
        if most is None or sum(o.price.amount for o in each) <= most
    ]
    if not fitting:
        assert choice is None
        return
    assert choice is not None
    assert choice.utility == pytest.approx(max(fitting))


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(markets())
def test_every_plan_with_two_hotels_holds(market: tuple[StayOffer, ...]) -> None:
    request = asked((LISBON, None), nights=5, wishes=[wish("hotels", 2)])
    found = evidence_for(request, stays=0, sights=6).model_copy(update={"stays": market})
    outcome = plan(request, found, now=NOW, currency="EUR")
    if outcome.itinerary is not None:
        assert len(outcome.itinerary.stays) == 2
        assert verify(outcome.itinerary, request, found, now=NOW) == ()
    else:
        assert not any(len(each) == 2 for each in ways_to_sleep(market))
