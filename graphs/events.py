"""What a turn tells whoever watches it: one neutral stream, encoded at each door."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from graphs.result import TurnResult
from travel.booking import Asked, BookingState
from travel.errors import RefusalCode
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


class BookingChanged(Value):
    """What came of a booking. `reference` is the provider's, for the traveller."""

    type: Literal["booking_changed"] = "booking_changed"
    booking_id: str
    state: BookingState
    reason: str = ""
    reference: str = ""


class WordAsked(Value):
    """The turn waits for a person's word: resumed by `id`, in any order."""

    type: Literal["word_asked"] = "word_asked"
    id: str
    asked: Asked


class WordRefused(Value):
    """A word that wasn't followed, and why. What was asked still waits."""

    type: Literal["word_refused"] = "word_refused"
    id: str
    code: RefusalCode
    text: str


class RunInterrupted(Value):
    """The turn is kept as it stands and goes on with words for `waiting`, by the id of what was asked."""

    type: Literal["run_interrupted"] = "run_interrupted"
    result: TurnResult  # so far; its answer and question are what was asked
    waiting: Mapping[str, Asked]


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
    | BookingChanged
    | WordAsked
    | WordRefused
    | RunInterrupted
    | RunFinished,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
