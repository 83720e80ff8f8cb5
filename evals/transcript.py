"""What happened in a case, as the scorers look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from graphs.events import AgentStarted, Event, RunFinished, RunInterrupted, ToolCalled, WordRefused
from graphs.kept_plan import KeptPlan
from graphs.result import TurnResult
from travel.booking import Booking
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary, Violation


@dataclass(frozen=True)
class Told:
    """One turn: `evidence` is what providers had answered by its end, as JSON texts.

    `broken` is what the verifier finds in a plan handed out in this very turn.
    """

    said: str
    events: tuple[Event, ...]
    milliseconds: int
    at: datetime  # by the case's clock
    evidence: tuple[str, ...] = ()
    broken: tuple[Violation, ...] = ()
    remembered: tuple[str, ...] = ()  # of the person, after the turn
    fault: str = ""  # an exception that came out of the turn

    @property
    def result(self) -> TurnResult | None:
        last = self.events[-1] if self.events else None
        return last.result if isinstance(last, RunFinished | RunInterrupted) else None

    @property
    def answer(self) -> str:
        return self.result.answer if self.result else ""

    @property
    def planned(self) -> Itinerary | None:
        """The plan handed out in this very turn."""
        outcome = self.result.outcome if self.result else None
        return outcome.itinerary if outcome else None

    @property
    def agents(self) -> tuple[str, ...]:
        return tuple(each.agent for each in self.events if isinstance(each, AgentStarted))

    @property
    def calls(self) -> tuple[ToolCalled, ...]:
        return tuple(each for each in self.events if isinstance(each, ToolCalled))

    @property
    def refused(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.events if isinstance(each, WordRefused))

    @property
    def waiting(self) -> tuple[str, ...]:
        """Kinds of what waits for a word."""
        last = self.events[-1] if self.events else None
        if not isinstance(last, RunInterrupted):
            return ()
        kinds = (
            "travellers" if each.type == "travellers_asked" else each.facts.kind
            for each in last.waiting.values()
        )
        return tuple(sorted(kinds))


@dataclass(frozen=True)
class Transcript:
    """A whole case. `secrets` must be seen nowhere; `heard` is all that a scripted model was given."""

    turns: tuple[Told, ...]
    gazetteer: Gazetteer = field(repr=False)
    bookings: tuple[Booking, ...] = ()
    orders: int = 0
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    heard: str = ""
    kept: KeptPlan | None = field(default=None, repr=False)  # the last plan, with what it rests on

    def before(self, index: int) -> Itinerary | None:
        """The plan under discussion before a turn."""
        for told in reversed(self.turns[:index]):
            if told.result is not None:
                return told.result.itinerary
        return None
