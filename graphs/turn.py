"""The turn: a LangGraph state machine.

understand ─→ [agents of the catalog, in parallel] ─→ itinerary ─→ respond
    ├─→ knowledge ─→ [early agents] ─→ respond     a question that isn't about offers: looked up first
    ├─→ destination ─→ (agents …)      when a climate is wished and no place
    ├─→ choose ─→ (agents …) | respond  when one of the alternatives shown is taken
    ├─→ [early agents] ─→ respond      when the destination is known and there is nothing to plan yet
    ├─→ book ─→ [approve, one a booking]    each waits for a person's word, then places
    ├─→ cancel ─→ [give_back, likewise]
    ├─→ memories ─→ respond            shows what is remembered, or forgets it
    └─→ respond                        when there is something to ask, or nothing to plan

What chooses the way is a coroutine: LangGraph would run a plain function in a thread.
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.spec import AgentSpec
from graphs.nodes.book import (
    APPROVE,
    GIVE_BACK,
    after_book,
    after_cancel,
    approve,
    book,
    cancel,
    give_back,
)
from graphs.nodes.choose import after_choosing, choose
from graphs.nodes.itinerary import itinerary_node
from graphs.nodes.knowledge import knowledge
from graphs.nodes.memories import memories_node
from graphs.nodes.respond import respond
from graphs.nodes.route import (
    BOOK,
    CANCEL,
    CHOOSE,
    DESTINATION,
    ITINERARY,
    KNOWLEDGE,
    MEMORIES,
    RESPOND,
    after_destination,
    after_knowledge,
    after_searching,
    after_understanding,
)
from graphs.nodes.search import agent_node, destination_node
from graphs.nodes.understand import understand
from graphs.state import Deps, TurnInput, TurnState
from graphs.tracing import Node, traced

UNDERSTAND = "understand"

Turn = CompiledStateGraph[TurnState, Deps, TurnInput, TurnState]


def build_turn(
    catalog: tuple[AgentSpec, ...], checkpointer: "BaseCheckpointSaver[str] | None" = None
) -> Turn:
    """The compiled graph of a catalog of agents.

    Raises ValueError where two agents have one name or an agent has a step's name.
    """
    names = [spec.name for spec in catalog]
    steps = {UNDERSTAND, KNOWLEDGE, DESTINATION, ITINERARY, MEMORIES, RESPOND}
    taken = steps | {BOOK, APPROVE, CANCEL, GIVE_BACK, CHOOSE}
    if len(set(names)) < len(names) or taken & set(names):
        raise ValueError(f"agents need names of their own: {', '.join(names)}")
    # its overloads defeat the type checker
    graph: Any = StateGraph(TurnState, context_schema=Deps, input_schema=TurnInput)

    def add(name: str, node: Node) -> None:
        graph.add_node(name, traced(name, node))

    add(UNDERSTAND, understand)
    add(DESTINATION, destination_node)
    add(ITINERARY, itinerary_node)
    add(RESPOND, respond)
    add(KNOWLEDGE, knowledge)
    for spec in catalog:
        add(spec.name, agent_node(spec))
        graph.add_conditional_edges(spec.name, after_searching, [ITINERARY, RESPOND])
    graph.add_edge(START, UNDERSTAND)
    add(BOOK, book)
    add(APPROVE, approve)
    add(CANCEL, cancel)
    add(GIVE_BACK, give_back)
    add(MEMORIES, memories_node)
    add(CHOOSE, choose)
    graph.add_conditional_edges(CHOOSE, after_choosing, [*names, RESPOND])
    ways = [*names, DESTINATION, KNOWLEDGE, BOOK, CANCEL, CHOOSE, MEMORIES, RESPOND]
    graph.add_conditional_edges(UNDERSTAND, after_understanding, ways)
    graph.add_conditional_edges(BOOK, after_book, [APPROVE, RESPOND])
    graph.add_conditional_edges(CANCEL, after_cancel, [GIVE_BACK, RESPOND])
    graph.add_edge(MEMORIES, RESPOND)
    graph.add_edge(APPROVE, RESPOND)
    graph.add_edge(GIVE_BACK, RESPOND)
    graph.add_conditional_edges(DESTINATION, after_destination, [*names, RESPOND])
    graph.add_conditional_edges(KNOWLEDGE, after_knowledge, [*names, RESPOND])
    graph.add_edge(ITINERARY, RESPOND)
    graph.add_edge(RESPOND, END)
    return graph.compile(checkpointer=checkpointer)
