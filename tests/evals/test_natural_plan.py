"""The natural-plan command, run as a user would."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.benchmarks.natural_plan.attempt import attempt
from evals.benchmarks.natural_plan.command import load
from evals.benchmarks.natural_plan.golden import people_met, steps, trip_parsed

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("TRIPSAGE_BENCH_DATA", ROOT.parent / "shared" / "benchmarks"))

TRIP = {
    "prompt_0shot": "We have 7 days for 3 cities: 3 days in Rome, 4 days in Oslo and 2 days in Graz.\n"
    "A show in Oslo runs from day 3 to day 6.\nDirect flights: Rome and Oslo, Oslo and Graz.",
    "cities": "Rome**Oslo**Graz",
    "durations": "3**4**2",
    "golden_plan": "never read",
}
DAY = {
    "prompt_0shot": "You arrive at Port at 9:00AM. Ann will be at Hill from 10:00AM to 11:00AM."
    " Meet Ann for at least 30 minutes.\nPort to Hill: 10.\nHill to Port: 12.",
    "constraints": [["Port", "9:00AM"], ["Ann", "Hill", "10:00AM to 11:00AM", 30]],
    "dist_matrix": {"Port": {"Hill": 10}, "Hill": {"Port": 12}},
    "golden_plan": [
        "You start at Port at 9:00AM.",
        "You travel to Hill in 10 minutes and arrive at 9:10AM.",
        "You wait until 10:00AM.",
        "You meet Ann for 30 minutes from 10:00AM to 10:30AM.",
    ],
}
IMPOSSIBLE = {"prompt_0shot": TRIP["prompt_0shot"].replace("7 days", "9 days")}  # type: ignore[union-attr]
UNKNOWN = {"prompt_0shot": "Find a free half hour for Ann and Ben."}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k != "TRIPSAGE_BENCH_DATA"}
    return subprocess.run(
        [sys.executable, "-m", "evals.benchmarks", "natural-plan", *arguments],
        cwd=ROOT,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def written(folder: Path, content: object) -> Path:
    path = folder / "in.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_both_kinds_in_one_file_are_answered_and_the_rest_kept(tmp_path: Path) -> None:
    given = written(tmp_path, {"day": DAY, "trip": TRIP})
    done = run("--input", str(given), "--output", str(tmp_path / "out.json"))
    assert done.returncode == 0, done.stderr
    assert "1/1 100.0%" in done.stdout
    answers = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(answers) == ["day", "trip"]
    assert {key: value for key, value in answers["trip"].items() if key != "pred_5shot_pro"} == TRIP
    assert trip_parsed(answers["trip"]["pred_5shot_pro"]) == [("Rome", 3), ("Oslo", 4), ("Graz", 2)]
    assert people_met(DAY, steps(answers["day"]["pred_5shot_pro"])) == 1


def test_an_infeasible_puzzle_gets_an_empty_answer_and_a_reason(tmp_path: Path) -> None:
    given = written(tmp_path, {"odd": IMPOSSIBLE})
    done = run("--input", str(given), "--output", str(tmp_path / "out.json"))
    assert done.returncode == 0
    assert "odd: infeasible: the stays take 7 days, the trip has 9" in done.stdout
    assert "1 without an answer" in done.stdout
    assert json.loads((tmp_path / "out.json").read_text())["odd"]["pred_5shot_pro"] == ""


def test_an_unknown_kind_is_named_on_stderr_and_the_others_still_answered(tmp_path: Path) -> None:
    given = written(tmp_path, {"what": UNKNOWN, "trip": TRIP})
    done = run("--input", str(given), "--output", str(tmp_path / "out.json"))
    assert done.returncode == 2
    assert "what: neither a trip told in days nor meetings" in done.stderr
    assert json.loads((tmp_path / "out.json").read_text())["trip"]["pred_5shot_pro"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ([1, 2], "not an object of examples"),
        ({"a": {"prompt": "x"}}, "a has no text in prompt_0shot"),
        ({"a": 3}, "a has no text in prompt_0shot"),
    ],
)
def test_a_file_which_cannot_be_used_is_refused(
    tmp_path: Path, content: object, message: str
) -> None:
    done = run("--input", str(written(tmp_path, content)))
    assert done.returncode == 2
    assert message in done.stderr


def test_without_data_the_command_says_where_they_come_from(tmp_path: Path) -> None:
    for done in (run(), run("--input", str(tmp_path / "none.json"))):
        assert done.returncode == 2
        assert "github.com/google-deepmind/natural-plan (CC BY 4.0)" in done.stderr


def test_the_answer_comes_from_the_prompt_alone() -> None:
    bare = attempt("x", {"prompt_0shot": DAY["prompt_0shot"]})
    lying = {**DAY, "constraints": [["Hill", "1:00PM"], ["Bob", "Port", "1:00PM to 2:00PM", 5]]}
    assert bare.answer
    assert bare.golden is None
    assert attempt("x", {**lying, "golden_plan": []}).answer == bare.answer


@pytest.mark.parametrize("kind", ["trip", "meeting"])
def test_the_published_prompts_are_all_answered_as_published(kind: str) -> None:
    path = DATA / "natural-plan" / f"{kind}_planning_even.json"
    if not path.is_file():
        pytest.skip(f"Natural Plan's data aren't at {path}; set TRIPSAGE_BENCH_DATA")
    items = list(load(path).items())[::7]
    attempts = [attempt(name, item) for name, item in items]
    assert [one.name for one in attempts if not one.valid] == []
    assert [one.name for one in attempts if not one.golden] == []
