"""Something goes wrong, in the conversation: the plan after it, and the answer."""

from datetime import datetime, timedelta

import pytest

from graphs.kept_plan import read_plan
from planning.verify import verify
from tests.conftest import TODAY, say
from travel.itinerary import Itinerary
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"


async def begun(tripsage: TripSage, thread: str, text: str = TRIP) -> Itinerary:
    result = await say(tripsage, thread, text)
    assert result.itinerary is not None, result.answer
    return result.itinerary


async def holds(tripsage: TripSage, thread: str, now: datetime = TODAY) -> None:
    """What is kept of the conversation passes the verifier, as `itinerary verify` asks it."""
    plan = await read_plan(tripsage.graph, tripsage.deps.gazetteer, thread)
    assert plan.basis is not None
    assert verify(plan.itinerary, plan.request, plan.basis, now=now) == ()


def numbers(plan: Itinerary) -> list[list[str]]:
    slices = sorted((s for o in plan.flights for s in o.slices), key=lambda s: s.depart)
    return [[segment.number for segment in each.segments] for each in slices]


@pytest.mark.parametrize(
    "text",
    [
        "my flight is cancelled",
        "mein Flug wurde gestrichen",
        "han cancelado mi vuelo",
        "mon vol est annulé",
    ],
)
async def test_a_cancelled_flight_is_replaced_and_the_hotel_stays(
    tripsage: TripSage, text: str
) -> None:
    thread = f"cancelled {text}"
    before = await begun(tripsage, thread)
    result = await say(tripsage, thread, text)
    after = result.itinerary
    assert after is not None
    assert numbers(after)[0] != numbers(before)[0]
    assert numbers(after)[1] == numbers(before)[1]
    assert [stay.name for stay in after.stays] == [stay.name for stay in before.stays]
    assert result.outcome is not None
    assert [each.by_provider for each in result.outcome.lost] == [True]
    assert numbers(before)[0][0] in result.answer
    await holds(tripsage, thread)


async def test_a_cancelled_flight_does_not_come_back_in_a_later_turn(tripsage: TripSage) -> None:
    before = await begun(tripsage, "not again")
    await say(tripsage, "not again", "my flight is cancelled")
    for text in ("make it cheaper", "a faster flight"):
        result = await say(tripsage, "not again", text)
        assert result.itinerary is not None
        assert numbers(result.itinerary)[0] != numbers(before)[0]
        await holds(tripsage, "not again")


async def test_a_late_flight_moves_the_arrival(tripsage: TripSage) -> None:
    before = await begun(tripsage, "late")
    result = await say(tripsage, "late", "my flight arrives three hours late")
    after = result.itinerary
    assert after is not None
    assert result.outcome is not None
    first = numbers(before)[0]
    if numbers(after)[0] == first:
        landed = after.flights[0].slices[0].arrive
        assert landed == before.flights[0].slices[0].arrive + timedelta(hours=3)
        assert f"→ {landed:%H:%M}" in result.answer
    assert [stay.name for stay in after.stays] == [stay.name for stay in before.stays]
    await holds(tripsage, "late")


async def test_a_closed_sight_is_not_visited_that_day(tripsage: TripSage) -> None:
    before = await begun(tripsage, "closed")
    day, item = next((d, i) for d, i in before.items() if i.kind == "sight")
    number = before.days.index(day) + 1
    result = await say(tripsage, "closed", f"{item.name} is closed on day {number}")
    after = result.itinerary
    assert after is not None, result.answer
    assert item.name not in [i.name for i in after.days[number - 1].items]
    assert numbers(after) == numbers(before)
    await holds(tripsage, "closed")


async def test_a_storm_sends_one_indoors(tripsage: TripSage) -> None:
    await begun(tripsage, "storm")
    result = await say(tripsage, "storm", "there will be a storm on day 3")
    after = result.itinerary
    assert after is not None
    weather = after.days[2].weather
    assert weather is not None
    assert weather.rain_chance == 1
    await holds(tripsage, "storm")


async def test_on_the_way_what_happened_stays_and_the_way_home_is_found_anew(
    settings: Settings, tripsage: TripSage
) -> None:
    before = await begun(tripsage, "under way")
    there = before.flights[0].slices[0].arrive + timedelta(days=2)
    async with open_tripsage(settings, clock=lambda: there) as later:
        result = await say(later, "under way", "my flight home was cancelled")
        after = result.itinerary
        assert after is not None, result.answer
        assert numbers(after)[0] == numbers(before)[0]
        assert numbers(after)[1] != numbers(before)[1]
        over = [i for _, i in before.items() if i.end <= there and i.kind != "free"]
        assert [i for _, i in after.items() if i.end <= there and i.kind != "free"] == over
        assert result.outcome is not None
        assert [each.paid for each in result.outcome.lost] == [True]
        await holds(later, "under way", there)


async def test_what_the_plan_does_not_have_is_said(tripsage: TripSage) -> None:
    await begun(tripsage, "unknown flight")
    result = await say(tripsage, "unknown flight", "flight XX9999 was cancelled")
    assert result.outcome is not None
    assert result.outcome.itinerary is None
    assert "XX9999" in result.answer
    assert result.itinerary is not None


@pytest.mark.parametrize(
    "text",
    [
        "my connection in London is cancelled",
        "I'm stuck in London",
        "he perdido mi conexión en Londres",
        "je suis coincé à Londres",
    ],
)
async def test_who_is_stuck_at_a_connection_goes_on_from_there(
    settings: Settings, tripsage: TripSage, text: str
) -> None:
    thread = f"stuck {text}"
    before = await begun(tripsage, thread, "a week in Buenos Aires from Hamburg from 7 May, me")
    out, home = (each for offer in before.flights for each in offer.slices)
    now = out.segments[0].arrive + timedelta(minutes=30)
    async with open_tripsage(settings, clock=lambda: now) as later:
        result = await say(later, thread, text)
        after = result.itinerary
        assert after is not None, result.answer
        there, on, *_ = sorted(
            (s for o in after.flights for s in o.slices), key=lambda each: each.depart
        )
        assert there.segments == out.segments[:1]
        assert on.segments[0].number != out.segments[1].number
        assert on.origin == there.destination
        assert on.depart > now
        assert numbers(after)[-1] == [segment.number for segment in home.segments]
        assert after.stays[-1].name == before.stays[0].name  # the one before it is in London
        assert result.outcome is not None
        (lost,) = (each for each in result.outcome.lost if each.kind == "flight")
        assert (lost.name, lost.part, lost.onward) == (out.segments[1].number, True, True)
        await holds(later, thread, now)
