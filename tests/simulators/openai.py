"""A local server that speaks OpenAI's chat completions: plain, streamed, tool calls, usage, errors, rate limits.

It answers from a script of `Reply` values, one a request, the last one again and again; or from a function
of the request's body. Wire format: the public API reference for `POST /v1/chat/completions`.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One answer. `tool` calls a tool with `arguments` (a str goes out as it is: nonsense is possible).

    `status` other than 200 answers with an error body; `delay` comes before the first byte; `cut`
    breaks the connection after that many chunks of the stream; `raw` is sent instead of any JSON.
    """

    text: str = ""
    tool: str = ""
    arguments: Mapping[str, Any] | str = field(default_factory=dict[str, Any])
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    cut: int | None = None
    raw: bytes | None = None
    input_tokens: int = 100
    output_tokens: int = 20


Script = list[Reply] | Callable[[Body], Reply]


class OpenAISimulator:
    """`requests` are the bodies received, in order."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Body] = []
        self.url = ""
        self._open: set[asyncio.StreamWriter] = set()

    def close(self) -> None:
        """Breaks the connections that clients keep open."""
        for writer in self._open:
            writer.transport.abort()

    def reply(self, body: Body) -> Reply:
        self.requests.append(body)
        if callable(self.script):
            return self.script(body)
        return self.script[min(len(self.requests), len(self.script)) - 1]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while await self._serve_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        body: Body = json.loads(await reader.readexactly(length) or b"{}")
        if b"/chat/completions" not in head.split(b"\r\n")[0]:
            writer.write(_response(404, _error(404)))
            return True
        reply = self.reply(body)
        await asyncio.sleep(reply.delay)
        if reply.status != 200:
            writer.write(_response(reply.status, _error(reply.status), reply.headers))
        elif reply.raw is not None:
            writer.write(_response(200, reply.raw))
        elif body.get("stream"):
            return await _stream(writer, reply, body)
        else:
            writer.write(_response(200, _completion(reply, body)))
        await writer.drain()
        return True


@asynccontextmanager
async def openai_simulator(script: Script) -> AsyncGenerator[OpenAISimulator]:
    """Running on a free port of the loopback; `url` is what OPENAI_BASE_URL takes."""
    simulator = OpenAISimulator(script)
    server = await asyncio.start_server(simulator.handle, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    simulator.url = f"http://{host}:{port}/v1"
    try:
        yield simulator
    finally:
        server.close()
        simulator.close()
        await server.wait_closed()


async def _stream(writer: asyncio.StreamWriter, reply: Reply, body: Body) -> bool:
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    for number, data in enumerate(_chunks(reply, body)):
        if reply.cut is not None and number >= reply.cut:
            writer.transport.abort()
            return False
        line = b"data: " + data + b"\n\n"
        writer.write(b"%x\r\n%s\r\n" % (len(line), line))
        await writer.drain()
    writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
    await writer.drain()
    return True


def _chunks(reply: Reply, body: Body) -> Iterator[bytes]:
    base: Body = {
        "id": f"chatcmpl-{uuid.uuid4().hex[:8]}",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": body["model"],
    }

    def chunk(delta: Body, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return json.dumps({**base, "choices": [choice]}).encode()

    if reply.tool:
        call = _call(reply)
        yield chunk({"role": "assistant", "content": None, "tool_calls": [{"index": 0, **call}]})
        yield chunk({}, "tool_calls")
    else:
        yield chunk({"role": "assistant", "content": ""})
        for word in reply.text.split(" "):
            yield chunk({"content": f"{word} "})
        yield chunk({}, "stop")
    options: Body = body.get("stream_options") or {}
    if options.get("include_usage"):
        yield json.dumps({**base, "choices": [], "usage": _usage(reply)}).encode()


def _completion(reply: Reply, body: Body) -> bytes:
    message: Body = {"role": "assistant", "content": None if reply.tool else reply.text}
    if reply.tool:
        message["tool_calls"] = [_call(reply)]
    finish = "tool_calls" if reply.tool else "stop"
    return json.dumps(
        {
            "id": f"chatcmpl-{uuid.uuid4().hex[:8]}",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": _usage(reply),
        }
    ).encode()


def _call(reply: Reply) -> Body:
    arguments = reply.arguments
    return {
        "id": f"call_{uuid.uuid4().hex[:8]}",
        "type": "function",
        "function": {
            "name": reply.tool,
            "arguments": arguments if isinstance(arguments, str) else json.dumps(dict(arguments)),
        },
    }


def _usage(reply: Reply) -> Body:
    return {
        "prompt_tokens": reply.input_tokens,
        "completion_tokens": reply.output_tokens,
        "total_tokens": reply.input_tokens + reply.output_tokens,
    }


def _error(status: int) -> bytes:
    kind = {401: "invalid_api_key", 404: "not_found", 429: "rate_limit_exceeded"}
    return json.dumps(
        {"error": {"message": f"simulated {status}", "type": "error", "code": kind.get(status)}}
    ).encode()


def _response(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} .", "content-type: application/json"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
