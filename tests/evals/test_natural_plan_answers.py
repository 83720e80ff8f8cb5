"""Answers are valid and best, and the check which says so can say no."""

import random
from itertools import pairwise, permutations

import pytest

from evals.benchmarks.natural_plan.checked import meeting_faults, trip_faults
from evals.benchmarks.natural_plan.meetings_solved import solve_meetings
from evals.benchmarks.natural_plan.puzzles import (
    Flight,
    Infeasible,
    Meeting,
    MeetingPuzzle,
    Stay,
    TripPuzzle,
    Window,
)
from evals.benchmarks.natural_plan.trips_solved import solve_trip
from evals.benchmarks.natural_plan.written import meetings_text, trip_text
from tests.evals.natural_plan_prompts import day_of_meetings, trip

ROME, OSLO, GRAZ = Stay("Rome", 3), Stay("Oslo", 4), Stay("Graz", 2)
TRIP = TripPuzzle(
    7,
    (GRAZ, ROME, OSLO),
    (Window("Oslo", 3, 6),),
    (Flight("Rome", "Oslo", True), Flight("Oslo", "Graz", False)),
)
DAY = MeetingPuzzle(
    "Port",
    540,
    (Meeting("Ann", "Hill", 600, 720, 30), Meeting("Ben", "Park", 540, 580, 20)),
    {("Port", "Hill"): 10, ("Port", "Park"): 15, ("Park", "Hill"): 5, ("Hill", "Park"): 5},
)


def test_a_trip_is_written_as_the_benchmark_writes_it() -> None:
    assert trip_text(TRIP, solve_trip(TRIP)) == (
        "Here is the trip plan for visiting the 3 European cities for 7 days:\n\n"
        "**Day 1-3:** Arriving in Rome and visit Rome for 3 days.\n"
        "**Day 3:** Fly from Rome to Oslo.\n"
        "**Day 3-6:** Visit Oslo for 4 days.\n"
        "**Day 6:** Fly from Oslo to Graz.\n"
        "**Day 6-7:** Visit Graz for 2 days."
    )


def test_a_day_of_meetings_is_written_as_the_benchmark_writes_it() -> None:
    assert meetings_text(DAY, solve_meetings(DAY)) == (
        "SOLUTION:You start at Port at 9:00AM. You travel to Park in 15 minutes and arrive at 9:15AM."
        " You meet Ben for 20 minutes from 9:15AM to 9:35AM."
        " You travel to Hill in 5 minutes and arrive at 9:40AM. You wait until 10:00AM."
        " You meet Ann for 30 minutes from 10:00AM to 10:30AM."
    )


@pytest.mark.parametrize("seed", range(40))
def test_every_trip_passes_the_check(seed: int) -> None:
    puzzle = trip(random.Random(seed))
    assert list(trip_faults(puzzle, trip_text(puzzle, solve_trip(puzzle)))) == []


def test_of_several_orders_the_one_flown_as_the_text_names_its_flights_is_taken() -> None:
    stays = (ROME, OSLO, GRAZ)
    named = (Flight("Graz", "Rome", True), Flight("Rome", "Oslo", True))
    assert solve_trip(TripPuzzle(7, stays, (), named)) == (GRAZ, ROME, OSLO)
    turned = tuple(Flight(f.destination, f.origin, True) for f in named)
    assert solve_trip(TripPuzzle(7, stays, (), turned)) == (OSLO, ROME, GRAZ)


@pytest.mark.parametrize(
    ("puzzle", "reason"),
    [
        (TripPuzzle(9, TRIP.stays, (), TRIP.flights), "the stays take 7 days, the trip has 9"),
        (
            TripPuzzle(7, TRIP.stays, (Window("Graz", 8, 9),), TRIP.flights),
            "day 9 in Graz is after",
        ),
        (
            TripPuzzle(7, TRIP.stays, (Window("Graz", 1, 1),), TRIP.flights),
            "no order of the cities",
        ),
    ],
)
def test_a_trip_which_cannot_be_says_why(puzzle: TripPuzzle, reason: str) -> None:
    with pytest.raises(Infeasible, match=reason):
        solve_trip(puzzle)


def most_met(puzzle: MeetingPuzzle) -> int:
    """By trying every order and skipping whoever can't be met in it."""
    best = 0
    for order in permutations(puzzle.meetings):
        place, now, met = puzzle.start, puzzle.start_at, 0
        for meeting in order:
            there = now + puzzle.travel[place, meeting.place]
            ends = max(there, meeting.opens) + meeting.minutes
            if ends <= meeting.closes:
                place, now, met = meeting.place, ends, met + 1
        best = max(best, met)
    return best


@pytest.mark.parametrize("seed", range(40))
def test_as_many_people_are_met_as_trying_every_order_finds(seed: int) -> None:
    puzzle = day_of_meetings(random.Random(seed))
    best = most_met(puzzle)
    if not best:
        with pytest.raises(Infeasible):
            solve_meetings(puzzle)
        return
    visits = solve_meetings(puzzle)
    assert len(visits) == best
    assert list(meeting_faults(puzzle, meetings_text(puzzle, visits))) == []
    assert all(before.ends <= after.arrives for before, after in pairwise(visits))


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("Fly from Rome to Oslo", "Fly from Rome to Graz", "no flight from Rome to Graz"),
        ("**Day 3-6:** Visit Oslo for 4 days", "**Day 3-5:** Visit Oslo for 4 days", "dates don't"),
        ("Visit Graz for 2 days", "Visit Bath for 2 days", "aren't those asked for"),
        ("**Day 6:** Fly", "**Day 5:** Fly", "isn't between its stays"),
        ("3 European cities", "4 European cities", "heading"),
        ("**Day 6:** Fly from Oslo to Graz.\n", "", "neither a visit nor a flight"),
    ],
)
def test_a_tampered_trip_fails_the_check(right: str, wrong: str, fault: str) -> None:
    answer = trip_text(TRIP, (ROME, OSLO, GRAZ))
    assert right in answer
    assert fault in "; ".join(trip_faults(TRIP, answer.replace(right, wrong)))


def test_a_trip_which_misses_its_window_fails_the_check() -> None:
    missed = TripPuzzle(7, TRIP.stays, (Window("Oslo", 1, 4),), TRIP.flights)
    faults = list(trip_faults(missed, trip_text(missed, (ROME, OSLO, GRAZ))))
    assert faults == ["not in Oslo from day 1 to day 4"]


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("in 15 minutes and arrive at 9:15AM", "in 5 minutes and arrive at 9:05AM", "take that long"),
        ("meet Ben for 20 minutes from 9:15AM to 9:35AM", "meet Ben for 10 minutes from 9:15AM to 9:25AM", "short"),
        (" You wait until 10:00AM.", "", "wrong or too short"),
        ("You wait until 10:00AM", "You wait until 9:30AM", "which is past"),
        ("meet Ann", "meet Cleo", "Cleo isn't at Hill"),
        ("You start at Port", "You start at Park", "it starts elsewhere"),
    ],
)  # fmt: skip
def test_a_tampered_day_fails_the_check(right: str, wrong: str, fault: str) -> None:
    answer = meetings_text(DAY, solve_meetings(DAY))
    assert right in answer
    assert fault in "; ".join(meeting_faults(DAY, answer.replace(right, wrong)))
