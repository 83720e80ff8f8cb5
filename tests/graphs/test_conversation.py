"""Refining, clarifying and talking about a plan over several turns."""

import pytest

from agents.catalog import agents_for
from graphs.result import TurnResult
from tests.conftest import TODAY, events_of, say
from travel.itinerary import Itinerary
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"


def plan_of(result: TurnResult) -> Itinerary:
    assert result.outcome is not None, result.answer
    assert result.outcome.itinerary is not None, result.answer
    return result.outcome.itinerary


async def started(tripsage: TripSage, thread: str) -> Itinerary:
    return plan_of(await say(tripsage, thread, TRIP))


def numbers(plan: Itinerary) -> list[str]:
    return [seg.number for offer in plan.flights for each in offer.slices for seg in each.segments]


async def test_one_question_is_asked_for_what_is_missing_and_its_answer_is_enough(
    tripsage: TripSage,
) -> None:
    result = await say(tripsage, "missing", "a trip to Lisbon from 7 to 11 May")
    assert result.question is not None
    assert result.itinerary is None
    result = await say(tripsage, "missing", "Berlin")
    assert result.question is None
    assert result.request.origin is not None
    assert result.request.origin.name == "Berlin"
    assert plan_of(result).flights


async def test_a_place_with_several_candidates_is_asked_about(tripsage: TripSage) -> None:
    result = await say(tripsage, "ambiguous", "three nights in Springfield from Boston from 7 May")
    assert result.question is not None
    assert "Missouri" in result.question or "Massachusetts" in result.question
    result = await say(tripsage, "ambiguous", "the one in Missouri")
    assert result.request.stops[0].place.name == "Springfield"
    assert result.request.stops[0].place.admin == "Missouri"


async def test_cheaper_costs_less_and_keeps_the_dates(tripsage: TripSage) -> None:
    before = await started(tripsage, "cheaper")
    after = plan_of(await say(tripsage, "cheaper", "make it cheaper"))
    assert after.total.amount < before.total.amount
    assert [day.date for day in after.days] == [day.date for day in before.days]


async def test_a_hotel_nearer_the_centre_keeps_the_flights(tripsage: TripSage) -> None:
    before = await started(tripsage, "nearer")
    result = await say(tripsage, "nearer", "a hotel nearer the centre")
    after = plan_of(result)
    assert after.stays[0].centre_km < before.stays[0].centre_km
    assert numbers(after) == numbers(before)
    assert after.stays[0].name in result.answer


async def test_flying_on_another_day_moves_the_trip_and_keeps_the_wishes(
    tripsage: TripSage,
) -> None:
    await started(tripsage, "another day")
    result = await say(tripsage, "another day", "fly on the 4th instead")
    after = plan_of(result)
    assert str(after.flights[0].slices[0].depart.date()) == "2026-05-04"
    assert result.request.settled_dates.nights == 4
    assert result.request.party.adults == 2
    assert result.request.budgets


async def test_only_nonstop_is_a_hard_wish_from_then_on(tripsage: TripSage) -> None:
    await started(tripsage, "nonstop")
    for text in ("only nonstop", "what about a day earlier?"):
        after = plan_of(await say(tripsage, "nonstop", text))
        assert all(offer.stops == 0 for offer in after.flights)


async def test_a_day_in_sintra_is_added_and_the_rest_is_kept(tripsage: TripSage) -> None:
    before = await started(tripsage, "sintra")
    result = await say(tripsage, "sintra", "add a day in Sintra")
    after = plan_of(result)
    rides = [item for _, item in after.items() if item.ref == "trip:Sintra"]
    assert len(rides) == 2
    assert numbers(after) == numbers(before)
    assert [stay.name for stay in after.stays] == [stay.name for stay in before.stays]
    assert "Sintra" in result.answer


async def test_a_dropped_sight_is_gone_and_another_turn_does_not_bring_it_back(
    tripsage: TripSage,
) -> None:
    before = await started(tripsage, "drop")
    sight = next(item.name for _, item in before.items() if item.kind == "sight")
    for text in (f"drop {sight}", "only nonstop"):
        after = plan_of(await say(tripsage, "drop", text))
        assert sight not in [item.name for _, item in after.items()]
    assert numbers(after)


async def test_questions_about_the_plan_are_answered_without_planning_again(
    tripsage: TripSage,
) -> None:
    plan = await started(tripsage, "talk")
    result = await say(tripsage, "talk", "which hotel is it?")
    assert result.outcome is None
    assert plan.stays[0].name in result.answer
    result = await say(tripsage, "talk", "thanks!")
    assert result.outcome is None
    assert result.itinerary is not None


async def test_a_budget_that_nothing_can_meet_is_said_with_what_would_do(
    tripsage: TripSage,
) -> None:
    result = await say(
        tripsage, "poor", "a week in Tokyo from Berlin from 4 May, two adults, 300 euros"
    )
    assert result.outcome is not None
    assert result.outcome.itinerary is None
    assert any(each.rule.startswith("budget") for each in result.outcome.violations)
    relaxed = [each for each in result.outcome.relaxations if each.wish == "budget"]
    assert relaxed
    assert relaxed[0].cost is not None
    assert str(int(relaxed[0].cost.amount))[:1] in result.answer


async def test_an_impossible_change_leaves_the_plan_as_it_was(tripsage: TripSage) -> None:
    before = await started(tripsage, "impossible")
    result = await say(tripsage, "impossible", "not more than 150 euros for everything")
    assert result.outcome is not None
    assert result.outcome.itinerary is None
    assert result.itinerary is not None
    assert numbers(result.itinerary) == numbers(before)


async def test_a_conversation_goes_on_in_another_process(settings: Settings) -> None:
    """As after a restart: everything is opened anew on the same database."""
    async with open_tripsage(settings, clock=lambda: TODAY) as first:
        before = await started(first, "restart")
    async with open_tripsage(settings, clock=lambda: TODAY) as second:
        result = await say(second, "restart", "show me the flights")
        assert result.itinerary == before
        after = plan_of(await say(second, "restart", "only nonstop"))
    assert [stay.name for stay in after.stays] == [stay.name for stay in before.stays]


async def test_threads_know_nothing_of_each_other(tripsage: TripSage) -> None:
    await started(tripsage, "mine")
    result = await say(tripsage, "yours", "show me the flights")
    assert result.itinerary is None
    assert "Lisbon" not in result.answer


async def test_independent_agents_run_in_parallel_and_report_themselves(tripsage: TripSage) -> None:
    events = await events_of(tripsage, "events", TRIP)
    kinds = [event.type for event in events]
    assert kinds[0] == "run_started"
    assert kinds[-1] == "run_finished"
    begun = [event.agent for event in events if event.type == "agent_started"]
    ended = [event.agent for event in events if event.type == "agent_finished"]
    assert sorted(begun) == sorted(ended)
    deps = tripsage.deps
    parallel = {spec.name for spec in agents_for("trip", deps.catalog) if spec.able(deps.toolbox)}
    assert {"flight", "accommodation", "weather", "activities"} <= parallel
    assert set(begun) == {*parallel, "itinerary"}
    first_end = kinds.index("agent_finished")
    assert kinds[:first_end].count("agent_started") == len(parallel)
    calls = {event.call for event in events if event.type == "tool_called"}
    assert calls == {event.call for event in events if event.type == "tool_returned"}
    text = "".join(event.text for event in events if event.type == "text_delta")
    last = events[-1]
    assert last.type == "run_finished"
    assert text == last.result.answer


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_same_seed_and_day_give_the_same_plan(settings: Settings, seed: int) -> None:
    plans: list[Itinerary] = []
    for attempt in range(2):
        async with open_tripsage(settings, clock=lambda: TODAY, seed=seed) as opened:
            plans.append(await started(opened, f"seed {seed} {attempt}"))
    assert plans[0] == plans[1]
