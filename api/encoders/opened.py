"""What a stream has begun and not ended: clients throw where that is open at the end of a run."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.events import LAST, RunEvent, RunResumed, WordGiven
from graphs.events import (
    AgentFinished,
    AgentStarted,
    BookingChanged,
    TextDelta,
    ToolCalled,
    ToolReturned,
    WordRefused,
)
from travel.booking import BookingState, TravellersAsked
from travel.value import Value

Frame = Mapping[str, Any]
UNDECIDED: frozenset[BookingState] = frozenset(
    ("offered", "repriced", "awaiting_approval", "approved", "placing", "cancelling")
)


class Call(Value):
    """A tool's, and by which run of an agent."""

    agent: str
    tool: str
    run: str | None


class Opened(Value):
    """`agents` are names by run, `calls` by id, `words` ids of what was agreed to by booking.

    `piece` tells apart the pieces of the answer: empty for the first, then of which holder of the run.
    """

    text: bool = False
    piece: str = ""
    agents: Mapping[str, str] = {}
    calls: Mapping[str, Call] = {}
    words: Mapping[str, str] = {}

    def run_of(self, agent: str) -> str | None:
        """Of the agent's runs the last begun."""
        return next(
            (run for run, name in reversed(list(self.agents.items())) if name == agent), None
        )

    def after(self, event: RunEvent) -> "Opened":
        match event:
            case TextDelta():
                return self.model_copy(update={"text": self.text or bool(event.text)})
            case AgentStarted():
                return self._with(agents={**self.agents, event.run: event.agent})
            case AgentFinished():
                return self._with(agents=_without(self.agents, event.run))
            case ToolCalled():
                call = Call(agent=event.agent, tool=event.tool, run=self.run_of(event.agent))
                return self._with(calls={**self.calls, event.call: call})
            case ToolReturned():
                return self._with(calls=_without(self.calls, event.call))
            case WordGiven(says="yes", asked=asked) if not isinstance(asked, TravellersAsked):
                return self._with(words={**self.words, asked.booking_id: event.id})
            case BookingChanged() if event.state not in UNDECIDED:
                return self._with(words=_without(self.words, event.booking_id))
            case WordRefused():
                kept = {booking: id for booking, id in self.words.items() if id != event.id}
                return self._with(words=kept)
            case RunResumed():
                return self.model_copy(update={"text": False, "piece": f"-{event.epoch}"})
            case _:
                return self

    def endings(self, event: RunEvent) -> tuple[RunEvent, ...]:
        """What has to be told before a run ends or is gone on with elsewhere, so that nothing stays open."""
        if event.type not in LAST and not isinstance(event, RunResumed):
            return ()
        calls = [
            ToolReturned(
                agent=call.agent, call=id, tool=call.tool, error="stopped before it answered"
            )
            for id, call in self.calls.items()
        ]
        agents = [AgentFinished(agent=name, run=run, ok=False) for run, name in self.agents.items()]
        return (*calls, *agents)

    def _with(self, **changed: Mapping[str, Any]) -> "Opened":
        return self.model_copy(update=changed)


Encode = Callable[[Opened, RunEvent], Iterable[Frame]]


def advance(opened: Opened, event: RunEvent, encode: Encode) -> tuple[Opened, list[Frame]]:
    """What is open after the event, and the frames that tell it."""
    frames: list[Frame] = []
    for each in (*opened.endings(event), event):
        frames += encode(opened, each)
        opened = opened.after(each)
    return opened, frames


def _without(named: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in named.items() if each != name}
