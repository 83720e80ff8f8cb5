"""What every request passes first: whom it is meant for, where it comes from, how much it brings."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, told

LARGEST = 1_000_000  # bytes of a body
TOO_LARGE = f"A body has at most {LARGEST} bytes."
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
LOOPBACK_ORIGIN = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """An ASGI app around another, for a server on the loopback.

    A page elsewhere can make a browser send requests here: by its own name for this address (the Host
    header tells) or across origins (the Origin header tells).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        problem = refusal(request)
        if problem is not None:
            await told(request, problem)(scope, receive, send)
            return
        await self._app(scope, _limited(receive), _secured(send))


def refusal(request: Request) -> Problem | None:
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if host not in LOOPBACK:
        return Problem(421, "wrong_host", "This server answers on the loopback alone.")
    origin = request.headers.get("origin")
    if origin is not None and LOOPBACK_ORIGIN.fullmatch(origin) is None:
        return Problem(403, "wrong_origin", "Pages of other origins may not ask here.")
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) <= LARGEST:
        return None
    return Problem(413, "content_too_large", TOO_LARGE)


def _limited(receive: Receive) -> Receive:
    had = 0

    async def limited() -> Message:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        if had > LARGEST:
            raise HTTPException(413, TOO_LARGE)  # the one kind that passes FastAPI's reading
        return message

    return limited


def _secured(send: Send) -> Send:
    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_missing(message)]
        await send(message)

    return secured


def _missing(message: Message) -> Iterable[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in message.get("headers", ())}
    return (each for each in SECURITY if each[0] not in there)
