"""`tripsage evals`, as a developer runs it."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from evals.case import Case
from tests.simulators.openai import Body, Reply, openai_simulator

HERE = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(400)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE), "NO_COLOR": "1", "COLUMNS": "200", **more}


def tripsage(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        check=False,
        cwd=HERE,
        env=environment(**more),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the reports of a run of a case of each half of two suites, twice each."""
    made = tmp_path_factory.mktemp("evals")
    files = [word for kind in ("json", "html", "junit") for word in (f"--{kind}", f"{made}/{kind}")]
    done = tripsage(
        "evals", "run", "bookings", "infeasible", "--sample", "1", "--repeat", "2", *files
    )
    assert done.returncode == 0, done.stderr
    (made / "printed").write_text(done.stdout, encoding="utf-8")
    return made


def cases(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "json").read_text(encoding="utf-8"))["cases"]


def test_a_run_prints_a_row_for_each_half_with_pass_hat_of_its_repetitions(folder: Path) -> None:
    rows = [
        line.split()
        for line in (folder / "printed").read_text(encoding="utf-8").splitlines()
        if line.startswith(("bookings", "infeasible")) and "^2" in line
    ]
    assert [" ".join(row[:2]) for row in rows] == [
        "bookings dev",
        "bookings set",
        "infeasible dev",
        "infeasible set",
    ]
    assert [each["attempt"] for each in cases(folder)] == [1, 2] * 4


def test_junit_has_a_testcase_an_attempt_and_counts_the_failures(folder: Path) -> None:
    root = ElementTree.fromstring((folder / "junit").read_text(encoding="utf-8"))
    assert root.tag == "testsuites"
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"bookings", "infeasible"}
    for name, suite in suites.items():
        ran = [each for each in cases(folder) if each["suite"] == name]
        failed = [each for each in ran if not all(check["ok"] for check in each["checks"])]
        assert suite.get("tests") == str(len(ran)) == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(failed)) == str(len(suite.findall(".//failure")))
        assert all(float(case.get("time", "")) >= 0 for case in suite.findall("testcase"))


def test_the_page_draws_the_plan_of_a_case_and_loads_nothing(folder: Path) -> None:
    page = (folder / "html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 2
    assert "The plan at the end" in page
    assert "1 turns" not in page
    assert "src=" not in page
    assert "href=" not in page


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium here")
def test_a_browser_runs_the_page_and_counts_its_cases(folder: Path, tmp_path: Path) -> None:
    shown = tmp_path / "page.html"
    shutil.copy(folder / "html", shown)
    seen = subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/home",
         "--dump-dom", shown.as_uri()],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    failed = sum(not all(check["ok"] for check in each["checks"]) for each in cases(folder))
    assert f'id="count">{failed or 8} of 8</span>' in seen


@pytest.fixture(scope="module")
def before(folder: Path) -> Path:
    """A report in which a case that passes failed, and one is missing."""
    told = json.loads((folder / "json").read_text(encoding="utf-8"))
    (first, *_) = [each["id"] for each in told["cases"] if each["suite"] == "bookings"]
    (gone, *_) = [each["id"] for each in told["cases"] if each["suite"] == "infeasible"]
    for each in told["cases"]:
        if each["id"] == first:
            each["checks"][0]["ok"] = False
    told["cases"] = [each for each in told["cases"] if each["id"] != gone]
    file = folder / "before"
    file.write_text(json.dumps(told), encoding="utf-8")
    (folder / "changed").write_text(f"bookings/{first} infeasible/{gone}", encoding="utf-8")
    return file


def test_compare_names_what_is_fixed_and_new_and_fails_for_what_is_broken(
    folder: Path, before: Path
) -> None:
    first, gone = (folder / "changed").read_text(encoding="utf-8").split()
    better = tripsage("evals", "compare", str(before), str(folder / "json"))
    assert better.returncode == 0
    assert f"fixed   {first}" in better.stdout
    assert f"new     {gone}" in better.stdout
    assert "1 fixed, 0 broken" in better.stdout
    worse = tripsage("evals", "compare", str(folder / "json"), str(before))
    assert worse.returncode == 1
    assert f"broken  {first}" in worse.stdout


def test_a_run_against_an_earlier_one_lists_what_changed_on_screen_and_page(
    folder: Path, before: Path, tmp_path: Path
) -> None:
    first, _ = (folder / "changed").read_text(encoding="utf-8").split()
    files = "--against", str(before), "--html", f"{tmp_path}/page"
    done = tripsage("evals", "run", "bookings", "--sample", "1", *files)
    assert done.returncode == 0, done.stderr
    assert f"fixed   {first}" in done.stdout
    assert f'<b class="good">fixed</b> {first}' in (tmp_path / "page").read_text(encoding="utf-8")


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text("{}")
    done = tripsage("evals", "compare", f"{tmp_path}/odd.json", f"{tmp_path}/odd.json")
    assert done.returncode == 2
    assert "is no report" in done.stderr


def test_a_conversation_becomes_a_case_that_runs(home: Path) -> None:
    place = {"TRIPSAGE_HOME": str(home)}
    said = "a weekend in Rome from Oslo, first weekend of May"
    planned = tripsage("plan", said, "--thread", "went-wrong", "--today", "2026-03-10", **place)
    assert planned.returncode == 0, planned.stderr
    made = tripsage("evals", "new", "--thread", "went-wrong", **place)
    assert made.returncode == 0, made.stderr
    (found,) = yaml.safe_load(made.stdout)
    case = Case.model_validate(found)
    assert case.id == "went-wrong"
    assert case.today.isoformat() == "2026-03-10"
    assert [turn.say for turn in case.turns] == [said]
    none = tripsage("evals", "new", "--thread", "no-such", **place)
    assert none.returncode == 2
    assert "there is no conversation 'no-such'" in none.stderr


def written(body: Body) -> Reply:
    """The judge fails what has one of these words; the model that is tried says one sentence."""
    if body["model"] == "judge-1":
        heard = str(body["messages"][-1]["content"])
        wrong = any(each in heard for each in ("Rome", "evil", "Done!", "My system", "Frankfurt"))
        return Reply("FAIL: that word" if wrong else "PASS: fine")
    return Reply("Here is what I found.")


async def test_another_model_runs_the_suites_and_one_judges_them() -> None:
    async with openai_simulator(written) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli.main", "evals", "run", "bookings", "--sample", "1",
            "--model", "tried-1", "--judge", "judge-1",
            cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(OPENAI_BASE_URL=server.url, OPENAI_API_KEY="sk-test"),
        )  # fmt: skip
        out, err = await process.communicate()
        asked = [body["model"] for body in server.requests]
    assert process.returncode == 0, err.decode()
    shown = out.decode()
    assert "model: tried-1" in shown
    assert "tried-1" in asked
    assert asked.count("judge-1") == 24 + 2  # the labelled answers, and a case of each half
    # Of the labelled answers six bad ones have such a word and two good ones: 6 and 10 of 24 agree.
    assert "judge and labels by hand: 16 of 24 agree (66.7%), Cohen's kappa 0.33" in shown
    assert "judge and the scorers by code: " in shown


def test_a_judge_needs_a_server() -> None:
    done = tripsage("evals", "run", "bookings", "--sample", "1", "--judge", "any")
    assert done.returncode != 0
    assert "--judge needs OPENAI_BASE_URL" in done.stderr


def test_the_report_of_everything_says_where_a_yardsticks_data_is_missing(
    folder: Path, tmp_path: Path
) -> None:
    done = tripsage(
        "evals", "report", "--run", f"{folder}/json", "--sample", "1",
        "--json", f"{tmp_path}/json", "--html", f"{tmp_path}/html", TRIPSAGE_BENCH_DATA=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert any(line.startswith("bookings dev 2 / 2 100.0%") for line in lines)
    assert any(line.startswith("trips plans that the verifier confirms") for line in lines)
    assert f"toptw there is no data in {tmp_path}/toptw" in lines
    told = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    assert {row["name"] for row in told["yardsticks"] if row["missing"]} == {
        "toptw", "travelplanner", "natural-plan", "tau2-airline", "bfcl-travel",
    }  # fmt: skip
    assert "there is no data in" in (tmp_path / "html").read_text(encoding="utf-8")
