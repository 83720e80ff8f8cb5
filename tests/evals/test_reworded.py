"""Prompts in other words are read as they are meant, and a misreading is told."""

from pathlib import Path

import pytest

from evals.benchmarks import reworded
from evals.benchmarks.reworded import (
    MEETINGS,
    SETS,
    TRIPS,
    puzzle_faults,
    puzzles,
    request,
    told,
    trip,
)
from evals.benchmarks.travelplanner.request import Request


@pytest.mark.parametrize("set_", SETS)
@pytest.mark.parametrize("name", [TRIPS, MEETINGS])
def test_every_prompt_is_read_as_meant(name: str, set_: str) -> None:
    assert [found for found in puzzles(name, set_) if found[1]] == []


def test_a_reading_other_than_meant_names_the_field() -> None:
    meant = trip("7; Rome 3, Oslo 5; Oslo 3-7; Rome=Oslo")
    text = told(
        "7 days: Rome 4 days, Oslo 4 days, a fair there day 3-7. Flights: [[{a} and {b}||]].", meant
    )
    assert puzzle_faults(text, meant).startswith("stays: meant")


def test_wishes_are_sorted_into_their_kinds() -> None:
    found = request("Omaha; Illinois; 2; 5; 15; 5; 7800; smoking, Italian, private room, no flight")
    assert isinstance(found, Request)
    assert (found.house_rules, found.cuisines) == ({"smoking"}, {"Italian"})
    assert (found.room_type, found.barred) == ("private room", {"flight"})


def test_without_the_names_of_places_the_puzzles_are_still_totalled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reworded.main(["--database", str(tmp_path)]) == 2
    assert "meetings_later  odd" in capsys.readouterr().out
