"""Every request as whoever runs the server sees it: counted and timed, never what was said in it."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Watched:
    """An ASGI app around another."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, seconds = time.perf_counter(), 0, 0.0

        async def beginning(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.perf_counter() - begun
            await send(message)

        try:
            await self._app(scope, receive, beginning)
        finally:
            self._metrics.answered(template_of(scope), method_of(scope), status, seconds)


def template_of(scope: Scope) -> str:
    """The route's path with names for what varies; one for all that no route is for."""
    return getattr(scope.get("route"), "path", "none")


def method_of(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "other"
