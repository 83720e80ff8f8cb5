"""`tripsage itinerary replan`, as a person runs it."""

import json
from collections.abc import Generator

import pytest

from tests.cli.test_command import TRIP, Command, conforms

NOW = "2026-03-11T09:00+00:00"


@pytest.fixture(scope="module")
def tripsage(tmp_path_factory: pytest.TempPathFactory) -> Generator[Command]:
    command = Command(tmp_path_factory.mktemp("home"))
    yield command
    command("db", "stop")


def test_a_cancelled_flight_is_replaced_in_the_thread(tripsage: Command) -> None:
    before = tripsage.json("plan", TRIP, "--thread", "r1")
    number = before["itinerary"]["legs"][0]["number"]
    again = ("itinerary", "replan", "--thread", "r1", "--now", NOW)
    done = tripsage(*again, "--flight-cancelled", number, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    conforms(found)
    assert found["itinerary"]["legs"][0]["number"] != number
    assert [each["by_provider"] for each in found["lost"]] == [True]
    checked = tripsage("itinerary", "verify", "--thread", "r1", "--today", "2026-03-11")
    assert checked.returncode == 0, checked.stdout


def test_what_is_not_in_the_plan_ends_with_three_and_nonsense_with_two(tripsage: Command) -> None:
    tripsage.json("plan", TRIP, "--thread", "r2")
    again = ("itinerary", "replan", "--thread", "r2", "--now", NOW)
    assert tripsage(*again, "--flight-cancelled", "XX9999").returncode == 3
    assert tripsage(*again).returncode == 2
    assert tripsage(*again, "--delay", "FR5017").returncode == 2
    assert tripsage(*again, "--delay", "FR5017=5h", "--now", "tomorrow").returncode == 2
    missing = tripsage("itinerary", "replan", "--thread", "none", "--storm", "2026-05-09")
    assert missing.returncode == 2
