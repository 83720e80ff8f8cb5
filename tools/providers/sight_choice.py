"""Which of the places found are answered, when there are more than were asked for."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from tools.places import PlacesQuery
from tools.providers.sight_kinds import Kind

MUST_SEES = 12  # of one answer
TABLES = 3  # one in so many is a restaurant, where there are enough


class OfKind(Protocol):
    @property
    def kind(self) -> Kind: ...


T = TypeVar("T", bound=OfKind)


def at_table(found: OfKind) -> bool:
    return found.kind.category == "restaurant"


def best(graded: Sequence[tuple[T, int]], query: PlacesQuery) -> list[tuple[T, int]]:
    """At most `query.limit`, the wished first, then by rank (1 is a must-see); else in their order."""
    wished = frozenset(query.interests)
    ordered = sorted(graded, key=lambda each: (wished.isdisjoint(each[0].kind.interests), each[1]))
    sights = sum(not at_table(each) for each, _ in ordered)
    tables = min(max(query.limit // TABLES, query.limit - sights), len(ordered) - sights)
    left = {True: tables, False: query.limit - tables}
    kept: list[tuple[T, int]] = []
    for found, rank in ordered:
        if left[at_table(found)] > 0:
            left[at_table(found)] -= 1
            kept.append((found, rank))
    return kept
