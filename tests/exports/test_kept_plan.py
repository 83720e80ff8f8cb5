"""What is kept of a plan is enough to check it again, and to find what was changed in it."""

from datetime import timedelta

import pytest

from graphs.kept_plan import KeptPlan, read_plan
from planning.verify import RULES, binding, verify
from tests.conftest import TODAY, say
from tests.exports.conftest import TRIPS, Kept
from tests.graphs.test_bookings import approval, asked, finished, planned, yes
from travel.errors import BadInput
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from wiring.open import TripSage


def broken(plan: KeptPlan, itinerary: Itinerary | None = None) -> set[str]:
    found = itinerary or plan.itinerary
    return {each.rule for each in verify(found, plan.request, plan.basis or Evidence(), now=TODAY)}


@pytest.mark.parametrize("name", TRIPS)
async def test_a_kept_plan_holds_by_what_was_kept_with_it(kept: Kept, name: str) -> None:
    plan = await kept(name)
    assert plan.basis is not None
    assert broken(plan) == set()


async def test_a_price_that_was_changed_is_found(kept: Kept) -> None:
    plan = await kept("lisbon")
    stay = plan.itinerary.stays[0]
    cheaper = stay.model_copy(update={"price": stay.price.model_copy(update={"amount": 1})})
    assert {"price.total"} < broken(plan, plan.itinerary.model_copy(update={"stays": (cheaper,)}))


async def test_a_visit_moved_into_the_night_is_found(kept: Kept) -> None:
    plan = await kept("lisbon")
    day = plan.itinerary.days[1]
    night = timedelta(hours=14)
    moved = tuple(
        item.model_copy(update={"start": item.start + night, "end": item.end + night})
        if item.kind == "sight"
        else item
        for item in day.items
    )
    days = (plan.itinerary.days[0], day.model_copy(update={"items": moved}))
    changed = plan.itinerary.model_copy(update={"days": (*days, *plan.itinerary.days[2:])})
    assert "sight.hours" in broken(plan, changed)


async def test_the_plan_and_what_it_rests_on_outlive_a_turn_that_plans_nothing(
    tripsage: TripSage, kept: Kept
) -> None:
    before = await kept("train")
    await say(tripsage, "exports-train", "thanks")
    after = await read_plan(tripsage.graph, tripsage.deps.gazetteer, "exports-train")
    assert after.itinerary == before.itinerary
    assert after.basis == before.basis


async def test_a_plan_is_shown_to_whom_its_conversation_is_and_to_nobody_else(
    tripsage: TripSage,
) -> None:
    eve, mallory = tripsage.of("eve"), tripsage.of("mallory")
    with pytest.raises(BadInput, match="no conversation yet"):
        await mallory.last_thread()
    await eve.ask("exports-eve", "a flight from Berlin to Oslo on 7 May, one way")
    assert await eve.last_thread() == "exports-eve"
    assert (await eve.plan("exports-eve")).itinerary.flights
    with pytest.raises(BadInput, match="no conversation"):
        await mallory.plan("exports-eve")


async def test_a_conversation_without_a_plan_says_so(tripsage: TripSage) -> None:
    await say(tripsage, "exports-hello", "hello")
    with pytest.raises(BadInput, match="has no plan yet"):
        await read_plan(tripsage.graph, tripsage.deps.gazetteer, "exports-hello")
    with pytest.raises(BadInput, match="no conversation"):
        await read_plan(tripsage.graph, tripsage.deps.gazetteer, "exports-nobody")


def test_fewer_rules_bind_a_flight_than_a_trip() -> None:
    assert set(binding("flight")) < set(RULES)
    assert set(binding("flight")) < set(binding("trip"))


async def test_a_kept_plan_is_read_back_from_json_as_it_was(kept: Kept) -> None:
    plan = await kept("lisbon")
    assert KeptPlan.model_validate_json(plan.model_dump_json()) == plan


async def test_a_plan_built_around_what_is_booked_holds(tripsage: TripSage) -> None:
    thread = await planned(tripsage)
    id, what = approval(await asked(tripsage, thread, "book the flight"), "flight")
    await finished(tripsage.answer(thread, {id: yes(what)}))
    await say(tripsage, thread, "a cheaper hotel")
    plan = await read_plan(tripsage.graph, tripsage.deps.gazetteer, thread)
    assert [each.id for each in plan.itinerary.flights] == [what.facts.offer_id]
    assert broken(plan) == set()


async def test_a_request_that_could_not_be_met_leaves_the_plan_with_its_own(
    tripsage: TripSage,
) -> None:
    thread = await planned(tripsage)
    refused = await say(tripsage, thread, "100 euros in all")
    assert refused.outcome is not None
    assert refused.outcome.itinerary is None
    plan = await read_plan(tripsage.graph, tripsage.deps.gazetteer, thread)
    assert str(plan.request.budgets[0].amount) == "2500 EUR"
    assert broken(plan) == set()
