"""The airline desk on a small database of our own, and the command on a small folder in the benchmark's format."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.__main__ import main
from evals.benchmarks.tau2_airline import agents, scored
from evals.benchmarks.tau2_airline.cases import own_desk
from evals.benchmarks.tau2_airline.database import Database, DeskError, fingerprint
from evals.benchmarks.tau2_airline.desk import Call, called
from evals.benchmarks.tau2_airline.tasks import Task, replayed

LEG = {"flight_number": "TS103", "date": "2024-05-20"}
BACK = {"flight_number": "TS104", "date": "2024-05-22"}
ANN = {"first_name": "Ann", "last_name": "Berg", "dob": "1980-01-02"}


def booking(**changed: Any) -> Call:
    """Two hundred dollars' worth: a certificate of 100, a gift card of 50 and a card."""
    arguments = {
        "user_id": "ann_berg_1",
        "origin": "OSL",
        "destination": "AMS",
        "flight_type": "round_trip",
        "cabin": "economy",
        "flights": [LEG, BACK],
        "passengers": [ANN],
        "payment_methods": [
            {"payment_id": "certificate_1", "amount": 80},
            {"payment_id": "gift_card_2", "amount": 20},
            {"payment_id": "credit_card_1", "amount": 180},
        ],
        "total_baggages": 4,
        "nonfree_baggages": 1,
        "insurance": "yes",
    }
    return Call("book_reservation", {**arguments, **changed})


def change(**changed: Any) -> Call:
    arguments = {
        "reservation_id": "OLDECO",
        "cabin": "economy",
        "flights": [LEG],
        "payment_id": "gift_card_5",
    }
    return Call("update_reservation_flights", {**arguments, **changed})


@pytest.fixture
def desk() -> Database:
    return own_desk()


def test_a_booking_takes_seats_and_payments_and_leaves_the_database_it_began_with(
    desk: Database,
) -> None:
    before = fingerprint(desk)
    after = called(desk, booking()).database
    methods = after.users["ann_berg_1"]["payment_methods"]
    seats = after.flights["TS103"]["dates"]["2024-05-20"]["available_seats"]
    assert after.reservations["HATHAT"]["created_at"] == "2024-05-15T15:00:00"
    assert after.users["ann_berg_1"]["reservations"][-1] == "HATHAT"
    assert "certificate_1" not in methods, "a certificate is used up whatever it was worth"
    assert methods["gift_card_2"]["amount"] == 30
    assert seats == {"basic_economy": 9, "economy": 8, "business": 4}
    assert fingerprint(desk) == before != fingerprint(after)


def test_a_payment_that_is_not_the_price_is_refused(desk: Database) -> None:
    cheap = [{"payment_id": "credit_card_1", "amount": 279}]
    with pytest.raises(DeskError, match="total price is 280, but paid 279"):
        called(desk, booking(payment_methods=cheap))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"user_id": "nobody_1"}, "User nobody_1 not found"),
        ({"flights": [{**LEG, "date": "2024-06-20"}]}, "not found on date"),
        ({"flights": [{**LEG, "date": "2024-05-15"}]}, "not available on date"),
        ({"flights": [{"flight_number": "TS101", "date": "2024-05-22"}], "passengers": [ANN, ANN]},
         "Not enough seats"),
        ({"payment_methods": [{"payment_id": "gift_card_2", "amount": 280}]}, "Not enough balance"),
        ({"payment_methods": [{"payment_id": "card_9", "amount": 280}]}, "card_9 not found"),
        ({"cabin": "first"}, "cabin"),
    ],
)  # fmt: skip
def test_a_booking_that_cannot_be_is_refused_with_its_reason(
    desk: Database, changed: dict[str, Any], why: str
) -> None:
    with pytest.raises(DeskError, match=why):
        called(desk, booking(**changed))


def test_at_most_three_bookings_are_made(desk: Database) -> None:
    card = [{"payment_id": "credit_card_1", "amount": 280}]
    three = replayed(desk, [booking(payment_methods=card)] * 4)
    assert [name for name in three.database.reservations if name.startswith("HATHA")] == [
        "HATHAT",
        "HATHAU",
        "HATHAV",
    ]
    assert three.refused == ("book_reservation: Too many reservations",)


def test_a_cancellation_pays_back_every_payment_and_frees_no_seats(desk: Database) -> None:
    after = called(desk, Call("cancel_reservation", {"reservation_id": "oldeco"})).database
    held = after.reservations["OLDECO"]
    assert held["status"] == "cancelled"
    assert [each["amount"] for each in held["payment_history"]] == [90, -90]
    assert after.flights == desk.flights


def test_a_flight_that_stays_keeps_its_price_and_a_new_one_has_todays(desk: Database) -> None:
    kept = called(desk, change()).database
    assert kept.reservations["OLDECO"]["payment_history"] == [
        {"payment_id": "credit_card_5", "amount": 90}
    ]
    moved = called(desk, change(flights=[{**LEG, "date": "2024-05-21"}])).database
    assert moved.reservations["OLDECO"]["payment_history"][-1] == {
        "payment_id": "gift_card_5",
        "amount": 10,
    }
    assert moved.users["bob_dahl_2"]["payment_methods"]["gift_card_5"]["amount"] == 70


def test_a_cheaper_cabin_is_paid_back_to_the_gift_card(desk: Database) -> None:
    after = called(desk, change(cabin="basic_economy")).database
    assert after.users["bob_dahl_2"]["payment_methods"]["gift_card_5"]["amount"] == 110
    assert after.reservations["OLDECO"]["cabin"] == "basic_economy"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"payment_id": "certificate_5"}, "Certificate cannot be used"),
        ({"payment_id": "credit_card_1"}, "Payment method not found"),
        ({"cabin": "business"}, "Gift card balance is not enough"),
    ],
)
def test_a_change_is_paid_by_a_card_that_holds_enough(
    desk: Database, changed: dict[str, Any], why: str
) -> None:
    with pytest.raises(DeskError, match=why):
        called(desk, change(**changed))


def test_only_bags_beyond_those_paid_for_cost(desk: Database) -> None:
    asked = {"reservation_id": "OLDECO", "total_baggages": 3, "nonfree_baggages": 2}
    call = Call("update_reservation_baggages", {**asked, "payment_id": "credit_card_5"})
    once = called(desk, call).database
    twice = called(once, call).database
    assert once.reservations["OLDECO"]["payment_history"][-1]["amount"] == 100
    assert twice.reservations == once.reservations


def test_a_certificate_is_added_under_the_next_free_name(desk: Database) -> None:
    call = Call("send_certificate", {"user_id": "sil_lund_3", "amount": 200})
    after = replayed(desk, [call] * 4)
    methods = after.database.users["sil_lund_3"]["payment_methods"]
    assert [name for name in methods if name.startswith("certificate")] == [
        f"certificate_322132{end}" for end in (2, 3, 4)
    ]
    assert after.refused == ("send_certificate: Too many certificates",)


def test_searches_show_what_can_be_booked(desk: Database) -> None:
    trip = {"origin": "OSL", "destination": "AMS"}
    direct: Any = called(desk, Call("search_direct_flight", {**trip, "date": "2024-05-20"})).answer
    stop: Any = called(desk, Call("search_onestop_flight", {**trip, "date": "2024-05-20"})).answer
    today: Any = called(desk, Call("search_direct_flight", {**trip, "date": "2024-05-15"})).answer
    assert [each["flight_number"] for each in direct] == ["TS103"]
    assert [[each["flight_number"] for each in pair] for pair in stop] == [["TS101", "TS102"]]
    assert today == []


def test_sums_are_worked_out_and_nothing_else_is(desk: Database) -> None:
    assert called(desk, Call("calculate", {"expression": "(2 + 3) * 10 / 4 - -1"})).answer == "13.5"
    for expression in ("__import__('os')", "2 ** 9", "1 / 0", "2 +"):
        with pytest.raises(DeskError):
            called(desk, Call("calculate", {"expression": expression}))


def test_a_call_of_no_form_is_refused_in_words(desk: Database) -> None:
    with pytest.raises(DeskError, match="no tool fly"):
        called(desk, Call("fly", {}))
    with pytest.raises(DeskError, match="reservation_id: Field required"):
        called(desk, Call("cancel_reservation", {}))


def _task(*expected: Call) -> Task:
    return Task("1", "I am bob_dahl_2.", "", expected, told=(), assertions=0)


def test_a_task_is_reached_by_its_calls_and_by_no_others(desk: Database) -> None:
    wanted = Call("cancel_reservation", {"reservation_id": "FRESHY"})
    other = Call("cancel_reservation", {"reservation_id": "OLDECO"})
    task = _task(wanted)
    assert scored(desk, task, agents.replay).reached
    assert not scored(desk, task, agents.nothing).reached
    assert not scored(desk, task, lambda database, _: agents.replay(database, _task(other))).reached


def test_a_task_whose_expected_write_the_desk_refuses_counts_as_not_reached(desk: Database) -> None:
    assert not scored(desk, _task(change(payment_id="certificate_5")), agents.replay).reached


@pytest.fixture
def folder(tmp_path: Path, desk: Database) -> Path:
    tables = {"flights": desk.flights, "reservations": desk.reservations, "users": desk.users}
    (tmp_path / "db.json").write_text(json.dumps(tables))
    (tmp_path / "policy.md").write_text("Be brief.")
    tasks = [
        _written("1", "I am bob_dahl_2. My plans changed: cancel FRESHY.", "cancel_reservation",
                 {"reservation_id": "FRESHY"}),
        _written("2", "I am bob_dahl_2. What is my bag allowance?", "get_user_details",
                 {"user_id": "bob_dahl_2"}),
    ]  # fmt: skip
    (tmp_path / "tasks_train.json").write_text(json.dumps(tasks))
    return tmp_path


def _written(name: str, says: str, tool: str, arguments: dict[str, str]) -> dict[str, Any]:
    told = {"reason_for_call": says, "known_info": None, "task_instructions": ""}
    criteria = {
        "actions": [{"name": tool, "arguments": arguments}],
        "communicate_info": ["1"],
        "nl_assertions": None,
    }
    return {
        "id": name,
        "user_scenario": {"instructions": told},
        "evaluation_criteria": criteria,
    }


@pytest.mark.parametrize(("agent", "reached"), [("replay", 2), ("nothing", 1)])
def test_the_command_prints_each_task_and_what_doing_nothing_reaches(
    folder: Path, capsys: pytest.CaptureFixture[str], agent: str, reached: int
) -> None:
    assert main(["tau2-airline", "--data", str(folder), "--agent", agent]) == 0
    shown = capsys.readouterr().out
    assert "task   1" in shown
    assert f"end state reached, {agent}: {reached}/2; doing nothing: 1/2" in shown
    assert "Not comparable" in shown


def test_without_data_the_command_says_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tau2-airline", "--data", str(tmp_path)]) == 2
    assert "github.com/sierra-research/tau2-bench (MIT" in capsys.readouterr().err
