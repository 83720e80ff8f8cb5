"""Random puzzles told in other words, with the reading expected.

    python -m tests.evals.natural_plan_prompts [--failures]

Prints the share of prompts read exactly. The reader was written with "dev" in view. The others were each written
before the reader met them and opened, in that order, once totalled: none of them is unseen any more.
"""

import itertools
import random
import re
import sys
from collections.abc import Iterator, Sequence

from evals.benchmarks.natural_plan.puzzles import (
    Flight,
    Meeting,
    MeetingPuzzle,
    Stay,
    TripPuzzle,
    Unreadable,
    Window,
)
from evals.benchmarks.natural_plan.reading import read
from tests.evals.natural_plan_phrases import (
    MEETINGS_DEV,
    MEETINGS_HELD,
    TRIPS_DEV,
    TRIPS_HELD,
    MeetingPhrases,
    TripPhrases,
)
from tests.evals.natural_plan_phrases_late import MEETINGS_LATE, TRIPS_LATE
from tests.evals.natural_plan_told import TOLD, TOLD_LATER
from tests.evals.natural_plan_told_last import TOLD_LAST

CITIES = (
    "Graz", "Turin", "Ghent", "Bergen", "Bilbao", "Palma de Mallorca", "The Hague", "Saint-Malo",
    "Kraków", "Aix-en-Provence", "Trieste", "San Sebastián", "Bath", "Ålesund",
)  # fmt: skip
PLACES = (
    "Old Harbour", "Museum Quarter", "Baker's Row", "Lime-Kiln Park", "The Docks", "Riverside",
    "University Green", "Hill of the Winds", "Market Square",
)  # fmt: skip
PEOPLE = ("Ingrid", "Tom", "Aisha", "Mary", "Jean-Luc", "Will", "Grace", "Mark", "Noor")
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


def ordinal(number: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    return f"{number}{suffix}"


def in_words(number: int) -> str:
    return WORDS[number] if number <= 20 else f"twenty-{WORDS[number - 20]}"


def trip(rng: random.Random) -> TripPuzzle:
    cities = rng.sample(CITIES, rng.randint(3, 6))
    stays = [Stay(city, rng.randint(2, 5)) for city in cities]
    windows: list[Window] = []
    day = 1
    for stay in stays:
        if rng.random() < 0.4:
            windows.append(Window(stay.city, day, day + stay.days - 1))
        day += stay.days - 1
    route = list(itertools.pairwise(cities))
    flights = [Flight(x, y, rng.random() < 0.7) for x, y in route]
    for _ in range(rng.randint(0, 4)):
        x, y = rng.sample(cities, 2)
        if not any({x, y} == {flight.origin, flight.destination} for flight in flights):
            flights.append(Flight(x, y, rng.random() < 0.7))
    rng.shuffle(flights)
    rng.shuffle(stays)
    return TripPuzzle(day, tuple(stays), tuple(windows), tuple(flights))


def tell_trip(puzzle: TripPuzzle, phrases: TripPhrases, rng: random.Random) -> str:
    number = {"D": puzzle.days, "Dw": in_words(puzzle.days), "N": len(puzzle.stays)}
    told = [rng.choice(phrases.opening).format(**number)]
    windows = {window.city: window for window in puzzle.windows}
    for stay in puzzle.stays:
        values: dict[str, object] = {"c": stay.city, "n": stay.days, "nw": in_words(stay.days)}
        window = windows.get(stay.city)
        if window:
            values |= {"a": window.first, "b": window.last}
            values |= {"ao": ordinal(window.first), "bo": ordinal(window.last)}
        if window and rng.random() < 0.5:
            told.append(rng.choice(phrases.stay_and_window).format(**values))
            continue
        told.append(rng.choice(phrases.stay).format(**values))
        if window:
            told.append(rng.choice(phrases.window).format(**values))
    header, both, one, separator = rng.choice(phrases.flights)
    pairs = [
        (both if f.both_ways else one).format(x=f.origin, y=f.destination) for f in puzzle.flights
    ]
    listed = header + ("" if header.endswith("\n") else " ") + separator.join(pairs)
    end = "" if separator == "\n" or listed.endswith(".") else "."
    closing = rng.choice(phrases.closing).format(**number)
    return f"{' '.join(told)}\n\n{listed}{end}\n\n{closing}"


def clock(minute: int, style: str) -> str:
    hour, past = divmod(minute, 60)
    if style == "09:30":
        return f"{hour:02}:{past:02}"
    half = ("am", "pm")[hour >= 12]
    face = f"{(hour - 1) % 12 + 1}"
    if style == "9.30 pm":
        return f"{face}.{past:02} {half}" if past else f"{face} {half}"
    dotted = {
        "9:30AM": half.upper(),
        "9:30 a.m.": f" {half[0]}.m.",
        "9:30 am": f" {half}",
        "9:30 AM": f" {half.upper()}",
    }[style]
    return f"{face}:{past:02}{dotted}"


def span(minutes: int, style: str) -> str:
    hours, rest = divmod(minutes, 60)
    if "{h}" not in style:
        return style.format(m=minutes)
    if rest == 30 and hours:
        return "an hour and a half" if hours == 1 else f"{hours} and a half hours"
    parts = [f"{hours} hour{'s' * (hours > 1)}"] * bool(hours) + [f"{rest} minutes"] * bool(rest)
    return " and ".join(parts)


def day_of_meetings(rng: random.Random) -> MeetingPuzzle:
    start, *places = rng.sample(PLACES, rng.randint(2, 6))
    meetings: list[Meeting] = []
    for person, place in zip(rng.sample(PEOPLE, len(places)), places, strict=True):
        opens = rng.randrange(7 * 60, 19 * 60, 15)
        minutes = rng.randrange(15, 135, 15)
        closes = opens + minutes + rng.randrange(15, 120, 15)
        meetings.append(Meeting(person, place, opens, closes, minutes))
    everywhere = [start, *places]
    travel = {(x, y): rng.randint(5, 40) for x in everywhere for y in everywhere if x != y}
    return MeetingPuzzle(start, 9 * 60, tuple(meetings), travel)


def tell_meetings(puzzle: MeetingPuzzle, phrases: MeetingPhrases, rng: random.Random) -> str:
    face, how_long = rng.choice(phrases.clock), rng.choice(phrases.span)
    at = clock(puzzle.start_at, face)
    told = [rng.choice(phrases.opening), rng.choice(phrases.start).format(p=puzzle.start, t=at)]
    for meeting in puzzle.meetings:
        values = {
            "w": meeting.person,
            "p": meeting.place,
            "t1": clock(meeting.opens, face),
            "t2": clock(meeting.closes, face),
            "m": span(meeting.minutes, how_long),
        }
        if rng.random() < 0.3:
            told.append(rng.choice(phrases.available_and_lasting).format(**values))
        else:
            told.append(rng.choice(phrases.available).format(**values))
            told.append(rng.choice(phrases.lasting).format(**values))
    header, line, separator = rng.choice(phrases.travel)
    lines = [line.format(x=x, y=y, k=k) for (x, y), k in puzzle.travel.items()]
    rng.shuffle(lines)
    parts = [" ".join(told), header + separator.join(lines)]
    rng.shuffle(parts)
    return "\n\n".join(parts)


def same(read_: TripPuzzle | MeetingPuzzle, told: TripPuzzle | MeetingPuzzle) -> bool:
    """Equal but for the order in which things were said."""
    if isinstance(read_, TripPuzzle) and isinstance(told, TripPuzzle):
        return read_.days == told.days and all(
            set(x) == set(y) and len(x) == len(y)
            for x, y in (
                (read_.stays, told.stays),
                (read_.windows, told.windows),
                (read_.flights, told.flights),
            )
        )
    return read_ == told


def _parts(text: str) -> list[list[str]]:
    return [
        [part.strip() for part in section.split(",") if part.strip()] for section in text.split(";")
    ]


def _told_trip(short: str) -> TripPuzzle:
    (days,), stays, windows, flights = _parts(short)
    return TripPuzzle(
        int(days),
        tuple(Stay(city, int(length)) for city, length in (stay.split() for stay in stays)),
        tuple(
            Window(city, *map(int, days.split("-")))
            for city, days in (window.split() for window in windows)
        ),
        tuple(
            Flight(ends[0], ends[1], "=" in flight)
            for flight in flights
            for ends in [re.split("[=>]", flight)]
        ),
    )


def _told_day(short: str) -> MeetingPuzzle:
    (start,), people, ways = _parts(short)
    meetings: list[Meeting] = []
    for person in people:
        name, *place, hours, minutes = person.split()
        opens, closes = map(int, hours.split("-"))
        meetings.append(Meeting(name, " ".join(place), opens, closes, int(minutes)))
    travel: dict[tuple[str, str], int] = {}
    for way in ways:
        ends, minutes = way.rsplit(" ", 1)
        origin, destination = ends.split(">")
        travel[origin, destination] = int(minutes)
    place, at = start.rsplit(" ", 1)
    return MeetingPuzzle(place, int(at), tuple(meetings), travel)


def told(prompts_: Sequence[tuple[str, str]]) -> Iterator[tuple[TripPuzzle | MeetingPuzzle, str]]:
    for prompt, short in prompts_:
        yield (_told_trip(short) if short.count(";") == 3 else _told_day(short)), prompt


PHRASES = {
    "dev": (TRIPS_DEV, MEETINGS_DEV),
    "held out": (TRIPS_HELD, MEETINGS_HELD),
    "late": (TRIPS_LATE, MEETINGS_LATE),
}


FREELY = {"told freely": TOLD, "told later": TOLD_LATER, "told last": TOLD_LAST}
SETS = (*PHRASES, *FREELY)


def prompts(half: str, count: int = 60) -> Iterator[tuple[TripPuzzle | MeetingPuzzle, str]]:
    """As many trips as days of meetings, the same at every run."""
    if half in FREELY:
        yield from told(FREELY[half])
        return
    trips, meetings = PHRASES[half]
    for seed in range(count // 2):
        rng = random.Random(f"{half} {seed}")
        journey = trip(rng)
        yield journey, tell_trip(journey, trips, rng)
        day = day_of_meetings(rng)
        yield day, tell_meetings(day, meetings, rng)


def understood(puzzle: TripPuzzle | MeetingPuzzle, prompt: str) -> bool:
    try:
        return same(read(prompt), puzzle)
    except Unreadable:
        return False


def main() -> None:
    for half in SETS:
        results = [(puzzle, prompt, understood(puzzle, prompt)) for puzzle, prompt in prompts(half)]
        right = sum(ok for *_, ok in results)
        print(f"{half}: {right} of {len(results)} prompts read exactly")
        if half == "dev" and "--failures" in sys.argv:
            for puzzle, prompt, ok in results:
                if not ok:
                    print(prompt, puzzle, sep="\n---\n", end="\n=====\n")


if __name__ == "__main__":
    main()
