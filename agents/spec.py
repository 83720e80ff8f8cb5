"""What an agent is: a name, the turns it takes part in, and how it finds things out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from planning.frame import Frame
from tools.toolbox import Toolbox
from travel.evidence import Evidence
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary
from travel.places import Place
from travel.request import Intent, TripRequest
from travel.turn import Edit, TurnRequest

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

T = TypeVar("T", bound=Sequence[object])


class Report(Protocol):
    """Tells whoever watches the turn what an agent does."""

    async def call(
        self, tool: str, arguments: dict[str, str], answer: Awaitable[T], what: str
    ) -> T:
        """Awaits a tool's answer and reports the call, its duration and how many `what` came."""
        ...


@dataclass(frozen=True)
class Brief:
    """What an agent is told. `found` is what the agents before it found."""

    turn: TurnRequest
    request: TripRequest
    frames: tuple[Frame, ...]
    currency: str
    now: datetime
    seed: int
    gazetteer: Gazetteer
    found: Evidence = Evidence()
    previous: Itinerary | None = None
    standing: tuple[Edit, ...] = ()  # of earlier turns: what went wrong, what is to be kept
    words: str = ""  # the person's message

    def base_of(self, place: Place) -> Place:
        """Where one sleeps when one goes there; its name is `place.sleeps_in`."""
        if not place.base or place.base == place.name:
            return place
        base = self.gazetteer.city(place.base, place.country) or place
        return base.model_copy(update={"name": place.base, "base": ""})


Search = Callable[[Brief, Toolbox, Report], Awaitable[Evidence]]
ToolsOf = Callable[[Toolbox, Gazetteer], "Sequence[BaseTool]"]


@dataclass(frozen=True)
class AgentSpec:
    """One agent. With `search`, code makes its calls from the complete request; without, a model
    chooses calls of `tools` in a bounded loop, led by `prompt`, and its last words are its finding. Tools that
    need the toolbox are a function of it.

    `able` tells whether the toolbox has what the agent needs. An `early` one needs a destination alone:
    it takes part while the rest of the request is still being asked for, and where a place is asked about.
    """

    name: str
    title: str  # for people: "Flights"
    intents: frozenset[Intent]
    search: Search | None = None
    tools: "ToolsOf | Sequence[BaseTool] | None" = None
    prompt: str = ""
    able: Callable[[Toolbox], bool] = lambda tools: True
    early: bool = False

    def __post_init__(self) -> None:
        if self.search is None and self.tools is None:
            raise ValueError(f"agent {self.name!r} has neither a search nor tools")
