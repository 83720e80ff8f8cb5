"""What each kind of turn is answered."""

import re
from typing import Literal, get_args

import pytest

from graphs.answer import plain, question
from graphs.guard import Known
from tests.answer.cases import CASES, told
from tests.answer.factory import (
    CHEAPER,
    NONSTOP,
    asking,
    family_request,
    lisbon_plan,
    lisbon_request,
    planned,
    result,
)  # fmt: skip
from travel.itinerary import Itinerary, Outcome, OutOfReach, Relaxation, Violation
from travel.money import money
from travel.request import Budget, NeededSlot, TripRequest
from travel.turn import Edit, Language, Problem, ProblemCode, Question
from travel.wishes import Wish

LANGUAGES = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asks", get_args(Question))
@pytest.mark.parametrize("plan", [None, lisbon_plan()], ids=["without a plan", "with a plan"])
def test_every_question_is_answered(asks: str, language: str, plan: Itinerary | None) -> None:
    text = plain(asking(asks, plan, language))
    assert text.strip()
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", get_args(ProblemCode))
@pytest.mark.parametrize("words", ["", "the 30th of February"])
def test_every_problem_is_said_with_what_to_do(code: str, language: str, words: str) -> None:
    problem = Problem.model_validate({"code": code, "words": words})
    said = {"problems": (problem,), "language": language}
    text = plain(result(lisbon_request(), turn=said))
    assert text.strip()
    assert "{" not in text


def test_a_problem_with_a_hint_asks_whether_that_is_meant() -> None:
    given = told("unknown_place", "en")
    assert question(given) == "Did you mean Lisbon?"
    assert "I don't know a place called “Lisbboa”. Did you mean Lisbon?" in plain(given)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_question_of_a_turn_stands_in_its_answer(name: str, language: str) -> None:
    given = told(name, language)
    asked = question(given)
    assert asked is None or asked in plain(given)


def test_all_missing_slots_are_asked_for_at_once_led_by_the_first() -> None:
    assert (
        question(told("missing_all", "en")) == "Where would you like to go, from where, and when?"
    )
    assert (
        question(told("missing", "en")) == "Where do you start from, and when would you like to go?"
    )
    assert question(told("trip", "en")) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("missing", [("destination",), ("dates",), ("destination", "dates")])
def test_whoever_needs_a_bed_is_not_asked_for_an_origin(
    language: str, missing: tuple[NeededSlot, ...]
) -> None:
    request = lisbon_request(intent="stay", origin=None)
    empty = TripRequest()
    if "destination" in missing:
        request = request.model_copy(update={"stops": ()})
    if "dates" in missing:
        request = request.model_copy(update={"dates": empty.dates})
    assert request.missing() == missing
    assert question(result(request, turn={"language": language}))


def test_candidates_of_a_name_are_numbered_and_told_apart() -> None:
    text = plain(told("which_place", "en"))
    assert "1. Córdoba, Spain\n2. Córdoba, Argentina\n" in text
    assert "3. Springfield, Illinois, United States" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_the_same_each_time(name: str, language: str) -> None:
    assert plain(told(name, language)) == plain(told(name, language))


ENGLISH = re.compile(
    r"\b(the|and|with|nights?|you|your|flights?|nothing|changed|from|plan (?:a|that)|budget of)\b"
)
LEFT_AS_SAID = ("sandbox:flights", "The language model", "No visa is needed")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
@pytest.mark.parametrize("name", CASES)
def test_nothing_english_leaks_into_other_languages(name: str, language: str) -> None:
    lines = plain(told(name, language)).splitlines()
    leaks = [
        line
        for line in lines
        if ENGLISH.search(line) and not any(each in line for each in LEFT_AS_SAID)
    ]
    assert leaks == []


@pytest.mark.parametrize(
    "name", [name for name in CASES if CASES[name]("en").itinerary is not None]
)
def test_sandbox_data_is_said_once_where_there_is_any(name: str) -> None:
    assert plain(told(name, "en")).count("Sandbox data") == 1
    live = told(name, "en").model_copy(update={"sources": ()})
    assert "Sandbox" not in plain(live)


def test_usual_weather_is_never_passed_off_as_a_forecast() -> None:
    live = told("weather", "en").model_copy(update={"sources": ()})
    assert "not a forecast" in plain(live)


def test_the_parts_of_the_money_table_come_to_its_total() -> None:
    for name in ("trip", "family"):
        rows = re.findall(
            r"^\| ([^|*]+?) +\| +€([\d,.]+) \|$", plain(told(name, "en")), re.MULTILINE
        )
        parts = {label: money(amount.replace(",", ""), "EUR") for label, amount in rows}
        plan = told(name, "en").itinerary
        assert plan is not None
        labels = [label for label in parts if not label.startswith(("Per", "Left"))]
        assert sum((parts[label] for label in labels), money(0, "EUR")) == plan.total


def test_what_is_paid_in_another_currency_still_adds_up() -> None:
    plan = lisbon_plan()
    foreign = plan.stays[0].model_copy(update={"price": money(16000, "CZK")})
    text = plain(result(lisbon_request(), plan.model_copy(update={"stays": (foreign,)})))
    assert re.search(r"\| Stays \(CZK.?16,000\) +\| +€640.00 \|", text)
    assert "converted in the total at the day's reference rates" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", ["weather", "activities"])
def test_days_that_turn_out_to_be_needed_are_asked_for(intent: str, language: str) -> None:
    unknown = Violation(rule="dates.unknown", subject="dates", detail="", wish="dates")
    request = lisbon_request(intent=intent, dates=TripRequest().dates, wishes=(), budgets=())
    said = {"language": language}
    given = result(request, outcome=Outcome(violations=(unknown,)), turn=said)
    asked = question(given)
    assert asked is not None
    assert plain(given).endswith(asked)


def test_a_plan_over_a_soft_budget_says_by_how_much() -> None:
    soft = Budget(amount=money(1000, "EUR"), hard=False)
    text = plain(result(lisbon_request(budgets=(soft,)), lisbon_plan()))
    assert "€258.60 over your budget of €1,000" in text


def test_a_refinement_begins_with_what_changed() -> None:
    text = plain(told("cheaper", "en"))
    assert text.startswith("Here is what changed:")
    assert "Total: €1,258.60 → €914 (€344.60 less)" in text
    assert "As before: the dates and the sights." in text


def test_a_refinement_that_changes_nothing_says_so_and_keeps_short() -> None:
    text = plain(told("no_cheaper", "en"))
    assert text.startswith("I looked again and found nothing")
    assert "Day by day" not in text


def test_a_new_trip_is_not_compared_with_the_one_before() -> None:
    given = result(lisbon_request(), lisbon_plan(CHEAPER), before=lisbon_plan())
    assert "what changed" not in plain(given)


def test_a_dropped_sight_is_named() -> None:
    before = lisbon_plan()
    days = tuple(
        day.model_copy(update={"items": tuple(i for i in day.items if i.name != "MAAT")})
        for day in before.days
    )
    after = planned(flights=before.flights, stays=before.stays, days=days)
    edit = Edit(kind="drop", target="days", value="MAAT")
    text = plain(result(lisbon_request(), after, before=before, turn={"edits": (edit,)}))
    assert "- No longer in the days: MAAT" in text
    assert "As before: the dates, the flights and the stay." in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["no_plan", "no_rate", "no_time"])
def test_a_wish_out_of_reach_is_said_to_be_in_every_language(
    language: str, reason: Literal["no_plan", "no_rate", "no_time"]
) -> None:
    stuck = OutOfReach(wish="budget.trip", words="900 euros at most", reason=reason)
    before = told("clash", language)
    assert before.outcome is not None
    outcome = before.outcome.model_copy(update={"out_of_reach": (stuck,)})
    after = before.model_copy(update={"outcome": outcome})
    (added,) = set(plain(after).splitlines()) - set(plain(before).splitlines())
    assert "900 eur" in added.lower()


def test_wishes_that_clash_are_in_the_persons_own_words() -> None:
    text = plain(told("clash", "de"))
    assert "„höchstens 900 Euro“: Die Reise kostet 1.258,60\u00a0€" in text
    assert "Ihr bisheriger Plan gilt weiter." in text


def test_days_that_do_not_fit_are_in_the_persons_own_words() -> None:
    broken = Violation(
        rule="dates.end", subject="dates", wish="dates",
        detail="It ends on 2026-05-14; 2026-05-13 was asked for.",
    )  # fmt: skip
    said = {"words": {"start": "8 May", "end": "back on the 13th"}}
    text = plain(result(lisbon_request(), outcome=Outcome(violations=(broken,)), turn=said))
    assert "- “back on the 13th”: It ends on Thu 14 May; Wed 13 May was asked for." in text


def test_two_wishes_that_give_way_together_are_one_way_out() -> None:
    both = Relaxation(
        wish="max_stops", words="nonstop", change="max_stops=1; budget.stay=80 EUR",
        detail="With up to one stop and a stay budget there is a plan.", cost=money(700, "EUR"),
    )  # fmt: skip
    request = lisbon_request(
        wishes=(Wish(slot="max_stops", value=0, words="nonstop"),),
        budgets=(Budget(amount=money(60, "EUR"), basis="per_night", scope="stay"),),
    )
    given = result(request, outcome=Outcome(relaxations=(both,)))
    expected = (
        "1. At most 1 stop instead of “nonstop” and stay €80 a night instead of stay €60 a night: "
        "€700 in all"
    )
    assert expected in plain(given)


def test_a_rule_without_a_phrase_is_still_said_in_the_language() -> None:
    broken = Violation(rule="time.order", subject="LIS", detail="Items are out of order.")
    given = result(lisbon_request(), turn={"language": "de"}, outcome=Outcome(violations=(broken,)))
    assert "Der Plan hielt einer Prüfung nicht stand (time.order)." in plain(given)


def test_days_and_amounts_in_planning_sentences_are_written_as_the_language_does() -> None:
    text = plain(told("no_offers", "en"))
    assert "No flight or other way from Berlin to Lisbon on Fri 8 May is on offer." in text


def test_findings_and_degradation_are_said_beside_the_plan() -> None:
    text = plain(told("beside_the_plan", "en"))
    assert "No visa is needed for citizens of the EU." in text
    assert "No language model took part in this answer" in text
    assert "The language model took too long." in text


def test_booking_is_honest_and_names_the_offers() -> None:
    text = plain(asking("booking", lisbon_plan()))
    assert "Nothing can be booked here" in text
    assert "- TP533 / IB3101 + IB1803, Fri 8 – Wed 13 May: €412.60 (offer fl-1)" in text
    assert "(offer stay:Casa das Janelas)" in text


def test_a_turn_that_was_not_understood_says_how_to_go_on() -> None:
    given = result(TripRequest(intent="other"), turn={"unread": ("blorp",)})
    assert plain(given).startswith("I'm not sure what to make of “blorp”.")


def test_a_greeting_with_half_a_trip_is_greeted_and_asked() -> None:
    request = lisbon_request(origin=None)
    text = plain(result(request, turn={"asks": "greeting"}))
    assert text.startswith("Hello!")
    assert "Where do you start from?" in text


def test_no_place_for_a_climate_is_said() -> None:
    wish = Wish(slot="climate", value="snow", words="some snow")
    text = plain(result(lisbon_request(stops=(), wishes=(wish,))))
    assert text.startswith("I found no place that suits “some snow”")


@pytest.mark.parametrize("intent", ["trip", "flight", "stay", "weather", "activities"])
def test_a_plan_with_nothing_in_it_is_no_reason_to_fail(intent: str) -> None:
    plan = Itinerary(total=money(0, "EUR"))
    assert plain(result(lisbon_request(intent=intent), plan))


def test_every_name_and_figure_of_an_answer_is_bound_to_it() -> None:
    """The guard takes the plain answer as its evidence: what it shows, a model may repeat."""
    text = plain(told("trip", "en"))
    said = "You fly with TP533 at 11:25 and sleep in Casa das Janelas for €128 a night."
    assert Known([text]).lacks(said) == ()
    assert Known([text]).lacks("It costs €99.") == ("99",)


def test_a_family_reads_each_way_stay_and_child() -> None:
    text = plain(told("family", "en"))
    assert "2 adults and 2 children (6 and 9)" in text
    assert "**On**, Thu 6 Aug: 10:20 Rome → 11:56 Florence, 1 h 36, train" in text
    assert family_request().party.size == 4
    assert NONSTOP.id not in text
