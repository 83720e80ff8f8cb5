"""`tripsage threads` and `db prune`, as a person types them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from wiring.embedded import stop_embedded

HERE = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Generator[Run]:
    """In a home of its own: the conversations of other tests are not to be seen."""
    home = tmp_path_factory.mktemp("threads") / "home"
    home.parent.parent.chmod(0o755)
    home.parent.chmod(0o755)

    def typed(*arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            cwd=HERE,
            env={**os.environ, "TRIPSAGE_HOME": str(home)},
            input=given,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    yield typed
    stop_embedded(home)


@pytest.mark.timeout(300)
def test_a_conversation_of_the_command_is_listed_found_named_taken_along_and_deleted(
    run: Run,
) -> None:
    for text in ("a weekend in Bergen", "hello"):
        assert run("plan", text, "--thread", "trip").returncode == 0
    assert run("threads", "list").stdout.startswith("trip  a weekend in Bergen  (")
    assert run("threads", "rename", "trip", "Fjords").stdout.startswith("trip  Fjords  (")
    [found] = json.loads(run("threads", "search", "bergen", "--json").stdout)["threads"]
    assert (found["id"], found["title"], found["excerpt"]) == (
        "trip",
        "Fjords",
        "a weekend in Bergen",
    )
    said = json.loads(run("threads", "export", "trip", "--json").stdout)["messages"]
    assert [each["role"] for each in said] == ["user", "assistant"] * 2
    assert run("db", "prune").stdout == "1 earlier checkpoints of 1 conversations deleted\n"
    assert run("threads", "delete", "trip", given="y\n").stdout.endswith("deleted\n")
    missing = run("threads", "export", "trip")
    assert missing.returncode == 2
    assert "threads list" in missing.stderr
