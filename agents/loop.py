"""The bounded loop of an agent whose calls a model chooses."""

from collections.abc import Sequence
from typing import NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    HumanMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
)
from langchain_core.tools import BaseTool

from agents.spec import AgentSpec, Brief, Report
from tools.toolbox import Toolbox
from travel.errors import ConfigurationError, ModelRetry, ProviderError

MOST_ROUNDS = 4


class Done(NamedTuple):
    text: str  # the model's last words
    replies: tuple[AIMessage, ...]


async def run_loop(
    spec: AgentSpec,
    brief: Brief,
    toolbox: Toolbox,
    model: BaseChatModel | None,
    report: Report,
) -> Done:
    """At most four rounds of calls; the last reply is asked for without tools.

    A tool's refusal goes back to the model as its answer, so that it can mend its arguments.
    """
    if model is None or spec.tools is None:
        raise ConfigurationError(f"agent {spec.name} needs a model and tools")
    tools = spec.tools(toolbox, brief.gazetteer) if callable(spec.tools) else spec.tools
    messages: list[AnyMessage] = [SystemMessage(spec.prompt), HumanMessage(brief.words)]
    bound = model.bind_tools(tools)
    for _ in range(MOST_ROUNDS):
        reply = await bound.ainvoke(messages)
        messages.append(reply)
        if not reply.tool_calls:
            break
        messages.extend([await _called(call, tools, report) for call in reply.tool_calls])
    else:
        messages.append(await model.ainvoke(messages))
    replies = tuple(message for message in messages if isinstance(message, AIMessage))
    return Done(text=replies[-1].text, replies=replies)


async def _called(call: ToolCall, tools: Sequence[BaseTool], report: Report) -> ToolMessage:
    tool = next((tool for tool in tools if tool.name == call["name"]), None)
    if tool is None:
        known = ", ".join(tool.name for tool in tools)
        return _refused(call, f"there is no tool {call['name']!r}; there are: {known}")
    told = {name: str(value) for name, value in call["args"].items()}
    try:
        (answer,) = await report.call(tool.name, told, _answered(tool, call), "answers")
    except (ProviderError, ModelRetry, ValueError) as error:
        return _refused(call, str(error))
    return answer


async def _answered(tool: BaseTool, call: ToolCall) -> tuple[ToolMessage]:
    return (await tool.ainvoke({**call, "type": "tool_call"}),)


def _refused(call: ToolCall, why: str) -> ToolMessage:
    return ToolMessage(why, tool_call_id=call["id"], name=call["name"], status="error")
