"""Refining in conversation: what is asked changes, what is kept is kept, and the answer says both."""

from datetime import timedelta

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


async def test_a_stay_is_split_between_two_hotels_and_merged_again(tripsage: TripSage) -> None:
    before = await begun(tripsage, "split")
    assert len(before.stays) == 1
    split = await changed(tripsage, "split", "split the stay between two hotels")
    first, second = split.stays
    assert (first.check_out, first.name != second.name) == (second.check_in, True)
    assert numbers(split) == numbers(before)
    day = next(day for day in split.days if day.date == second.check_in)
    assert [item.kind for item in day.items[:2]] == ["check_out", "transfer"]
    assert day.items[1].ref == second.id
    merged = await say(tripsage, "split", "one hotel please")
    assert merged.itinerary is not None
    (one,) = merged.itinerary.stays
    assert (one.check_in, one.check_out) == (first.check_in, second.check_out)
    assert first.name in merged.answer and second.name in merged.answer
    await holds(tripsage, "split")


async def test_a_stay_split_between_two_areas_has_one_in_each(tripsage: TripSage) -> None:
    await begun(tripsage, "areas")
    after = await changed(tripsage, "areas", "split the stay between Alfama and Chiado")
    assert {stay.area for stay in after.stays} == {"Alfama", "Chiado"}


async def test_a_passport_said_later_that_is_long_enough_is_said_to_be(tripsage: TripSage) -> None:
    before = await begun(tripsage, "good passport")
    result = await say(tripsage, "good passport", "my passport expires on 3 September 2031")
    assert result.itinerary == before
    assert "3 Sept 2031" in result.answer
    assert "nothing else" not in result.answer


async def test_a_passport_said_later_is_in_the_way_with_two_ways_out(tripsage: TripSage) -> None:
    before = await begun(tripsage, "passport")
    last = before.days[-1].date
    early = (last - timedelta(days=1)).isoformat()
    result = await say(tripsage, "passport", f"my passport expires on {early}")
    assert result.outcome is not None
    assert result.outcome.itinerary is None
    assert [each.rule for each in result.outcome.violations] == ["passport.validity"]
    changes = {each.change for each in result.outcome.relaxations}
    assert changes == {f"passport={last}", f"end={early}"}
    assert result.before is not None
    again = await changed(tripsage, "passport", f"my passport is valid until {last.isoformat()}")
    assert again.days[-1].date == last


async def test_a_passport_that_lasts_is_said_to(tripsage: TripSage) -> None:
    text = "vier Nächte in Lissabon ab Berlin ab dem 7. Mai, mein Pass läuft am 1. Juni 2030 ab"
    result = await say(tripsage, "lasts", text)
    assert result.itinerary is not None
    assert "2030" in result.answer
