"""A chat model that says what a script tells it: the double beside the port, for tests, evals and notebooks."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr, SkipValidation

Line = AIMessage | str | Exception
Script = Callable[[Sequence[BaseMessage]], Line]


class ScriptedChatModel(BaseChatModel):
    """Says its lines in order, or what a function of the messages answers. An exception is raised.

    `heard` keeps the messages of every call and `offered` the names of the tools offered with it. Raises
    AssertionError when it is asked more often than it has lines.
    """

    lines: SkipValidation[list[Line] | Script] = Field(default_factory=list[Line])
    heard: list[list[BaseMessage]] = Field(default_factory=list[list[BaseMessage]])
    offered: list[list[str]] = Field(default_factory=list[list[str]])
    _said: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        schemas = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=schemas, tool_choice=tool_choice)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages, kwargs))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from pieces(self._next(messages, kwargs))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for piece in pieces(self._next(messages, kwargs)):
            yield piece

    def _next(self, messages: list[BaseMessage], kwargs: dict[str, Any]) -> AIMessage:
        self.heard.append(list(messages))
        tools: list[dict[str, Any]] = kwargs.get("tools") or []
        self.offered.append([tool["function"]["name"] for tool in tools])
        line = self.lines(messages) if callable(self.lines) else self._line(self.lines)
        if isinstance(line, Exception):
            raise line
        return AIMessage(line) if isinstance(line, str) else line

    def _line(self, lines: list[Line]) -> Line:
        assert self._said < len(lines), f"the script has only {len(lines)} lines"
        self._said += 1
        return lines[self._said - 1]


def pieces(message: AIMessage) -> Iterator[ChatGenerationChunk]:
    """A message as a stream: its words, then its tool calls, then what it used."""
    for word in _words(message.text):
        yield ChatGenerationChunk(message=AIMessageChunk(content=word))
    yield ChatGenerationChunk(
        message=AIMessageChunk(
            content="",
            tool_call_chunks=[
                {
                    "name": call["name"],
                    "args": _json(call["args"]),
                    "id": call["id"],
                    "index": index,
                    "type": "tool_call_chunk",
                }
                for index, call in enumerate(message.tool_calls)
            ],
            usage_metadata=message.usage_metadata,
            response_metadata=message.response_metadata,
            chunk_position="last",
        )
    )


def _words(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find(" ", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _json(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False)
