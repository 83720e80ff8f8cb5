"""What one turn came to: everything an answer, a page or a script needs to know."""

from collections.abc import Mapping
from decimal import Decimal

from graphs.recall import Recollection
from memory.long_term.values import Memory
from travel.advisory import Advisory
from travel.alternatives import Alternatives
from travel.booking import Booking
from travel.itinerary import Itinerary, Outcome
from travel.knowledge import KnowledgeQuestion, KnownAnswer
from travel.milestone import Milestone
from travel.offers import FlightOffer, StayOffer
from travel.proposal import Proposal
from travel.provenance import Provenance
from travel.request import TripRequest
from travel.turn import TurnRequest
from travel.value import Value


class Usage(Value):
    """Of language models, in one run: a turn, or what follows a word. `cost` is in USD; None where it isn't known."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = Decimal(0)

    def __add__(self, other: "Usage") -> "Usage":
        return self._with(other, 1)

    def __sub__(self, other: "Usage") -> "Usage":
        return self._with(other, -1)

    def _with(self, other: "Usage", times: int) -> "Usage":
        known = self.cost is not None and other.cost is not None
        cost = (self.cost or Decimal(0)) + times * (other.cost or Decimal(0))
        return Usage(
            model_calls=self.model_calls + times * other.model_calls,
            input_tokens=self.input_tokens + times * other.input_tokens,
            output_tokens=self.output_tokens + times * other.output_tokens,
            cost=cost if known else None,
        )


class TurnResult(Value):
    """`itinerary` is the plan under discussion after the turn, `before` the one before it.

    `outcome` is what planning came to in this very turn, None when nothing was planned. `alternatives` are
    those that this turn shows or takes one of. `flights` and `stays` are the best offers seen, the best
    first, for turns that ask for nothing else.
    """

    thread_id: str
    turn: TurnRequest
    request: TripRequest
    itinerary: Itinerary | None = None
    before: Itinerary | None = None
    outcome: Outcome | None = None
    alternatives: Alternatives | None = None
    flights: tuple[FlightOffer, ...] = ()
    stays: tuple[StayOffer, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    advisories: tuple[Advisory, ...] = ()  # those worth saying, country by country
    sources: tuple[Provenance, ...] = ()  # that the itinerary and the offers shown rest on
    airports: Mapping[str, str] = {}  # the city that each airport of the plan serves, by code
    failures: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()  # what is simulated in an otherwise live world
    question: str | None = None
    answer: str = ""
    usage: Usage = Usage()
    degraded: tuple[str, ...] = ()  # why the turn did with less than it was set up for
    bookings: tuple[Booking, ...] = ()  # that this turn is about
    refusals: tuple[str, ...] = ()  # why something can't be booked or cancelled
    bookable: bool = False  # whether there is a desk to book at
    recollection: Recollection = Recollection()  # what the request has from memory alone
    noted: tuple[str, ...] = ()  # what will be remembered of the message, in the person's words
    memories: tuple[Memory, ...] = ()  # that the person asked to see
    forgotten: tuple[str, ...] = ()  # what they said is to be forgotten, and is
    remembers: bool = False  # whether anything is ever remembered here
    knowledge: KnowledgeQuestion | None = None
    known: KnownAnswer | None = None  # to `knowledge`; `cached` where no model was asked for it
    milestones: tuple[Milestone, ...] = ()  # what the conversation came to before, the oldest first
    objected: bool = False  # the last answer from general knowledge was dropped as wrong
    findings: tuple[str, ...] = ()  # what agents without a place in the plan found, in their words

    @property
    def sandbox(self) -> bool:
        return any(source.sandbox for source in self.sources)
