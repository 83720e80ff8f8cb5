"""A trip puzzle out of a prompt, however it is worded."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from evals.benchmarks.natural_plan.attach import EACH, Value, attach
from evals.benchmarks.natural_plan.day_marks import Marks, marks
from evals.benchmarks.natural_plan.flights_told import (
    ABOUT_FLIGHTS,
    default_direction,
    flights,
    is_listing,
    says_one_way,
)
from evals.benchmarks.natural_plan.names import Mention, longest, mentions, runs, tails
from evals.benchmarks.natural_plan.puzzles import Flight, Stay, TripPuzzle, Unreadable, Window
from evals.benchmarks.natural_plan.text import sentences

_PLACES = r"(?:cities|stops|places|destinations|towns)"
_WHOLE_AFTER = re.compile(
    r"\s*(?:[a-z-]+\s+){0,2}(?:trip|tour|holiday|itinerary|journey|vacation|getaway|travels?|in total|in all"
    rf"|altogether|overall|all in all|all told|total|at (?:your|my|our|their) disposal)\b"
    rf"|[^.;:\d]{{0,25}}\b\d+ (?:\w+ )?{_PLACES}\b",
    re.IGNORECASE,
)
_DAYS = re.compile(r"\bdays?\b", re.IGNORECASE)
_WHOLE_BEFORE = re.compile(
    r"\b(?:total (?:of|length|duration)[^,]*|over (?:the course of )?|have (?:got )?"
    rf"|{_PLACES}\b[^,;:]{{0,20}}|(?:travel\w*|trip|journey|holiday|vacation|itinerary)\s+(?:(?:for|of|in|over|is|be"
    r"|lasts?|takes?|spans?|runs?|must|should|will|has|to|exactly|precisely)\s+)+)(?:the )?$",
    re.IGNORECASE,
)
_FOR_A_TOTAL = re.compile(r"\bfor (?:a total|a period|a duration|the duration) of $", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|,?\s*and|&)\s*", re.IGNORECASE)
_LABELLED = re.compile(r"(?:stay|days|length|duration|nights)\b[^.]{0,12}\d", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:trip|holiday|itinerary|journey|vacation|travels?|total|altogether|overall|whole|entire|cities|places)\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"\b(?:there|that city|this city|the city|it|here|that stop)\b", re.IGNORECASE)
_CITIES = re.compile(
    r"\b(\d+)\s+(?:different |european |of the |great )*(?:cities|stops|places|destinations|towns)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:start|begin|set out|kick off)\w*\b[^,]*\b(?:in|from|at)\s*(?:the )?$", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(?:end|finish|conclude|wrap up)\w*\b[^,]*\b(?:in|at)\s*(?:the )?$", re.IGNORECASE
)


@dataclass
class _Notes:
    """What the sentences said, before it is checked."""

    totals: list[int] = field(default_factory=list[int])
    stays: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    windows: list[Window] = field(default_factory=list[Window])
    order: list[str] = field(default_factory=list[str])
    about: str = ""


def _is_flights(sentence: str, said: Marks, context: bool) -> bool:
    return (
        not said.counts and not said.windows and (context or bool(ABOUT_FLIGHTS.search(sentence)))
    )


def _split(parts: Sequence[str]) -> tuple[list[tuple[str, Marks]], list[str]]:
    """Sentences on stays with their marks, and sentences on flights."""
    stays: list[tuple[str, Marks]] = []
    routes: list[str] = []
    context = False
    for part in parts:
        said = marks(part)
        if _is_flights(part, said, context):
            routes.append(part)
        else:
            stays.append((part, said))
        context = bool(routes) and (context or bool(ABOUT_FLIGHTS.search(part))) and not said.counts
    return stays, routes


def _names(parts: Collection[str]) -> set[str]:
    return {tail for part in parts for run in runs(part) for tail in tails(run.name)}


def _cities(stays: Sequence[tuple[str, Marks]], routes: Sequence[str]) -> set[str]:
    """Names which stand both where days are told and where flights are; Rome-Oslo there is two of them."""
    staying, flown = _names([part for part, _ in stays]), _names(routes)
    halves = {half for name in flown for half in name.split("-")}
    return longest(staying & (flown | halves))


def _note(part: str, said: Marks, cities: Collection[str], notes: _Notes) -> None:
    here = mentions(part, cities)
    owners = here or ([Mention(0, 0, notes.about)] if notes.about else [])
    counts = said.counts if owners or _DAYS.search(part) else ()
    whole = [c for c in counts if _whole(part, c, here, owners) or _is_of_all(part, here, counts)]
    notes.totals += [count.value for count in whole]
    for owner, days in attach(part, owners, [count for count in counts if count not in whole]):
        notes.stays.setdefault(owner.name, set()).add(days)
    notes.windows += _windows(part, owners, said)
    if not said.windows and not re.search(r"\bor\b|\bif\b", part):
        notes.windows += _ends_of_trip(part, here)
    notes.order += dict.fromkeys(c.name for c in here if c.name not in notes.order)
    notes.about = here[-1].name if here else notes.about


def _windows(part: str, owners: Sequence[Mention], said: Marks) -> Iterator[Window]:
    """One for each city of the sentence, from the first to the last day told for it."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for owner, window in attach(part, owners, said.windows):
        spans.setdefault(owner.name, []).append(window)
    for city, found in spans.items():
        yield Window(city, min(first for first, _ in found), max(last for _, last in found))


def _is_of_all(part: str, here: Sequence[Mention], counts: Sequence[Value[int]]) -> bool:
    """Rome, Oslo and Graz in 8 days."""
    gaps = [part[a.end : b.start] for a, b in pairwise(here)]
    return (
        len(counts) == 1
        and bool(gaps)
        and not EACH.search(part)
        and all(map(_LIST.fullmatch, gaps))
    )


def _of_one_city(
    part: str, count: Value[int], here: Sequence[Mention], owners: Sequence[Mention]
) -> bool:
    """Berlin should take 3 days overall; or nothing but a count, on the line after a city's."""
    if not here:
        return bool(owners) and bool(re.fullmatch(r"\d+\s*days?", part))
    before = [city for city in here if city.end < count.start]
    return len({city.name for city in here}) == 1 == len({city.name for city in before}) and bool(
        re.fullmatch(r"[^,.:\d]{0,25}", part[before[-1].end : count.start])
        and re.match(r"\s*(?:overall|in total|in all|altogether|all told)\b", part[count.end :])
        and not _WHOLE.search(part[: count.start])
    )


def _whole(
    part: str, count: Value[int], here: Sequence[Mention], owners: Sequence[Mention]
) -> bool:
    """Whether a count of days is the whole trip's."""
    after = part[count.end :]
    if _of_one_city(part, count, here, owners):
        return False
    if _WHOLE_AFTER.match(after):
        return True
    if not part[: count.start].strip() and re.match(r"\s*:.*\d\s*days?\b", after):
        return True
    before = part[: count.start]
    if here and _FOR_A_TOTAL.search(before):
        return False
    if _WHOLE_BEFORE.search(before) and not re.match(r"\s*(?:there|in|at)\b", after):
        return True
    if here:
        return False
    return (
        not owners
        or not (_THERE.search(part) or _LABELLED.match(part))
        or bool(_WHOLE.search(part))
    )


def _ends_of_trip(part: str, here: Sequence[Mention]) -> Iterator[Window]:
    for city in here:
        if _STARTS.search(part[: city.start]):
            yield Window(city.name, 1, 1)
        if _ENDS.search(part[: city.start]):
            yield Window(city.name, 0, 0)


def _flights(routes: Sequence[str], cities: Collection[str]) -> tuple[Flight, ...]:
    """Every flight between the cities, in the order told."""
    inner = {
        run.name
        for part in routes
        for run in runs(part)
        if run.start and part[run.start - 1] == " "
    }
    known = set(cities) | {
        name for name in inner if not any(name in city or city in name for city in cities)
    }
    silent = [part for part in routes if not mentions(part, known)]
    default = next(
        (True for part in silent if default_direction(part) and not part.endswith(":")), None
    )
    told: list[tuple[Flight, bool]] = []
    explicit = False
    for part in routes:
        here = mentions(part, known)
        if part in silent:
            default = default_direction(part) if default_direction(part) is not None else default
        elif is_listing(part, here):
            explicit = explicit or says_one_way(part)
            told += flights(part, here, default)
    both = [
        Flight(f.origin, f.destination, True) if guessed and explicit else f for f, guessed in told
    ]
    return _merged([f for f in both if f.origin in cities and f.destination in cities])


def _merged(told: Sequence[Flight]) -> tuple[Flight, ...]:
    """Each pair of cities once: there and back in two flights is both ways, said again at once a correction."""
    by_pair: dict[frozenset[str], Flight] = {}
    before: Flight | None = None
    for flight in told:
        pair = frozenset((flight.origin, flight.destination))
        known = by_pair.get(pair, flight)
        if before is known and known.both_ways:
            known = flight
        elif flight.both_ways or flight.origin != known.origin:
            known = replace(known, both_ways=True)
        before = by_pair[pair] = known
    return tuple(by_pair.values())


def _total(notes: _Notes) -> int:
    totals = set(notes.totals)
    if len(totals) > 1:
        raise Unreadable(f"two lengths of the trip: {' and '.join(map(str, sorted(totals)))} days")
    if totals:
        return totals.pop()
    return sum(min(days) for days in notes.stays.values()) - len(notes.stays) + 1


def _stays(notes: _Notes, cities: Collection[str], total: int) -> tuple[Stay, ...]:
    """In order of mention; one city without a length gets the days left."""
    for city, days in notes.stays.items():
        if len(days) > 1:
            raise Unreadable(f"{city} has two lengths: {' and '.join(map(str, sorted(days)))} days")
    silent = [city for city in notes.order if city not in notes.stays]
    known = {city: min(days) for city, days in notes.stays.items()}
    if len(silent) == 1 and notes.totals:
        known[silent[0]] = total - sum(known.values()) + len(known)
    elif silent:
        raise Unreadable(f"no length of stay for {', '.join(silent)}")
    for city, days in known.items():
        if days < 1:
            raise Unreadable(f"{city} would have {days} days")
    return tuple(Stay(city, known[city]) for city in notes.order if city in cities)


def _window(window: Window, total: int) -> Window:
    first, last = (day if day > 0 else total + day for day in (window.first, window.last))
    if first > last:
        raise Unreadable(
            f"the window in {window.city} ends on day {last}, before it begins on day {first}"
        )
    return Window(window.city, first, last)


def read_trip(text: str) -> TripPuzzle:
    """From plain text. Raises Unreadable."""
    stays, routes = _split(sentences(text))
    cities = _cities(stays, routes)
    if not cities:
        raise Unreadable("no city has both a stay and a flight")
    notes = _Notes()
    for part, said in stays:
        _note(part, said, cities, notes)
    total = _total(notes)
    read = _stays(notes, cities, total)
    stated = {
        int(found[1])
        for part in (*routes, *(p for p, _ in stays))
        for found in _CITIES.finditer(part)
    }
    if stated and len(read) not in stated:
        raise Unreadable(f"{len(read)} cities named, {max(stated)} announced")
    windows = dict.fromkeys(_window(window, total) for window in notes.windows)
    return TripPuzzle(total, read, tuple(windows), _flights(routes, cities))
