"""Requests and runs as whoever runs the server sees them: counted, timed, logged and traced, never with what
was said in them.
"""

import time
from collections.abc import AsyncIterator

from opentelemetry import context, propagate
from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.asking import ABOUT, ASKING, about, known_as
from api.journal import REQUESTS, RUNS
from api.metrics import Metrics
from api.turns import Aside, Turns
from graphs.events import Event, RunFinished, RunInterrupted
from graphs.tracing import span
from memory.runs import Run

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Watched:
    """An ASGI app around another."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id = ASKING.get().request_id
        noted = ABOUT.set({"request": id})
        caused = context.attach(propagate.extract(Headers(scope=scope)))
        try:
            with span(method_of(scope), kind=SpanKind.SERVER, tripsage_request=id) as current:
                status = await self._answered(scope, receive, send)
                current.update_name(f"{method_of(scope)} {template_of(scope)}")
                current.set_attribute("http.route", template_of(scope))
                current.set_attribute("http.response.status_code", status)
        finally:
            context.detach(caused)
            ABOUT.reset(noted)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> int:
        """The status; 0 where the client went away before there was one."""
        begun, status, seconds = time.perf_counter(), 0, 0.0

        async def beginning(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.perf_counter() - begun
            await send(message)

        try:
            await self._app(scope, receive, beginning)
        finally:
            route, method = template_of(scope), method_of(scope)
            self._metrics.answered(route, method, status, seconds)
            ms = round((time.perf_counter() - begun) * 1000, 1)
            facts = {"method": method, "route": route, "status": status, "ms": ms}
            REQUESTS.info("answered", extra={"facts": facts})
        return status


def watched_turns(turns: Turns, metrics: Metrics) -> Turns:
    """The same turns, seen."""
    counted = metrics.turns(turns)

    def turn(run: Run, aside: Aside, *, again: bool) -> AsyncIterator[Event]:
        return _watched(run, counted(run, aside, again=again))

    return turn


async def _watched(run: Run, events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    user = known_as(run.user_id)
    about(run=run.id, thread=run.thread_id, user=user)
    begun, state = time.perf_counter(), "cut off"
    thread = run.thread_id
    try:
        with span("turn", tripsage_run=run.id, tripsage_thread=thread, tripsage_user=user):
            async for event in events:
                if isinstance(event, RunFinished | RunInterrupted):
                    state = event.type.removeprefix("run_")
                yield event
    finally:
        ms = round((time.perf_counter() - begun) * 1000, 1)
        RUNS.info("run ended", extra={"facts": {"state": state, "ms": ms}})


def template_of(scope: Scope) -> str:
    """The route's path with names for what varies; one for all that no route is for."""
    return getattr(scope.get("route"), "path", "none")


def method_of(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "other"
