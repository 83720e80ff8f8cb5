"""The travel API and the check of calls against the expected ones, on small conversations of our own."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from evals.benchmarks.__main__ import main
from evals.benchmarks.bfcl_travel.agents import tools_of, with_model
from evals.benchmarks.bfcl_travel.check import Conversation, judged, run
from evals.benchmarks.bfcl_travel.world import World, executed, opened
from llm.scripted import ScriptedChatModel

TODAY = date(2026, 9, 1)
CARD = {"card_number": "1", "balance": 5000.0}
TRAVEL = {
    "credit_card_list": {"c1": CARD},
    "access_token": "t1",
    "token_expires_in": 3600,
    "user_first_name": "Ann",
    "user_last_name": "Berg",
}
BOOK = (
    "book_flight(access_token='t1', card_id='c1', travel_date='2026-11-10', travel_from='SFO', "
    "travel_to='LAX', travel_class='business')"
)


def world(**travel: Any) -> World:
    config = {"TravelAPI": {**TRAVEL, **travel}}
    return opened(config, ("TravelAPI", "TicketAPI", "TwitterAPI", "MessageAPI", "MathAPI"), TODAY)


def answers(*calls: str, **travel: Any) -> list[Any]:
    told = run(world(**travel), calls)[1]
    return [json.loads(each) if each.startswith("{") else each for each in told]


def test_a_booking_is_charged_and_its_cancellation_paid_back() -> None:
    after, told = run(world(), [BOOK])
    booked = json.loads(told[0])
    assert booked["booking_status"] is True
    assert booked["booking_id"] == "3426812", "the number that the published answers go on with"
    assert after["TravelAPI"]["credit_card_list"]["c1"]["balance"] == 4600.0
    undone = executed(
        after, f"cancel_booking(access_token='t1', booking_id='{booked['booking_id']}')"
    )
    assert undone.response == '{"cancel_status": true}'
    assert undone.world["TravelAPI"]["credit_card_list"] == {"c1": CARD}
    assert undone.world["TravelAPI"]["booking_record"] == {}


def test_calls_leave_the_world_they_began_with() -> None:
    before = world()
    run(before, [BOOK, "set_budget_limit(access_token='t1', budget_limit=5)"])
    assert before == world()


@pytest.mark.parametrize(
    ("travel_date", "cabin", "cost"),
    [("2026-11-10", "economy", 200.0), ("2026-11-10", "first", 1000.0), ("2026-11-11", "economy", 400.0)],
)  # fmt: skip
def test_a_fare_follows_class_and_digits_of_the_date(
    travel_date: str, cabin: str, cost: float
) -> None:
    asked = f"travel_from='SFO', travel_to='LAX', travel_date='{travel_date}'"
    told = answers(f"get_flight_cost({asked}, travel_class='{cabin}')")
    assert told == [{"travel_cost_list": [cost]}]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"access_token": "t2"}, "Invalid access token"),
        ({"token_expires_in": 0}, "Token expired"),
        ({"credit_card_list": {}}, "Card not registered"),
        ({"credit_card_list": {"c1": {}}}, "Balance not found"),
        ({"credit_card_list": {"c1": {"balance": 399}}}, "Insufficient funds"),
        ({"budget_limit": 5001}, "Balance is less than budget limit"),
    ],
)
def test_a_booking_that_cannot_be_says_why(changed: dict[str, Any], error: str) -> None:
    assert answers(BOOK, **changed) == [{"booking_status": False, "error": error}]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (("SFO", "XXX"), "Invalid departure airport code: XXX"),
        (("LAX", "XXX"), "Invalid destination airport code: XXX"),
        (("2026-11-10", "10 Nov"), "Invalid date format. Use YYYY-MM-DD."),
        (("SFO", "GFD"), "No available route for the given airports."),
    ],
)
def test_a_trip_that_is_not_sold_says_why(wrong: tuple[str, str], error: str) -> None:
    (told,) = answers(BOOK.replace(*wrong))
    assert (told["booking_status"], told["error"]) == (False, error)


def test_insurance_is_charged_within_the_budget_and_for_a_booking() -> None:
    cover = "insurance_type='full', insurance_cost=120.0, booking_id='3426812', card_id='c1'"
    call = f"purchase_insurance(access_token='t1', {cover})"
    after, told = run(world(), [BOOK, call])
    assert json.loads(told[1])["insurance_status"] is True
    assert after["TravelAPI"]["credit_card_list"]["c1"]["balance"] == 4480.0
    assert answers(call)[0]["error"] == "Booking not found"
    assert answers(call, budget_limit=100.0)[0]["error"] == "Exceeded budget limit"


@pytest.mark.parametrize(
    ("who", "born", "passport", "verified"),
    [
        ("Ann", "1990-01-01", "US1", True),
        ("Bea", "1990-01-01", "US1", False),
        ("Ann", "2008-09-02", "US1", False),
        ("Ann", "2008-09-01", "US1", True),
        ("Ann", "1990", "US1", False),
        ("Ann", "1990-01-01", "NO1", False),
    ],
)
def test_a_traveller_is_the_owner_grown_up_and_american(
    who: str, born: str, passport: str, verified: bool
) -> None:
    told = answers(
        f"verify_traveler_information(first_name='{who}', last_name='Berg', date_of_birth='{born}', "
        f"passport_number='{passport}')"
    )
    assert told[0]["verification_status"] is verified


def test_money_is_exchanged_by_the_dollar_only() -> None:
    one = "compute_exchange_rate(base_currency='{}', target_currency='{}', value={})"
    told = answers(one.format("GBP", "USD", 15400.0), one.format("USD", "EUR", 400.0),
                   one.format("GBP", "EUR", 1))  # fmt: skip
    assert told[:2] == [{"exchanged_value": 22000.0}, {"exchanged_value": 320.0}]
    assert told[2].startswith("Error during execution: No available exchange rate")


def test_a_registered_card_can_be_used() -> None:
    details = "card_number='9', expiration_date='12/2028', cardholder_name='Ann'"
    call = f"register_credit_card(access_token='t1', {details}, card_verification_number=1)"
    (registered,) = answers(call)
    balance = f"get_credit_card_balance(access_token='t1', card_id='{registered['card_id']}')"
    assert 10000 <= answers(call, balance)[1]["card_balance"] <= 99999


def test_the_companions_need_a_login_and_keep_what_they_are_told() -> None:
    told = answers(
        "create_ticket(title='A')",
        "ticket_login(username='a', password='b')",
        "create_ticket(title='A', priority=5)",
        "edit_ticket(ticket_id=1, updates={'priority': 4})",
        "resolve_ticket(ticket_id=1, resolution='')",
        "close_ticket(ticket_id=1)",
        "get_ticket(ticket_id=1)",
        "post_tweet(content='Hi')",
        "authenticate_twitter(username='john', password='john123')",
        "post_tweet(content='Hi', tags=['#a'])",
        "retweet(tweet_id=0)",
        "comment(tweet_id=0, comment_content='Oh')",
        "message_login(user_id='USR001')",
        "send_message(receiver_id='USR002', message='Hello')",
        "delete_message(receiver_id='USR002')",
        "view_messages_sent()",
        "mean(numbers=[1, 2])",
    )
    assert "not authenticated" in told[0]["error"] and "not authenticated" in told[7]["error"]
    assert (told[6]["status"], told[6]["priority"]) == ("Closed", 4)
    assert told[10]["retweet_status"] == "Successfully retweeted"
    assert told[13]["sent_status"] is True
    assert len(told[15]["messages"]["USR002"]) == 1
    assert told[16] == {"result": 1.5}


@pytest.mark.parametrize(
    "call",
    ["fly()", "cancel_booking()", "__import__('os').getcwd()", "mean(numbers=open('x'))", "not a call", "1"],
)  # fmt: skip
def test_what_is_no_call_of_the_api_is_answered_as_an_error_and_changes_nothing(call: str) -> None:
    before = world()
    after = executed(before, call)
    assert after.response.startswith("Error during execution: ")
    assert after.world == before


TALK = Conversation(
    id="own_1",
    said=("What is the nearest airport to Rome? Then set my budget to 900.", "Nothing else.", "Book."),
    config={"TravelAPI": TRAVEL},
    apis=("TravelAPI",),
    expected=(
        ("get_nearest_airport_by_city(location='Rome')",
         "set_budget_limit(access_token='t1', budget_limit=900)"),
        (),
        (BOOK,),
    ),
)  # fmt: skip
NEAREST, LIMIT = TALK.expected[0]


def test_the_expected_calls_pass_in_any_order_and_with_others_beside_them() -> None:
    assert judged(TALK, TALK.expected, TODAY).passes
    assert judged(TALK, ((LIMIT, "list_all_airports()", NEAREST), (), (BOOK,)), TODAY).passes


@pytest.mark.parametrize(
    ("made", "right", "failure"),
    [
        ((), 0, "turn 1: no call"),
        (((LIMIT,), (), (BOOK,)), 0, "an answer is missing"),
        (((NEAREST,), (), (BOOK,)), 0, "another state: TravelAPI.budget_limit"),
        (((NEAREST, LIMIT),), 2, "turn 3: no call"),
        (((NEAREST, LIMIT), (), (BOOK, BOOK)), 2, "another state: TravelAPI.credit_card_list"),
        (((NEAREST, LIMIT), (BOOK,), ()), 2, "turn 3: no call"),
    ],
)
def test_a_conversation_fails_at_its_first_turn_that_differs(
    made: tuple[tuple[str, ...], ...], right: int, failure: str
) -> None:
    verdict = judged(TALK, made, TODAY)
    assert (verdict.passes, verdict.right) == (False, right)
    assert failure in verdict.failure


DOCUMENTED = {
    "name": "set_budget_limit",
    "description": "Set it.",
    "parameters": {
        "type": "dict",
        "properties": {
            "access_token": {"type": "string", "default": "None"},
            "budget_limit": {"type": "float"},
        },
        "required": ["budget_limit"],
    },
}


def test_the_documented_functions_are_offered_with_json_types() -> None:
    talk = Conversation("own_2", (), {}, ("TravelAPI", "MessageAPI", "MathAPI"), ())
    tools = {each["function"]["name"]: each["function"] for each in tools_of(talk, [DOCUMENTED])}
    properties = tools["set_budget_limit"]["parameters"]["properties"]
    assert properties == {"access_token": {"type": "string"}, "budget_limit": {"type": "number"}}
    assert tools["mean"]["parameters"]["properties"] == {"numbers": {"type": "array"}}
    assert tools["send_message"]["parameters"]["required"] == ["receiver_id", "message"]


def test_a_models_calls_are_made_turn_by_turn_with_their_answers_before_it() -> None:
    def calling(name: str, **arguments: Any) -> AIMessage:
        return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "1"}])

    model = ScriptedChatModel(
        lines=[
            calling("get_nearest_airport_by_city", location="Rome"),
            calling("set_budget_limit", access_token="t1", budget_limit=900),
            "Done.",
            "Fine.",
            calling("book_flight", **_arguments(BOOK)),
            "Booked.",
        ]
    )
    made = with_model(TALK, model, [], TODAY)
    assert judged(TALK, made, TODAY).passes
    assert model.heard[1][-1].text == '{"nearest_airport": "CIA"}'


def _arguments(call: str) -> dict[str, str]:
    inside = call[call.index("(") + 1 : -1]
    pairs = [part.split("=") for part in inside.split(", ")]
    return {name: value.strip("'") for name, value in pairs}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entry = {
        "id": TALK.id,
        "question": [[{"role": "user", "content": said}] for said in TALK.said],
        "initial_config": TALK.config,
        "involved_classes": TALK.apis,
        "ground_truth": TALK.expected,
    }
    (tmp_path / "multi_turn_base_travel50.jsonl").write_text(json.dumps(entry) + "\n")
    (tmp_path / "travel_booking.json").write_text(json.dumps(DOCUMENTED) + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("agent", "passing"), [("replay", "1/1"), ("nothing", "0/1"), ("keyless", "")]
)
def test_the_command_prints_each_conversation_and_the_totals(
    folder: Path, capsys: pytest.CaptureFixture[str], agent: str, passing: str
) -> None:
    assert main(["bfcl-travel", "--data", str(folder), "--agent", agent]) == 0
    shown = capsys.readouterr().out
    assert f"conversations, {agent}: {passing}" in shown
    assert "doing nothing: 0/1" in shown
    assert "Not comparable" in shown


def test_without_data_the_command_says_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bfcl-travel", "--data", str(tmp_path)]) == 2
    assert "github.com/ShishirPatil/gorilla (Apache-2.0" in capsys.readouterr().err
