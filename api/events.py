"""What a run's log holds: the events of the turn, and what only a server can tell of it."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from graphs.events import Event
from travel.booking import Asked
from travel.value import Value

FailureCode = Literal["bad_input", "storage", "provider", "model", "busy", "server_died", "fault"]


class WordGiven(Value):
    """With what the turn was gone on with. Travellers' details are never part of it."""

    type: Literal["word_given"] = "word_given"
    id: str
    asked: Asked
    says: Literal["yes", "no"]


class RunResumed(Value):
    """The server that worked on the run stopped, and another goes on.

    What is open by now (agents, calls, a piece of the answer) is given up; what follows begins anew.
    `epoch` numbers those who worked on it, from 0.
    """

    type: Literal["run_resumed"] = "run_resumed"
    epoch: int


class RunCancelled(Value):
    """A person stopped it. What had begun by then isn't undone."""

    type: Literal["run_cancelled"] = "run_cancelled"


class RunFailed(Value):
    """The run ended without an answer. `text` is fit to be shown to a person."""

    type: Literal["run_failed"] = "run_failed"
    code: FailureCode
    text: str


RunEvent = Annotated[
    Event | WordGiven | RunResumed | RunCancelled | RunFailed, Field(discriminator="type")
]
RUN_EVENT: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)
LAST = frozenset(("run_finished", "run_interrupted", "run_cancelled", "run_failed"))
