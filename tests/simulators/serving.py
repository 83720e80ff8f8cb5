"""Any ASGI app on a port of the loopback, in the running loop; and faults on its way to the client."""

import asyncio
import contextlib
import json
import re
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADER = b"x-simulate"


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals stay with whoever runs the loop."""
        yield


@asynccontextmanager
async def serving(app: App, port: int = 0) -> AsyncGenerator[str]:
    """The URL at which it answers; on a free port unless one is given."""
    listener = _listener(port)
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        http="h11",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not running.done():
            await asyncio.sleep(0.001)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


def _listener(port: int) -> socket.socket:
    """Of TCP by name: only then does asyncio switch Nagle's delay off (else 40 ms an answer)."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request.

    With `after`, the request is carried out first: what it asked for has happened. Without, a request
    that is answered by the fault (`status`, `raw`, `cut=0`) is never carried out. `delay` seconds pass
    before the answer; `cut` breaks the connection after that many bytes of the body; `drip` seconds
    pass between any two bytes.
    """

    status: int | None = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    after: bool = False
    delay: float = 0.0
    cut: int | None = None
    drip: float = 0.0

    @property
    def loses(self) -> bool:
        """Whether the request never reaches the app."""
        return not self.after and (self.status is not None or self.raw is not None or self.cut == 0)


@dataclass
class _Answer:
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    body: bytes = b""


class Faulty:
    """An app with faults: planned here, or asked for by the header `x-simulate: {"status": 503}`.

    `requests` are those received, as "POST /air/orders".
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._planned: list[tuple[str, re.Pattern[str], Fault]] = []
        self.requests: list[str] = []

    def plan(self, method: str, path: str, fault: Fault, times: int = 1) -> None:
        """For the next `times` requests whose whole path matches the pattern."""
        self._planned += [(method, re.compile(path), fault)] * times

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests.append(f"{scope['method']} {scope['path']}")
        fault = self._fault(scope)
        if fault is None:
            await self._app(scope, receive, send)
            return
        if not fault.after:
            await asyncio.sleep(fault.delay)
        answer = _Answer() if fault.loses else await self._carried_out(scope, receive)
        if fault.after:
            await asyncio.sleep(fault.delay)
        await _sent(_faulted(answer, fault), fault, send)

    def _fault(self, scope: Scope) -> Fault | None:
        for name, value in scope["headers"]:
            if name == HEADER:
                return Fault(**json.loads(value))
        for number, (method, path, fault) in enumerate(self._planned):
            if method == scope["method"] and path.fullmatch(scope["path"]):
                del self._planned[number]
                return fault
        return None

    async def _carried_out(self, scope: Scope, receive: Receive) -> _Answer:
        answer = _Answer()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = list(message["headers"])
            else:
                answer.body += message.get("body", b"")

        await self._app(scope, receive, keep)
        return answer


def _faulted(answer: _Answer, fault: Fault) -> _Answer:
    kept = [] if fault.status is not None or fault.raw is not None else answer.headers
    replaced = b"<html>gateway</html>" if fault.status is not None else answer.body
    body = fault.raw if fault.raw is not None else replaced
    mine = [(name.encode(), value.encode()) for name, value in fault.headers.items()]
    length = (b"content-length", str(len(body)).encode())
    headers = [*mine, *(each for each in kept if each[0] != b"content-length"), length]
    return _Answer(fault.status or answer.status, headers, body)


async def _sent(answer: _Answer, fault: Fault, send: Send) -> None:
    if fault.cut == 0:
        await _cut(send)
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    body = answer.body if fault.cut is None else answer.body[: fault.cut]
    step = 1 if fault.drip else max(1, len(body))
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(body), step):
            part = body[start : start + step]
            await send({"type": "http.response.body", "body": part, "more_body": True})
            await asyncio.sleep(fault.drip)
    if fault.cut is None:
        await send({"type": "http.response.body", "body": b""})
    else:
        await _cut(send)


async def _cut(send: Send) -> None:
    """ASGI has no word for it: the connection is taken from uvicorn's `send`."""
    cycle: Any = getattr(send, "__self__", None)
    cycle.transport.abort()
    await asyncio.sleep(0.01)  # until the server has noticed
