"""The desk's reading tools. Semantics: sierra-research/tau2-bench, src/tau2/domains/airline/tools.py (MIT)."""

import ast
from collections.abc import Callable, Mapping

from evals.benchmarks.tau2_airline.arguments import (
    Calculate,
    FlightSearch,
    FlightStatus,
    Nothing,
    ReservationDetails,
    Transfer,
    UserDetails,
)
from evals.benchmarks.tau2_airline.database import (
    Database,
    DeskError,
    Record,
    day_of,
    reservation_of,
    user_of,
)

CITIES = (
    "SFO San Francisco,JFK New York,LAX Los Angeles,ORD Chicago,DFW Dallas,DEN Denver,SEA Seattle,ATL Atlanta,"
    "MIA Miami,BOS Boston,PHX Phoenix,IAH Houston,LAS Las Vegas,MCO Orlando,EWR Newark,CLT Charlotte,"
    "MSP Minneapolis,DTW Detroit,PHL Philadelphia,LGA LaGuardia"
)
SHOWN = (
    "flight_number",
    "origin",
    "destination",
    "scheduled_departure_time_est",
    "scheduled_arrival_time_est",
)
OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def user_details(database: Database, call: UserDetails) -> Record:
    return user_of(database, call.user_id)


def reservation_details(database: Database, call: ReservationDetails) -> Record:
    return reservation_of(database, call.reservation_id)


def airports(database: Database, call: Nothing) -> list[Record]:
    named = [each.split(" ", 1) for each in CITIES.split(",")]
    return [{"iata": iata, "city": city} for iata, city in named]


def direct_flights(database: Database, call: FlightSearch) -> list[Record]:
    return _flights(database, call.date, origin=call.origin, destination=call.destination)


def onestop_flights(database: Database, call: FlightSearch) -> list[list[Record]]:
    """Pairs that connect; after an arrival the next day (+1) the second flies that day.

    Times are compared as text and every date is in May 2024, as in the benchmark.
    """
    return [
        [{**first, "date": call.date}, {**second, "date": day}]
        for first in _flights(database, call.date, origin=call.origin)
        for arrival in (first["scheduled_arrival_time_est"],)
        for day in (_day_after(call.date) if "+1" in arrival else call.date,)
        for second in _flights(
            database,
            day,
            origin=first["destination"],
            destination=call.destination,
            after=arrival,
        )
    ]


def _day_after(date: str) -> str:
    return f"2024-05-{int(date[-2:]) + 1}"


def _flights(
    database: Database,
    date: str,
    *,
    origin: str | None = None,
    destination: str | None = None,
    after: str | None = None,
) -> list[Record]:
    return [
        {**{name: flight[name] for name in SHOWN}, **flight["dates"][date]}
        for flight in database.flights.values()
        if origin in (None, flight["origin"])
        and destination in (None, flight["destination"])
        and flight["dates"].get(date, {}).get("status") == "available"
        and (after is None or flight["scheduled_departure_time_est"] >= after)
    ]


def flight_status(database: Database, call: FlightStatus) -> str:
    return str(day_of(database, call.flight_number, call.date)["status"])


def transfer(database: Database, call: Transfer) -> str:
    return "Transfer successful"


def calculate(database: Database, call: Calculate) -> str:
    """Rounded to cents. Raises DeskError for anything but numbers, + - * / and parentheses."""
    try:
        return str(round(_value(ast.parse(call.expression.strip(), mode="eval").body), 2))
    except (SyntaxError, ZeroDivisionError) as error:
        raise DeskError(f"Invalid expression: {error}") from None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left), _value(right))
        case _:
            raise DeskError("Invalid characters in expression")
