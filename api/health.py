"""`/health`: that the server lives, and whether each part of it is ready; `/metrics`."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from api.guard import LOOPBACK
from api.house import House
from travel.errors import StorageError

WITHIN = 2.0  # seconds that a part has to answer
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
NOT_READY: dict[int | str, dict[str, Any]] = {503: {"description": "Not ready, and which part"}}
EXPOSED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Prometheus text format 0.0.4", "content": {"text/plain": {}}}
}
Part = Callable[[], Awaitable[Any]]  # what there is to tell; raises StorageError


def routes(house: House) -> APIRouter:
    router = APIRouter(tags=["Health"])
    database = {name: check for name, check in house.checks.items() if name == "database"}
    realtime = {name: check for name, check in house.checks.items() if name == "redis"}

    async def runs() -> None:
        if not house.runs.ready:
            raise StorageError("runs can't begin here")

    @router.get("/health")
    async def health() -> dict[str, str]:
        """That the server is up; it asks nothing of the database."""
        return {"status": "ok"}

    @router.get("/health/database", responses=NOT_READY)
    async def of_database() -> JSONResponse:
        """Whether the database answers and is migrated."""
        return _told(await _looked_at(database))

    @router.get("/health/realtime", responses=NOT_READY)
    async def of_realtime() -> JSONResponse:
        """Whether runs can begin here and be told of: this server holds its leases, Redis answers."""
        return _told(await _looked_at({"runs": runs, **realtime}))

    @router.get("/health/detailed", responses=NOT_READY)
    async def of_all(request: Request) -> JSONResponse:
        """Each part with its state and milliseconds, and what the server was set up with."""
        await house.caller(request)
        parts = await _looked_at({**database, "runs": runs, **realtime, "queue": _queue(house)})
        return _told(parts, **_set_up(house))

    @router.get("/metrics", response_class=PlainTextResponse, responses=EXPOSED)
    async def metrics(request: Request) -> Response:
        """For Prometheus: without a token on this machine, with one from elsewhere."""
        if not _from_here(request):
            await house.caller(request)
        text = await house.metrics.exposed(house.tripsage)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    del health, of_database, of_realtime, of_all, metrics
    return router


async def _looked_at(parts: Mapping[str, Part]) -> dict[str, dict[str, Any]]:
    found = await asyncio.gather(*(_state(each) for each in parts.values()))
    return dict(zip(parts, found, strict=True))


async def _state(part: Part) -> dict[str, Any]:
    begun = time.perf_counter()
    told: Any = None
    try:
        async with asyncio.timeout(WITHIN):
            told = await part()
        state = "up"
    except (StorageError, TimeoutError):
        state = "down"
    ms = round((time.perf_counter() - begun) * 1000, 1)
    return {"state": state, "ms": ms, **(told or {})}


def _told(parts: Mapping[str, Mapping[str, Any]], **more: Any) -> JSONResponse:
    ready = all(each["state"] == "up" for each in parts.values())
    body = {"status": "ready" if ready else "not_ready", "parts": parts, **more}
    return JSONResponse(body, 200 if ready else 503)


def _queue(house: House) -> Part:
    async def queue() -> dict[str, int]:
        return {"waiting": await house.tripsage.queue.waiting()}

    return queue


def _set_up(house: House) -> dict[str, Any]:
    deps = house.tripsage.deps
    names = ("flights", "stays", "weather", "places", "routing", "currency")
    return {
        "model": deps.model_name or "keyless",
        "agents": [each.name for each in deps.catalog],
        "providers": {name: getattr(deps.toolbox, name).name for name in names},
    }


def _from_here(request: Request) -> bool:
    """A proxy on this machine asks for others, and says so."""
    host = request.client.host if request.client else ""
    return host in LOOPBACK and not any(name in request.headers for name in FORWARDED)
