"""OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat): a pure function of events.

Its format has no place for agents, cards or approvals: what a turn waits for is told as text, and the
tools, which ran here, aren't calls for the client to make.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from api.encoders.opened import Frame, Opened
from api.events import RunCancelled, RunEvent, RunFailed, RunResumed
from graphs.events import RunFinished, RunInterrupted, RunStarted, TextDelta
from graphs.result import TurnResult, Usage

MODEL = "tripsage"
CUT_OFF = " …\n\n"  # after a piece of an answer that another server begins anew


@dataclass(frozen=True)
class OpenAi:
    """Chunks of a stream. `created` is in Unix seconds."""

    run_id: str
    created: int
    with_usage: bool = False

    def __call__(self, opened: Opened, event: RunEvent) -> Iterator[Frame]:
        match event:
            case RunStarted():
                yield self._chunk({"role": "assistant", "content": ""})
            case TextDelta(text=text) if text:
                yield self._chunk({"content": text})
            case RunResumed() if opened.text:
                yield self._chunk({"content": CUT_OFF})
            case RunInterrupted():
                yield self._chunk({"content": event.result.answer})
                yield from self._end(event.result)
            case RunFinished():
                yield from self._end(event.result)
            case RunFailed():
                yield {"error": error(event.text, "server_error", event.code)}
            case RunCancelled():
                yield {"error": error("the run was stopped", "server_error", "run_cancelled")}
            case _:
                pass

    def _end(self, result: TurnResult) -> Iterator[Frame]:
        yield self._chunk({}, finish="stop")
        if self.with_usage:
            yield {
                **self._head("chat.completion.chunk"),
                "choices": [],
                "usage": usage(result.usage),
            }

    def _chunk(self, delta: Frame, finish: str | None = None) -> Frame:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def whole(self, answer: str, used: Usage) -> Frame:
        """What a client gets that doesn't stream."""
        message = {"role": "assistant", "content": answer, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion"), "choices": [choice], "usage": usage(used)}

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{self.run_id}",
            "object": kind,
            "created": self.created,
            "model": MODEL,
        }


def answer_of(events: Iterable[RunEvent]) -> str:
    """What a client that streams has read by the end."""
    text, piece = "", ""
    for event in events:
        if isinstance(event, TextDelta):
            piece += event.text
        elif isinstance(event, RunResumed) and piece:
            text, piece = f"{text}{piece}{CUT_OFF}", ""
        elif isinstance(event, RunInterrupted):
            piece += event.result.answer
    return text + piece


def error(message: str, kind: str, code: str | None = None, param: str | None = None) -> Frame:
    return {"message": message, "type": kind, "param": param, "code": code}


def usage(used: Usage) -> Frame:
    return {
        "prompt_tokens": used.input_tokens,
        "completion_tokens": used.output_tokens,
        "total_tokens": used.input_tokens + used.output_tokens,
    }
