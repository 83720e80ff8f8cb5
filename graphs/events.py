"""What a turn tells whoever watches it: one neutral stream, encoded at each door."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from graphs.result import TurnResult
from travel.value import Value


class RunStarted(Value):
    type: Literal["run_started"] = "run_started"
    thread_id: str
    run_id: str


class AgentStarted(Value):
    """`run` tells two runs of one agent apart."""

    type: Literal["agent_started"] = "agent_started"
    agent: str
    title: str
    run: str


class AgentFinished(Value):
    type: Literal["agent_finished"] = "agent_finished"
    agent: str
    run: str
    ok: bool = True


class ToolCalled(Value):
    type: Literal["tool_called"] = "tool_called"
    agent: str
    call: str
    tool: str
    arguments: dict[str, str]


class ToolReturned(Value):
    """`found` counts `what` came back; `error` is a sentence when the call failed."""

    type: Literal["tool_returned"] = "tool_returned"
    agent: str
    call: str
    tool: str
    found: int = 0
    what: str = ""
    milliseconds: int = 0
    error: str = ""


class TextDelta(Value):
    """A further piece of the answer."""

    type: Literal["text_delta"] = "text_delta"
    text: str


class Degraded(Value):
    """The turn does with less than it was set up for."""

    type: Literal["degraded"] = "degraded"
    why: str


class RunFinished(Value):
    type: Literal["run_finished"] = "run_finished"
    result: TurnResult


Event = Annotated[
    RunStarted
    | AgentStarted
    | AgentFinished
    | ToolCalled
    | ToolReturned
    | TextDelta
    | Degraded
    | RunFinished,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
