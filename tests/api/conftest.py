"""The server on a port of the loopback, with two people who may ask it."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.app import open_app
from api.identity.caller import Caller
from tests.redis_server import own_redis, redis_server
from tests.simulators.serving import serving
from wiring.open import TripSage
from wiring.settings import Settings

__all__ = ["own_redis", "redis_server"]

TOKENS = {
    "token-ada": Caller("local", "local"),
    "token-eve": Caller("eve", "person"),
}
LONG = "six nights in Rome and four nights in Florence from Oslo from 3 September, two of us"
TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"


@dataclass(frozen=True)
class Served:
    """`eve` is a stranger to what `ada` has."""

    url: str
    ada: httpx.AsyncClient
    eve: httpx.AsyncClient


@dataclass(frozen=True)
class Told:
    """One server-sent event."""

    id: int | None
    name: str
    data: Any


async def by_table(token: str) -> Caller | None:
    return TOKENS.get(token)


@asynccontextmanager
async def served_by(settings: Settings, tripsage: TripSage) -> AsyncGenerator[Served]:
    async with (
        open_app(settings, by_table, tripsage=tripsage) as app,
        serving(app) as url,
        client(url, "token-ada") as ada,
        client(url, "token-eve") as eve,
    ):
        yield Served(url, ada, eve)


def client(url: str, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
    )


@pytest.fixture(scope="session")
async def served(settings: Settings, tripsage: TripSage) -> AsyncGenerator[Served]:
    async with served_by(settings, tripsage) as up:
        yield up


async def told(answer: httpx.Response) -> AsyncIterator[Told]:
    """As they come; comments are left out."""
    id, name = None, ""
    async for line in answer.aiter_lines():
        field, _, value = line.partition(": ")
        if field == "id":
            id = int(value)
        elif field == "event":
            name = value
        elif field == "data":
            yield Told(id, name, value if value == "[DONE]" else json.loads(value))
            id, name = None, ""


async def all_told(asking: httpx.AsyncClient, path: str, **more: Any) -> list[Told]:
    """Of a GET."""
    async with asking.stream("GET", path, **more) as answer:
        assert answer.status_code == 200, await answer.aread()
        return [each async for each in told(answer)]


async def posted(asking: httpx.AsyncClient, path: str, body: Any) -> tuple[str, list[Told]]:
    """The run's id, and all that was told."""
    async with asking.stream("POST", path, json=body) as answer:
        assert answer.status_code == 200, await answer.aread()
        return answer.headers["x-run-id"], [each async for each in told(answer)]


def agui(thread: str, text: str, run: str) -> dict[str, Any]:
    """What an AG-UI client sends."""
    message = {"id": "u1", "role": "user", "content": text}
    return {
        "threadId": thread,
        "runId": run,
        "messages": [message],
        "state": {},
        "tools": [],
        "context": [],
        "forwardedProps": {},
        "protocolVersion": "1.0",
    }
