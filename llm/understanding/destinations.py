"""The stops that a message names, looked up, with the nights that are theirs."""

from collections.abc import Sequence

from llm.understanding.naming import Naming
from llm.understanding.reading import Reading
from llm.understanding.stops import merged_stops, same_place, without_wider
from travel.dates import MAX_NIGHTS
from travel.gazetteer import folded
from travel.places import distance_km
from travel.request import Stop, TripRequest

DAY_TRIP_KM = 110.0


def stops_said(
    reading: Reading, known: TripRequest, naming: Naming, dropped: Sequence[str], *, fresh: bool
) -> tuple[tuple[Stop, ...], Reading]:
    """Where the trip goes now, and what of the reading the stops didn't use up.

    `dropped` are the names that edits drop; `fresh` is a trip of which nothing was said before.
    """
    named = _named(reading, naming)
    if not fresh:
        named, reading = _without_outings(named, reading, known)
    named, reading = _with_its_nights(named, reading, known)
    extra, reading = _extra_stop(reading, known, naming)
    if extra is not None:
        named.append(extra)
    kept = without_wider(named)
    reading = _with_nights_of_country(reading, [stop for stop in named if stop not in kept])
    refused = [naming.plain(name) for name in (*reading.not_stops, *dropped)]
    stops = merged_stops(
        known.stops,
        kept,
        [place for place in refused if place],
        adds=not reading.replaces_stops or extra is not None,
    )
    return stops, reading


def _named(reading: Reading, naming: Naming) -> list[Stop]:
    named: list[Stop] = []
    for said in reading.stops:
        place = naming.place(said.name, "destination", [stop.place for stop in named])
        if place is not None and not (
            said.nights is None and named and same_place(place, named[-1].place)
        ):
            nights = None if said.nights is None else min(MAX_NIGHTS, max(0, said.nights))
            named.append(Stop(place=place, nights=nights))
    return named


def _without_outings(
    named: list[Stop], reading: Reading, known: TripRequest
) -> tuple[list[Stop], Reading]:
    """ "Add Sintra": so near a stop that one goes there for a day."""
    if reading.replaces_stops:
        return named, reading
    places = [stop.place for stop in known.stops]
    near = [
        stop
        for stop in named
        if stop.nights is None
        and any(0 < distance_km(place, stop.place) <= DAY_TRIP_KM for place in places)
        and not any(same_place(place, stop.place) for place in places)
    ]
    if not near or len(near) < len(named) or reading.nights is not None:
        return named, reading
    names = (*reading.day_trips, *(stop.place.name for stop in near))
    return [], reading.model_copy(update={"day_trips": names, "stops": ()})


def _with_its_nights(
    named: list[Stop], reading: Reading, known: TripRequest
) -> tuple[list[Stop], Reading]:
    """ "Florence too, 2 nights": they are Florence's, not the whole trip's."""
    adds = not reading.replaces_stops and known.stops and len(named) == 1
    if not adds or reading.nights is None or named[0].nights is not None:
        return named, reading
    nights = min(MAX_NIGHTS, max(0, reading.nights))
    stop = named[0].model_copy(update={"nights": nights})
    return [stop], reading.model_copy(update={"nights": None})


def _extra_stop(
    reading: Reading, known: TripRequest, naming: Naming
) -> tuple[Stop | None, Reading]:
    """ "Add two nights in Porto", where Porto isn't a stop yet."""
    name, nights = reading.nights_added_at, reading.nights_added
    place = naming.plain(name) if name and nights > 0 and known.stops else None
    if place is None or any(same_place(place, stop.place) or folded(stop.place.sleeps_in) ==
                            folded(place.name) for stop in known.stops):  # fmt: skip
        return None, reading
    rest = reading.model_copy(update={"nights_added": 0, "nights_added_at": ""})
    return Stop(place=place, nights=min(MAX_NIGHTS, nights)), rest


def _with_nights_of_country(reading: Reading, left_out: Sequence[Stop]) -> Reading:
    """ "Portugal for 10 days: Lisbon and Porto" is 10 nights in all."""
    nights = next((stop.nights for stop in left_out if stop.nights is not None), None)
    if nights is None or reading.nights is not None:
        return reading
    return reading.model_copy(update={"nights": nights})
