"""What is read from prompts in other words than the benchmark's."""

import pytest

from evals.benchmarks.natural_plan.puzzles import (
    Flight,
    MeetingPuzzle,
    Stay,
    TripPuzzle,
    Unreadable,
    Window,
)
from evals.benchmarks.natural_plan.reading import read
from tests.evals.natural_plan_prompts import SETS, prompts, understood

TRIP = """We spend {total} days seeing 3 cities. Rome gets 3 days. Stay 4 days in Oslo.
We want 2 days in Graz. {more}
Direct flights: Rome and Oslo, from Oslo to Graz."""


def a_trip(more: str = "", total: str = "7") -> TripPuzzle:
    puzzle = read(TRIP.format(more=more, total=total))
    assert isinstance(puzzle, TripPuzzle)
    return puzzle


@pytest.mark.parametrize("half", SETS)
def test_every_rewording_is_read_as_it_was_meant(half: str) -> None:
    missed = [prompt for puzzle, prompt in prompts(half) if not understood(puzzle, prompt)]
    assert missed == []


def test_and_names_a_flight_both_ways_and_from_to_one_way() -> None:
    assert a_trip().flights == (Flight("Rome", "Oslo", True), Flight("Oslo", "Graz", False))


@pytest.mark.parametrize(
    ("told", "window"),
    [
        ("On the first three days there's a show in Rome.", Window("Rome", 1, 3)),
        ("The last two days belong to a wedding in Graz.", Window("Graz", 6, 7)),
        ("A fair in Oslo opens on day 3 and closes on day 6.", Window("Oslo", 3, 6)),
        ("In Oslo a friend waits from the third until the sixth day.", Window("Oslo", 3, 6)),
        ("On day 2 you marry in Rome.", Window("Rome", 2, 2)),
        ("During day 3 and day 6, you have to attend a conference in Oslo.", Window("Oslo", 3, 6)),
    ],
)
def test_fixed_days_are_read(told: str, window: Window) -> None:
    assert a_trip(told).windows == (window,)


def test_a_city_without_a_length_gets_the_days_left() -> None:
    puzzle = read(
        "7 days, 2 cities: 3 days in Rome, the rest of them in Oslo.\nFlights: Rome and Oslo."
    )
    assert isinstance(puzzle, TripPuzzle)
    assert puzzle.stays == (Stay("Rome", 3), Stay("Oslo", 5))


def test_weeks_and_nights_are_days() -> None:
    puzzle = read(
        "A fortnight in Europe. Rome for a week, Oslo for 7 nights.\nDirect flights: Rome - Oslo."
    )
    assert isinstance(puzzle, TripPuzzle)
    assert puzzle.days == 14
    assert puzzle.stays == (Stay("Rome", 7), Stay("Oslo", 8))


@pytest.mark.parametrize(
    ("more", "total", "reason"),
    [
        ("You would like to visit Rome for 5 days.", "7", "Rome has two lengths: 3 and 5 days"),
        ("The trip lasts 9 days.", "7", "two lengths of the trip: 7 and 9 days"),
        ("A wedding in Oslo is between day 6 and day 3.", "7", "ends on day 3"),
    ],
)
def test_a_prompt_which_contradicts_itself_is_refused(more: str, total: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        a_trip(more, total)


MEETING = (
    "You arrive at Old Port at 9:00AM. {}\nOld Port to Hill Top: 10.\nHill Top to Old Port: 12."
)


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [
        ("between 10:30 and 1:30PM", 630, 810),
        ("from 1 to 3pm", 780, 900),
        ("from half past nine in the morning until noon", 570, 720),
        ("from a quarter to ten in the evening to midnight", 1305, 1440),
        ("until 16:45, starting at 15:00", 900, 1005),
        ("from 9 a.m. to 5 p.m.", 540, 1020),
        ("from 11 in the morning until 2 in the afternoon", 660, 840),
    ],
)
def test_hours_are_read(hours: str, opens: int, closes: int) -> None:
    puzzle = read(MEETING.format(f"Ann is at Hill Top {hours}. Meet her for 45 minutes."))
    assert isinstance(puzzle, MeetingPuzzle)
    assert (puzzle.meetings[0].opens, puzzle.meetings[0].closes) == (opens, closes)


@pytest.mark.parametrize(
    ("span", "minutes"),
    [
        ("an hour and a half", 90),
        ("half an hour", 30),
        ("two hours", 120),
        ("1 hour and 15 minutes", 75),
        ("1.5 hours", 90),
        ("three quarters of an hour", 45),
        ("ninety minutes", 90),
        ("a 90-minute talk", 90),
    ],
)
def test_spans_are_read(span: str, minutes: int) -> None:
    puzzle = read(MEETING.format(f"Ann is at Hill Top from 1PM to 5PM. Give Ann {span}."))
    assert isinstance(puzzle, MeetingPuzzle)
    assert puzzle.meetings[0].minutes == minutes


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Ann is at Hill Top from 1PM to 5PM.", "Ann: no duration"),
        ("Ann is at Hill Top from 1PM. Meet Ann for 20 minutes.", "Ann: 1 times given"),
        (
            "Ann is at Hill Top from 1PM to 5PM. Meet Ann for 20 minutes. Meet Ann for 30 minutes.",
            "two different durations",
        ),
    ],
)
def test_a_meeting_told_in_part_or_twice_is_refused(told: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(MEETING.format(told))


@pytest.mark.parametrize("prompt", ["", "What is the capital of Peru?", "Book a table for two."])
def test_another_kind_of_prompt_is_refused(prompt: str) -> None:
    with pytest.raises(Unreadable, match="neither a trip"):
        read(prompt)
