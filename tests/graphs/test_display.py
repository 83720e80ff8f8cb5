"""What notebooks show: in the conversation's language, from nowhere else, with nothing unescaped."""

import re
from decimal import Decimal

import pytest

import tripsage as facade
from graphs.answer.words import words
from graphs.display.budget import OVER, TOTAL, budget_svg
from graphs.result import TurnResult
from tests.conftest import say
from travel.money import Money
from wiring.open import TripSage

ASKED = "five days in Lisbon in May from Berlin, two of us, 2500 euros, no early flights"


def html(value: object) -> str:
    shown = getattr(value, "_repr_html_", None)
    assert shown is not None, type(value).__name__
    return shown()


@pytest.fixture(scope="module")
async def result(tripsage: TripSage) -> TurnResult:
    return await say(tripsage, "shown", ASKED)


async def test_a_plan_shows_its_map_its_budget_and_its_days(
    tripsage: TripSage, result: TurnResult
) -> None:
    shown = html(await tripsage.plan("shown"))
    assert shown.count("<svg") == 2
    assert "<?xml" not in shown
    assert "Sandbox data" in shown
    assert "Lisbon" in shown
    assert "≤ €2,500" in shown


def test_a_turn_and_its_offers_can_be_looked_at(result: TurnResult) -> None:
    assert result.itinerary is not None
    assert "no model calls" in html(result)
    assert "<svg" in html(facade.RunFinished(result=result))
    assert "<svg" in html(result.itinerary)
    (flight, *_), (stay, *_) = result.itinerary.flights, result.itinerary.stays
    assert flight.slices[0].segments[0].carrier_name in html(flight)
    assert stay.name in html(stay)
    assert "simulated" in html(stay)


def test_a_providers_words_are_text_and_never_markup(result: TurnResult) -> None:
    assert result.itinerary is not None
    evil = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    stay = result.itinerary.stays[0].model_copy(update={"name": evil})
    plan = result.itinerary.model_copy(update={"stays": (stay,)})
    told = result.model_copy(update={"answer": evil, "thread_id": evil})
    for value in (stay, plan, told):
        assert "<script" not in html(value)
        assert "<img" not in html(value)
        assert "&lt;script&gt;" in html(value)


async def test_what_is_shown_needs_nothing_from_elsewhere(
    tripsage: TripSage, result: TurnResult
) -> None:
    shown = html(await tripsage.plan("shown")) + html(result)
    linked = re.findall(r"(?:src|href)\s*=|url\((?!#)|@import", shown)
    assert linked == []


def test_the_budget_is_drawn_to_one_scale_and_says_when_it_is_broken(result: TurnResult) -> None:
    assert result.itinerary is not None
    within = budget_svg(words("en"), result.itinerary, result.request)
    dear = Money(amount=Decimal(5000), currency="EUR")
    beyond = budget_svg(
        words("de"), result.itinerary.model_copy(update={"total": dear}), result.request
    )
    assert (TOTAL in within, OVER in within) == (True, False)
    assert (TOTAL in beyond, OVER in beyond) == (False, True)
    bars = [float(each) for each in re.findall(r'<rect [^>]*?width="([\d.]+)"', within)]
    assert sum(bars[:-1]) == pytest.approx(bars[-1], abs=1.0)
    assert "Flüge" in beyond
