"""Runs over several processes: followed and stopped from another, and gone on with where theirs was killed."""

import asyncio
import contextlib
import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import (
    LONG,
    TRIP,
    Served,
    Told,
    agui,
    all_told,
    client,
    posted,
    served_by,
    told,
)
from tests.redis_server import RedisServer, free_port
from wiring.open import TripSage
from wiring.settings import Settings

HERE = Path(__file__).resolve().parents[2]
NOTHING_MORE: Mapping[str, str] = {}
TRIPSAGE = str(Path(sys.executable).parent / "tripsage")


@pytest.fixture(scope="module")
async def other(settings: Settings, tripsage: TripSage) -> AsyncGenerator[Served]:
    """A second server on the same database."""
    async with served_by(settings, tripsage) as up:
        yield up


async def test_a_run_is_followed_from_another_server_with_no_gap_and_no_double(
    served: Served, other: Served
) -> None:
    run = uuid.uuid4().hex
    begun = asyncio.Event()

    async def say() -> list[Told]:
        async with served.ada.stream("POST", "/agui", json=agui(run, TRIP, run)) as answer:
            begun.set()
            return [each async for each in told(answer)]

    saying = asyncio.create_task(say())
    await begun.wait()
    elsewhere = await all_told(other.ada, f"/runs/{run}/events")
    await saying
    assert elsewhere == await all_told(served.ada, f"/runs/{run}/events")
    assert elsewhere[-1].name == "run_finished"
    assert [each.id for each in elsewhere] == list(range(1, len(elsewhere) + 1))


async def test_a_conversation_is_busy_on_every_server(served: Served, other: Served) -> None:
    run = uuid.uuid4().hex
    async with served.ada.stream("POST", "/agui", json=agui(run, TRIP, run)) as answer:
        async for _ in answer.aiter_lines():
            break
        second = await other.ada.post("/agui", json=agui(run, TRIP, uuid.uuid4().hex))
    assert second.status_code == 409
    assert second.json()["run_id"] == run
    await all_told(served.ada, f"/runs/{run}/events")


async def test_of_many_at_once_in_a_conversation_one_runs(served: Served, other: Served) -> None:
    thread = uuid.uuid4().hex

    async def status(server: Served) -> int:
        body = agui(thread, TRIP, uuid.uuid4().hex)
        async with server.ada.stream("POST", "/agui", json=body) as answer:
            await answer.aread()
            return answer.status_code

    found = await asyncio.gather(*(status(each) for each in (served, other) * 4))
    assert sorted(found) == [200, *[409] * 7]


class Server:
    """`tripsage serve`, in a process of its own."""

    def __init__(self, home: Path, more: Mapping[str, str]) -> None:
        self.home, self.port, self.more = home, free_port(), more
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> httpx.AsyncClient:
        """A client with its token, once it answers."""
        self.process = await asyncio.create_subprocess_exec(
            *(TRIPSAGE, "serve", "--port", str(self.port)),
            cwd=HERE,
            env={
                **os.environ,
                **self.more,
                "TRIPSAGE_HOME": str(self.home),
                "PYTHONPATH": str(HERE),
            },
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        url = f"http://127.0.0.1:{self.port}"
        async with httpx.AsyncClient(base_url=url, trust_env=False) as asking:
            while True:
                try:
                    await asking.get("/health")
                    break
                except httpx.TransportError:
                    assert self.process.returncode is None, await self.process.communicate()
                    await asyncio.sleep(0.05)
        return client(url, (self.home / "api.token").read_text())

    async def end(self, how: signal.Signals) -> str:
        """What it wrote."""
        assert self.process is not None
        self.process.send_signal(how)
        _, wrote = await self.process.communicate()
        return wrote.decode()


@asynccontextmanager
async def serving(
    home: Path, more: Mapping[str, str] = NOTHING_MORE
) -> AsyncGenerator[tuple[Server, httpx.AsyncClient]]:
    server = Server(home, more)
    try:
        async with await server.start() as asking:
            yield server, asking
    finally:
        if server.process is not None and server.process.returncode is None:
            await server.end(signal.SIGKILL)


async def begun_and_killed(server: Server, asking: httpx.AsyncClient, run: str) -> list[Told]:
    """What the client was told until the server was killed, in the middle of the run."""
    had: list[Told] = []
    with contextlib.suppress(httpx.TransportError):
        async with asking.stream("POST", "/agui", json=agui(run, TRIP, run)) as answer:
            async for each in told(answer):
                had.append(each)
                alive = server.process is not None and server.process.returncode is None
                if each.data["type"] == "TOOL_CALL_RESULT" and alive:
                    await server.end(signal.SIGKILL)
    return had


@pytest.fixture(params=["postgres", "redis"])
def more(request: pytest.FixtureRequest, redis_server: RedisServer) -> dict[str, str]:
    """The environment of servers whose logs are there."""
    return {"REDIS_URL": redis_server.url} if request.param == "redis" else {}


async def test_a_run_whose_server_was_killed_is_gone_on_with_once(
    home: Path, more: dict[str, str]
) -> None:
    run = uuid.uuid4().hex
    async with serving(home, more) as (dying, asking), serving(home, more) as (_, living):
        had = await begun_and_killed(dying, asking, run)
        killed = time.monotonic()
        numbers = [each.id for each in had if each.id is not None]
        path, seen = f"/runs/{run}/events?as=agui", None
        since = {"Last-Event-ID": str(numbers[-1])}
        async with living.stream("GET", path, headers=since) as answer:
            rest = list[Told]()
            async for each in told(answer):
                rest.append(each)
                if each.data.get("name") == "run_resumed":
                    seen = time.monotonic()
        assert seen is not None
        assert seen - killed < 10
        frames = [each.data for each in rest]
        assert frames[-1].get("outcome") == {"type": "success"}, frames[-3:]
        assert next(each["name"] for each in frames if each["type"] == "CUSTOM") == "run_resumed"
        events = await all_told(living, f"/runs/{run}/events")
        assert [each.id for each in events] == list(range(1, len(events) + 1))
        assert [each.name for each in events].count("run_resumed") == 1
        assert [each.name for each in events].count("run_finished") == 1
        whole = [each.data for each in await all_told(living, path)]
        last = max(at for at, each in enumerate(had) if each.id is not None)
        assert [each.data for each in had[: last + 1]] + frames == whole
        assert (await living.get(f"/runs/{run}")).json()["state"] == "finished"
        said = (await living.get(f"/chat/sessions/{run}/messages")).json()["messages"]
        assert [each["role"] for each in said] == ["user", "assistant"]
        async with serving(home, more) as (_, third):
            assert await all_told(third, f"/runs/{run}/events") == events


async def test_a_run_that_no_server_was_left_for_is_gone_on_with_when_one_comes_up(
    home: Path,
) -> None:
    run = uuid.uuid4().hex
    async with serving(home) as (server, asking):
        await begun_and_killed(server, asking, run)
    async with serving(home) as (_, asking):
        events = await all_told(asking, f"/runs/{run}/events")
        assert events[-1].name == "run_finished"
        _, again = await posted(asking, "/agui", agui(run, TRIP, uuid.uuid4().hex))
        assert again[-1].data["outcome"] == {"type": "success"}


async def test_a_server_that_is_told_to_stop_begins_nothing_and_leaves_nothing_undone(
    home: Path,
) -> None:
    run = uuid.uuid4().hex
    async with serving(home) as (stopping, asking), serving(home) as (_, staying):
        async with asking.stream("POST", "/agui", json=agui(run, LONG, run)) as answer:
            async for _ in answer.aiter_lines():
                break
            ending = asyncio.create_task(stopping.end(signal.SIGTERM))
            await asyncio.sleep(0.1)
            with contextlib.suppress(httpx.TransportError):  # it may be done already
                body = agui(uuid.uuid4().hex, TRIP, uuid.uuid4().hex)
                refused = await asking.post("/agui", json=body)
                assert refused.status_code == 503
                assert refused.json()["code"] == "draining"
                assert int(refused.headers["retry-after"]) >= 1
        await ending
        events = await all_told(staying, f"/runs/{run}/events")
        assert [each.id for each in events] == list(range(1, len(events) + 1))
        assert events[-1].name == "run_finished"


async def test_a_run_is_stopped_from_another_server(home: Path, served: Served) -> None:
    run = uuid.uuid4().hex
    async with serving(home) as (_, asking):
        async with asking.stream("POST", "/agui", json=agui(run, TRIP, run)) as answer:
            async for _ in answer.aiter_lines():
                break
            stopped = await served.ada.post(f"/runs/{run}/cancel")
            assert stopped.status_code == 202
        events = await all_told(served.ada, f"/runs/{run}/events")
        # it is told at the server's next beat: a plan may be done before
        assert events[-1].name in ("run_cancelled", "run_finished")


async def test_serve_keeps_its_token_to_the_person_and_stays_on_the_loopback(home: Path) -> None:
    token = home / "api.token"
    token.unlink(missing_ok=True)
    async with serving(home) as (server, asking):
        assert (await asking.get("/v1/models")).json()["data"][0]["id"] == "tripsage"
        assert token.stat().st_mode & 0o777 == 0o600
        assert token.read_text() in await server.end(signal.SIGTERM)
    async with serving(home) as (server, _):
        wrote = await server.end(signal.SIGTERM)
        assert token.read_text() not in wrote
        assert str(token) in wrote
    refused = await asyncio.create_subprocess_exec(
        *(TRIPSAGE, "serve", "--host", "0.0.0.0"),
        cwd=HERE,
        env={**os.environ, "TRIPSAGE_HOME": str(home), "PYTHONPATH": str(HERE)},
        stderr=asyncio.subprocess.PIPE,
    )
    _, why = await refused.communicate()
    assert refused.returncode == 2
    assert "there are no user accounts" in why.decode()
