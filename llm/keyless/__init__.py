"""A chat model without a key: reads by rules, fills any tool's arguments, tells what tools answered.

For prototypes and tests of agents whose calls a model chooses. It has no knowledge of its own: what
it says is the person's words, a tool's answer, or a question for what is missing.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from llm.keyless.choose import Offered, ask_for, choose
from llm.keyless.fill import Known, know
from llm.keyless.narrate import narrate
from llm.scripted import pieces
from travel.gazetteer import Gazetteer

NO_TOOL = (
    "I read by rules and have no language model, so I can only use the tools I'm given. "
    "Set OPENAI_API_KEY for free conversation."
)


class KeylessChatModel(BaseChatModel):
    """A LangChain chat model: streams, binds tools, gives structured output. Costs nothing."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    gazetteer: Gazetteer
    today: Callable[[], date]

    @property
    def _llm_type(self) -> str:
        return "keyless"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | dict[str, Any] | bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """As OpenAI's: `tool_choice` is a tool's name, "any", "required" (or True), "auto" or "none"."""
        schemas = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=schemas, tool_choice=tool_choice)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        reply = self._reply(messages, kwargs.get("tools") or [], kwargs.get("tool_choice"))
        return ChatResult(generations=[ChatGeneration(message=reply)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._reply(messages, kwargs.get("tools") or [], kwargs.get("tool_choice"))
        yield from pieces(reply)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for piece in self._stream(messages, stop, None, **kwargs):
            yield piece

    def _reply(
        self, messages: list[BaseMessage], tools: list[dict[str, Any]], tool_choice: object
    ) -> AIMessage:
        answers = _answers_since_the_person(messages)
        offered = [Offered.read(tool) for tool in tools] if tool_choice != "none" else []
        if answers:
            return _message(narrate(answers))
        if not offered:
            return _message(NO_TOOL)
        known = self._known(messages)
        chosen = choose(offered, known, tool_choice)
        if not chosen:
            return _message(ask_for(offered, known))
        calls = [
            {
                "name": name,
                "args": arguments,
                "id": f"call_{uuid.uuid4().hex[:12]}",
                "type": "tool_call",
            }
            for name, arguments in chosen
        ]
        return _message("", calls)

    def _known(self, messages: list[BaseMessage]) -> Known:
        said = [each.text for each in messages if isinstance(each, HumanMessage)]
        return know(said or [""], self.gazetteer, self.today())


def _answers_since_the_person(messages: list[BaseMessage]) -> list[ToolMessage]:
    answers: list[ToolMessage] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            answers.insert(0, message)
    return answers


def _message(text: str, calls: list[dict[str, Any]] | None = None) -> AIMessage:
    return AIMessage(
        text,
        tool_calls=calls or [],
        usage_metadata={"input_tokens": 0, "output_tokens": 0, "total_tokens": 0},
        response_metadata={"model_name": "keyless", "model_provider": "keyless"},
    )
