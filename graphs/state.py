"""The state of a conversation, and of the turn within it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, cast, get_origin, get_type_hints

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages
from langgraph.types import Overwrite
from typing_extensions import TypedDict  # typing's has no JSON schema before Python 3.12

from agents.spec import AgentSpec, Brief
from graphs.recall import Recall, Recollection
from graphs.result import Usage
from llm.pricing import Pricing
from memory.answers import AnswerCache
from memory.long_term.in_turn import TurnMemories
from memory.long_term.values import Memory
from tools.bookings import BookingDesk
from tools.toolbox import Toolbox
from travel.alternatives import Alternatives
from travel.booking import TravellerDetails
from travel.evidence import Evidence
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary, Outcome
from travel.knowledge import KnowledgeQuestion, KnownAnswer
from travel.milestone import Milestone
from travel.proposal import Proposal
from travel.provenance import Provenance
from travel.request import NeededSlot, TripRequest
from travel.turn import Ambiguity, Edit, Language, TurnRequest


def _merge(mine: Evidence, other: Evidence) -> Evidence:
    return mine.merged(other)


def _sum(mine: Usage, other: Usage) -> Usage:
    return mine + other


def _join(mine: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*mine, *other)))


class TurnInput(TypedDict, total=False):
    """What a turn begins with."""

    messages: Annotated[list[AnyMessage], add_messages]
    told: tuple[Edit, ...]


class TurnState(TypedDict):
    """The first block lasts as long as the conversation; the second is set anew in each turn.

    Per-turn fields are emptied by `understand`, so that nothing of an earlier turn leaks into this one,
    and the heavy ones by `respond`, so that no checkpoint carries them. Any but `messages` may be absent
    before `understand` has run.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    request: TripRequest
    itinerary: Itinerary | None
    planned: TripRequest | None  # that the itinerary answers
    sources: tuple[Provenance, ...]
    basis: Evidence | None  # the part of the evidence that the itinerary rests on
    standing: tuple[Edit, ...]  # edits that hold in later turns: what went wrong, what is kept
    options: Alternatives | None  # that were shown last, while the plan is as it was or one of them
    options_basis: Evidence | None  # the part of the evidence that they rest on
    pending: NeededSlot | Ambiguity | None  # what the last answer asked for
    proposals: tuple[Proposal, ...]
    turns: int  # so far, this one included
    milestones: tuple[Milestone, ...]  # what the turns that changed the plan came to
    summary: str  # of what was said in messages that aren't kept here any more
    recollection: Recollection  # what the request has from memory alone
    noted: tuple[str, ...]  # what the last message says that will be remembered
    bookings: Annotated[tuple[str, ...], _join]  # ids of all that were proposed
    answered: str  # id of the answer from general knowledge that the last turn gave

    told: tuple[Edit, ...]  # edits that were given as such instead of being said
    turn: TurnRequest
    of_self: bool  # whether rules read something in the message that the person says of themselves
    aside: (
        TripRequest | None
    )  # the request before, where this turn only asks a question of knowledge
    knowledge: KnowledgeQuestion | None
    known: KnownAnswer | None  # from the cache
    objected: bool  # to the last answer, which is dropped
    before: Itinerary | None
    evidence: Annotated[Evidence, _merge]
    findings: Annotated[tuple[str, ...], _join]
    outcome: Outcome | None
    compared: Alternatives | None  # what this very turn came to
    usage: Annotated[Usage, _sum]
    degraded: Annotated[tuple[str, ...], _join]
    memories: tuple[Memory, ...]  # that the person asked to see
    forgotten: tuple[str, ...]  # what they said is to be forgotten, and is
    asked_for: tuple[str, ...]  # ids of the bookings that this turn is about
    refusals: Annotated[tuple[str, ...], _join]  # why something can't be booked or cancelled


@dataclass(frozen=True)
class Deps:
    """What nodes are given: LangGraph's typed runtime context. Nothing of it is ever checkpointed.

    `desk` opens the booking desk when it is first needed; `user` is whose bookings it touches.
    """

    toolbox: Toolbox
    gazetteer: Gazetteer
    catalog: tuple[AgentSpec, ...]
    clock: Callable[[], datetime]  # aware
    model: BaseChatModel | None = None  # None: rules understand and code answers
    spare_model: BaseChatModel | None = None  # asked when `model` fails
    tool_model: BaseChatModel | None = None  # chooses calls for agents without a search
    pricing: Pricing = Pricing()
    notices: tuple[str, ...] = ()  # what is simulated in an otherwise live world
    seed: int = 0
    desk: Callable[[], Awaitable[BookingDesk]] | None = None  # None: nothing can be booked
    user: str = "local"
    recall: Recall | None = None  # None: nothing is known from before
    memories: TurnMemories | None = None  # None: nothing is remembered
    answers: AnswerCache | None = None  # None: every question of knowledge is paid for
    model_name: str = ""  # of `model`: an answer is kept for it alone
    travellers: TravellerDetails | None = field(default=None, repr=False)

    @property
    def models(self) -> tuple[BaseChatModel, ...]:
        """To be asked in this order; none when rules do it all."""
        return tuple(model for model in (self.model, self.spare_model) if model is not None)


class BookingTask(TypedDict):
    """What is sent to the node that waits for a person's word on one booking."""

    booking_id: str
    thread: str
    language: Language


class AgentTask(TypedDict):
    """What `route` sends to an agent's node, and where the turn goes on when all have searched."""

    brief: Brief
    then: str


def changed(state: TurnState, changes: Mapping[str, Any]) -> TurnState:
    """As LangGraph will have it once a node's changes are written."""
    result: dict[str, Any] = {**state}
    for key, value in changes.items():
        if isinstance(value, Overwrite):
            result[key] = value.value
        elif key in _REDUCERS and key in result:
            result[key] = _REDUCERS[key](result[key], value)
        else:
            result[key] = value
    return cast("TurnState", result)


_REDUCERS: Mapping[str, Callable[[Any, Any], Any]] = {
    key: hint.__metadata__[0]
    for key, hint in get_type_hints(TurnState, include_extras=True).items()
    if get_origin(hint) is Annotated
}
