"""Who makes the calls: the expected ones replayed, nobody, or a chat model with the functions as tools."""

import inspect
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast, get_type_hints

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from evals.benchmarks.bfcl_travel.check import Conversation, Turns, start
from evals.benchmarks.bfcl_travel.world import APIS, Function, World, executed, written

MOST_STEPS = 20  # in a turn
TYPES = {"dict": "object", "float": "number", "tuple": "array"}
PYTHON: Mapping[Any, str] = {str: "string", int: "integer", float: "number"}
Tool = dict[str, Any]


def replay(conversation: Conversation) -> Turns:
    return conversation.expected


def nothing(conversation: Conversation) -> Turns:
    return ()


def with_model(
    conversation: Conversation, model: BaseChatModel, tools: Sequence[Tool], today: date
) -> Turns:
    """The calls of each turn, until the model speaks or has made twenty steps."""
    bound = model.bind_tools(tools)
    world: World = start(conversation, today)
    messages: list[AnyMessage] = []
    made: list[list[str]] = []
    for said in conversation.said:
        messages.append(HumanMessage(said))
        made.append([])
        for _ in range(MOST_STEPS):
            reply: AIMessage = bound.invoke(messages)
            messages.append(reply)
            for asked in reply.tool_calls:
                call = written(asked["name"], asked["args"])
                world, answer = executed(world, call)
                made[-1].append(call)
                messages.append(ToolMessage(answer, tool_call_id=asked["id"] or ""))
            if not reply.tool_calls:
                break
    return made


def tools_of(conversation: Conversation, documented: Sequence[Mapping[str, Any]]) -> list[Tool]:
    """In OpenAI's format: the travel functions as documented, the companions' from their signatures."""
    travel = [
        _tool(each["name"], each["description"], _typed(each["parameters"])) for each in documented
    ]
    companions = [
        _tool(function.__name__, function.__name__.replace("_", " "), _parameters(function))
        for api in conversation.apis
        if api != "TravelAPI"
        for function in APIS[api].functions
    ]
    return [*travel, *companions]


def _tool(name: str, description: str, parameters: Any) -> Tool:
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def _typed(schema: Any) -> Any:
    """BFCL's names of types as JSON schema's; its defaults, all "None", left out."""
    if isinstance(schema, list):
        return [_typed(each) for each in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    entries = cast("dict[str, Any]", schema)
    typed = {name: _typed(value) for name, value in entries.items() if name != "default"}
    kind = typed.get("type")
    return {**typed, "type": TYPES.get(kind, kind)} if isinstance(kind, str) else typed


def _parameters(function: Function) -> dict[str, Any]:
    hints = get_type_hints(function)
    taken = [
        each for each in inspect.signature(function).parameters.values() if each.name != "state"
    ]
    properties = {each.name: {"type": _json_type(hints[each.name])} for each in taken}
    required = [each.name for each in taken if each.default is inspect.Parameter.empty]
    return {"type": "object", "properties": properties, "required": required}


def _json_type(hint: Any) -> str:
    if hint in PYTHON:
        return PYTHON[hint]
    return "object" if "Mapping" in str(hint) else "array" if "Sequence" in str(hint) else "string"
