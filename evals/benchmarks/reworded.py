"""How well reworded prompts of Natural Plan and TravelPlanner are read, by kind and half.

    python -m evals.benchmarks.reworded [--failures] [--database DIR]

Counted from 0, even prompts are for developing the readers, odd ones were set aside; the later ones of a kind were
written after the readers had been changed for the first. A prompt counts where everything in it is read as meant.
At first sight (even and odd): trips 12 and 13 of 20, later 9 and 8 of 10; meetings 13 and 11 of 20, later 10 and 6
of 10; requests 20 and 20 of 20, later 10 and 7 of 10. With the even halves read, the odd ones stood at 14 of 20 and
8 of 10, 15 and 6, 20 and 7; then they were opened too. The last ones, written after that, were read at first sight
in 2 and 3 of 4 trips, 3 and 4 of 4 meetings. None is unseen any more.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

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
from evals.benchmarks.travelplanner.request import CUISINES, HOUSE_RULES, ROOM_TYPES, Request
from evals.benchmarks.travelplanner.tables import Database, MissingData, open_database
from evals.benchmarks.travelplanner.text import read_text

CASES = Path(__file__).parents[1] / "cases"
TRIPS, MEETINGS = "natural_plan_trips_reworded", "natural_plan_meetings_reworded"
QUERIES = "travelplanner_reworded"
SETS = ("", "_later")
PUZZLE_SETS = (*SETS, "_last")
_LISTED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def cases(name: str) -> dict[str, Any]:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def trip(text: str) -> TripPuzzle:
    """Of "days; city days, ...; city first-last, ...; a=b, a>b, ..."."""
    days, stays, windows, flights = (part.split(",") for part in text.split(";"))
    return TripPuzzle(
        int(days[0]),
        tuple(Stay(city.strip(), int(n)) for city, n in (stay.rsplit(" ", 1) for stay in stays)),
        tuple(_window(window) for window in windows),
        tuple(_flight(flight) for flight in flights),
    )


def _window(text: str) -> Window:
    city, days = text.strip().rsplit(" ", 1)
    first, last = days.split("-")
    return Window(city, int(first), int(last))


def _flight(text: str) -> Flight:
    origin, sign, destination = re.split(r"([=>])", text.strip())
    return Flight(origin, destination, sign == "=")


def meetings(text: str) -> MeetingPuzzle:
    """Of "place clock; person @ place clock-clock minutes, ...; a>b minutes, ..."."""
    start, people, travel = text.split(";")
    place, clock = start.rsplit(" ", 1)
    told = (re.split(r" @ | (?=\d+:)| (?=\d+$)|-", one.strip()) for one in people.split(","))
    legs = (re.fullmatch(r"(.+)>(.+) (\d+)", one.strip()) for one in travel.split(","))
    return MeetingPuzzle(
        place,
        _minutes(clock),
        tuple(Meeting(who, at, _minutes(a), _minutes(b), int(n)) for who, at, a, b, n in told),
        {(leg[1], leg[2]): int(leg[3]) for leg in legs if leg},
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def told(text: str, puzzle: TripPuzzle | MeetingPuzzle) -> str:
    """The prompt with its lists of flights or travel times filled in; a broken bar there is a bar."""
    return _LISTED.sub(
        lambda found: _listed(found[1].replace("\\n", "\n"), puzzle).replace("\u00a6", "|"), text
    )


def _listed(form: str, puzzle: TripPuzzle | MeetingPuzzle) -> str:
    if isinstance(puzzle, MeetingPuzzle):
        line, between = form.rsplit("|", 1)
        legs = (line.format(a=a, b=b, n=n) for (a, b), n in puzzle.travel.items())
        return between.join(legs)
    both, one_way, between = form.split("|")
    return between.join(
        (both if flight.both_ways else one_way).format(a=flight.origin, b=flight.destination)
        for flight in puzzle.flights
    )


def _compared(puzzle: TripPuzzle | MeetingPuzzle) -> dict[str, Any]:
    """Its fields, freed of the order of telling."""
    if isinstance(puzzle, MeetingPuzzle):
        return {**vars(puzzle), "meetings": set(puzzle.meetings), "travel": dict(puzzle.travel)}
    return {
        "days": puzzle.days,
        "stays": set(puzzle.stays),
        "windows": set(puzzle.windows),
        "flights": {
            frozenset((f.origin, f.destination)) if f.both_ways else (f.origin, f.destination)
            for f in puzzle.flights
        },
    }


def _differences(meant: dict[str, Any], found: dict[str, Any]) -> str:
    return "; ".join(
        f"{name}: meant {meant[name]}, read {found.get(name)}"
        for name in meant
        if meant[name] != found.get(name)
    )


def puzzle_faults(text: str, puzzle: TripPuzzle | MeetingPuzzle) -> str:
    """What is read otherwise than meant; empty where nothing is."""
    try:
        found = read(text)
    except Unreadable as error:
        return f"unreadable: {error}"
    return _differences(_compared(puzzle), _compared(found))


def request(text: str) -> Request:
    """Of "from; to; cities; days; day of March 2022; people; budget[; wish, ...]"."""
    origin, destination, *numbers, wishes = (*map(str.strip, text.split(";")), "")[:8]
    cities, days, start, people, budget = map(int, numbers)
    wished = frozenset(wish.strip() for wish in wishes.split(","))
    return Request(
        origin,
        destination,
        days,
        cities,
        date(2022, 3, start),
        people,
        budget,
        house_rules=wished & set(HOUSE_RULES),
        cuisines=wished & set(CUISINES),
        room_type=next((room for room in ROOM_TYPES if room in wished), None),
        barred=frozenset(mode for mode in ("flight", "self-driving") if f"no {mode}" in wished),
    )


def puzzles(name: str, set_: str = "") -> Iterator[tuple[str, str]]:
    """Each prompt and what is wrong with its reading."""
    make = trip if name == TRIPS else meetings
    file = cases(name + set_)
    for prompt in file["prompts"]:
        ((key, text),) = prompt.items()
        puzzle = make(file["puzzles"][key])
        full = told(text, puzzle)
        yield full, puzzle_faults(full, puzzle)


def queries(database: Database, set_: str = "") -> Iterator[tuple[str, str]]:
    for case in cases(QUERIES + set_)["prompts"]:
        meant, found = request(case["reads"]), read_text(case["text"], database)
        yield case["text"], _differences(vars(meant), vars(found))


def report(kind: str, found: Sequence[tuple[str, str]], *, failures: bool) -> Iterator[str]:
    for half, start in (("even", 0), ("odd", 1)):
        ours = found[start::2]
        yield f"{kind:<15} {half:<5} {sum(not fault for _, fault in ours)}/{len(ours)}"
        if failures and start == 0:
            yield from (f"\n{text.strip()}\n  => {fault}\n" for text, fault in ours if fault)


def main(argv: Sequence[str]) -> int:
    """0; 2 where the names of TravelPlanner's places are missing."""
    data = Path(os.environ.get("TRIPSAGE_BENCH_DATA", ".")) / "travelplanner" / "database"
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.reworded")
    parser.add_argument("--database", type=Path, default=data)
    parser.add_argument("--failures", action="store_true", help="show the even half's")
    options = parser.parse_args(argv)
    for kind, name in (("trips", TRIPS), ("meetings", MEETINGS)):
        for set_ in PUZZLE_SETS:
            found = list(puzzles(name, set_))
            print(*report(f"{kind}{set_}", found, failures=options.failures), sep="\n")
    try:
        database = open_database(options.database)
    except MissingData as missing:
        print(missing, file=sys.stderr)
        return 2
    for set_ in SETS:
        found = list(queries(database, set_))
        print(*report(f"requests{set_}", found, failures=options.failures), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
