"""What is kept of a case that ran: values that can be written as JSON and compared."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from evals.case import Half, Part
from evals.scorers import Check
from evals.transcript import Told
from graphs.events import (
    AgentStarted,
    BookingChanged,
    Degraded,
    Event,
    ToolCalled,
    ToolReturned,
    WordAsked,
    WordRefused,
)


class ShownCheck(Part):
    scorer: str
    turn: int
    ok: bool
    detail: str = ""

    @property
    def told(self) -> str:
        return f"turn {self.turn} · {self.scorer} · {self.detail}"

    @property
    def kind(self) -> str:
        """What failures with one cause have in common: the scorer, and of slots which."""
        named = self.scorer == "slots" and ":" in self.detail
        return f"slot {self.detail.split(':')[0]}" if named else self.scorer


class ShownTurn(Part):
    """`trace` is in an order that doesn't depend on which agent was faster."""

    said: str
    answer: str
    trace: tuple[str, ...] = ()
    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = Decimal(0)  # USD


class Ran(Part):
    """One attempt at a case. Times are kept beside it, since they differ from run to run."""

    suite: str
    id: str
    half: Half
    attempt: int
    slices: tuple[str, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    turns: tuple[ShownTurn, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.suite}/{self.id}/{self.attempt}"

    @property
    def passed(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def failures(self) -> tuple[ShownCheck, ...]:
        return tuple(check for check in self.checks if not check.ok)


class Report(Part):
    """A run. By `Ran.key`: `milliseconds` of each turn, and the last plan's map as SVG."""

    model: str
    cases: tuple[Ran, ...]
    milliseconds: Mapping[str, tuple[int, ...]] = {}
    processes: int = Field(default=0, exclude=True)  # that cases of a graph ran in
    maps: Mapping[str, str] = Field(default={}, exclude=True)


def shown_check(check: Check) -> ShownCheck:
    detail = "" if check.ok else check.detail
    return ShownCheck(scorer=check.scorer, turn=check.turn, ok=check.ok, detail=detail)


def shown_turn(told: Told) -> ShownTurn:
    usage = told.result.usage if told.result else None
    return ShownTurn(
        said=told.said,
        answer=told.answer or told.fault,
        trace=tuple(_trace(told.events)),
        model_calls=usage.model_calls if usage else 0,
        input_tokens=usage.input_tokens if usage else 0,
        output_tokens=usage.output_tokens if usage else 0,
        cost=usage.cost if usage else Decimal(0),
    )


def _trace(events: tuple[Event, ...]) -> list[str]:
    """Agents and their calls, sorted; then what became of bookings, in its order."""
    found = {each.call: each for each in events if isinstance(each, ToolReturned)}
    work = [f"agent {each.agent}" for each in events if isinstance(each, AgentStarted)]
    work += [
        f"agent {each.agent} called {each.tool}({_arguments(each)}) -> {_answer(found.get(each.call))}"
        for each in events
        if isinstance(each, ToolCalled)
    ]
    return sorted(work) + [line for each in events if (line := _line(each))]


def _arguments(call: ToolCalled) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(call.arguments.items()))


def _answer(back: ToolReturned | None) -> str:
    if back is None:
        return "nothing"
    return back.error or f"{back.found} {back.what}"


def _line(event: Event) -> str:
    match event:
        case Degraded():
            return f"degraded: {event.why}"
        case WordAsked():
            return f"waits for a word: {event.asked.type}"
        case WordRefused():
            return f"word refused: {event.code}"
        case BookingChanged():
            return f"booking {event.state} {event.reason}".strip()
        case _:
            return ""
