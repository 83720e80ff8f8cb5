"""The kinds of values that a conversation keeps: only these are read back from the database."""

from graphs.result import Usage
from travel import advisory, itinerary, offers, places, proposal, provenance, request, turn, weather
from travel.dates import TravelDates, Window
from travel.evidence import Evidence
from travel.money import Money
from travel.party import Party
from travel.value import Value
from travel.wishes import Wish


def _values(module: object) -> set[type[Value]]:
    return {
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Value) and each is not Value
    }


KEPT: frozenset[type[Value]] = frozenset(
    {TravelDates, Window, Evidence, Money, Party, Wish, Usage}.union(
        *map(
            _values,
            (advisory, itinerary, offers, places, proposal, provenance, request, turn, weather),
        )
    )
)
