"""Runs one turn, or goes on with one that waits, and tells its events."""

import uuid
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any, cast

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot
from pydantic import TypeAdapter

from agents.spec import AgentSpec
from graphs.events import (
    AgentFinished,
    AgentStarted,
    Event,
    RunFinished,
    RunInterrupted,
    RunStarted,
    TextDelta,
    WordAsked,
    WordRefused,
)
from graphs.nodes.route import DESTINATION, ITINERARY
from graphs.result import TurnResult, Usage
from graphs.state import Deps
from graphs.turn import Turn
from travel.booking import ApprovalAsked, Asked, CancellationAsked, TravellersAsked, Word
from travel.errors import ApprovalRefused, BadInput
from travel.turn import Edit
from travel.value import Value

_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


class Mark(Value):
    """Of the run that a turn is part of: its checkpoints carry it.

    `again` where an earlier holder of the run was cut off: what it checkpointed is gone on from.
    """

    run: int
    epoch: int
    again: bool = False


async def run_turn(
    turn: Turn,
    deps: Deps,
    thread_id: str,
    message: str,
    told: tuple[Edit, ...] = (),
    *,
    mark: Mark | None = None,
) -> AsyncGenerator[Event]:
    """The events of one turn, in order, from `RunStarted` to `RunFinished` or `RunInterrupted`.

    `told` are edits of the plan under discussion; with them, the message is only remembered.

    The turn is checkpointed once, at its end or where it waits for a word: until then it only reads, or
    writes what the desk keeps itself. Words that an earlier turn waited for are waited for no longer; their
    bookings stand as they are. Providers' and models' failures are part of the result; raises StorageError
    where the conversation can't be read or kept.
    """
    kept = await _kept(turn, thread_id, mark)
    if kept is not None:
        async for event in _gone_on(turn, deps, thread_id, kept, mark):
            yield event
        return
    given = {"messages": [HumanMessage(message)], "told": told}
    async for event in _events(turn, deps, thread_id, given, mark, durability="exit"):
        yield event


async def resume_turn(
    turn: Turn,
    deps: Deps,
    thread_id: str,
    words: Mapping[str, Word],
    *,
    mark: Mark | None = None,
) -> AsyncGenerator[Event]:
    """Goes on with the turn that waits for words, by the id of what was asked.

    An approval is recorded at the desk before the graph goes on, and refused there where it doesn't fit. What was
    decided elsewhere meanwhile is gone on with, too. Raises BadInput for an id that nothing waits for.
    """
    kept, again = await _kept(turn, thread_id, mark), mark is not None and mark.again
    if kept is not None and not kept.interrupts:
        async for event in _gone_on(turn, deps, thread_id, kept, mark):
            yield event
        return
    snapshot = await turn.aget_state(_config(thread_id))
    waiting, owner = _waiting(snapshot), (snapshot.metadata or {}).get("user", deps.user)
    unknown = [each for each in words if each not in waiting]
    if unknown and not again:
        raise BadInput(f"nothing in this conversation waits for an answer to {unknown[0]!r}")
    before = snapshot.values.get("usage", Usage())
    given: dict[str, Any] = {}
    for id, what in waiting.items():
        word = words.get(id)
        try:
            if word is not None:
                await _record(deps, thread_id, what, word, owner)
        except ApprovalRefused as error:
            if not (again and error.code == "already_decided"):  # by this very word
                yield WordRefused(id=id, code=error.code, text=str(error))
            word = None
        if word is None and await _waits(deps, what):
            continue
        given[id] = (word or Word(says="no")).model_dump(mode="json")
    if given:
        resumed = Command(resume=given)
        async for event in _events(turn, deps, thread_id, resumed, mark, durability="sync"):
            yield _since(before, event)
    else:
        for event in _standing(thread_id, snapshot):
            yield _since(before, event)


def _since(before: Usage, event: Event) -> Event:
    """Without what was used before the words: the run that ended with them told of it."""
    if not isinstance(event, RunFinished | RunInterrupted):
        return event
    result = event.result
    used = result.model_copy(update={"usage": result.usage - before})
    return event.model_copy(update={"result": used})


async def _kept(turn: Turn, thread_id: str, mark: Mark | None) -> StateSnapshot | None:
    """What an earlier holder of the run has checkpointed."""
    if mark is None or not mark.again:
        return None
    snapshot = await turn.aget_state(_config(thread_id))
    return snapshot if (snapshot.metadata or {}).get("run") == mark.run else None


async def _gone_on(
    turn: Turn, deps: Deps, thread_id: str, kept: StateSnapshot, mark: Mark | None
) -> AsyncGenerator[Event]:
    """From the last checkpoint to the end of the turn."""
    if kept.interrupts:
        for event in _standing(thread_id, kept):
            yield event
    elif kept.next:
        async for event in _events(turn, deps, thread_id, None, mark, durability="sync"):
            yield event
    else:
        result = _so_far(thread_id, kept.values, {}).model_copy(
            update={"answer": kept.values["messages"][-1].text, "question": None}
        )
        yield TextDelta(text=result.answer)
        yield RunFinished(result=result)


async def waiting_in(turn: Turn, thread_id: str) -> dict[str, Asked]:
    """What the conversation waits for, by the id to answer with."""
    return _waiting(await turn.aget_state(_config(thread_id)))


def _waiting(snapshot: StateSnapshot) -> dict[str, Asked]:
    return {each.id: _ASKED.validate_python(each.value) for each in snapshot.interrupts}


def _so_far(thread_id: str, kept: Mapping[str, Any], waiting: Mapping[str, Asked]) -> TurnResult:
    asked = "\n\n".join(each.text for each in waiting.values())
    return TurnResult(
        thread_id=thread_id,
        turn=kept["turn"],
        request=kept["request"],
        itinerary=kept.get("itinerary"),
        sources=kept.get("sources", ()),
        usage=kept.get("usage", Usage()),
        degraded=kept.get("degraded", ()),
        question=asked,
        answer=asked,
        bookable=True,
    )


async def _record(deps: Deps, thread: str, what: Asked, word: Word, owner: str) -> None:
    """Writes down the word on an approval; who travels is said by who wants to book. Raises ApprovalRefused."""
    if isinstance(what, TravellersAsked) and deps.user != owner:
        raise ApprovalRefused("not_yours", "another person's booking waits for who travels")
    if not isinstance(what, ApprovalAsked) or deps.desk is None:
        return
    desk, id = await deps.desk(), what.booking_id
    if word.says == "yes":
        await desk.approve(id, user=deps.user, thread=thread, digest=word.digest)
    else:
        await desk.reject(id, user=deps.user, thread=thread, reason=word.reason)


async def _waits(deps: Deps, what: Asked) -> bool:
    """Whether it still takes a word to go on."""
    if isinstance(what, TravellersAsked) or deps.desk is None:
        return True
    try:
        booking = await (await deps.desk()).get(what.booking_id, user=deps.user)
    except ApprovalRefused:  # another's: it waits for them
        return True
    waits = "confirmed" if isinstance(what, CancellationAsked) else "awaiting_approval"
    return booking.state == waits


async def _events(
    turn: Turn, deps: Deps, thread_id: str, given: Any, mark: Mark | None, *, durability: str
) -> AsyncGenerator[Event]:
    yield RunStarted(thread_id=thread_id, run_id=uuid.uuid4().hex)
    titles = agent_titles(deps.catalog)
    finished: RunFinished | None = None
    stream = cast("Any", turn).astream(
        given,
        _config(thread_id, mark, deps.user),
        context=deps,
        stream_mode=["custom", "tasks"],
        durability=durability,
        version="v2",
    )
    async for part in stream:
        kind, data = part["type"], part["data"]
        if isinstance(data, RunFinished):
            finished = data  # told only once the turn is kept
        elif kind == "custom":
            yield data
        elif (event := _agent_event(data, titles)) is not None:
            yield event
    if finished is not None:
        yield finished
        return
    for event in _standing(thread_id, await turn.aget_state(_config(thread_id))):
        yield event


def _standing(thread_id: str, snapshot: StateSnapshot) -> Iterator[Event]:
    """What is waited for, as it stands."""
    waiting = _waiting(snapshot)
    for id, asked in waiting.items():
        yield WordAsked(id=id, asked=asked)
    yield RunInterrupted(result=_so_far(thread_id, snapshot.values, waiting), waiting=waiting)


def _config(thread_id: str, mark: Mark | None = None, user: str = "") -> RunnableConfig:
    """With a user, checkpoints say whose turn it was."""
    marked: dict[str, Any] = {"user": user} if user else {}
    marked |= mark.model_dump(include={"run", "epoch"}) if mark is not None else {}
    return {"configurable": {"thread_id": thread_id}, "metadata": marked}


def agent_titles(catalog: tuple[AgentSpec, ...]) -> dict[str, str]:
    """Node name -> what people call it, of every node that is an agent."""
    own = {DESTINATION: "Where to", ITINERARY: "Itinerary"}
    return {spec.name: spec.title for spec in catalog} | own


def _agent_event(task: dict[str, Any], titles: dict[str, str]) -> Event | None:
    """A task's start has its input; its end has a result or an error."""
    name = task["name"]
    if name not in titles:
        return None
    if "input" in task:
        return AgentStarted(agent=name, title=titles[name], run=task["id"])
    return AgentFinished(agent=name, run=task["id"], ok=not task.get("error"))
