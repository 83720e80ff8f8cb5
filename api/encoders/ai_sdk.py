"""The AI SDK's UI message stream, version 1 (https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol).

A pure function of a run's events. Agents work side by side, so they are data parts that change in place
by their id; a step is a whole run, or as much of it as one server did.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.approvals import NAMES, approval_id, told
from api.encoders.cards import cards, returned, usage
from api.encoders.opened import UNDECIDED, Frame, Opened
from api.events import RunCancelled, RunEvent, RunFailed, RunResumed, WordGiven
from graphs.events import (
    AgentFinished,
    AgentStarted,
    BookingChanged,
    Degraded,
    RunFinished,
    RunInterrupted,
    RunStarted,
    TextDelta,
    ToolCalled,
    ToolReturned,
    WordRefused,
)
from travel.booking import Asked, TravellersAsked

TEXT = "answer"


@dataclass(frozen=True)
class AiSdk:
    """`goes_on` is the id of the client's message in which a word was given, empty for a new message."""

    thread_id: str
    run_id: str
    goes_on: str = ""

    def __call__(self, opened: Opened, event: RunEvent) -> Iterator[Frame]:
        match event:
            case RunStarted():
                known = {"threadId": self.thread_id, "runId": self.run_id}
                message = self.goes_on or f"message-{self.run_id}"
                yield {"type": "start", "messageId": message, "messageMetadata": known}
                yield {"type": "start-step"}
            case AgentStarted() | AgentFinished():
                yield _agent(event)
            case ToolCalled():
                yield from _called(event)
            case ToolReturned():
                yield _returned(event)
            case TextDelta():
                yield from self._text(opened, event.text)
            case Degraded():
                yield {"type": "data-degraded", "data": {"why": event.why}}
            case WordGiven() if self.goes_on:
                yield from _given(event)
            case WordRefused() if self.goes_on:
                yield _failed(_call(event.id), event.text)
            case BookingChanged():
                yield from self._booking(opened, event)
            case RunResumed():
                yield from self._resumed(opened)
            case RunFinished() | RunInterrupted() | RunCancelled() | RunFailed():
                yield from self._end(opened, event)
            case _:
                pass

    def _id(self, opened: Opened) -> str:
        return f"{TEXT}-{self.run_id}{opened.piece}"

    def _text(self, opened: Opened, text: str) -> Iterator[Frame]:
        if text and not opened.text:
            yield {"type": "text-start", "id": self._id(opened)}
        if text:
            yield {"type": "text-delta", "id": self._id(opened), "delta": text}

    def _resumed(self, opened: Opened) -> Iterator[Frame]:
        if opened.text:
            yield {"type": "text-end", "id": self._id(opened)}
        yield {"type": "data-resumed", "data": {}}
        yield {"type": "finish-step"}
        yield {"type": "start-step"}

    def _booking(self, opened: Opened, event: BookingChanged) -> Iterator[Frame]:
        """As it stands; and as the output of what was agreed to, once that is known."""
        told = event.model_dump(mode="json", exclude={"type"})
        yield {"type": "data-booking", "id": event.booking_id, "data": told}
        id = opened.words.get(event.booking_id)
        if self.goes_on and id is not None and event.state not in UNDECIDED:
            yield _output(id, told)

    def _end(
        self, opened: Opened, event: RunFinished | RunInterrupted | RunCancelled | RunFailed
    ) -> Iterator[Frame]:
        if opened.text:
            yield {"type": "text-end", "id": self._id(opened)}
        for id in opened.words.values() if self.goes_on else ():
            yield _output(id, {})
        match event:
            case RunFailed():
                yield {"type": "error", "errorText": event.text}
            case RunCancelled():
                yield {"type": "abort"}
            case RunFinished():
                for kind, card in cards(event.result).items():
                    yield {"type": f"data-{kind}", "id": f"{kind}-{self.run_id}", "data": card}
                yield from _finish("stop", usage(event.result.usage))
            case RunInterrupted():
                for id, asked in event.waiting.items():
                    yield from _asked(id, asked)
                yield from _finish("tool-calls", usage(event.result.usage))


def _agent(event: AgentStarted | AgentFinished) -> Frame:
    told: dict[str, Any] = {"agent": event.agent}
    if isinstance(event, AgentStarted):
        told |= {"title": event.title, "status": "running"}
    else:
        told |= {"status": "done" if event.ok else "failed"}
    return {"type": "data-agent", "id": event.run, "data": told}


def _called(event: ToolCalled) -> Iterator[Frame]:
    named = {"toolCallId": event.call, "toolName": event.tool}
    flags = {"providerExecuted": True, "dynamic": True}
    yield {"type": "tool-input-start", **named, **flags}
    yield {"type": "tool-input-available", **named, "input": event.arguments, **flags}


def _returned(event: ToolReturned) -> Frame:
    if event.error:
        return {**_failed(event.call, event.error), "providerExecuted": True}
    return {
        "type": "tool-output-available",
        "toolCallId": event.call,
        "output": returned(event),
        "providerExecuted": True,
        "dynamic": True,
    }


def _failed(call: str, text: str) -> dict[str, Any]:
    return {"type": "tool-output-error", "toolCallId": call, "errorText": text, "dynamic": True}


def _given(event: WordGiven) -> Iterator[Frame]:
    """Of what is agreed to the output comes when it is done."""
    if event.says == "no":
        yield {"type": "tool-output-denied", "toolCallId": _call(event.id)}
    elif isinstance(event.asked, TravellersAsked):
        yield _output(event.id, {})


def _output(id: str, output: Frame) -> Frame:
    call = _call(id)
    return {"type": "tool-output-available", "toolCallId": call, "output": output, "dynamic": True}


def _asked(id: str, asked: Asked) -> Iterator[Frame]:
    """A call that waits for approval: what the AI SDK has for a person's word."""
    named = {"toolCallId": _call(id), "toolName": NAMES[asked.type], "dynamic": True}
    yield {"type": "tool-input-available", **named, "input": told(asked)}
    approval = approval_id(id, asked)
    yield {"type": "tool-approval-request", "approvalId": approval, "toolCallId": _call(id)}


def _call(id: str) -> str:
    return f"word-{id}"


def _finish(reason: str, used: Mapping[str, Any]) -> Iterator[Frame]:
    yield {"type": "finish-step"}
    yield {"type": "finish", "finishReason": reason, "messageMetadata": {"usage": used}}
