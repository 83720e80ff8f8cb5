"""AG-UI 1.0 (https://docs.ag-ui.com/concepts/events): a pure function of a run's events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ag_ui.core import (
    ActivitySnapshotEvent,
    BaseEvent,
    CustomEvent,
    Interrupt,
    RunErrorEvent,
    RunFinishedCancelledOutcome,
    RunFinishedEvent,
    RunFinishedInterruptOutcome,
    RunFinishedSuccessOutcome,
    RunStartedEvent,
    SubagentErrorEvent,
    SubagentFinishedEvent,
    SubagentStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    TokenUsage,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)

from api.approvals import NAMES, approval_id, schema_of, told
from api.encoders.cards import cards, returned
from api.encoders.opened import Frame, Opened
from api.events import RunCancelled, RunEvent, RunFailed, RunResumed
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
from graphs.result import Usage
from travel.booking import ApprovalAsked, Asked

VERSION = "1.0"


@dataclass(frozen=True)
class AgUi:
    """`attributed` tells agents as subagents, which clients before 0.0.59 can't read; `cancels` tells of
    a stop by its outcome, which clients before 1.0 can't read.
    """

    thread_id: str
    run_id: str
    attributed: bool = True
    cancels: bool = True

    def __call__(self, opened: Opened, event: RunEvent) -> Iterator[Frame]:
        for each in self._events(opened, event):
            yield each.model_dump(mode="json", by_alias=True, exclude_none=True)

    def _events(self, opened: Opened, event: RunEvent) -> Iterator[BaseEvent]:
        match event:
            case RunStarted():
                yield RunStartedEvent(
                    thread_id=self.thread_id, run_id=self.run_id, protocol_version=VERSION
                )
            case AgentStarted() | AgentFinished():
                yield self._agent(event)
            case ToolCalled():
                yield from self._called(opened, event)
            case ToolReturned():
                yield self._returned(opened, event)
            case TextDelta():
                yield from self._text(opened, event.text)
            case Degraded():
                yield CustomEvent(name="degraded", value={"why": event.why})
            case BookingChanged() | WordRefused():
                yield CustomEvent(name=event.type, value=event.model_dump(mode="json"))
            case RunResumed():
                if opened.text:
                    yield TextMessageEndEvent(message_id=self._message(opened))
                yield CustomEvent(name=event.type, value={})
            case RunFinished() | RunInterrupted() | RunCancelled() | RunFailed():
                if opened.text:
                    yield TextMessageEndEvent(message_id=self._message(opened))
                yield from self._last(event)
            case _:
                pass

    def _message(self, opened: Opened) -> str:
        return f"answer-{self.run_id}{opened.piece}"

    def _agent(self, event: AgentStarted | AgentFinished) -> BaseEvent:
        if not self.attributed:
            return CustomEvent(name=event.type, value=event.model_dump(mode="json"))
        if isinstance(event, AgentStarted):
            return SubagentStartedEvent(
                subagent_run_id=event.run, name=event.agent, description=event.title
            )
        if event.ok:
            return SubagentFinishedEvent(subagent_run_id=event.run)
        return SubagentErrorEvent(
            subagent_run_id=event.run, message=f"{event.agent} didn't come to an end"
        )

    def _by(self, run: str | None) -> dict[str, Any]:
        return {"subagent_run_id": run} if run and self.attributed else {}

    def _called(self, opened: Opened, event: ToolCalled) -> Iterator[BaseEvent]:
        by, arguments = self._by(opened.run_of(event.agent)), json.dumps(event.arguments)
        yield ToolCallStartEvent(tool_call_id=event.call, tool_call_name=event.tool, **by)
        yield ToolCallArgsEvent(tool_call_id=event.call, delta=arguments, **by)
        yield ToolCallEndEvent(tool_call_id=event.call, **by)

    def _returned(self, opened: Opened, event: ToolReturned) -> BaseEvent:
        call = opened.calls.get(event.call)
        run = call.run if call is not None and call.run in opened.agents else None
        return ToolCallResultEvent(
            message_id=f"result-{event.call}",
            tool_call_id=event.call,
            content=json.dumps(returned(event), ensure_ascii=False),
            role="tool",
            **self._by(run),
        )

    def _text(self, opened: Opened, text: str) -> Iterator[BaseEvent]:
        if text and not opened.text:
            yield TextMessageStartEvent(message_id=self._message(opened), role="assistant")
        if text:
            yield TextMessageContentEvent(message_id=self._message(opened), delta=text)

    def _last(
        self, event: RunFinished | RunInterrupted | RunCancelled | RunFailed
    ) -> Iterator[BaseEvent]:
        match event:
            case RunFailed():
                yield RunErrorEvent(message=event.text, code=event.code)
                return
            case RunCancelled() if self.cancels:
                yield self._finished(outcome=RunFinishedCancelledOutcome(type="cancelled"))
                return
            case RunCancelled():
                yield CustomEvent(name=event.type, value={})
                yield self._finished()
                return
            case RunFinished():
                for kind, card in cards(event.result).items():
                    id = f"{kind}-{self.run_id}"
                    yield ActivitySnapshotEvent(message_id=id, activity_type=kind, content=card)
                outcome = RunFinishedSuccessOutcome(type="success")
            case RunInterrupted():
                waits = [_interrupt(id, asked) for id, asked in event.waiting.items()]
                outcome = RunFinishedInterruptOutcome(type="interrupt", interrupts=waits)
        yield self._finished(outcome=outcome, usage=_usage(event.result.usage))

    def _finished(self, **told: Any) -> BaseEvent:
        return RunFinishedEvent(thread_id=self.thread_id, run_id=self.run_id, **told)


def _interrupt(id: str, asked: Asked) -> Interrupt:
    until = asked.expires_at.isoformat() if isinstance(asked, ApprovalAsked) else None
    return Interrupt(
        id=approval_id(id, asked),
        reason=NAMES[asked.type],
        message=asked.text,
        response_schema=schema_of(asked),
        expires_at=until,
        metadata=told(asked),
    )


def _usage(used: Usage) -> list[TokenUsage] | None:
    if not used.model_calls:
        return None
    sent, got = used.input_tokens, used.output_tokens
    return [TokenUsage(input_tokens=sent, output_tokens=got, total_tokens=sent + got)]
