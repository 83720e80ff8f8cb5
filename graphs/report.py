"""Reports an agent's tool calls on LangGraph's custom stream."""

import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from agents.spec import T
from graphs.events import Event, ToolCalled, ToolReturned
from graphs.tracing import span
from travel.errors import ProviderError

Write = Callable[[Any], None]


class StreamReport:
    def __init__(self, agent: str, write: Write) -> None:
        self._agent = agent
        self._write = write

    async def call(
        self, tool: str, arguments: dict[str, str], answer: Awaitable[T], what: str
    ) -> T:
        call = uuid.uuid4().hex[:12]
        self._send(ToolCalled(agent=self._agent, call=call, tool=tool, arguments=arguments))
        begun = time.perf_counter()
        try:
            with span(tool, tripsage_agent=self._agent):
                found = await answer
        except ProviderError as error:
            self._send(self._returned(call, tool, begun, error=str(error)))
            raise
        self._send(self._returned(call, tool, begun, found=len(found), what=what))
        return found

    def _returned(
        self, call: str, tool: str, begun: float, *, found: int = 0, what: str = "", error: str = ""
    ) -> ToolReturned:
        return ToolReturned(
            agent=self._agent,
            call=call,
            tool=tool,
            found=found,
            what=what,
            error=error,
            milliseconds=round((time.perf_counter() - begun) * 1000),
        )

    def _send(self, event: Event) -> None:
        self._write(event)
