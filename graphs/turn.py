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

A node names the way on with what it changes, in one step: as an edge of its own the choice would read the whole
state anew.
"""

import functools
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, Send

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
    after_understanding,
)
from graphs.nodes.search import agent_node, destination_node
from graphs.nodes.understand import understand
from graphs.state import Deps, TurnInput, TurnState, changed
from graphs.tracing import Node, traced

UNDERSTAND = "understand"
Way = Callable[[TurnState, Runtime[Deps]], list[Send] | str]

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

    def add(name: str, node: Node, way: Way | None = None, ways: Sequence[str] = ()) -> None:
        chosen = node if way is None else _leading(node, way)
        graph.add_node(name, traced(name, chosen), destinations=tuple(ways) or None)

    agents = [*names, RESPOND]
    on = [*names, DESTINATION, KNOWLEDGE, BOOK, CANCEL, CHOOSE, MEMORIES, RESPOND]
    add(UNDERSTAND, understand, after_understanding, on)
    add(DESTINATION, destination_node, after_destination, agents)
    add(KNOWLEDGE, knowledge, after_knowledge, agents)
    add(CHOOSE, choose, after_choosing, agents)
    add(BOOK, book, after_book, [APPROVE, RESPOND])
    add(CANCEL, cancel, after_cancel, [GIVE_BACK, RESPOND])
    for spec in catalog:
        add(spec.name, agent_node(spec), ways=[ITINERARY, RESPOND])
    for name, node in (
        (ITINERARY, itinerary_node),
        (MEMORIES, memories_node),
        (APPROVE, approve),
        (GIVE_BACK, give_back),
    ):
        add(name, node)
        graph.add_edge(name, RESPOND)
    add(RESPOND, respond)
    graph.add_edge(START, UNDERSTAND)
    graph.add_edge(RESPOND, END)
    return graph.compile(checkpointer=checkpointer)


def _leading(node: Callable[..., Awaitable[dict[str, Any]]], way: Way) -> Node:
    """The node with the way on from what the state becomes by it."""

    @functools.wraps(node)
    async def leading(state: TurnState, runtime: Runtime[Deps]) -> Command[Any]:
        changes = await node(state, runtime)
        return Command(update=changes, goto=way(changed(state, changes), runtime))

    return leading
