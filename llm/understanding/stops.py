"""Destinations over several turns: replaced, added, dropped, and their nights."""

from collections.abc import Sequence

from llm.understanding.calendar import shifted
from llm.understanding.reading import Reading
from travel.dates import MAX_NIGHTS, TravelDates
from travel.gazetteer import folded
from travel.places import Place
from travel.request import Stop, TripRequest

_WIDE, _PARTS = ("region", "island", "country"), 2


def merged_stops(
    known: Sequence[Stop], named: Sequence[Stop], refused: Sequence[Place], *, adds: bool
) -> tuple[Stop, ...]:
    """`refused` go, and what is named takes their place; else `named` replace or follow `known`."""
    unwanted = {place.id for place in refused}
    kept = [stop for stop in known if stop.place.id not in unwanted]
    named = [stop for stop in named if stop.place.id not in unwanted]
    if not named:
        return tuple(kept)
    ids = {stop.place.id for stop in kept}
    if kept and all(stop.place.id in ids for stop in named):
        return tuple(_updated(stop, named) for stop in kept)
    if len(kept) < len(known):
        at = next(i for i, stop in enumerate(known) if stop.place.id in unwanted)
        nights = known[at].nights
        new = [s.model_copy(update={"nights": s.nights or nights}) for s in named]
        return (*kept[:at], *new, *kept[at:])
    if adds and kept:
        fresh = [stop for stop in named if stop.place.id not in ids]
        return (*(_updated(stop, named) for stop in kept), *fresh)
    return tuple(named)


def _updated(stop: Stop, named: Sequence[Stop]) -> Stop:
    said = next((each for each in named if each.place.id == stop.place.id), None)
    if said is None or said.nights is None:
        return stop
    return stop.model_copy(update={"nights": said.nights})


def with_nights(
    reading: Reading, known: TripRequest, stops: tuple[Stop, ...], dates: TravelDates
) -> tuple[tuple[Stop, ...], TravelDates]:
    """Nights at the stops and of the whole trip, made to agree."""
    if len(stops) == 1:
        return _single(reading, known, stops[0], dates)
    stops = _first_keeps_its_nights(reading, known, stops)
    stops = _lengthened(reading, stops)
    said = [stop.nights for stop in stops]
    if not said or any(nights is None for nights in said):
        return stops, dates
    total = min(MAX_NIGHTS, sum(nights or 0 for nights in said))
    exact = reading.start and reading.end
    if exact or (dates.start and dates.end and reading.end):
        return stops, dates
    end = shifted(dates.start, total) if dates.start else None
    return stops, dates.model_copy(update={"nights": total, "end": end})


def _single(
    reading: Reading, known: TripRequest, stop: Stop, dates: TravelDates
) -> tuple[tuple[Stop, ...], TravelDates]:
    """Of one stop the nights are those of the trip, kept in the dates alone."""
    said = next((each.nights for each in reading.stops if each.nights is not None), None)
    if len(known.stops) > 1 and reading.nights is None and not reading.nights_added:
        said = said if said is not None else stop.nights  # the others' nights went with them
    if said is not None and not (dates.start and reading.end):
        said = min(MAX_NIGHTS, said)
        end = shifted(dates.start, said) if dates.start else None
        dates = dates.model_copy(update={"nights": said, "end": end})
    nights = dates.nights
    if stop.nights is not None and nights is not None:
        stop = stop.model_copy(update={"nights": nights})
    return (stop,), dates


def _first_keeps_its_nights(
    reading: Reading, known: TripRequest, stops: tuple[Stop, ...]
) -> tuple[Stop, ...]:
    """ "... then on to Budapest for 2 nights": the nights known so far belong to the first stop."""
    if len(known.stops) != 1 or len(stops) < 2 or stops[0].nights is not None:
        return stops
    if stops[0].place.id != known.stops[0].place.id or reading.nights is not None:
        return stops
    nights = known.dates.nights
    if nights is None and known.dates.start and known.dates.end:
        nights = (known.dates.end - known.dates.start).days
    if nights is None or not 0 <= nights <= MAX_NIGHTS:
        return stops
    return (stops[0].model_copy(update={"nights": nights}), *stops[1:])


def _lengthened(reading: Reading, stops: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """ "Two more days in Porto"; without a place, at the last stop."""
    if not reading.nights_added or not stops:
        return stops
    wanted = folded(reading.nights_added_at).split(",")[0]
    at = next((i for i, stop in enumerate(stops) if wanted and wanted in _names(stop)),
              len(stops) - 1)  # fmt: skip
    nights = stops[at].nights
    if nights is None:
        return stops
    longer = max(0, min(MAX_NIGHTS, nights + reading.nights_added))
    changed = stops[at].model_copy(update={"nights": longer})
    return (*stops[:at], changed, *stops[at + 1 :])


def _names(stop: Stop) -> set[str]:
    return {folded(stop.place.name), folded(stop.place.sleeps_in)}


def without_wider(stops: Sequence[Stop]) -> list[Stop]:
    """ "Japan: Tokyo and Kyoto" has two stops, "Sicily: Palermo 3 nights, Catania 2 nights" too."""
    if len(stops) > _PARTS and stops[0].nights is None and stops[0].place.kind in _WIDE:
        rest = stops[1:]
        within = all(stop.place.country == stops[0].place.country for stop in rest)
        if within and all(stop.nights is not None for stop in rest):
            return list(rest)
    inside = {stop.place.country for stop in stops if stop.place.kind != "country"}
    return [s for s in stops if s.place.kind != "country" or s.place.country not in inside]


def same_place(a: Place | None, b: Place | None) -> bool:
    """Whether both are known and have the same name in the same country."""
    if a is None or b is None:
        return False
    return a.id == b.id or (a.country == b.country and folded(a.name) == folded(b.name))
