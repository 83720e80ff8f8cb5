"""Wishes that clash, in conversation: a wider search names them from all there is, and each way out is one."""

import pytest

from graphs.events import Event, RunFinished, ToolCalled
from graphs.result import TurnResult
from tests.conftest import events_of, say
from wiring.open import TripSage

STARS = (
    "four nights in Lisbon from Berlin from 7 May, two of us, at least 5 stars, 700 euros in all"
)
CABIN = "a week in Tokyo from Berlin from 10 May, just me, business class, 2000 euros"
NONSTOP = "3 nights in Porto from Vilnius from 5 May, just me, nonstop only, at least 4 stars"
BEDS = (
    "a hotel in Paris from 7 to 14 May for two adults, 5 stars, with breakfast, at most 900 euros"
)
GERMAN = (
    "vier Nächte in Lissabon ab Berlin ab dem 7. Mai, zwei Erwachsene, Business Class, 5 Sterne,"
    " höchstens 800 Euro"
)
SEARCHES = frozenset(("search_flights", "search_trains", "search_stays", "get_weather"))


def further(events: list[Event]) -> list[ToolCalled]:
    """Searches that were made for want of a plan."""
    calls = [each for each in events if isinstance(each, ToolCalled)]
    return [each for each in calls if each.agent == "itinerary" and each.tool in SEARCHES]


def result_of(events: list[Event]) -> TurnResult:
    last = events[-1]
    assert isinstance(last, RunFinished)
    return last.result


async def test_no_second_search_where_a_plan_holds(tripsage: TripSage) -> None:
    text = "four nights in Lisbon from Berlin from 7 May, two of us, at least 4 stars"
    events = await events_of(tripsage, "no clash", text)
    outcome = result_of(events).outcome
    assert outcome is not None
    assert outcome.itinerary is not None
    assert further(events) == []
    routes = [e for e in events if isinstance(e, ToolCalled) and e.tool == "measure_routes"]
    assert len(routes) == 1


@pytest.mark.parametrize(
    ("text", "clash"),
    [
        (STARS, {"min_stars", "budget.trip"}),
        (CABIN, {"cabin", "budget.trip"}),
        (NONSTOP, {"max_stops"}),
        (BEDS, {"min_stars", "budget.trip"}),
    ],
)
async def test_the_clash_is_named_from_what_six_more_searches_find(
    tripsage: TripSage, text: str, clash: set[str]
) -> None:
    events = await events_of(tripsage, f"clash {text}", text)
    result = result_of(events)
    assert 1 <= len(further(events)) <= 6
    outcome = result.outcome
    assert outcome is not None
    assert outcome.itinerary is None
    assert {each.wish for each in outcome.clash} == clash
    ways = {each.wish for each in outcome.relaxations}
    assert {name.partition(".")[0] for name in clash} <= ways
    assert all(each.words in result.answer for each in outcome.clash)


async def test_a_way_out_that_is_taken_leads_to_a_plan_at_its_price(tripsage: TripSage) -> None:
    result = await say(tripsage, "taken", CABIN)
    assert result.outcome is not None
    economy = next(each for each in result.outcome.relaxations if each.wish == "cabin")
    assert economy.change == "cabin=economy"
    after = await say(tripsage, "taken", "economy class then")
    assert after.itinerary is not None
    assert after.itinerary.total == economy.cost


async def test_a_clash_in_german_says_what_gives_way_and_what_it_costs(tripsage: TripSage) -> None:
    result = await say(tripsage, "deutsch", GERMAN)
    assert "Zusammen geht das nicht: „5 Sterne“ und „höchstens 800 Euro“." in result.answer
    assert (
        "Economy statt „Business Class“ und mindestens 3 Sterne statt „5 Sterne“" in result.answer
    )
    assert "statt „höchstens 800 Euro“" in result.answer


async def test_an_edit_that_can_not_be_met_is_looked_into_too(tripsage: TripSage) -> None:
    text = "four nights in Lisbon from Berlin from 7 May, two of us, at least 5 stars"
    assert (await say(tripsage, "edit", text)).itinerary is not None
    events = await events_of(tripsage, "edit", "at most 700 euros in all")
    outcome = result_of(events).outcome
    assert outcome is not None
    assert outcome.itinerary is None
    assert 1 <= len(further(events)) <= 6
    assert {each.wish for each in outcome.clash} == {"min_stars", "budget.trip"}
