"""What a person sees while a turn runs: the agents at work, the answer, and a line of facts.

Where standard output is no terminal, the answer's text and nothing else is written to it.
"""

import io
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from graphs.events import (
    AgentFinished,
    AgentStarted,
    BookingChanged,
    Event,
    RunFinished,
    RunInterrupted,
    RunStarted,
    TextDelta,
    ToolCalled,
    ToolReturned,
    WordRefused,
)
from graphs.result import TurnResult

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

BLOCK = "\n\n"
REFRESHES_A_SECOND = 12


class View(Protocol):
    def show(self, event: Event) -> None: ...
    def close(self) -> None: ...


class Screen:
    """`with Screen() as screen:` and `screen.show(event)` for each event of one turn."""

    def __init__(self, out: TextIO | None = None) -> None:
        to = sys.stdout if out is None else out
        self._view: View = _Terminal(to) if is_terminal(to) else _Piped(to)

    def __enter__(self) -> "Screen":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._view.close()

    def show(self, event: Event) -> None:
        self._view.show(event)


def show_markdown(text: str) -> None:
    """On standard output: set on a terminal, as it stands elsewhere."""
    if not is_terminal(sys.stdout):
        sys.stdout.write(f"{text}\n")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(highlight=False).print(Markdown(text))


def news(event: BookingChanged | WordRefused) -> str:
    """ "confirmed, reference X1Y2Z3"; why a word wasn't followed."""
    if isinstance(event, WordRefused):
        return event.text
    state = event.state.replace("_", " ")
    parts = [f"reference {event.reference}"] if event.reference else []
    parts += [event.reason] if event.reason else []
    return ", ".join([state, *parts])


def is_terminal(out: TextIO) -> bool:
    return out.isatty() and os.environ.get("TERM", "") != "dumb"


class _Piped:
    """The answer as it comes, ended by one line break."""

    def __init__(self, out: TextIO) -> None:
        forgive(out)
        self._out = out
        self._written = ""

    def show(self, event: Event) -> None:
        if isinstance(event, TextDelta):
            self._write(event.text)
        elif isinstance(event, RunFinished):
            if not self._written:
                self._write(event.result.answer)
            if not self._written.endswith("\n"):
                self._write("\n")
        elif isinstance(event, BookingChanged | WordRefused):
            self._write(f"{news(event)}\n")

    def close(self) -> None:
        self._out.flush()

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
        self._written = text or self._written


def forgive(out: TextIO) -> None:
    """An encoding may lack "→": no reason to fail."""
    if isinstance(out, io.TextIOWrapper):
        cast("io.TextIOWrapper", out).reconfigure(errors="replace")


@dataclass
class _Agent:
    """What one agent has done so far."""

    title: str
    begun: float
    calls: int = 0
    failed: int = 0
    found: Counter[str] = field(default_factory=Counter[str])
    seconds: float | None = None  # None while it works
    ok: bool = True

    def said(self) -> str:
        """ "12 searches, 240 offers, 0.4 s"."""
        parts = [_count(self.calls, "search", "searches")] if self.calls else []
        parts += [f"{number:,} {what}" for what, number in self.found.items() if number]
        parts += [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.seconds:.1f} s"] if self.seconds is not None else []
        return ", ".join(parts)


class _Terminal:
    """A live line for each agent; then the answer, block by block as it comes."""

    def __init__(self, out: TextIO) -> None:
        from rich.console import Console

        self._console = Console(file=out, highlight=False)
        self._agents: dict[str, _Agent] = {}
        self._live: Live | None = None
        self._begun = time.perf_counter()
        self._heard = ""
        self._answered = False

    def show(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._begun = time.perf_counter()
                self._start()
            case AgentStarted():
                self._agents.setdefault(event.agent, _Agent(event.title, time.perf_counter()))
            case AgentFinished() if event.agent in self._agents:
                agent = self._agents[event.agent]
                agent.seconds, agent.ok = time.perf_counter() - agent.begun, event.ok
            case ToolCalled() if event.agent in self._agents:
                self._agents[event.agent].calls += 1
            case ToolReturned() if event.agent in self._agents:
                self._returned(self._agents[event.agent], event)
            case TextDelta():
                self._hear(event.text)
            case BookingChanged() | WordRefused():
                self._stop_agents()
                self._console.print(news(event))
            case RunInterrupted():
                self._stop_agents()
            case RunFinished():
                self._finish(event.result)
            case _:
                pass

    def close(self) -> None:
        """Leaves the terminal as it was, whatever happened."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __rich__(self) -> "RenderableType":
        """The agents, as they are now; what the live area shows."""
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        lines = Table.grid(padding=(0, 1))
        lines.add_column(width=1)
        lines.add_column(no_wrap=True, overflow="ellipsis")
        lines.add_column(no_wrap=True, overflow="ellipsis", style="dim")
        if not self._agents:
            lines.add_row(Spinner("dots"), "Reading your message", "")
        for agent in self._agents.values():
            mark = Text("✓", "green") if agent.ok else Text("✗", "red")
            busy = agent.seconds is None
            lines.add_row(Spinner("dots") if busy else mark, agent.title, agent.said())
        return lines

    def _returned(self, agent: _Agent, event: ToolReturned) -> None:
        agent.found[event.what] += event.found
        agent.failed += bool(event.error)

    def _start(self) -> None:
        from rich.live import Live

        self._live = Live(
            self, console=self._console, refresh_per_second=REFRESHES_A_SECOND, transient=False
        )
        self._live.start()

    def _hear(self, text: str) -> None:
        """Prints what is whole: up to the last empty line, but no heading without its text."""
        if not self._answered:
            self._answered = True
            self._stop_agents()
        self._heard += text
        whole, found, rest = self._heard.rpartition(BLOCK)
        before, _, last = whole.rpartition(BLOCK)
        if found and last.startswith("#"):
            whole, rest = before, f"{last}{BLOCK}{rest}"
        if found:
            self._heard = rest
            self._print(whole)

    def _stop_agents(self) -> None:
        """Keeps their lines; without agents there is nothing to keep."""
        if self._live is None:
            return
        if not self._agents:
            self._live.transient = True
        self.close()
        if self._agents:
            self._console.print()

    def _print(self, markdown: str) -> None:
        from rich.markdown import Markdown

        if markdown.strip():
            self._console.print(Markdown(markdown))
            self._console.print()

    def _finish(self, result: TurnResult) -> None:
        if not self._answered:
            self._hear(result.answer)
        self._print(self._heard)
        self._heard = ""
        self._console.print(self._facts(result), style="dim")
        self.close()

    def _facts(self, result: TurnResult) -> str:
        """ "1.3 s · 2 model calls, 3,410 tokens, $0.0021 · sandbox data"."""
        usage = result.usage
        models = "no model calls"
        if usage.model_calls:
            tokens = usage.input_tokens + usage.output_tokens
            models = f"{_count(usage.model_calls, 'model call', 'model calls')}, {tokens:,} tokens"
            models += f", ${usage.cost:.4f}" if usage.cost else ""
        parts = [f"{time.perf_counter() - self._begun:.1f} s", models]
        parts += ["sandbox data"] if result.sandbox else []
        return " · ".join(parts)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
