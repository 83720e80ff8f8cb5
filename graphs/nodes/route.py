"""Which agents a turn needs: data from the catalog, decided by code."""

from datetime import date, datetime, timedelta
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.catalog import agents_for
from agents.spec import Brief
from graphs.remembering import ABOUT_MEMORY
from graphs.state import AgentTask, Deps, TurnState
from planning.frame import Frame, back_in_time, frames
from planning.plan.alternatives import WITH_ALTERNATIVES
from planning.replan.sought import frames_ahead
from travel.alternatives import Alternative
from travel.dates import TravelDates
from travel.evidence import Evidence
from travel.request import TripRequest
from travel.turn import Edit, Question, TurnRequest

DESTINATION, ITINERARY, RESPOND = "destination", "itinerary", "respond"
BOOK, CANCEL, CHOOSE, MEMORIES = "book", "cancel", "choose", "memories"
KNOWLEDGE = "knowledge"
BOOKS: frozenset[Question] = frozenset(("booking", "book_flight", "book_stay"))
CANCELS: frozenset[Question] = frozenset(("cancel_flight", "cancel_stay"))


def after_understanding(
    state: TurnState, runtime: Runtime[Deps]
) -> (
    list[Send]
    | Literal["destination", "book", "cancel", "choose", "knowledge", "memories", "respond"]
):
    """To the agents, the search for a destination, the desk, what is remembered, or the answer."""
    turn = state["turn"]
    if state.get("knowledge") is not None or state.get("objected"):
        return KNOWLEDGE
    if (desk := _desk(state, runtime)) is not None:
        return desk
    if turn.asks in ABOUT_MEMORY:
        return MEMORIES
    if _chooses(turn):
        return CHOOSE
    if not plans(turn, planned=state.get("before") is not None):
        early = only_missing(turn) or asks_of_places(turn, state["messages"][-1].text)
        return to_agents(state, runtime, early=True) if early else RESPOND
    if not turn.request.stops:
        return DESTINATION
    return to_agents(state, runtime)


def _desk(state: TurnState, runtime: Runtime[Deps]) -> Literal["book", "cancel"] | None:
    """Where something is to be bought or given back that there is, and nothing else is said."""
    turn = state["turn"]
    if runtime.context.desk is None or turn.problems or turn.ambiguities or turn.edits:
        return None
    if turn.asks in BOOKS and state.get("before") is not None:
        return BOOK
    return CANCEL if turn.asks in CANCELS and state.get("bookings") else None


def _chooses(turn: TurnRequest) -> bool:
    said = any(edit.kind == "choose" for edit in turn.edits)
    return said and not (turn.problems or turn.ambiguities or turn.request.missing())


def chosen(state: TurnState) -> Alternative | None:
    """The alternative that is meant, where it is one of those that were shown."""
    said = next((edit.value for edit in state["turn"].edits if edit.kind == "choose"), None)
    options = state.get("options")
    return options.meant(said) if said is not None and options is not None else None


def others_than_choosing(turn: TurnRequest) -> tuple[Edit, ...]:
    return tuple(edit for edit in turn.edits if edit.kind != "choose")


def after_destination(state: TurnState, runtime: Runtime[Deps]) -> list[Send] | Literal["respond"]:
    return to_agents(state, runtime) if state["request"].stops else RESPOND


def after_knowledge(state: TurnState, runtime: Runtime[Deps]) -> list[Send] | Literal["respond"]:
    """To the agents that know something about it, unless the answer is there."""
    if state.get("knowledge") is None or state.get("known") is not None:
        return RESPOND
    return to_agents(state, runtime, early=state["turn"].intent != "weather")


def plans(turn: TurnRequest, *, planned: bool) -> bool:
    """Whether there is something to plan: a request that's whole, and nothing to ask or to say first.

    "Show me the weather" is about the plan when there is one, and else a request of its own.
    """
    if turn.problems or turn.ambiguities or turn.request.missing():
        return False
    if turn.edits or compares(turn):
        return True
    shows = turn.asks is not None and turn.asks.startswith("show_")
    return turn.intent != "other" and (turn.asks is None or (shows and not planned))


def compares(turn: TurnRequest) -> bool:
    """Whether alternatives are asked for, of a kind of plan that has some, and no other change to it."""
    plain = all(edit.kind == "set" for edit in turn.edits)
    return turn.asks == "alternatives" and plain and turn.request.intent in WITH_ALTERNATIVES


def only_missing(turn: TurnRequest) -> bool:
    """Whether there is a destination, and all that stands in the way of a plan is what isn't said yet."""
    unusable = turn.problems or turn.ambiguities or turn.asks
    return bool(turn.request.stops and turn.request.missing()) and not unusable


def asks_of_places(turn: TurnRequest, words: str) -> bool:
    """Whether it is a question about a place that isn't about going there: "is it safe in Egypt?"."""
    other = turn.intent == "other" and turn.asks is None and turn.clear
    usable = not turn.problems and not turn.ambiguities
    return other and usable and bool(turn.request.stops) and "?" in words


def to_agents(
    state: TurnState, runtime: Runtime[Deps], *, early: bool = False
) -> list[Send] | Literal["respond"]:
    """To those that take part; to the answer where none does."""
    told, deps, then = brief(state, runtime), runtime.context, _after_searching(state)
    sends = [
        Send(spec.name, AgentTask(brief=told, then=then))
        for spec in agents_for(told.request.intent, deps.catalog)
        if spec.able(deps.toolbox) and (spec.early or not early)
    ]
    return sends or RESPOND


def _after_searching(state: TurnState) -> Literal["itinerary", "respond"]:
    if state.get("knowledge") is not None:
        return RESPOND
    planned = state.get("before") is not None
    return ITINERARY if plans(state["turn"], planned=planned) else RESPOND


def brief(state: TurnState, runtime: Runtime[Deps]) -> Brief:
    """What agents are told of this turn."""
    deps, option, turn = runtime.context, chosen(state), state["turn"]
    request = with_days(state["request"], deps.clock().date())
    return Brief(
        turn=turn.model_copy(update={"edits": others_than_choosing(turn)}),
        request=request,
        frames=_frames(state, request, deps.clock()),
        currency=currency(state, deps),
        now=deps.clock(),
        seed=deps.seed,
        gazetteer=deps.gazetteer,
        found=state.get("evidence", Evidence()),
        previous=option.itinerary if option is not None else state.get("before"),
        standing=standing(state),
        words=state["messages"][-1].text,
    )


def _frames(state: TurnState, request: TripRequest, now: datetime) -> tuple[Frame, ...]:
    """Those to search for: after something went wrong, of the trip as it lies; where a passport expires too
    early, also with an end that it lasts for."""
    before, edits = state.get("before"), state["turn"].edits
    if before is not None and any(edit.kind == "disrupted" for edit in edits):
        causes = tuple(edit.disruption for edit in edits if edit.disruption is not None)
        basis = state.get("basis") or Evidence()
        return frames_ahead(request, before, causes, basis, now)
    if not request.dates.known:
        return ()
    earlier = back_in_time(request)
    return (*frames(request), *(frames(earlier) if earlier else ()))


def standing(state: TurnState) -> tuple[Edit, ...]:
    """Of earlier turns; none for a new trip in the same conversation."""
    turn = state["turn"]
    return state.get("standing", ()) if turn.about_plan or turn.edits else ()


def with_days(request: TripRequest, today: date) -> TripRequest:
    """Weather and things to do need no dates to be asked for: they are of the next days then."""
    if request.dates.known or request.intent not in ("weather", "activities"):
        return request
    nights = request.settled_dates.nights
    dates = TravelDates(start=today + timedelta(days=1), nights=nights)
    return request.model_copy(update={"dates": dates})


def currency(state: TurnState, deps: Deps) -> str:
    """Of the budget, else of the plan so far, else of where the person lives, else the euro."""
    request = state["request"]
    if request.budgets:
        return request.budgets[0].amount.currency
    before = state.get("before")
    if before is not None:
        return before.total.currency
    return (deps.gazetteer.currency_of(request.origin.country) if request.origin else None) or "EUR"
