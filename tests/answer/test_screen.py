"""The screen on a terminal and in a pipe."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from graphs.answer import plain
from tests.answer.cases import told

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from cli.screen import Screen
from graphs.events import (
    AgentFinished, AgentStarted, RunFinished, RunStarted, TextDelta, ToolCalled, ToolReturned,
)
from graphs.result import Usage
from tests.answer.cases import told
from graphs.answer import plain

result = told(sys.argv[1], "en")
text = plain(result)
result = result.model_copy(update={"answer": text, "usage": Usage(model_calls=2, input_tokens=3000)})
half = len(text) // 2
events = [
    RunStarted(thread_id="t", run_id="r"),
    AgentStarted(agent="flight", title="Flights", run="1"),
    AgentStarted(agent="weather", title="Weather", run="2"),
    ToolCalled(agent="flight", call="c1", tool="search_flights", arguments={}),
    ToolReturned(agent="flight", call="c1", tool="search_flights", found=240, what="offers"),
    ToolCalled(agent="flight", call="c2", tool="search_flights", arguments={}),
    ToolReturned(agent="flight", call="c2", tool="search_flights", error="took too long"),
    AgentFinished(agent="flight", run="1"),
    AgentFinished(agent="weather", run="2", ok=False),
    TextDelta(text=text[:half]),
    TextDelta(text=text[half:]),
    RunFinished(result=result),
]
with Screen() as screen:
    for event in events:
        screen.show(event)
print("rich" in sys.modules, file=sys.stderr)
"""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOURS = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-9]|4[0-9]|9[0-7])(?:;[0-9;]*)?m")


def piped(name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, name], cwd=ROOT, capture_output=True, text=True, check=True
    )


def on_a_terminal(name: str, *, columns: int = 100, **env: str) -> str:
    """What a terminal of that width is sent."""
    ours, theirs = pty.openpty()
    environment = (
        os.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "40"} | env
    )
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, name],
        cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        sent = _read(ours)
        _, errors = process.communicate()
    os.close(ours)
    assert process.returncode == 0, errors.decode()
    return sent


def _read(terminal: int) -> str:
    sent = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so at the end of a pseudo-terminal
            break
        if not part:
            break
        sent += part
    return sent.decode()


def test_a_pipe_gets_the_answer_and_nothing_else() -> None:
    done = piped("trip")
    assert done.stdout == plain(told("trip", "en")) + "\n"


def test_a_pipe_does_not_pay_for_rich() -> None:
    assert piped("missing").stderr == "False\n"


def test_a_terminal_shows_agents_then_the_answer_then_the_facts() -> None:
    seen = CODES.sub("", on_a_terminal("trip"))
    agents, answer, facts = (
        seen.rindex("2 searches, 240 offers, 1 failed, "),
        seen.index("5 nights in Lisbon"),
        seen.index("2 model calls, 3,000 tokens · sandbox data"),
    )
    assert agents < answer < facts
    assert "✓ Flights" in seen
    assert "✗ Weather" in seen
    assert "Jerónimos Monastery" in seen


@pytest.mark.parametrize("columns", [8, 20, 40, 200])
def test_no_width_is_too_narrow(columns: int) -> None:
    assert on_a_terminal("trip", columns=columns)
    assert on_a_terminal("flight", columns=columns)


def test_a_terminal_is_coloured_unless_the_person_says_no() -> None:
    assert COLOURS.search(on_a_terminal("missing"))
    assert not COLOURS.search(on_a_terminal("missing", NO_COLOR="1"))


def test_a_dumb_terminal_gets_plain_text() -> None:
    seen = on_a_terminal("missing", TERM="dumb")
    assert seen.replace("\r\n", "\n") == plain(told("missing", "en")) + "\n"
