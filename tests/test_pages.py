"""Every block of code and every command in the README and in docs/ runs, or says why it isn't run here.

Commands run in this process, in the order of their page, on a database of their own, and as if on the day that the
page's dates were written for. What a page does to a copy of the repository is in `test_docs.py`.
"""

import contextlib
import io
import json
import re
import shlex
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.main import run
from wiring.described import PAGES as MADE

HERE = Path(__file__).resolve().parent.parent
FILES = {file.name: file for file in (HERE / "README.md", *sorted((HERE / "docs").glob("*.md")))}
BLOCK = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`[\w/]+\.py`:\n\n$")
TODAY = "2026-11-21"
DATED = {
    "plan": ("--today", TODAY),
    "chat": ("--today", TODAY),
    "itinerary verify": ("--today", TODAY),
    "itinerary replan": ("--now", f"{TODAY}T09:00:00+00:00"),
}

# In a copy of the repository, by test_docs.py.
IN_A_COPY = {
    "providers.md": ("python", "diff", "console"),
    "agents.md": ("python", "diff", "console"),
}
NOT_RUN = {
    "make demo": "it sets up what these tests run in; the transcript is what its command prints",
    "make test": "it runs these tests",
    "tripsage serve": "it goes on until it is stopped: tests/api asks it on a free port",
    "curl": "it takes a server: tests/api sends the like of it to one",
    "export": "it names a model of one's own: tests/llm has a server that speaks its format",
    "tripsage db stop": "others use the database of these tests; tests/cli stops one",
    "tripsage cache stats": "it takes a Redis: tests/cache has one where it is installed",
}
SHOWN = {"README.md": 1}  # blocks that show a conversation: tests/bookings has it


class Block(NamedTuple):
    page: str
    kind: str
    text: str
    is_file: bool


def blocks() -> Iterator[Block]:
    for page, file in FILES.items():
        text = file.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            is_file = FILE.search(text[: found.start()]) is not None
            yield Block(page, found[2], found[3], is_file)


def commands(page: str) -> list[str]:
    """Without their prompt and the words behind `#`; one that a page has twice, once."""
    here = (each for each in blocks() if each.page == page and each.kind == "console")
    lines = (line for block in here for line in block.text.splitlines() if line[:2] == "$ ")
    return list(dict.fromkeys(shlex.join(shlex.split(line[2:], comments=True)) for line in lines))


def skipped(command: str) -> str | None:
    plain = command.replace(".venv/bin/", "")
    return next((why for begin, why in NOT_RUN.items() if plain.startswith(begin)), None)


class Here:
    """Runs commands and programs as a shell would, each in a thread, so that it may have an event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1)

    def command(self, line: str) -> str:
        words = [word.removeprefix(".venv/bin/") for word in shlex.split(line)]
        assert words[0] == "tripsage", f"nothing here runs {line!r}: name it in NOT_RUN"
        if "ID" in words:
            words[words.index("ID")] = self.listed("threads" if words[1] == "threads" else "memory")
        for name, dated in DATED.items():
            words += dated if " ".join(words[1:]).startswith(name) else ()
        return self._said(lambda: self._ran(words))

    def program(self, text: str) -> str:
        return self._said(lambda: exec(compile(text, "block", "exec"), {"__name__": "__main__"}))

    def listed(self, what: str) -> str:
        """The id of the first that is listed."""
        found = json.loads(self.command(f"tripsage {what} list --json"))
        return str(found["memories" if what == "memory" else what][0]["id"])

    def _ran(self, words: list[str]) -> None:
        sys.argv = words
        try:
            run()
        except SystemExit as ended:
            assert not ended.code, (words, ended.code)

    def _said(self, what: object) -> str:
        assert callable(what)
        said, errors, before = io.StringIO(), io.StringIO(), sys.argv
        given = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
            sys.stdin, kept = given, sys.stdin
            try:
                self._threads.submit(what).result()
            except BaseException as error:
                raise AssertionError(
                    f"{error!r}\n{said.getvalue()}\n{errors.getvalue()}"
                ) from error
            finally:
                sys.stdin, sys.argv = kept, before
        return said.getvalue()


@pytest.fixture
def here(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    monkeypatch.setenv("TRIPSAGE_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    yield Here()


@pytest.mark.parametrize("page", [page for page in FILES if page not in IN_A_COPY])
def test_every_command_of_a_page_runs(page: str, here: Here) -> None:
    for command in commands(page):
        if skipped(command) is None:
            here.command(command)


@pytest.mark.parametrize("page", [page for page in FILES if page not in IN_A_COPY])
def test_every_program_of_a_page_runs(page: str, here: Here) -> None:
    for block in blocks():
        if block.page == page and block.kind == "python":
            here.program(block.text)


def test_the_cases_on_the_page_about_evals_pass(here: Here) -> None:
    (cases,) = (each.text for each in blocks() if each.kind == "yaml")
    program = (
        "import asyncio\nfrom evals.trying import tried\n"
        f"report = asyncio.run(tried({cases!r}))\n"
        "assert all(each.passed for each in report.cases), [each.failures for each in report.cases]"
    )
    here.program(program)


def test_there_is_no_block_that_nothing_looks_at() -> None:
    for page in FILES:
        mine = [each for each in blocks() if each.page == page]
        odd = [each for each in mine if each.kind not in ("console", "python", "diff", "yaml")]
        plain = [each for each in mine if each.kind == "console" and "$ " not in each.text]
        transcripts = [each for each in odd if each.kind == "markdown" and page == "README.md"]
        assert len(odd) == len(transcripts), page
        assert len(plain) == SHOWN.get(page, 0), page
        for block in mine:
            if block.is_file or block.kind == "diff":
                assert block.kind in IN_A_COPY.get(page, ()), page


def test_nothing_is_excused_that_no_page_says() -> None:
    said = {command.replace(".venv/bin/", "") for page in FILES for command in commands(page)}
    for begin in NOT_RUN:
        assert any(command.startswith(begin) for command in said), begin
    targets = re.findall(r"^([\w-]+):", (HERE / "Makefile").read_text(), re.MULTILINE)
    for text in (file.read_text(encoding="utf-8") for file in FILES.values()):
        assert set(re.findall(r"`?make ([a-z][\w-]+)", text)) & {"site"} == set()
        for target in re.findall(r"(?:`|\$ )make ([a-z][\w-]+)", text):
            assert target in targets, target


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_from_the_code_is_as_the_code_is(name: str) -> None:
    found = (HERE / "docs" / name).read_text(encoding="utf-8")
    assert found == MADE[name](), "`make pages` writes it anew"


def test_the_site_has_every_page_and_every_notebook() -> None:
    menu = (HERE / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (HERE / "docs").glob("*.md"):
        assert f" {page.name}\n" in menu, page.name
    for notebook in (HERE / "notebooks").glob("*.ipynb"):
        assert f" notebooks/{notebook.name}\n" in menu, notebook.name
    assert (HERE / "docs" / "notebooks").samefile(HERE / "notebooks")
