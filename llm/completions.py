"""OpenAI's chat completions as plain dicts, over OpenAI's own client: its retries, timeouts and errors.

LangChain asks for dicts. The client's typed values, made and unmade, are half of what a call costs the processor.
"""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

from openai import AsyncOpenAI, AsyncStream

Chunk = dict[str, Any]
_PATH = "/chat/completions"
_DONE = "[DONE]"
_PLAIN = frozenset(("role", "content"))


class Completions:
    """Stands where LangChain expects the client's `chat.completions`."""

    def __init__(self, client: AsyncOpenAI) -> None:
        self._client = client

    @property
    def with_raw_response(self) -> "_Raw":
        return _Raw(self)

    async def create(self, **payload: Any) -> Any:
        if not payload.get("stream"):
            return await self._client.post(_PATH, body=payload, cast_to=object)
        pieces: _Pieces = await self._client.post(
            _PATH, body=payload, cast_to=object, stream=True, stream_cls=_Pieces
        )
        return pieces


class _Raw(NamedTuple):
    completions: Completions

    async def create(self, **payload: Any) -> "_Reply":
        return _Reply(await self.completions.create(**payload))


class _Reply(NamedTuple):
    body: object

    def parse(self) -> object:
        return self.body


class _Pieces(AsyncStream[Any]):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._decoder = ByRead()


class _Event(NamedTuple):
    """As the client reads one of a stream."""

    data: str
    chunk: Chunk | None = None
    event: None = None

    def json(self) -> Any:
        return json.loads(self.data) if self.chunk is None else self.chunk


class ByRead:
    """Server-sent events of which only the data counts. Words that one read of the connection brought are one
    piece: who is told them word by word hears them no earlier.
    """

    async def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[Any]:
        lines, data = _Lines(), list[str]()
        async for read in iterator:
            events = list[str]()
            for line in lines.of(read):
                if line.startswith("data:"):
                    data.append(line[5:].removeprefix(" "))
                elif not line and data:
                    events.append("\n".join(data))
                    data = []
            for event in _joined(events):
                yield event

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[Any]:
        raise NotImplementedError("completions are read asynchronously")


class _Lines:
    """Whole lines of what came, ended by CR, LF or both."""

    def __init__(self) -> None:
        self._rest = b""

    def of(self, read: bytes) -> list[str]:
        text = self._rest + read
        held = text[-1:] == b"\r"  # its LF may be on the way
        text = text[:-1] if held else text
        *lines, self._rest = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest += b"\r" if held else b""
        return [line.decode() for line in lines]


def _joined(events: list[str]) -> Iterator[_Event]:
    """With neighbours that only bring words made one."""
    words: Chunk | None = None
    for data in events:
        chunk = None if data.startswith(_DONE) else _parsed(data)
        if words is not None and _goes_on(words, chunk):
            words["choices"][0]["delta"]["content"] += chunk["choices"][0]["delta"]["content"]
            continue
        if words is not None:
            yield _Event("", words)
        words = chunk if _is_words(chunk) else None
        if words is None:
            yield _Event(data, chunk)
    if words is not None:
        yield _Event("", words)


def _goes_on(words: Chunk, chunk: Any) -> bool:
    return _is_words(chunk) and words["choices"][0].get("index") == chunk["choices"][0].get("index")


def _is_words(chunk: Any) -> bool:
    """Whether it is a piece of the text of one choice, and nothing else is said in it."""
    try:
        [choice] = chunk["choices"]
        delta: Chunk = choice["delta"]
        plain = delta.keys() <= _PLAIN and isinstance(delta["content"], str)
        ends = choice.get("finish_reason") or choice.get("logprobs")
        return plain and not ends and not chunk.get("usage") and not chunk.get("error")
    except (AttributeError, KeyError, TypeError, ValueError):  # nothing that this knows
        return False


def _parsed(data: str) -> Any:
    """None where it isn't JSON: whoever reads that far finds out."""
    try:
        return json.loads(data)
    except ValueError:
        return None
