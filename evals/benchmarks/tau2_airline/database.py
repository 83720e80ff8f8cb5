"""The airline's database as a value: JSON as in sierra-research/tau2-bench (MIT), never changed in place."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]
Records = Mapping[str, Record]


class DeskError(ValueError):
    """A tool's refusal; its text goes to the agent, as in the benchmark."""


@dataclass(frozen=True)
class Database:
    flights: Records
    reservations: Records
    users: Records


def read(path: Path) -> Database:
    """From the benchmark's db.json. Raises OSError."""
    return database_of(json.loads(path.read_text(encoding="utf-8")))


def database_of(tables: Mapping[str, Records]) -> Database:
    return Database(tables["flights"], tables["reservations"], tables["users"])


def fingerprint(database: Database) -> str:
    """SHA-256 of the whole database with sorted keys: two end states are the same where it is."""
    tables = [database.flights, database.reservations, database.users]
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


def user_of(database: Database, user_id: str) -> Record:
    return _found(database.users, user_id, "User")


def reservation_of(database: Database, reservation_id: str) -> Record:
    return _found(database.reservations, reservation_id, "Reservation")


def flight_of(database: Database, flight_number: str) -> Record:
    return _found(database.flights, flight_number, "Flight")


def day_of(database: Database, flight_number: str, date: str) -> Record:
    """A flight's status, seats and prices on a date."""
    dates: Records = flight_of(database, flight_number)["dates"]
    if date not in dates:
        raise DeskError(f"Flight {flight_number} not found on date {date}")
    return dates[date]


def with_reservation(database: Database, reservation: Record) -> Database:
    kept = {**database.reservations, reservation["reservation_id"]: reservation}
    return replace(database, reservations=kept)


def with_user(database: Database, user: Record) -> Database:
    return replace(database, users={**database.users, user["user_id"]: user})


def with_seats_taken(
    database: Database, flights: Iterable[Record], cabin: str, seats: int
) -> Database:
    """Each flight's seats less, on its date."""
    kept = dict(database.flights)
    for taken in flights:
        number, date = taken["flight_number"], taken["date"]
        day = kept[number]["dates"][date]
        left = {**day["available_seats"], cabin: day["available_seats"][cabin] - seats}
        dates = {**kept[number]["dates"], date: {**day, "available_seats": left}}
        kept[number] = {**kept[number], "dates": dates}
    return replace(database, flights=kept)


def _found(table: Records, key: str, kind: str) -> Record:
    """The benchmark finds a key in any letter case, with or without accents."""
    if key in table:
        return table[key]
    folded = _folded(key)
    for candidate, record in table.items():
        if _folded(candidate) == folded:
            return record
    raise DeskError(f"{kind} {key} not found")


def _folded(key: str) -> str:
    plain = unicodedata.normalize("NFKD", key.strip())
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()
