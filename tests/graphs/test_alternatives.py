"""Ways to do the trip side by side in the conversation, and taking one of them."""

import json
from datetime import timedelta

import pytest

from api.encoders.cards import cards
from cli.output import as_object
from graphs.guard import Known
from graphs.result import TurnResult
from planning.plan.alternatives import identity
from tests.cli.test_command import conforms
from tests.conftest import TODAY, say
from tests.graphs.test_bookings import COUPLE
from tests.graphs.test_disruptions import begun, holds
from travel.alternatives import Alternatives
from travel.booking import ApprovalAsked, TravellersAsked, Word
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

BUSY = "4 nights in Lisbon and 3 in Porto from Berlin from 7 May, two of us"


def shown(result: TurnResult) -> Alternatives:
    assert result.alternatives is not None, result.answer
    return result.alternatives


async def asked_for(tripsage: TripSage, thread: str) -> Alternatives:
    await begun(tripsage, thread, BUSY)
    return shown(await say(tripsage, thread, "show me alternatives"))


async def test_three_ways_are_shown_and_the_plan_stays(tripsage: TripSage) -> None:
    before = await begun(tripsage, "alt shown", BUSY)
    result = await say(tripsage, "alt shown", "three options")
    found = shown(result)
    assert len(found.plans) == 3
    assert result.itinerary == before
    assert found.current is not None
    assert identity(found.plans[found.current - 1].itinerary) == identity(before)
    for number, each in enumerate(found.plans, 1):
        assert f"{number}. " in result.answer
        for stay in each.itinerary.stays:
            assert stay.name in result.answer
    assert result.sandbox
    assert "Sandbox" in result.answer
    await holds(tripsage, "alt shown")


async def test_every_figure_of_the_answer_passes_the_guard(tripsage: TripSage) -> None:
    await begun(tripsage, "alt guard", BUSY)
    result = await say(tripsage, "alt guard", "show me alternatives")
    found = shown(result)
    cheapest, best = found.meant("cheapest"), found.meant("best")
    assert cheapest
    assert best
    gap = best.itinerary.total.amount - cheapest.itinerary.total.amount
    assert not Known([result.answer]).lacks(f"The best costs €{gap:,.2f} more.")
    assert Known([result.answer]).lacks("The best costs €3.33 more.")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("take the second", "2"),
        ("the cheapest one, please", "cheapest"),
        ("I'd rather have the fast one", "fastest"),
        ("the last one", "-1"),
        ("1", "1"),
    ],
)
async def test_one_that_is_taken_is_the_plan_with_all_that_it_rests_on(
    tripsage: TripSage, text: str, role: str
) -> None:
    thread = f"alt taken {text}"
    found = await asked_for(tripsage, thread)
    wanted = found.meant(role)
    assert wanted is not None
    result = await say(tripsage, thread, text)
    assert result.itinerary == wanted.itinerary
    assert shown(result).current == found.plans.index(wanted) + 1
    if result.before != wanted.itinerary:
        assert result.before is not None
        assert "Here is what changed" in result.answer
        assert f"{result.before.total.amount:,.2f}".rstrip("0").rstrip(".") in result.answer
    await holds(tripsage, thread)


@pytest.mark.parametrize(
    ("begins", "asks", "takes", "lead"),
    [
        ("7 Nächte Lissabon und Porto ab Berlin ab 7. Mai zu zweit", "zeig mir drei Alternativen",
         "nimm die günstigste", "Wege"),
        ("7 noches en Lisboa y Oporto desde Berlín desde el 7 de mayo, somos dos",
         "enséñame alternativas", "la más barata, por favor", "maneras"),
        ("7 nuits à Lisbonne et Porto depuis Berlin à partir du 7 mai, nous sommes deux",
         "montre-moi des alternatives", "je prends la moins chère", "façons"),
    ],
)  # fmt: skip
async def test_it_goes_in_other_languages(
    tripsage: TripSage, begins: str, asks: str, takes: str, lead: str
) -> None:
    thread = f"alt {asks}"
    await begun(tripsage, thread, begins)
    result = await say(tripsage, thread, asks)
    assert lead in result.answer
    cheapest = shown(result).meant("cheapest")
    assert cheapest is not None
    taken = await say(tripsage, thread, takes)
    assert taken.itinerary == cheapest.itinerary


async def test_further_edits_go_on_from_the_one_that_was_taken(tripsage: TripSage) -> None:
    found = await asked_for(tripsage, "alt edits")
    await say(tripsage, "alt edits", "take the cheapest one")
    cheapest = found.meant("cheapest")
    assert cheapest is not None
    seen = [i.name for _, i in cheapest.itinerary.items() if i.kind == "sight"]
    sight = next(name for name in seen if "Lisbon" not in name and "Porto" not in name)
    result = await say(tripsage, "alt edits", f"drop {sight}")
    assert result.itinerary is not None
    assert identity(result.itinerary) == identity(cheapest.itinerary)
    assert sight not in {item.name for _, item in result.itinerary.items()}
    await holds(tripsage, "alt edits")


async def test_another_one_can_be_taken_after_the_first(tripsage: TripSage) -> None:
    found = await asked_for(tripsage, "alt again")
    await say(tripsage, "alt again", "take the first")
    result = await say(tripsage, "alt again", "no, take the second one")
    assert result.itinerary == found.plans[1].itinerary


async def test_one_that_is_the_plan_already_is_said_to_be(tripsage: TripSage) -> None:
    found = await asked_for(tripsage, "alt same")
    result = await say(tripsage, "alt same", f"take number {found.current}")
    assert result.answer.startswith("That is your plan already.")
    assert result.itinerary == result.before


async def test_a_number_that_was_not_shown_is_answered_so(tripsage: TripSage) -> None:
    found = await asked_for(tripsage, "alt fourth")
    result = await say(tripsage, "alt fourth", "take the fourth")
    assert f"I showed {len(found.plans)} alternatives" in result.answer
    assert result.itinerary == result.before
    assert (await say(tripsage, "alt fourth", "take the third")).itinerary == found.plans[
        2
    ].itinerary


async def test_after_another_change_there_is_nothing_to_choose_from(tripsage: TripSage) -> None:
    await asked_for(tripsage, "alt gone")
    await say(tripsage, "alt gone", "another hotel")
    result = await say(tripsage, "alt gone", "take option 2")
    assert "no alternatives to choose from" in result.answer


async def test_before_there_is_a_plan_it_says_so(tripsage: TripSage) -> None:
    result = await say(tripsage, "alt none", "show me alternatives")
    assert result.alternatives is None
    assert result.itinerary is None
    assert result.answer.startswith("There is no plan yet")


async def test_asked_for_with_the_trip_the_best_becomes_the_plan(tripsage: TripSage) -> None:
    result = await say(tripsage, "alt at once", f"three options for {BUSY}")
    found = shown(result)
    best = found.meant("best")
    assert best is not None
    assert result.itinerary == best.itinerary
    taken = await say(tripsage, "alt at once", "the cheaper one")
    assert taken.itinerary == found.plans[0].itinerary


async def test_where_there_is_no_plan_at_all_the_refusal_says_why(tripsage: TripSage) -> None:
    text = "three options for 4 nights in Lisbon from Berlin from 7 May, 90 euros at most in all"
    result = await say(tripsage, "alt refused", text)
    assert result.alternatives is None
    assert result.outcome is not None
    assert result.outcome.itinerary is None
    assert result.outcome.violations


async def test_a_kept_hotel_is_in_each_and_that_is_said(tripsage: TripSage) -> None:
    before = await begun(tripsage, "alt kept", BUSY)
    await say(tripsage, "alt kept", "keep the hotel")
    result = await say(tripsage, "alt kept", "show me alternatives")
    names = {stay.name for stay in before.stays}
    for each in shown(result).plans:
        assert {stay.name for stay in each.itinerary.stays} == names
    assert "What is booked or to be kept is in each of them." in result.answer


async def test_what_is_booked_is_in_each_and_one_without_it_is_not_taken(
    tripsage: TripSage,
) -> None:
    thread = "alt booked"
    found = await asked_for(tripsage, thread)
    await say_and_book(tripsage, thread)
    refused = await say(tripsage, thread, "the cheapest one, please")
    assert refused.outcome is not None
    assert {each.rule for each in refused.outcome.violations} == {"booking.held"}
    assert refused.itinerary == refused.before
    again = shown(await say(tripsage, thread, "show me alternatives"))
    booked = found.plans[(found.current or 1) - 1].itinerary.stays
    assert again.bound
    assert len(again.plans) > 1
    for each in again.plans:
        names = {stay.name for stay in each.itinerary.stays}
        assert {stay.name for stay in booked} <= names


async def say_and_book(tripsage: TripSage, thread: str) -> None:
    async for _ in tripsage.say(thread, "book the hotel"):
        pass
    waiting = await tripsage.waiting(thread)
    for _ in range(4):
        words: dict[str, Word] = {}
        for id, what in waiting.items():
            if isinstance(what, TravellersAsked):
                async for _ in tripsage.answer(thread, {id: Word(says="yes")}, travellers=COUPLE):
                    pass
            elif isinstance(what, ApprovalAsked):
                words[id] = Word(says="yes", digest=what.digest)
        if words:
            async for _ in tripsage.answer(thread, words):
                pass
        waiting = await tripsage.waiting(thread)
        if not waiting:
            return


async def test_one_that_has_lapsed_is_planned_anew_as_near_as_can_be(
    settings: Settings, tripsage: TripSage
) -> None:
    found = await asked_for(tripsage, "alt late")
    cheapest = found.meant("cheapest")
    assert cheapest is not None
    later = TODAY + timedelta(days=1)
    async with open_tripsage(settings, clock=lambda: later) as next_day:
        result = await say(next_day, "alt late", "the cheapest one, please")
        assert result.outcome is not None
        assert result.outcome.itinerary is not None, result.answer
        mine = {stay.name for stay in result.outcome.itinerary.stays}
        assert mine == {stay.name for stay in cheapest.itinerary.stays}
        await holds(next_day, "alt late", now=later)


async def test_they_outlive_the_process(settings: Settings, tripsage: TripSage) -> None:
    found = await asked_for(tripsage, "alt kept over")
    async with open_tripsage(settings, clock=lambda: TODAY) as another:
        result = await say(another, "alt kept over", "take the second")
        assert result.itinerary == found.plans[1].itinerary


async def test_scripts_and_pages_are_told_of_them(tripsage: TripSage) -> None:
    await begun(tripsage, "alt json", BUSY)
    result = await say(tripsage, "alt json", "show me alternatives")
    told = json.loads(json.dumps(as_object(result)))
    conforms(told)
    assert [each["number"] for each in told["alternatives"]["plans"]] == [1, 2, 3]
    card = cards(result)["alternatives"]
    assert [each["roles"] for each in card["plans"]] == [list(p.roles) for p in shown(result).plans]
    assert card["sandbox"] is True
