"""The desk's writing tools: a database and a call in, the next database and the answer out; DeskError where refused.

Semantics: sierra-research/tau2-bench, src/tau2/domains/airline/tools.py (MIT), with what it leaves undone: a
cancellation frees no seats and returns nothing to a gift card, a change of flights takes no seats.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from evals.benchmarks.tau2_airline.arguments import (
    BookReservation,
    CancelReservation,
    Leg,
    Payment,
    SendCertificate,
    UpdateBaggages,
    UpdateFlights,
    UpdatePassengers,
)
from evals.benchmarks.tau2_airline.database import (
    Database,
    DeskError,
    Record,
    Records,
    day_of,
    flight_of,
    reservation_of,
    user_of,
    with_reservation,
    with_seats_taken,
    with_user,
)

NOW = "2024-05-15T15:00:00"  # the policy's current time, Eastern
NEW_RESERVATIONS = ("HATHAT", "HATHAU", "HATHAV")
NEW_CERTIFICATES = ("certificate_3221322", "certificate_3221323", "certificate_3221324")
BAG = 50
INSURANCE = 30


class Done(NamedTuple):
    database: Database
    answer: Record | str


def book(database: Database, call: BookReservation) -> Done:
    user = user_of(database, call.user_id)
    flights = [_seat(database, leg, call.cabin, len(call.passengers)) for leg in call.flights]
    fares = sum(flight["price"] for flight in flights) + INSURANCE * (call.insurance == "yes")
    _pay(user, call.payment_methods, fares * len(call.passengers) + BAG * call.nonfree_baggages)
    reservation = {
        **call.model_dump(exclude={"payment_methods"}),
        "reservation_id": _unused(NEW_RESERVATIONS, database.reservations, "reservations"),
        "user_id": user["user_id"],
        "flights": flights,
        "payment_history": [payment.model_dump() for payment in call.payment_methods],
        "created_at": NOW,
        "status": None,
    }
    booked = [*user["reservations"], reservation["reservation_id"]]
    charged = {**user, "payment_methods": _charged(user, call.payment_methods)}
    after = with_seats_taken(database, flights, call.cabin, len(call.passengers))
    after = with_reservation(with_user(after, {**charged, "reservations": booked}), reservation)
    return Done(after, reservation)


def cancel(database: Database, call: CancelReservation) -> Done:
    reservation = reservation_of(database, call.reservation_id)
    paid: Sequence[Record] = reservation["payment_history"]
    refunds = [{**payment, "amount": -payment["amount"]} for payment in paid]
    after = {**reservation, "payment_history": [*paid, *refunds], "status": "cancelled"}
    return Done(with_reservation(database, after), after)


def update_flights(database: Database, call: UpdateFlights) -> Done:
    """A flight that stays, in the same cabin, keeps its price."""
    reservation = reservation_of(database, call.reservation_id)
    seats = len(reservation["passengers"])
    flights = [
        _kept(reservation, leg, call.cabin) or _seat(database, leg, call.cabin, seats)
        for leg in call.flights
    ]
    before = sum(flight["price"] for flight in reservation["flights"])
    price = (sum(flight["price"] for flight in flights) - before) * seats
    after, paid = _paid_for(database, reservation, call.payment_id, price)
    return _written(after, {**paid, "flights": flights, "cabin": call.cabin})


def update_baggages(database: Database, call: UpdateBaggages) -> Done:
    reservation = reservation_of(database, call.reservation_id)
    price = BAG * max(0, call.nonfree_baggages - reservation["nonfree_baggages"])
    after, paid = _paid_for(database, reservation, call.payment_id, price)
    bags = call.model_dump(include={"total_baggages", "nonfree_baggages"})
    return _written(after, {**paid, **bags})


def update_passengers(database: Database, call: UpdatePassengers) -> Done:
    reservation = reservation_of(database, call.reservation_id)
    if len(call.passengers) != len(reservation["passengers"]):
        raise DeskError("Number of passengers does not match")
    passengers = [each.model_dump() for each in call.passengers]
    return _written(database, {**reservation, "passengers": passengers})


def send_certificate(database: Database, call: SendCertificate) -> Done:
    user = user_of(database, call.user_id)
    name = _unused(NEW_CERTIFICATES, user["payment_methods"], "certificates")
    sent = {"source": "certificate", "id": name, "amount": call.amount}
    methods = {**user["payment_methods"], name: sent}
    after = with_user(database, {**user, "payment_methods": methods})
    told = f"Certificate {name} added to user {call.user_id} with amount {call.amount}."
    return Done(after, told)


def _written(database: Database, reservation: Record) -> Done:
    return Done(with_reservation(database, reservation), reservation)


def _seat(database: Database, leg: Leg, cabin: str, seats: int) -> Record:
    flight = flight_of(database, leg.flight_number)
    number, day = flight["flight_number"], day_of(database, leg.flight_number, leg.date)
    if day["status"] != "available":
        raise DeskError(f"Flight {number} not available on date {leg.date}")
    if day["available_seats"][cabin] < seats:
        raise DeskError(f"Not enough seats on flight {number}")
    return {
        "origin": flight["origin"],
        "destination": flight["destination"],
        "flight_number": number,
        "date": leg.date,
        "price": day["prices"][cabin],
    }


def _kept(reservation: Record, leg: Leg, cabin: str) -> Record | None:
    flights: Iterable[Record] = reservation["flights"] if cabin == reservation["cabin"] else ()
    asked = (leg.flight_number, leg.date)
    return next((each for each in flights if (each["flight_number"], each["date"]) == asked), None)


def _pay(user: Record, payments: Sequence[Payment], price: int) -> None:
    """Raises DeskError where a method is unknown, holds too little, or the sum isn't the price."""
    for payment in payments:
        method = user["payment_methods"].get(payment.payment_id)
        if method is None:
            raise DeskError(f"Payment method {payment.payment_id} not found")
        if method["source"] != "credit_card" and method["amount"] < payment.amount:
            raise DeskError(f"Not enough balance in payment method {payment.payment_id}")
    paid = sum(payment.amount for payment in payments)
    if paid != price:
        raise DeskError(f"Payment amount does not add up, total price is {price}, but paid {paid}")


def _charged(user: Record, payments: Sequence[Payment]) -> Records:
    """Gift cards less what they paid; certificates gone, whatever they were worth."""
    methods: dict[str, Record] = dict(user["payment_methods"])
    for payment in payments:
        method = methods[payment.payment_id]
        if method["source"] == "gift_card":
            left = {**method, "amount": method["amount"] - payment.amount}
            methods[payment.payment_id] = left
        elif method["source"] == "certificate":
            del methods[payment.payment_id]
    return methods


def _paid_for(
    database: Database, reservation: Record, payment_id: str, price: int
) -> tuple[Database, Record]:
    """The price of a change, taken from a card or (when negative) given back to it."""
    user = user_of(database, reservation["user_id"])
    method = user["payment_methods"].get(payment_id)
    if method is None:
        raise DeskError("Payment method not found")
    if method["source"] == "certificate":
        raise DeskError("Certificate cannot be used to update reservation")
    payment = Payment(payment_id=payment_id, amount=price)
    if method["source"] == "gift_card":
        if method["amount"] < price:
            raise DeskError("Gift card balance is not enough")
        database = with_user(database, {**user, "payment_methods": _charged(user, [payment])})
    history = [*reservation["payment_history"], *([payment.model_dump()] if price else [])]
    return database, {**reservation, "payment_history": history}


def _unused(names: Sequence[str], taken: Records, what: str) -> str:
    name = next((name for name in names if name not in taken), None)
    if name is None:
        raise DeskError(f"Too many {what}")
    return name
