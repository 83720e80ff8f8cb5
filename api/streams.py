"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping

from fastapi.responses import StreamingResponse

from api.encoders.opened import Encode, Frame, Opened, advance
from api.runs import Numbered

HEARTBEAT = 15.0  # seconds of silence, then a comment
PING = ": still here\n\n"
DONE = "data: [DONE]\n\n"
HEADERS: Mapping[str, str] = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


async def encoded(
    events: AsyncGenerator[Numbered], encode: Encode, *, after: int = 0, end: str = ""
) -> AsyncGenerator[str]:
    """The frames of the events after that number: those before are read for what they leave open.

    The last frame of an event has its number as id, so that a client which comes back with it has had all of
    the event.
    """
    opened = Opened()
    async with contextlib.aclosing(events):
        async for number, event in events:
            opened, frames = advance(opened, event, encode)
            if number > after:
                yield "".join(
                    framed(each, number if last else None)
                    for each, last in zip(frames, _lasts(frames), strict=True)
                )
    if end:
        yield end


def framed(frame: Frame, number: int | None = None, name: str = "") -> str:
    """Of JSON on one line."""
    id = "" if number is None else f"id: {number}\n"
    event = f"event: {name}\n" if name else ""
    return f"{id}{event}data: {json.dumps(frame, ensure_ascii=False, separators=(',', ':'))}\n\n"


async def raw(events: AsyncGenerator[Numbered]) -> AsyncGenerator[str]:
    """The events as they are."""
    async with contextlib.aclosing(events):
        async for number, event in events:
            yield framed(event.model_dump(mode="json"), number, event.type)


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


def streamed(parts: AsyncGenerator[str], headers: Mapping[str, str]) -> StreamingResponse:
    return EventStream(_beating(parts), headers={**HEADERS, **headers})


async def _beating(parts: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """With a comment in each silence, so that nothing on the way takes the stream for dead."""
    part = asyncio.ensure_future(_next(parts))
    try:
        while True:
            done, _ = await asyncio.wait({part}, timeout=HEARTBEAT)
            if not done:
                yield PING
                continue
            text = part.result()
            if text is None:
                return
            part = asyncio.ensure_future(_next(parts))
            if text:
                yield text
    finally:
        part.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await part
        await parts.aclose()


async def _next(parts: AsyncIterator[str]) -> str | None:
    return await anext(parts, None)


def _lasts(frames: list[Frame]) -> list[bool]:
    return [*(False for _ in frames[1:]), True] if frames else []
