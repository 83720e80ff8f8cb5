"""The doors: `tripsage itinerary show | verify | export` as a person runs them."""

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.test_command import TRIP, Command, conforms

DAY = "2026-03-10"


@pytest.fixture(scope="module")
def tripsage(tmp_path_factory: pytest.TempPathFactory) -> Generator[Command]:
    """With two conversations: a plan, and after it one that has none."""
    command = Command(tmp_path_factory.mktemp("home"))
    command.json("plan", TRIP, "--thread", "lisbon")
    command.json("plan", "hello", "--thread", "empty")
    yield command
    command("db", "stop")


def test_show_prints_every_day_and_the_money(tripsage: Command) -> None:
    done = tripsage("itinerary", "show", "--thread", "lisbon")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n### ") == 5
    assert "| **Total**" in done.stdout
    assert "Sandbox data" in done.stdout
    assert "\x1b" not in done.stdout


def test_show_as_json_is_of_the_published_schema(tripsage: Command) -> None:
    done = tripsage("itinerary", "show", "--thread", "lisbon", "--json")
    found = json.loads(done.stdout)
    conforms(found)
    assert found["thread_id"] == "lisbon"
    assert len(found["itinerary"]["days"]) == 5
    assert found["sandbox"] is True


def test_without_a_thread_it_is_the_last_one(tripsage: Command) -> None:
    done = tripsage("itinerary", "show")
    assert done.returncode == 2
    assert done.stderr == "tripsage: the conversation 'empty' has no plan yet\n"


def test_verify_holds_on_the_day_and_names_what_has_run_out_later(tripsage: Command) -> None:
    held = tripsage("itinerary", "verify", "--thread", "lisbon", "--today", DAY)
    assert held.returncode == 0, held.stdout + held.stderr
    assert held.stdout.startswith("holds: ")
    later = tripsage("itinerary", "verify", "--thread", "lisbon", "--today", "2026-04-10", "--json")
    assert later.returncode == 3, later.stdout + later.stderr
    found = json.loads(later.stdout)
    assert found["holds"] is False
    assert found["rules_checked"] > 50
    assert {each["rule"] for each in found["violations"]} == {"offer.expired"}


def test_a_plan_in_a_file_is_checked_without_the_database(
    tripsage: Command, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    assert tripsage("itinerary", "export", str(file), "--thread", "lisbon").returncode == 0
    nowhere = "postgresql://me:hidden@127.0.0.1:9/nowhere"
    check = ("itinerary", "verify", "--file", str(file), "--today", DAY)
    assert tripsage(*check, DATABASE_URL=nowhere).returncode == 0
    plan = json.loads(file.read_text())
    plan["itinerary"]["total"]["amount"] = "1"
    file.write_text(json.dumps(plan))
    done = tripsage(*check, DATABASE_URL=nowhere)
    assert done.returncode == 3, done.stderr
    assert "price.total" in done.stdout
    file.write_text('{"thread_id": 1}')
    done = tripsage(*check)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("ending", ["ics", "geojson", "kml", "md", "pdf", "svg", "json"])
def test_export_writes_the_file_and_nothing_else(
    tripsage: Command, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"trip.{ending}"
    done = tripsage("itinerary", "export", str(file), "--thread", "lisbon")
    assert done.returncode == 0, done.stderr
    assert file.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [file]
    assert "sandbox data" in done.stdout


def test_a_file_that_is_there_is_replaced_only_by_force(tripsage: Command, tmp_path: Path) -> None:
    file = tmp_path / "trip.ics"
    file.write_text("mine")
    done = tripsage("itinerary", "export", str(file), "--thread", "lisbon")
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert file.read_text() == "mine"
    done = tripsage("itinerary", "export", str(file), "--thread", "lisbon", "--force")
    assert done.returncode == 0, done.stderr
    assert Calendar.from_ical(file.read_bytes())


@pytest.mark.parametrize(
    ("name", "thread", "said"),
    [
        ("trip.doc", "lisbon", "is no format"),
        ("trip", "lisbon", "without an ending"),
        ("trip.pdf", "nobody", "there is no conversation"),
        ("trip.pdf", "empty", "has no plan yet"),
        ("missing/trip.pdf", "lisbon", "there is no folder"),
        ("file.txt/trip.pdf", "lisbon", "there is no folder"),
        ("folder.pdf", "lisbon", "is a folder"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line_and_leaves_nothing(
    tripsage: Command, tmp_path: Path, name: str, thread: str, said: str
) -> None:
    (tmp_path / "file.txt").write_text("")
    (tmp_path / "folder.pdf").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = tripsage("itinerary", "export", str(tmp_path / name), "--thread", thread, "--force")
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_path_that_refuses_to_be_written_is_said_in_a_line(tripsage: Command) -> None:
    done = tripsage("itinerary", "export", "/proc/trip.md", "--thread", "lisbon")
    assert done.returncode == 2
    assert "can't be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1
