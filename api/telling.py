"""What of a turn goes into its run's log, and how the log ends."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from api.events import RUN_EVENT, FailureCode, RunCancelled, RunEvent, RunFailed
from graphs.events import (
    AgentFinished,
    AgentStarted,
    BookingChanged,
    Degraded,
    Event,
    RunFinished,
    RunInterrupted,
    RunStarted,
    ToolCalled,
    ToolReturned,
    WordAsked,
    WordRefused,
)
from memory.runs import RunState
from travel.errors import (
    BadInput,
    ConversationBusy,
    ModelError,
    ProviderError,
    StorageError,
    TripSageError,
)

STATES: Mapping[str, RunState] = {
    "run_finished": "finished",
    "run_interrupted": "interrupted",
    "run_cancelled": "cancelled",
    "run_failed": "failed",
}
DIED = RunFailed(
    code="server_died",
    text="The server that worked on this stopped. What was said before is kept: say it once more.",
)
FAULT = "Something went wrong here that shouldn't have. What was said before is kept."
_LOG = logging.getLogger(__name__)


def logged(event: Event) -> RunEvent | None:
    """Without what bookings carry for their providers alone. The log has a start of its own."""
    match event:
        case RunStarted():
            return None
        case RunFinished() | RunInterrupted():
            result = event.result.model_copy(update={"bookings": ()})
            return event.model_copy(update={"result": result})
        case _:
            return event


def logged_again(event: RunEvent, before: Sequence[RunEvent], epoch: int) -> RunEvent | None:
    """What goes after RunResumed: names of its own for agents and calls, and no fact twice."""
    match event:
        case AgentStarted() | AgentFinished():
            return event.model_copy(update={"run": f"{event.run}-{epoch}"})
        case ToolCalled() | ToolReturned():
            return event.model_copy(update={"call": f"{event.call}-{epoch}"})
        case BookingChanged() | WordAsked() | WordRefused() | Degraded():
            return None if event in before else event
        case _:
            return event


def end_of(turn: "asyncio.Task[None]") -> RunEvent:
    """How a run ends whose turn hasn't told its own end."""
    if turn.cancelled():
        return RunCancelled()
    error = turn.exception()
    if error is None:
        return RunFailed(code="fault", text=FAULT)
    if not isinstance(error, TripSageError):
        _LOG.error("a run failed", exc_info=error)
        return RunFailed(code="fault", text=FAULT)
    return RunFailed(code=_code(error), text=str(error))


def body(event: RunEvent) -> str:
    return RUN_EVENT.dump_json(event).decode()


def _code(error: TripSageError) -> FailureCode:
    match error:
        case BadInput():
            return "bad_input"
        case StorageError():
            return "storage"
        case ProviderError():
            return "provider"
        case ModelError():
            return "model"
        case ConversationBusy():
            return "busy"
        case _:
            return "fault"
