"""Refining in conversation: what is asked changes, what is kept is kept, and the answer says both."""

from tests.conftest import say
from tests.graphs.test_disruptions import begun, holds, numbers
from travel.itinerary import Itinerary
from wiring.open import TripSage


def sights(plan: Itinerary) -> list[list[str]]:
    return [[i.name for i in day.items if i.kind == "sight"] for day in plan.days]


async def changed(tripsage: TripSage, thread: str, text: str) -> Itinerary:
    result = await say(tripsage, thread, text)
    assert result.outcome is not None, result.answer
    assert result.outcome.itinerary is not None, result.answer
    await holds(tripsage, thread)
    return result.outcome.itinerary


async def test_two_days_are_swapped(tripsage: TripSage) -> None:
    before = await begun(tripsage, "swap")
    result = await say(tripsage, "swap", "swap day 2 and 3")
    assert result.itinerary is not None
    old, new = sights(before), sights(result.itinerary)
    assert (set(new[1]), set(new[2])) == (set(old[2]), set(old[1]))
    assert (new[0], new[3:]) == (old[0], old[3:])
    assert old[1][0] in result.answer.partition("As before")[0]
    await holds(tripsage, "swap")


async def test_a_kept_hotel_stays_through_later_edits_until_it_may_change(
    tripsage: TripSage,
) -> None:
    before = await begun(tripsage, "keep")
    for text in ("keep the hotel", "make it cheaper", "a nicer hotel"):
        after = await changed(tripsage, "keep", text)
        assert [s.name for s in after.stays] == [s.name for s in before.stays]
    await changed(tripsage, "keep", "the hotel can change again")
    after = await changed(tripsage, "keep", "another hotel")
    assert after.stays[0].name != before.stays[0].name


async def test_flights_that_are_kept_stay(tripsage: TripSage) -> None:
    before = await begun(tripsage, "keep flights")
    for text in ("keep the flights", "make it cheaper", "a faster flight"):
        after = await changed(tripsage, "keep flights", text)
        assert numbers(after) == numbers(before)


async def test_a_sight_is_added_on_a_day_and_moved_to_another(tripsage: TripSage) -> None:
    await begun(tripsage, "place")
    after = await changed(tripsage, "place", "add the National Coach Museum on Saturday")
    assert "National Coach Museum" in sights(after)[2]
    after = await changed(tripsage, "place", "move the National Coach Museum to Friday")
    assert "National Coach Museum" in sights(after)[1]
    assert "National Coach Museum" not in sights(after)[2]


async def test_more_time_at_a_sight(tripsage: TripSage) -> None:
    before = await begun(tripsage, "longer")
    sight = next(i for _, i in before.items() if i.kind == "sight" and i.start.hour < 15)
    after = await changed(tripsage, "longer", f"more time at {sight.name}")
    mine = next(i for _, i in after.items() if i.name == sight.name)
    assert mine.end - mine.start > sight.end - sight.start


async def test_a_kind_of_sight_is_dropped(tripsage: TripSage) -> None:
    before = await begun(tripsage, "kinds")
    assert any("Museum" in name for names in sights(before) for name in names)
    after = await changed(tripsage, "kinds", "drop the museums")
    assert not any("Museum" in name for names in sights(after) for name in names)


async def test_add_a_town_near_by_is_a_day_out(tripsage: TripSage) -> None:
    await begun(tripsage, "sintra too")
    after = await changed(tripsage, "sintra too", "add Sintra")
    assert any(item.ref == "trip:Sintra" for _, item in after.items())
    assert len(after.stays) == 1


async def test_a_budget_that_nothing_meets_is_named_in_the_persons_words(
    tripsage: TripSage,
) -> None:
    text = "four nights in Lisbon from Berlin from 7 May, two of us, 500 euros"
    result = await say(tripsage, "clash words", text)
    assert result.outcome is not None
    assert result.outcome.itinerary is None
    assert [each.wish for each in result.outcome.clash] == ["budget.trip"]
    assert "500 euros" in result.answer
    assert result.outcome.relaxations
