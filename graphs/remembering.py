"""What a turn leaves behind for later ones: what the person said of themselves, and the trip it came to."""

from langchain_core.messages import HumanMessage
from opentelemetry import trace

from graphs.answer import trip_in_words
from graphs.result import TurnResult
from graphs.state import Deps, TurnState
from memory.long_term.in_turn import Known, TurnMemories
from memory.long_term.privacy import may_be_kept
from memory.long_term.rules import Found, facts_in
from memory.long_term.turns import TurnOf
from memory.long_term.values import Trip
from travel.errors import TripSageError
from travel.itinerary import Itinerary
from travel.turn import Question, TurnRequest

ABOUT_MEMORY: frozenset[Question] = frozenset(
    ("memories", "forget_that", "forget_about", "forget_everything")
)
MOST_SIGHTS = 30
_TRACER = trace.get_tracer("tripsage.memory")


def told_of_self(turn: TurnRequest, text: str, deps: Deps) -> tuple[Found, ...]:
    """What rules read in the message that the person says of themselves."""
    if deps.memories is None or not _listens(turn):
        return ()
    return tuple(facts_in(text, deps.clock().date()))


def noted(found: tuple[Found, ...], known: Known | None) -> tuple[str, ...]:
    """What will be remembered of it for sure, in the person's words; what is known is no news."""
    if known is None or known.paused:
        return ()
    kept = (each.fact.text for each in found if may_be_kept(each.fact.text, asked=each.asked))
    return tuple(dict.fromkeys(each for each in kept if each not in known.texts))


async def remember(state: TurnState, deps: Deps, result: TurnResult) -> None:
    """Hands on what was said and what it came to. Where that fails the turn goes on, and the trace says so."""
    if deps.memories is None:
        return
    with _TRACER.start_as_current_span("remember") as span:
        try:
            heard = await _hear(state, deps, deps.memories, result.thread_id)
            span.set_attribute("tripsage.noted", len(result.noted))
            span.set_attribute("tripsage.heard", heard)
            await _keep_trip(state, deps, deps.memories, result)
        except TripSageError as error:
            span.set_attribute("error.type", type(error).__name__)


async def _hear(state: TurnState, deps: Deps, memories: TurnMemories, thread: str) -> bool:
    message, turn = state["messages"][-1], state["turn"]
    if not isinstance(message, HumanMessage) or not _listens(turn):
        return False
    by_model = memories.extracts and (turn.reader == "model" or not turn.clear)
    if not (state.get("of_self") or by_model):
        return False
    number = turn_number(state)
    return await memories.hear(TurnOf(deps.user, thread, message.id or "", number), message.text)


def turn_number(state: TurnState) -> int:
    """Of a conversation the first is 1. A turn that waits since before they were counted has all its messages."""
    said = (each for each in state["messages"] if isinstance(each, HumanMessage))
    return state.get("turns", 0) or sum(1 for _ in said)


def _listens(turn: TurnRequest) -> bool:
    unusable = any(problem.code in ("empty", "too_long") for problem in turn.problems)
    return not unusable and turn.asks != "injection" and turn.asks not in ABOUT_MEMORY


async def _keep_trip(
    state: TurnState, deps: Deps, memories: TurnMemories, result: TurnResult
) -> None:
    booked = any(each.state == "confirmed" for each in result.bookings)
    planned = result.outcome is not None and result.outcome.itinerary is not None
    if result.itinerary is None or not (planned or booked):
        return
    trip = _trip(result, result.itinerary, booked=booked)
    if trip is not None:
        text = trip_in_words(trip, result.turn.language)
        await memories.keep_trip(deps.user, result.thread_id, turn_number(state), trip, text)


def _trip(result: TurnResult, plan: Itinerary, *, booked: bool) -> Trip | None:
    request = result.request
    if request.intent not in ("trip", "flight", "stay") or not request.stops or not plan.days:
        return None
    segments = (each for offer in plan.flights for leg in offer.slices for each in leg.segments)
    sights = (item.name for _, item in plan.items() if item.kind == "sight")
    hotels = tuple(dict.fromkeys(stay.name for stay in plan.stays))
    return Trip(
        cities=tuple(dict.fromkeys(stop.place.sleeps_in for stop in request.stops)),
        first=plan.days[0].date,
        last=plan.days[-1].date,
        state="booked" if booked else "planned",
        hotels=hotels,
        rejected=_rejected(result, hotels),
        airlines=tuple(dict.fromkeys(each.carrier_name for each in segments)),
        sights=tuple(dict.fromkeys(sights))[:MOST_SIGHTS],
    )


def _rejected(result: TurnResult, hotels: tuple[str, ...]) -> tuple[str, ...]:
    """Of "another hotel": those that had to go."""
    other = any(each.kind == "other" and each.target == "stay" for each in result.turn.edits)
    before = result.before.stays if other and result.before is not None else ()
    return tuple(dict.fromkeys(stay.name for stay in before if stay.name not in hotels))
