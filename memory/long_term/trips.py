"""Trips as memories: where somebody went, where they slept, and which hotels they didn't want."""

from collections.abc import Iterable

from memory.long_term.text import folded
from memory.long_term.values import Fact, Memory, Trip


def trip_topic(thread: str, trip: Trip) -> str:
    """One memory for each of a conversation's trips, however often it was planned anew."""
    return f"trip:{thread}:{'+'.join(folded(city) for city in trip.cities)}"


def with_trip(topic: str, text: str, trip: Trip, before: Trip | None) -> Fact:
    if before is not None:
        rejected = dict.fromkeys((*before.rejected, *trip.rejected))
        left = tuple(each for each in rejected if each not in trip.hotels)
        state = "booked" if before.state == "booked" else trip.state
        trip = trip.model_copy(update={"rejected": left, "state": state})
    return Fact(text=text, topic=topic, trip=trip)


def last_trip(trips: Iterable[Memory], cities: Iterable[str], *, but: str) -> Memory | None:
    """The latest to one of the cities, of all where none is named; not of this conversation."""
    wanted = {folded(city) for city in cities}
    for memory in trips:  # the latest first
        if memory.trip is None or memory.source.thread == but:
            continue
        if not wanted or wanted & {folded(city) for city in memory.trip.cities}:
            return memory
    return None


def rejected_in(trips: Iterable[Memory], cities: Iterable[str]) -> tuple[str, ...]:
    """Hotels of these cities that were changed for others and never slept in."""
    wanted = {folded(city) for city in cities}
    there = [
        each.trip
        for each in trips
        if each.trip is not None and wanted & {folded(city) for city in each.trip.cities}
    ]
    taken = {hotel for trip in there for hotel in trip.hotels}
    names = (hotel for trip in there for hotel in trip.rejected if hotel not in taken)
    return tuple(dict.fromkeys(names))
