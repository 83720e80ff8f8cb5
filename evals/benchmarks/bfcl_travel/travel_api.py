"""BFCL's travel API: each function takes a state and arguments and gives the next state and its answer.

Semantics, answers and identifiers: ShishirPatil/gorilla, bfcl_eval/eval_checker/multi_turn_eval/func_source_code/
travel_booking.py (Apache-2.0), without its long-context variant. A ValueError is an error in execution there.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from evals.benchmarks.bfcl_travel.fares import AIRPORTS, CLASSES, NEAREST, exchanged, fare
from evals.benchmarks.bfcl_travel.state import State, draw

Stepped = tuple[State, Any]
SEED = 141053
FIELDS: Mapping[str, Any] = {
    "credit_card_list": {},
    "booking_record": {},
    "access_token": None,
    "token_type": None,
    "token_expires_in": None,
    "token_scope": None,
    "user_first_name": None,
    "user_last_name": None,
    "budget_limit": None,
}


def opened(config: Mapping[str, Any], today: date) -> State:
    fields = {name: config.get(name, default) for name, default in FIELDS.items()}
    return State(fields, seed=config.get("random_seed", SEED), today=today)


def authenticate_travel(
    state: State,
    client_id: str,
    client_secret: str,
    refresh_token: str,
    grant_type: str,
    user_first_name: str,
    user_last_name: str,
) -> Stepped:
    number, state = draw(state, 100000, 999999)
    token = {"access_token": str(number), "token_type": "Bearer"}
    after = state.having(
        **token,
        token_expires_in=2,
        token_scope=grant_type,
        user_first_name=user_first_name,
        user_last_name=user_last_name,
    )
    return after, {"expires_in": 2, **token, "scope": grant_type}


def travel_get_login_status(state: State) -> Stepped:
    return state, {"status": state["token_expires_in"] not in (None, 0)}


def get_budget_fiscal_year(
    state: State, lastModifiedAfter: str | None = None, includeRemoved: str | None = None
) -> Stepped:
    return state, {"budget_fiscal_year": "2018"}


def register_credit_card(
    state: State,
    access_token: str,
    card_number: str,
    expiration_date: str,
    cardholder_name: str,
    card_verification_number: int,
) -> Stepped:
    if state["token_expires_in"] is None:
        return state, {"error": "Token not initialized"}
    if error := _token_error(state, access_token):
        return state, error
    if card_number in state["credit_card_list"]:
        return state, {"error": "Card already registered"}
    name, state = draw(state, 100000000000, 999999999999)
    balance, state = draw(state, 10000, 99999)
    card = {
        "card_number": card_number,
        "expiration_date": expiration_date,
        "cardholder_name": cardholder_name,
        "card_verification_number": card_verification_number,
        "balance": balance,
    }
    cards = {**state["credit_card_list"], str(name): card}
    return state.having(credit_card_list=cards), {"card_id": str(name)}


def get_flight_cost(
    state: State, travel_from: str, travel_to: str, travel_date: str, travel_class: str
) -> Stepped:
    return state, {"travel_cost_list": [fare(travel_from, travel_to, travel_date, travel_class)]}


def get_credit_card_balance(state: State, access_token: str, card_id: str) -> Stepped:
    cards = state["credit_card_list"]
    if error := _token_error(state, access_token):
        return state, error
    if card_id not in cards:
        listed = str(list(cards))
        return state, {"error": f"Card not registered. Here are a list of card_id's: {listed}"}
    return state, {"card_balance": cards[card_id]["balance"]}


def book_flight(
    state: State,
    access_token: str,
    card_id: str,
    travel_date: str,
    travel_from: str,
    travel_to: str,
    travel_class: str,
) -> Stepped:
    trip = {
        "card_id": card_id,
        "travel_date": travel_date,
        "travel_from": travel_from,
        "travel_to": travel_to,
        "travel_class": travel_class,
    }
    error = _token_error(state, access_token) or _booking_error(state, trip)
    if error:
        return state, {"booking_status": False, **error}
    try:
        cost = fare(travel_from, travel_to, travel_date, travel_class)
    except ValueError as unsold:
        return state, {"booking_status": False, "error": str(unsold)}
    balance, limit = state["credit_card_list"][card_id]["balance"], state["budget_limit"]
    if balance < cost:
        return state, {"booking_status": False, "error": "Insufficient funds"}
    if limit is not None and balance < limit:
        return state, {"booking_status": False, "error": "Balance is less than budget limit"}
    booking, state = draw(state, 1000000, 9999999)
    transaction, state = draw(state, 10000000, 99999999)
    record = {**trip, "travel_cost": cost, "transaction_id": str(transaction)}
    booked = {**state["booking_record"], str(booking): record}
    after = _charged(state, card_id, cost).having(booking_record=booked)
    return after, {
        "booking_id": str(booking),
        "transaction_id": str(transaction),
        "booking_status": True,
        "booking_history": {},
    }


def retrieve_invoice(
    state: State,
    access_token: str,
    booking_id: str | None = None,
    insurance_id: str | None = None,
) -> Stepped:
    if error := _token_error(state, access_token):
        return state, error
    if booking_id not in state["booking_record"]:
        return state, {"error": "Booking not found"}
    record = state["booking_record"][booking_id]
    shown = ("travel_date", "travel_from", "travel_to", "travel_class", "travel_cost")
    invoice = {name: record[name] for name in (*shown, "transaction_id")}
    return state, {"invoice": {"booking_id": booking_id, **invoice}}


def get_booking_history(state: State, access_token: str) -> Stepped:
    if error := _token_error(state, access_token):
        return state, error
    return state, {"booking_history": state["booking_record"]}


def list_all_airports(state: State) -> Stepped:
    return state, AIRPORTS


def cancel_booking(state: State, access_token: str, booking_id: str) -> Stepped:
    if error := _token_error(state, access_token):
        return state, {"cancel_status": False, **error}
    records = state["booking_record"]
    if booking_id not in records:
        return state, {"cancel_status": False, "error": "Booking not found"}
    gone = records[booking_id]
    left = {name: record for name, record in records.items() if name != booking_id}
    after = _charged(state, gone["card_id"], -gone["travel_cost"]).having(booking_record=left)
    return after, {"cancel_status": True}


def compute_exchange_rate(
    state: State, base_currency: str, target_currency: str, value: float
) -> Stepped:
    return state, {"exchanged_value": exchanged(base_currency, target_currency, value)}


def verify_traveler_information(
    state: State, first_name: str, last_name: str, date_of_birth: str, passport_number: str
) -> Stepped:
    owner = f"{state['user_first_name']} {state['user_last_name']}"
    named = f"{first_name} {last_name}"
    if (state["user_first_name"], state["user_last_name"]) != (first_name, last_name):
        mismatch = f"Cannot book flight information for another user.Expected {owner}, got {named}"
        return state, _unverified(mismatch)
    try:
        born = _day(date_of_birth)
    except ValueError:
        return state, _unverified("Invalid date of birth format. Please use YYYY-MM-DD.")
    if _age(born, state.today) < 18:
        return state, _unverified("Traveler must be at least 18 years old.")
    if not passport_number.startswith("US"):
        return state, _unverified("Passport must be issued by the United States.")
    return state, {"verification_status": True}


def set_budget_limit(state: State, access_token: str, budget_limit: float) -> Stepped:
    if error := _token_error(state, access_token):
        return state, error
    limit = {"budget_limit": float(budget_limit)}
    return state.having(**limit), limit


def get_nearest_airport_by_city(state: State, location: str) -> Stepped:
    return state, {"nearest_airport": NEAREST.get(location, "Unknown")}


def purchase_insurance(
    state: State,
    access_token: str,
    insurance_type: str,
    booking_id: str,
    insurance_cost: float,
    card_id: str,
) -> Stepped:
    limit = state["budget_limit"]
    error = _token_error(state, access_token)
    if not error and limit is not None and limit < insurance_cost:
        error = {"error": "Exceeded budget limit"}
    if not error and booking_id not in state["booking_record"]:
        error = {"error": "Booking not found"}
    if not error and card_id not in state["credit_card_list"]:
        error = {"error": "Credit card not registered"}
    if error:
        return state, {"insurance_status": False, **error}
    number, state = draw(state, 100000000, 999999999)
    after = _charged(state, card_id, insurance_cost)
    return after, {"insurance_id": str(number), "insurance_status": True}


def contact_customer_support(state: State, booking_id: str, message: str) -> Stepped:
    if booking_id not in state["booking_record"]:
        return state, {"error": "Booking not found"}
    thanks = "Thank you for contacting customer support. Your message has been received"
    return state, {"customer_support_message": f"{thanks} and we will get back to you shortly."}


def get_all_credit_cards(state: State) -> Stepped:
    return state, {"credit_card_list": state["credit_card_list"]}


def _token_error(state: State, access_token: str) -> dict[str, str]:
    if state["token_expires_in"] == 0:
        return {"error": "Token expired"}
    return {} if access_token == state["access_token"] else {"error": "Invalid access token"}


def _booking_error(state: State, trip: Mapping[str, str]) -> dict[str, str]:
    cards = state["credit_card_list"]
    if trip["card_id"] not in cards:
        return {"error": "Card not registered"}
    if "balance" not in cards[trip["card_id"]]:
        return {"error": "Balance not found"}
    if trip["travel_from"] not in AIRPORTS:
        return {"error": f"Invalid departure airport code: {trip['travel_from']}"}
    if trip["travel_to"] not in AIRPORTS:
        return {"error": f"Invalid destination airport code: {trip['travel_to']}"}
    try:
        _day(trip["travel_date"])
    except ValueError:
        return {"error": "Invalid date format. Use YYYY-MM-DD."}
    if trip["travel_class"] not in CLASSES:
        return {"error": f"Invalid travel class. Must be one of {set(CLASSES)}"}
    return {}


def _charged(state: State, card_id: str, amount: float) -> State:
    card = state["credit_card_list"][card_id]
    charged = {**card, "balance": card["balance"] - amount}
    return state.having(credit_card_list={**state["credit_card_list"], card_id: charged})


def _day(text: str) -> date:
    """Raises ValueError unless year, month and day are given, as 2026-5-1 or 2026-05-01."""
    year, month, day = text.split("-")
    return date(int(year), int(month), int(day))


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _unverified(why: str) -> dict[str, Any]:
    return {"verification_status": False, "verification_failure": why}
