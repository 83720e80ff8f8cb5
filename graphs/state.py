"""The state of a conversation, and of the turn within it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages

from agents.spec import AgentSpec, Brief
from graphs.result import Usage
from llm.pricing import Pricing
from tools.toolbox import Toolbox
from travel.evidence import Evidence
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary, Outcome
from travel.proposal import Proposal
from travel.provenance import Provenance
from travel.request import NeededSlot, TripRequest
from travel.turn import Ambiguity, TurnRequest


def _merge(mine: Evidence, other: Evidence) -> Evidence:
    return mine.merged(other)


def _sum(mine: Usage, other: Usage) -> Usage:
    return mine + other


def _join(mine: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*mine, *other)))


class TurnState(TypedDict):
    """The first block lasts as long as the conversation; the second is set anew in each turn.

    Per-turn fields are emptied by `understand`, so that nothing of an earlier turn leaks into this one,
    and the heavy ones by `respond`, so that no checkpoint carries them. Any but `messages` may be absent
    before `understand` has run.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    request: TripRequest
    itinerary: Itinerary | None
    sources: tuple[Provenance, ...]
    basis: Evidence | None  # the part of the evidence that the itinerary rests on
    pending: NeededSlot | Ambiguity | None  # what the last answer asked for
    proposals: tuple[Proposal, ...]

    turn: TurnRequest
    before: Itinerary | None
    evidence: Annotated[Evidence, _merge]
    findings: Annotated[tuple[str, ...], _join]
    outcome: Outcome | None
    usage: Annotated[Usage, _sum]
    degraded: Annotated[tuple[str, ...], _join]


@dataclass(frozen=True)
class Deps:
    """What nodes are given: LangGraph's typed runtime context."""

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

    @property
    def models(self) -> tuple[BaseChatModel, ...]:
        """To be asked in this order; none when rules do it all."""
        return tuple(model for model in (self.model, self.spare_model) if model is not None)


class AgentTask(TypedDict):
    """What `route` sends to an agent's node."""

    brief: Brief
