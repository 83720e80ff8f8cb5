"""The server: routes on an open TripSage."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from api import agui, chat, completions, following, threads
from api.guard import LOOPBACK_ORIGIN, Guard
from api.house import House, Identify
from api.problems import tell_problems
from api.runs import Runs
from wiring.open import TripSage, open_tripsage
from wiring.runs import open_kept_runs
from wiring.settings import Settings


def create_app(house: House) -> ASGIApp:
    app = FastAPI(title="TripSage", version="0.1.0")

    @app.get("/health", tags=["Health"])
    async def health() -> dict[str, str]:
        """That the server is up; it asks nothing of the database."""
        return {"status": "ok"}

    del health
    for each in (agui, completions, following, threads, chat):
        app.include_router(each.routes(house))
    tell_problems(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=LOOPBACK_ORIGIN.pattern,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type", "last-event-id"],
        expose_headers=["x-run-id", "x-thread-id"],
    )
    return Guard(app)


@asynccontextmanager
async def open_app(
    settings: Settings, identify: Identify, *, tripsage: TripSage | None = None
) -> AsyncGenerator[ASGIApp]:
    """The server with its runs; `tripsage` replaces what the environment gives. Raises StorageError."""
    async with open_kept_runs(settings) as (store, kept):
        runs = Runs(store)
        if tripsage is not None:
            async with runs.beating():
                yield create_app(House(tripsage, runs, kept, identify))
            return
        async with open_tripsage(settings) as opened, runs.beating():
            yield create_app(House(opened, runs, kept, identify))
