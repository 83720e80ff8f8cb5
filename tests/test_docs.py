"""What docs/providers.md and docs/agents.md say is done in copies of the repository: files, lines, commands."""

import asyncio
import importlib.util
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.gov_uk import GovUkSimulator
from tests.simulators.serving import serving
from tests.simulators.us_state import UsStateSimulator

HERE = Path(__file__).resolve().parent.parent
PAGE = (HERE / "docs" / "providers.md").read_text(encoding="utf-8")
AGENTS = (HERE / "docs" / "agents.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`([\w/]+\.py)`:\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINES = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.+)$", re.MULTILINE)
UNNEEDED = shutil.ignore_patterns(".*", "__pycache__", "requirements", "site")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the repository, with what the page on providers adds to it."""
    return done_in_a_copy(PAGE, tmp_path_factory.mktemp("docs") / "tripsage")


def done_in_a_copy(page: str, root: Path) -> Path:
    shutil.copytree(HERE, root, ignore=UNNEEDED)
    for path, text in FILE.findall(page):
        assert not (root / path).exists(), path
        (root / path).write_text(text, encoding="utf-8")
    for path, found, put in changes(page):
        file = root / path
        text = file.read_text(encoding="utf-8")
        assert text.count(f"{found}\n") == 1, f"{path} has to have this line once: {found!r}"
        file.write_text(text.replace(f"{found}\n", f"{put}\n"), encoding="utf-8")
    return root


def changes(page: str) -> Iterator[tuple[str, str, str]]:
    """(file, a line of it, what stands there instead), as the page's diffs say."""
    for block in LINES.findall(page):
        path = before = ""
        gone = False
        for line in block.splitlines():
            if line.startswith("+++ "):
                path = line.removeprefix("+++ ")
            elif line.startswith("+"):
                yield path, before, line[1:] if gone else f"{before}\n{line[1:]}"
                before, gone = line[1:], False
            else:
                before, gone = line[1:], line.startswith("-")


async def run(copy: Path, command: str, **environment: str) -> str:
    """What it prints."""
    words = [str(Path(sys.executable).parent / Path(word).name) if ".venv" in word else word
             for word in shlex.split(command)]  # fmt: skip
    running = await asyncio.create_subprocess_exec(
        *words,
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await running.communicate()
    assert running.returncode == 0, printed.decode()
    return printed.decode()


def test_the_page_adds_a_file_its_lines_and_its_tests() -> None:
    assert [path for path, _ in FILE.findall(PAGE)] == [
        "tools/providers/example_office.py",
        "tests/simulators/example_office.py",
        "tests/providers/test_example_office.py",
    ]
    assert len(list(changes(PAGE))) == 6
    assert len(COMMAND.findall(PAGE)) == 3


async def test_the_contract_tests_of_the_page_pass_and_its_files_are_clean(copy: Path) -> None:
    tests, lint, _ = COMMAND.findall(PAGE)
    assert "4 passed" in await run(copy, f"{tests} -p no:cacheprovider --verbose")
    assert "All checks passed" in await run(copy, f"{lint} --no-cache")


async def test_the_provider_of_the_page_answers_beside_the_others(copy: Path) -> None:
    call = COMMAND.findall(PAGE)[-1]
    async with (
        serving(office_of(copy)) as office,
        serving(GovUkSimulator()) as uk,
        serving(UsStateSimulator()) as us,
    ):
        environment = {"EXAMPLE_OFFICE_URL": office, "GOV_UK_URL": uk, "US_STATE_URL": us}
        rows = json.loads(await run(copy, call, TRIPSAGE_LIVE="1", **environment))
    assert {row["provenance"]["provider"]: row["level"] for row in rows} == {
        "example-office": 3,
        "gov-uk": 1,
        "us-state": 1,
    }


async def test_the_simulator_of_the_page_is_served_with_the_others(copy: Path) -> None:
    code = "from tests.simulators.__main__ import KNOWN; print([each.name for each in KNOWN])"
    assert "'office'" in await run(copy, f".venv/bin/python -c {shlex.quote(code)}")


def test_the_page_on_agents_has_the_agent_of_the_notebook_and_its_two_lines() -> None:
    book = json.loads((HERE / "notebooks" / "02_a_new_agent.ipynb").read_text(encoding="utf-8"))
    tagged = [each for each in book["cells"] if "agent" in each["metadata"].get("tags", ())]
    ((path, text),) = FILE.findall(AGENTS)
    assert (path, text) == ("agents/train.py", "".join(tagged[0]["source"]) + "\n")
    assert len(list(changes(AGENTS))) == 2
    (move,) = (each for each in book["cells"] if "diff" in "".join(each["source"]))
    assert LINES.findall("".join(move["source"])) == LINES.findall(AGENTS)


async def test_the_agent_of_the_page_takes_part_once_the_catalog_names_it(
    home: Path, tmp_path: Path
) -> None:
    root = done_in_a_copy(AGENTS, tmp_path / "tripsage")
    lint, layers, plan = COMMAND.findall(AGENTS)
    assert "All checks passed" in await run(root, f"{lint} --no-cache")
    assert "0 broken" in await run(root, f"{layers} --no-cache")
    told = await run(root, f"{plan} --thread of-the-page", TRIPSAGE_HOME=str(home))
    assert "westbahn: WB 961 Munich 08:20 to Vienna 12:24" in told


def office_of(copy: Path):
    """The page's simulator, which needs nothing that the page adds."""
    file = copy / "tests" / "simulators" / "example_office.py"
    spec = importlib.util.spec_from_file_location("example_office_simulator", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ExampleOfficeSimulator()
