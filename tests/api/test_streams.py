"""Server-sent events in silence."""

import asyncio
from collections.abc import AsyncGenerator
from typing import cast

import pytest

from api import streams
from api.streams import PING, streamed


async def test_a_silence_is_filled_with_comments_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.02)

    async def parts() -> AsyncGenerator[str]:
        yield "data: 1\n\n"
        await asyncio.sleep(0.1)
        yield "data: 2\n\n"

    answer = streamed(parts(), {})
    got = [str(part) async for part in answer.body_iterator]
    assert answer.headers["x-accel-buffering"] == "no"
    assert got[0] == "data: 1\n\n"
    assert got[-1] == "data: 2\n\n"
    assert len(got) > 3
    assert set(got[1:-1]) == {PING}


async def test_a_client_that_goes_closes_what_it_listened_to() -> None:
    closed = asyncio.Event()

    async def parts() -> AsyncGenerator[str]:
        try:
            yield "data: 1\n\n"
            await asyncio.sleep(60)
        finally:
            closed.set()

    body = cast("AsyncGenerator[str]", streamed(parts(), {}).body_iterator)
    await anext(body)
    await body.aclose()
    assert closed.is_set()
