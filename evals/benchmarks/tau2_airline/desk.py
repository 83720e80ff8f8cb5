"""The desk: its tools by name, called on a database value."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from evals.benchmarks.tau2_airline import arguments, booking, searching
from evals.benchmarks.tau2_airline.booking import Done
from evals.benchmarks.tau2_airline.database import Database, DeskError


class Call(NamedTuple):
    name: str
    arguments: Mapping[str, Any]


class Tool(NamedTuple):
    takes: type[BaseModel]
    run: Callable[[Database, Any], Any]  # reading tools answer, writing tools give a Done


READING: Mapping[str, Tool] = {
    "get_user_details": Tool(arguments.UserDetails, searching.user_details),
    "get_reservation_details": Tool(arguments.ReservationDetails, searching.reservation_details),
    "list_all_airports": Tool(arguments.Nothing, searching.airports),
    "search_direct_flight": Tool(arguments.FlightSearch, searching.direct_flights),
    "search_onestop_flight": Tool(arguments.FlightSearch, searching.onestop_flights),
    "get_flight_status": Tool(arguments.FlightStatus, searching.flight_status),
    "calculate": Tool(arguments.Calculate, searching.calculate),
    "transfer_to_human_agents": Tool(arguments.Transfer, searching.transfer),
}
WRITING: Mapping[str, Tool] = {
    "book_reservation": Tool(arguments.BookReservation, booking.book),
    "cancel_reservation": Tool(arguments.CancelReservation, booking.cancel),
    "update_reservation_flights": Tool(arguments.UpdateFlights, booking.update_flights),
    "update_reservation_baggages": Tool(arguments.UpdateBaggages, booking.update_baggages),
    "update_reservation_passengers": Tool(arguments.UpdatePassengers, booking.update_passengers),
    "send_certificate": Tool(arguments.SendCertificate, booking.send_certificate),
}
TOOLS: Mapping[str, Tool] = {**READING, **WRITING}


def read_call(call: Call) -> BaseModel:
    """Its arguments, checked. Raises DeskError where there is no such tool or they don't fit."""
    if call.name not in TOOLS:
        raise DeskError(f"There is no tool {call.name}")
    try:
        return TOOLS[call.name].takes.model_validate(call.arguments)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise DeskError(f"{call.name}: {wrong}") from None


def called(database: Database, call: Call) -> Done:
    """The database after a call and what the tool answers. Raises DeskError where it refuses."""
    read = read_call(call)
    answer = TOOLS[call.name].run(database, read)
    return answer if isinstance(answer, Done) else Done(database, answer)
