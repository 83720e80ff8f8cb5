"""The server: routes on an open TripSage."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api import (
    agui,
    bookings,
    chat,
    completions,
    following,
    health,
    memories,
    search,
    sessions,
    threads,
)
from api.admission import Admission
from api.description import describe
from api.guard import Guard, Reachable
from api.house import House
from api.idempotency import Idempotent
from api.identity.caller import Identify
from api.metrics import Metrics
from api.opening import open_identity, open_limits, reachable_by
from api.problems import tell_problems
from api.runs import Runs
from api.turns import turns_of
from api.watched import Watched, watched_turns
from memory.idempotency import PostgresRequests
from wiring.open import TripSage, open_tripsage
from wiring.runs import open_kept_runs
from wiring.settings import Settings

WATCHED_HERE: TelemetryConfig = {  # instead: FastAPI's own spans and logs tell more of a request than may be told
    "tracing": False, "metrics": False, "logs": False, "auto_configure": False,
}  # fmt: skip
PACKED = 1_000  # bytes from which on an answer is compressed; a stream never is


def routed(house: House) -> FastAPI:
    """All routes, with nothing around them."""
    app = FastAPI(
        title="TripSage", version="0.1.0", docs_url=None, redoc_url=None, telemetry=WATCHED_HERE
    )

    doors = (
        agui,
        completions,
        following,
        threads,
        chat,
        sessions,
        bookings,
        memories,
        search,
        health,
    )
    for each in doors:
        app.include_router(each.routes(house))
    tell_problems(app)
    describe(app)
    return app


@dataclass(frozen=True)
class Server:
    """An ASGI app. `drain` begins nothing more, and returns once nothing goes on in this process."""

    app: ASGIApp
    drain: Callable[[], Coroutine[Any, Any, None]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def create_app(house: House, requests: PostgresRequests, reachable: Reachable) -> ASGIApp:
    admitted = Admission(Idempotent(routed(house), house, requests), house.limits)
    packed = GZipMiddleware(admitted, minimum_size=PACKED, compresslevel=5)
    shared = CORSMiddleware(
        packed,
        allow_origin_regex=reachable.pages.pattern,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=[
            "authorization",
            "content-type",
            "idempotency-key",
            "last-event-id",
            "x-request-id",
        ],
        expose_headers=[
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "x-request-id",
            "x-run-id",
            "x-thread-id",
        ],
    )
    return Guard(Watched(shared, house.metrics), reachable)


@asynccontextmanager
async def open_app(
    settings: Settings, identify: Identify, *, tripsage: TripSage | None = None
) -> AsyncGenerator[Server]:
    """The server with its runs, for the people of `identify` and of the environment.

    `tripsage` replaces what the environment gives. Raises StorageError, ConfigurationError.
    """
    async with AsyncExitStack() as stack:
        kept = await stack.enter_async_context(open_kept_runs(settings))
        doors = await stack.enter_async_context(open_identity(settings, identify, kept.keys))
        limits = await stack.enter_async_context(open_limits(settings))
        opened = tripsage or await stack.enter_async_context(open_tripsage(settings))
        if tripsage is None:
            await stack.enter_async_context(opened.queue.working())
        metrics = Metrics()
        runs = Runs(kept.runs, kept.log, watched_turns(turns_of(opened, limits), metrics))
        await stack.enter_async_context(runs.beating())
        house = House(
            *(opened, runs, kept.threads, doors.identify, doors.anonymous, limits),
            checks=kept.checks,
            metrics=metrics,
        )
        yield Server(create_app(house, kept.requests, reachable_by(settings)), runs.drain)
