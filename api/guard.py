"""What every request passes first, and every answer last: whom it is meant for, and what browsers are told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.asking import ASKING, asking_of
from api.limits import headers_of
from api.problems import Problem, told

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
LOOPBACK_ORIGIN = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000")


@dataclass(frozen=True)
class Reachable:
    """The names that the server goes by, and whose pages may ask it; the loopback's by itself."""

    hosts: frozenset[str] = frozenset()
    origins: Sequence[str] = ()

    @property
    def pages(self) -> re.Pattern[str]:
        if not self.origins:
            return LOOPBACK_ORIGIN
        return re.compile("|".join(re.escape(each) for each in self.origins))


class Guard:
    """An ASGI app around another.

    A page elsewhere can make a browser send requests here: by its own name for this address (the Host
    header tells) or across origins (the Origin header tells).
    """

    def __init__(self, app: ASGIApp, reachable: Reachable) -> None:
        self._app, self._reachable = app, reachable
        self._pages = reachable.pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.limits = []
        asking = ASKING.set(asking_of(request))
        try:
            problem = self._refusal(request)
            app = self._app if problem is None else told(request, problem)
            await app(scope, receive, _secured(request, send))
        finally:
            ASKING.reset(asking)

    def _refusal(self, request: Request) -> Problem | None:
        given = request.headers.get("host", "")
        host = _hostname(given)
        if host not in LOOPBACK and host not in self._reachable.hosts:
            return Problem(421, "wrong_host", "This server doesn't go by that name.")
        origin = request.headers.get("origin")
        if origin is None or self._pages.fullmatch(origin):
            return None
        if host in self._reachable.hosts and urlsplit(origin).netloc == given:
            return None  # a page of this very server
        return Problem(403, "wrong_origin", "Pages of other origins may not ask here.")


def _hostname(given: str) -> str | None:
    try:
        return urlsplit(f"//{given}").hostname
    except ValueError:
        return None


def _secured(request: Request, send: Send) -> Send:
    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_missing(request, message)]
        await send(message)

    return secured


def _missing(request: Request, message: Message) -> Iterable[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in message.get("headers", ())}
    wanted = [*SECURITY, (b"x-request-id", ASKING.get().request_id.encode())]
    if request.url.scheme == "https":
        wanted.append(HSTS)
    if request.state.limits:
        fields = headers_of(request.state.limits)
        wanted += [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    return (each for each in wanted if each[0] not in there)
