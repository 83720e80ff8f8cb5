"""The policy's hard rules, asked before each writing call: what stands against it, or None.

The policy is the benchmark's policy.md. What it leaves to the agent's manners (tone, one call at a time, offering
nothing unasked, bags the person doesn't need) isn't here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from evals.benchmarks.tau2_airline.arguments import (
    BookReservation,
    CancelReservation,
    Leg,
    SendCertificate,
    UpdateBaggages,
    UpdateFlights,
    UpdatePassengers,
)
from evals.benchmarks.tau2_airline.booking import NOW
from evals.benchmarks.tau2_airline.conversation import Conversation, letter
from evals.benchmarks.tau2_airline.database import (
    Database,
    DeskError,
    Record,
    flight_of,
    reservation_of,
    user_of,
)
from evals.benchmarks.tau2_airline.desk import WRITING, Call, read_call

FLOWN = ("landed", "flying")
FREE_BAGS: Mapping[str, Mapping[str, int]] = {
    "regular": {"basic_economy": 0, "economy": 1, "business": 2},
    "silver": {"basic_economy": 1, "economy": 2, "business": 3},
    "gold": {"basic_economy": 2, "economy": 3, "business": 4},
}


class Objection(NamedTuple):
    rule: str
    text: str


def objection(database: Database, conversation: Conversation, call: Call) -> Objection | None:
    """The first that stands against a call; reading calls have none. Raises DeskError for a call of no form."""
    if call.name not in WRITING:
        return None
    read = read_call(call)
    return next(_objections(database, conversation, call, read), None)


def _objections(
    database: Database, conversation: Conversation, call: Call, read: Any
) -> Iterator[Objection]:
    if conversation.user_id is None:
        yield Objection("identify", "Ask for the person's user id first.")
        return
    try:
        yield from _of_another(database, conversation, read)
        yield from RULES[call.name](database, conversation, read)
    except DeskError as error:
        yield Objection("unknown", str(error))
    if letter(call) not in conversation.approved:
        yield Objection("confirm", "List the details and obtain an explicit yes, then call again.")


def _of_another(database: Database, conversation: Conversation, read: Any) -> Iterator[Objection]:
    named: str | None = getattr(read, "reservation_id", None)
    held: Record | None = None if named is None else reservation_of(database, named)
    owner = user_of(database, read.user_id) if held is None else held
    if owner["user_id"] != conversation.user_id:
        yield Objection("other-user", "That belongs to another person.")
    if held is not None and held.get("status") == "cancelled":
        yield Objection("already-cancelled", "The reservation is cancelled already.")


def _book(database: Database, _: Conversation, call: BookReservation) -> Iterator[Objection]:
    user = user_of(database, call.user_id)
    if not 1 <= len(call.passengers) <= 5:
        yield Objection("passengers-max", "A reservation takes one to five passengers.")
    if not _goes(database, call.flights, call.flight_type, call.origin, call.destination):
        yield Objection("route", "The flights don't make that trip.")
    if any(_status(database, leg.flight_number, leg.date) != "available" for leg in call.flights):
        yield Objection("flight-unavailable", "A flight that isn't available can't be booked.")
    yield from _payments(user, call)
    due = _bags_due(user, call.cabin, len(call.passengers), call.total_baggages)
    if call.total_baggages < 0 or call.nonfree_baggages != due:
        yield Objection("bags-fee", f"Of {call.total_baggages} bags {due} are to be paid.")


def _payments(user: Record, call: BookReservation) -> Iterator[Objection]:
    methods = [user["payment_methods"].get(each.payment_id) for each in call.payment_methods]
    if None in methods:
        yield Objection("payment-profile", "Every payment method must be in the profile.")
    kinds = [method["source"] for method in methods if method]
    for kind, most, rule in (
        ("certificate", 1, "certificates-max"),
        ("credit_card", 1, "cards-max"),
        ("gift_card", 3, "gift-cards-max"),
    ):
        if kinds.count(kind) > most:
            yield Objection(rule, f"A reservation takes at most {most} of kind {kind}.")
    charged = [each.payment_id for each in call.payment_methods]
    if len(set(charged)) < len(charged) or any(each.amount <= 0 for each in call.payment_methods):
        yield Objection("payment-amount", "Each method pays once, and more than nothing.")


def _cancel(
    database: Database, conversation: Conversation, call: CancelReservation
) -> Iterator[Objection]:
    held = reservation_of(database, call.reservation_id)
    statuses = _statuses(database, held)
    if any(status in FLOWN for status in statuses):
        yield Objection("flown", "Part of it has been flown: transfer to a human agent.")
    age = datetime.fromisoformat(NOW) - datetime.fromisoformat(held["created_at"])
    if age <= timedelta(hours=24) or "cancelled" in statuses or held["cabin"] == "business":
        return
    if held["insurance"] == "yes" and conversation.reason is None:
        yield Objection("reason", "Ask for the reason: the insurance covers health and weather.")
    elif held["insurance"] != "yes" or conversation.reason != "covered":
        yield Objection(
            "cancel-conditions",
            "Booked over 24 hours ago, not business, not cancelled by the airline and not insured for this.",
        )


def _update_flights(
    database: Database, _: Conversation, call: UpdateFlights
) -> Iterator[Objection]:
    held = reservation_of(database, call.reservation_id)
    yield from _payable(database, held, call.payment_id)
    before = [(each["flight_number"], each["date"]) for each in held["flights"]]
    after = [(leg.flight_number, leg.date) for leg in call.flights]
    if before != after and held["cabin"] == "basic_economy":
        yield Objection("basic-economy", "Basic economy flights can't be modified.")
    flown = {each for each in before if _status(database, *each) in FLOWN}
    if flown and (call.cabin != held["cabin"] or not flown <= set(after)):
        yield Objection("flown", "Part of it has been flown.")
    trip = (held["flight_type"], held["origin"], held["destination"])
    if before != after and not _goes(database, call.flights, *trip):
        yield Objection("route", "Origin, destination and trip type stay as they are.")


def _update_baggages(
    database: Database, _: Conversation, call: UpdateBaggages
) -> Iterator[Objection]:
    held = reservation_of(database, call.reservation_id)
    user = user_of(database, held["user_id"])
    if call.total_baggages < held["total_baggages"]:
        yield Objection("bags-removed", "Bags can be added, not removed.")
    due = _bags_due(user, held["cabin"], len(held["passengers"]), call.total_baggages)
    if call.nonfree_baggages != max(due, held["nonfree_baggages"]):
        yield Objection("bags-fee", f"Of {call.total_baggages} bags {due} are to be paid.")
    yield from _payable(database, held, call.payment_id)


def _update_passengers(
    database: Database, _: Conversation, call: UpdatePassengers
) -> Iterator[Objection]:
    held = reservation_of(database, call.reservation_id)
    if len(call.passengers) != len(held["passengers"]):
        yield Objection("passengers-number", "The number of passengers can't change.")


def _send_certificate(
    database: Database, conversation: Conversation, call: SendCertificate
) -> Iterator[Objection]:
    if not conversation.asked_compensation:
        yield Objection("certificate-asked", "Compensation is for those who ask for it.")
    user = user_of(database, call.user_id)
    amounts = list(_compensations(database, conversation, user))
    for sent in conversation.sent:
        if sent in amounts:
            amounts.remove(sent)
    if not amounts:
        yield Objection("certificate-facts", "Nothing in the records gives a compensation.")
    elif call.amount not in amounts:
        allowed = ", ".join(f"${amount}" for amount in sorted(amounts))
        yield Objection("certificate-amount", f"The records give {allowed}.")


def _compensations(database: Database, conversation: Conversation, user: Record) -> Iterator[int]:
    """Dollars: 100 a head for a cancelled flight, 50 for a delayed one once changed or cancelled."""
    for name in user["reservations"]:
        held = reservation_of(database, name)
        if not (
            user["membership"] in ("silver", "gold")
            or held["insurance"] == "yes"
            or held["cabin"] == "business"
        ):
            continue
        statuses = _statuses(database, held)
        if "cancelled" in statuses:
            yield 100 * len(held["passengers"])
        if "delayed" in statuses and name in conversation.changed:
            yield 50 * len(held["passengers"])


def _payable(database: Database, held: Record, payment_id: str) -> Iterator[Objection]:
    method = user_of(database, held["user_id"])["payment_methods"].get(payment_id)
    if method is None:
        yield Objection("payment-profile", "The payment method must be in the profile.")
    elif method["source"] == "certificate":
        yield Objection("payment-kind", "A change is paid by one gift card or credit card.")


def _bags_due(user: Record, cabin: str, passengers: int, bags: int) -> int:
    return max(0, bags - FREE_BAGS[user["membership"]][cabin] * passengers)


def _goes(database: Database, legs: list[Leg], trip: str, origin: str, destination: str) -> bool:
    """Whether the legs follow each other from the origin to the destination, and back for a round trip."""
    flights = [flight_of(database, leg.flight_number) for leg in legs]
    stops = [origin, *(each["destination"] for each in flights)]
    leaves = [
        (leg.date, each["scheduled_departure_time_est"])
        for leg, each in zip(legs, flights, strict=True)
    ]
    joined = [each["origin"] for each in flights] == stops[:-1] and leaves == sorted(leaves)
    if trip == "round_trip":
        return joined and destination in stops and stops[-1] == origin and len(legs) > 1
    return joined and bool(legs) and stops[-1] == destination


def _statuses(database: Database, held: Record) -> list[str]:
    return [_status(database, each["flight_number"], each["date"]) for each in held["flights"]]


def _status(database: Database, flight_number: str, date: str) -> str:
    return str(flight_of(database, flight_number)["dates"].get(date, {}).get("status", ""))


RULES: Mapping[str, Callable[[Database, Conversation, Any], Iterator[Objection]]] = {
    "book_reservation": _book,
    "cancel_reservation": _cancel,
    "update_reservation_flights": _update_flights,
    "update_reservation_baggages": _update_baggages,
    "update_reservation_passengers": _update_passengers,
    "send_certificate": _send_certificate,
}
