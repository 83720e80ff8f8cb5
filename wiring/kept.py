"""The kinds of values that a conversation keeps: only these are read back from the database."""

from graphs.recall import Recollection
from graphs.result import Usage
from memory.long_term.values import Memory, Source, Trip
from memory.long_term.wishes import Remembered
from travel import (
    activities,
    advisory,
    alternatives,
    disruption,
    itinerary,
    knowledge,
    milestone,
    money,
    offers,
    places,
    proposal,
    provenance,
    request,
    routes,
    turn,
    weather,
)
from travel.dates import TravelDates, Window
from travel.evidence import Evidence
from travel.party import Party
from travel.value import Value
from travel.wishes import Wish

_MODULES = (
    activities, advisory, alternatives, disruption, itinerary, knowledge, milestone, money, offers, places, proposal,
    provenance, request, routes, turn, weather,
)  # fmt: skip


def _values(module: object) -> set[type[Value]]:
    return {
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Value) and each is not Value
    }


KEPT: frozenset[type[Value]] = frozenset(
    {
        TravelDates,
        Window,
        Evidence,
        Party,
        Wish,
        Usage,
        Remembered,
        Source,
        Recollection,
        Memory,
        Trip,
    }.union(*map(_values, _MODULES))
)
