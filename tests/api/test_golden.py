"""What goes over the wire, compared exactly. `REWRITE_GOLDEN=1 pytest tests/api/test_golden.py` writes it anew."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ag_ui.core import Event
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from api.encoders.ag_ui import AgUi
from api.encoders.ai_sdk import AiSdk
from api.encoders.openai import OpenAi
from api.encoders.opened import Encode, Opened, advance
from api.events import RUN_EVENT, RunCancelled, RunEvent, RunFailed
from graphs.events import RunFinished
from tests.api.scenes import RESULT, RUN, SCENES, THREAD

GOLDEN = Path(__file__).parent / "golden"
ENCODERS: Mapping[str, Encode] = {
    "agui": AgUi(THREAD, RUN),
    "agui_of_old": AgUi(THREAD, RUN, attributed=False, cancels=False),
    "ai_sdk": AiSdk(THREAD, RUN),
    "ai_sdk_going_on": AiSdk(THREAD, RUN, goes_on="message-0"),
    "openai": OpenAi(RUN, 1_773_000_000, with_usage=True),
}
EVENT: TypeAdapter[Any] = TypeAdapter(Event)
ENDS = (RunFinished(result=RESULT), RunCancelled(), RunFailed(code="fault", text="A fault."))


def encoded(events: Iterable[RunEvent], encode: Encode) -> list[dict[str, Any]]:
    opened, frames = Opened(), list[Any]()
    for event in events:
        opened, more = advance(opened, event, encode)
        frames += more
    return frames


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("scene", SCENES)
def test_a_run_goes_over_the_wire_as_it_was_approved(scene: str, encoder: str) -> None:
    frames = encoded(SCENES[scene], ENCODERS[encoder])
    text = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in frames)
    file = GOLDEN / f"{scene}.{encoder}.jsonl"
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"{scene}.{encoder}" for scene in SCENES for encoder in ENCODERS}
    assert {file.stem for file in GOLDEN.glob("*.jsonl")} == wanted


@pytest.mark.parametrize("scene", SCENES)
def test_a_run_is_kept_as_it_was_told(scene: str) -> None:
    for event in SCENES[scene]:
        assert RUN_EVENT.validate_json(RUN_EVENT.dump_json(event)) == event


@given(
    scene=st.sampled_from(sorted(SCENES)),
    share=st.floats(0, 1),
    end=st.sampled_from(ENDS),
    attributed=st.booleans(),
)
def test_wherever_a_run_ends_nothing_stays_open(
    scene: str, share: float, end: RunEvent, attributed: bool
) -> None:
    events = SCENES[scene][:-1]
    begun = events[: max(1, round(share * len(events)))]
    frames = encoded((*begun, end), AgUi(THREAD, RUN, attributed=attributed))
    for each in frames:
        EVENT.validate_python(each)
    assert opened(frames, "SUBAGENT_STARTED") == opened(
        frames, "SUBAGENT_FINISHED", "SUBAGENT_ERROR"
    )
    assert opened(frames, "TOOL_CALL_START") == opened(frames, "TOOL_CALL_END")
    assert opened(frames, "TOOL_CALL_START") == opened(frames, "TOOL_CALL_RESULT")
    assert opened(frames, "TEXT_MESSAGE_START") == opened(frames, "TEXT_MESSAGE_END")
    parts = encoded((*begun, end), AiSdk(THREAD, RUN, goes_on="message-0"))
    assert opened(parts, "tool-input-start") == {
        each["toolCallId"]
        for each in parts
        if each["type"] in ("tool-output-available", "tool-output-error")
        and not each["toolCallId"].startswith("word-")
    }
    assert opened(parts, "text-start") == opened(parts, "text-end")


def opened(frames: list[dict[str, Any]], *types: str) -> set[str]:
    """What such frames are about; each once."""
    found = [
        next(
            each[name]
            for name in ("toolCallId", "subagentRunId", "messageId", "id")
            if name in each
        )
        if not each["type"].startswith("SUBAGENT")
        else each["subagentRunId"]
        for each in frames
        if each["type"] in types
    ]
    assert len(found) == len(set(found))
    return set(found)
