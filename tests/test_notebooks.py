"""The notebooks run from top to bottom on a machine without keys, and come to what they say."""

import os
from pathlib import Path
from typing import Any, cast

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((HERE / "notebooks").glob("*.ipynb"))
SECONDS = 60

Notebook = Any  # nbformat's is a dict with attributes


def read(number: str) -> Notebook:
    (file,) = (each for each in NOTEBOOKS if each.name.startswith(number))
    return cast("Any", nbformat).read(file, as_version=4)


async def executed(number: str, home: Path) -> Notebook:
    book = read(number)
    client = NotebookClient(
        book, timeout=SECONDS, resources={"metadata": {"path": str(HERE / "notebooks")}}
    )
    found = os.environ.get("PYTHONPATH", "")
    given = {"TRIPSAGE_HOME": str(home), "PYTHONPATH": f"{HERE}{os.pathsep}{found}"}
    await client.async_execute(env={**os.environ, **given})
    return book


def shown(book: Notebook, kind: str = "text/plain") -> list[str]:
    """What the cells put out, in order; printed text counts as plain."""
    outputs = [each for cell in book.cells for each in cell.get("outputs", ())]
    datas = [each.get("data") or {"text/plain": each.get("text", "")} for each in outputs]
    return [str(data[kind]) for data in datas if kind in data]


def tagged(book: Notebook, tag: str) -> list[str]:
    cells = (each for each in book.cells if tag in each.metadata.get("tags", ()))
    return [str(cell.source) for cell in cells]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_is_committed_without_what_it_put_out(file: Path) -> None:
    cells = read(file.stem).cells
    assert all(not cell.get("outputs") for cell in cells)
    assert all(cell.get("execution_count") is None for cell in cells)


async def test_a_trip_is_streamed_drawn_and_changed(home: Path) -> None:
    book = await executed("01", home)
    assert "Flights ..." in "".join(shown(book))
    plan, changed, stay = shown(book, "text/html")
    assert plan.count("<svg") == 2
    assert "less" in changed
    assert "simulated" in stay


async def test_a_new_agent_answers_beside_the_others_and_its_cases_pass(home: Path) -> None:
    answered, cases = shown(await executed("02", home), "text/html")
    assert "oebb: RJX 63 Munich 09:30 to Vienna 13:26" in answered
    assert "westbahn: WB 961" in answered
    assert (cases.count("✓"), cases.count("✗")) == (2, 0)


def test_a_new_agent_takes_fewer_than_twenty_five_lines() -> None:
    book = read("02")
    lines = [line for cell in tagged(book, "mine") for line in cell.splitlines() if line.strip()]
    assert len(lines) < 25
    code = [str(cell.source) for cell in book.cells if cell.cell_type == "code"]
    assert code == tagged(book, "mine"), "every cell with code is the reader's own"


async def test_a_look_inside_finds_the_turn_its_plan_and_the_way_back(home: Path) -> None:
    told = shown(await executed("03", home))
    assert "'run_finished': 1" in told[0]
    assert told[5] == "()", "the verifier passes the plan"
    assert "price.total" in told[6]
    asked = "four days in Porto in ten weeks from Hamburg, two of us, 1800 euros"
    assert asked in told[-1]
    assert "make it cheaper" not in told[-1], "gone back to before it"


async def test_a_bad_answer_becomes_a_case_and_the_fix_is_seen(home: Path) -> None:
    book = await executed("04", home)
    told = shown(book)
    assert "Berlin 09:30 to Lisbon" in told[0]
    (table,) = shown(book, "text/html")
    assert table.count("✗") == 2
    fixed = "(('tried/no-train-across-the-continent', 'tried/no-train-to-an-island'), ())"
    assert fixed in told
    assert len(shown(book, "image/png")) == 1
