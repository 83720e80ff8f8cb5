"""What a query asks for, from its words alone, and what its tables tell of the rest."""

from collections.abc import Mapping, Sequence

from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.tables import Database, reference_legs
from evals.benchmarks.travelplanner.text.budget import budget
from evals.benchmarks.travelplanner.text.dates import trip_days
from evals.benchmarks.travelplanner.text.party import people
from evals.benchmarks.travelplanner.text.places import city_count, home_and_destination
from evals.benchmarks.travelplanner.text.wishes import barred, cuisines, house_rules, room_type


def read_text(text: str, database: Database) -> Request:
    """The request in a query's words; the names of places come from the database."""
    start, days = trip_days(text)
    cities = city_count(text)
    number = people(text)
    home, there = home_and_destination(text, database, to_state=_to_state(days, cities))
    return Request(
        origin=home,
        destination=there,
        days=days,
        cities=cities or _usual_cities(days),
        start=start,
        people=number or 1,
        budget=budget(text, number or 1, days or 1),
        house_rules=house_rules(text),
        cuisines=cuisines(text),
        room_type=room_type(text),
        barred=barred(text),
    )


def told_by_tables(reference: Sequence[Mapping[str, str]], database: Database) -> Request:
    """The frame of a trip as its flight tables show it, for what a text leaves out."""
    legs = reference_legs(reference)
    if not legs:
        return Request(None, None, None, None, None, None, None)
    first, last = min(leg[2] for leg in legs), max(leg[2] for leg in legs)
    home, stops = legs[0][0], len(legs) - 1
    there = legs[0][1] if stops == 1 else database.states.get(legs[0][1])
    return Request(home, there, (last - first).days + 1, stops, first, None, None)


def _to_state(days: int | None, cities: int | None) -> bool | None:
    if cities is None and days is None:
        return None
    return (cities or 1) > 1 or (days or 0) > 3


def _usual_cities(days: int | None) -> int | None:
    """The benchmark's rule: a city in three days, two in five, three in seven."""
    return None if days is None else max(1, (days - 1) // 2)
