"""Who sits at the desk: the expected actions replayed, nobody, the same actions under our rules, or a model."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    HumanMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
)

from evals.benchmarks.tau2_airline.conversation import (
    Conversation,
    acted,
    approved,
    heard,
    proposed,
)
from evals.benchmarks.tau2_airline.database import Database, DeskError
from evals.benchmarks.tau2_airline.desk import TOOLS, Call, called
from evals.benchmarks.tau2_airline.guard import objection
from evals.benchmarks.tau2_airline.tasks import Task, replayed

MOST_CALLS = 30  # of a model, between two messages of the person
YES = "Yes, please go ahead."


@dataclass(frozen=True)
class Ended:
    database: Database
    calls: tuple[Call, ...] = ()  # that went through
    refused: tuple[str, ...] = ()  # what desk and guard refused, with the reason
    presumed: tuple[str, ...] = ()  # reservations whose reason for cancelling no one stated
    said: str = ""


def nothing(database: Database, task: Task) -> Ended:
    return Ended(database)


def replay(database: Database, task: Task) -> Ended:
    end = replayed(database, task.expected)
    return Ended(end.database, task.expected, end.refused)


def under_rules(database: Database, task: Task) -> Ended:
    """The expected actions, each write past the guard; its questions are answered as the task's person would.

    A reason for cancelling that the task doesn't state is taken to be one that the insurance covers.
    """
    conversation = heard(Conversation(), f"{task.opening}\n{task.more}")
    refused: list[str] = []
    presumed: list[str] = []
    for call in task.expected:
        conversation = approved(conversation, call)
        found = objection(database, conversation, call)
        if found is not None and found.rule == "reason":
            presumed.append(str(call.arguments["reservation_id"]))
            conversation = replace(conversation, reason="covered")
            found = objection(database, conversation, call)
        if found is not None:
            refused.append(f"{call.name}: {found.text}")
            continue
        database = called(database, call).database
        conversation = acted(conversation, call)
    return Ended(database, task.expected, tuple(refused), tuple(presumed))


def with_model(database: Database, task: Task, model: BaseChatModel, policy: str) -> Ended:
    """A model with the tools and the policy, the guard before each write; the person follows a script.

    The script is the task's opening, the rest of its instructions, then three times yes.
    """
    bound = model.bind_tools(schemas())
    messages: list[AnyMessage] = [SystemMessage(policy)]
    ended, conversation = Ended(database), Conversation()
    for text in (task.opening, task.more, YES, YES, YES):
        messages.append(HumanMessage(text))
        conversation = heard(conversation, text)
        ended, conversation = _until_it_speaks(bound, messages, ended, conversation)
        if any(call.name == "transfer_to_human_agents" for call in ended.calls):
            break
    return ended


def schemas() -> list[dict[str, Any]]:
    """The tools in OpenAI's function format."""
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": tool.takes.__doc__ or name,
                "parameters": tool.takes.model_json_schema(),
            },
        }
        for name, tool in TOOLS.items()
    ]


def _until_it_speaks(
    bound: Any, messages: list[AnyMessage], ended: Ended, conversation: Conversation
) -> tuple[Ended, Conversation]:
    for _ in range(MOST_CALLS):
        reply: AIMessage = bound.invoke(messages)
        messages.append(reply)
        if not reply.tool_calls:
            return replace(ended, said=f"{ended.said}\n{reply.text}".strip()), conversation
        for asked in reply.tool_calls:
            answer, ended, conversation = _answered(asked, ended, conversation)
            messages.append(answer)
    return ended, conversation


def _answered(
    asked: ToolCall, ended: Ended, conversation: Conversation
) -> tuple[ToolMessage, Ended, Conversation]:
    call = Call(asked["name"], asked["args"])
    try:
        found = objection(ended.database, conversation, call)
        if found is not None:
            if found.rule == "confirm":
                conversation = proposed(conversation, call)
            raise DeskError(found.text)
        done = called(ended.database, call)
    except DeskError as error:
        refused = (*ended.refused, f"{call.name}: {error}")
        return _message(asked, f"Error: {error}"), replace(ended, refused=refused), conversation
    told = done.answer if isinstance(done.answer, str) else json.dumps(done.answer)
    after = replace(ended, database=done.database, calls=(*ended.calls, call))
    return _message(asked, told), after, acted(conversation, call)


def _message(asked: ToolCall, text: str) -> ToolMessage:
    return ToolMessage(text, tool_call_id=asked["id"] or "", name=asked["name"])


def missing_words(task: Task, ended: Ended) -> Iterator[str]:
    """What the benchmark wants told and the agent didn't say, commas and case aside."""
    said = ended.said.casefold().replace(",", "")
    return (each for each in task.told if each.casefold() not in said)
