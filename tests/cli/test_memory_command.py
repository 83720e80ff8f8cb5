"""What is remembered, at the terminal: its own process, an empty home."""

import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.cli.test_command import Command

pytestmark = pytest.mark.timeout(400)  # some twenty processes, each with its start


@pytest.fixture(scope="module")
def tripsage(tmp_path_factory: pytest.TempPathFactory) -> Generator[Command]:
    command = Command(tmp_path_factory.mktemp("home"))
    yield command
    command("db", "stop")


def texts(tripsage: Command) -> list[str]:
    found = tripsage("memory", "list", "--json")
    assert found.returncode == 0, found.stderr
    return [each["text"] for each in json.loads(found.stdout)["memories"]]


@pytest.mark.slow
def test_a_person_sees_corrects_and_erases_what_is_remembered(tripsage: Command) -> None:
    assert tripsage("memory", "list").stdout == "nothing is remembered\n"
    for text in ("I prefer window seats", "I live in Berlin", "now I prefer the aisle"):
        assert tripsage("memory", "add", text).returncode == 0
    assert texts(tripsage) == ["I live in Berlin", "now I prefer the aisle"]
    found = tripsage("memory", "search", "which seat?").stdout
    assert found.splitlines()[0].split("  ")[1].startswith("now I prefer the aisle")
    assert "written by you" in found
    id = found.split()[0]
    assert tripsage("memory", "edit", id, "I prefer the middle seat").returncode == 0
    assert "I prefer the middle seat" in texts(tripsage)
    assert tripsage("memory", "forget", id).returncode == 0
    assert texts(tripsage) == ["I live in Berlin"]
    assert tripsage("memory", "pause").returncode == 0
    exported = json.loads(tripsage("memory", "export").stdout)
    assert [each["text"] for each in exported["memories"]] == ["I live in Berlin"]
    assert exported["paused_since"]
    assert "paused since" in tripsage("memory", "list").stdout
    assert tripsage("memory", "resume").returncode == 0
    assert tripsage("memory", "forget-all", stdin="n\n").stdout.endswith("nothing was forgotten\n")
    assert tripsage("memory", "forget-all", stdin="y\n").stdout.endswith("1 forgotten\n")
    assert texts(tripsage) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("forget", "nonsense"),
        ("forget", "00000000-0000-0000-0000-000000000000"),
        ("edit", "00000000-0000-0000-0000-000000000000", "I live in Rome"),
        ("add", "my password is hunter2"),
        ("add", " "),
        ("search", " "),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    tripsage: Command, arguments: tuple[str, ...]
) -> None:
    done = tripsage("memory", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("tripsage: ")
    assert "hunter2" not in done.stderr


def test_remembering_leaves_no_file_in_the_home_folder(tripsage: Command) -> None:
    home = Path(tripsage.environment["HOME"])
    assert tripsage("memory", "add", "I live in Berlin").returncode == 0
    assert {each.name for each in home.iterdir()} == {"data"}


def test_only_what_searches_or_adds_pays_for_mem0() -> None:
    program = (
        "import sys, cli.main, cli.memories, cli.turns, wiring.open, wiring.memory, memory.long_term;"
        "sys.exit('mem0' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
