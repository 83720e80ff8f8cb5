"""What is let in to the routes: at a bearable pace, of a bearable size, in a bearable time."""

import asyncio
import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits import Limits
from api.problems import Problem, told

LARGEST = 1_000_000  # bytes of a body
DEEPEST = 64  # arrays and objects in one another
BODY_WITHIN = 20.0  # seconds, all of it
ANSWER_WITHIN = 300.0  # seconds until the answer begins; a stream may go on
TOO_LARGE = Problem(413, "content_too_large", f"A body has at most {LARGEST} bytes.")
TOO_DEEP = Problem(400, "too_deep", f"JSON is nested at most {DEEPEST} deep here.")
NO_TEXT = Problem(400, "no_text", "Text is UTF-8, without NUL and halves of characters.")
TOO_SLOW = Problem(408, "request_timeout", "The body took too long to come.")
NO_ANSWER = Problem(504, "timeout", "There was no answer in time.")
STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
WHOLE_ESCAPE = re.compile(
    rb"\\(?:[^u]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})", re.DOTALL
)
HALF_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
ONE_KIND = bytes.maketrans(b"{}", b"[]")
NOT_A_BRACKET = bytes(each for each in range(256) if each not in b"[]{}")


class Admission:
    """An ASGI app around another, within the guard."""

    def __init__(self, app: ASGIApp, limits: Limits | None) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            if self._limits is not None:
                request.state.limits.append(await self._limits.address())
            body = await _body(request, receive)
        except Problem as problem:
            await told(request, problem)(scope, receive, send)
            return
        if body is not None:
            await self._answered(scope, _again(body, receive), send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        try:
            async with asyncio.timeout(ANSWER_WITHIN) as within:

                async def beginning(message: Message) -> None:
                    nonlocal begun
                    begun = True
                    within.reschedule(None)
                    await send(message)

                await self._app(scope, receive, beginning)
        except TimeoutError:
            if begun:
                raise
            await told(Request(scope), NO_ANSWER)(scope, receive, send)


async def _body(request: Request, receive: Receive) -> bytes | None:
    """None where the client went away. Raises Problem."""
    if "\0" in request.url.path or "%00" in request.url.query:
        raise NO_TEXT
    length = request.headers.get("content-length", "0")
    if not (length.isdigit() and int(length) <= LARGEST):
        raise TOO_LARGE
    try:
        async with asyncio.timeout(BODY_WITHIN):
            body = await _received(receive)
    except TimeoutError:
        raise TOO_SLOW from None
    if body is not None and not is_text(body):
        raise NO_TEXT
    if body is not None and deeper(body, DEEPEST):
        raise TOO_DEEP
    return body


async def _received(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise TOO_LARGE
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body as if it came just now; then whatever comes."""
    first = True

    async def again() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again


def is_text(body: bytes) -> bool:
    """Whether all that the JSON says can be written down: PostgreSQL takes no NUL, UTF-8 no half of a pair."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    if b"\\u" not in body:
        return True
    return HALF_ESCAPE.search(WHOLE_ESCAPE.sub(b" ", body)) is None


def deeper(body: bytes, most: int) -> bool:
    """Whether JSON is nested deeper than that. Of what is no JSON it may say anything."""
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    left = STRING.sub(b"", body).translate(ONE_KIND, NOT_A_BRACKET)
    for _ in range(most):
        if not left:
            return False
        left = left.replace(b"[]", b"")
    return bool(left)
