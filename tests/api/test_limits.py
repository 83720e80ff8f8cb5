"""How much each may ask: over two servers and one Redis, in one server, and with Redis gone."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import open_app
from api.asking import network_of
from tests.api.conftest import LONG, TRIP, agui, by_table
from tests.redis_server import RedisServer
from tests.simulators.openai import Reply, openai_simulator
from tools.cache.wire import Wire
from tools.limits.counters import Counters, Quota
from tools.limits.local import LocalCounters
from tools.limits.shared import SharedCounters, open_shared_counters
from wiring.open import TripSage
from wiring.settings import Settings

FEW = {"TRIPSAGE_REQUESTS_A_MINUTE": "5"}
Ask = Callable[..., httpx.AsyncClient]


@asynccontextmanager
async def server(
    home: Path, tripsage: TripSage | None, more: Mapping[str, Any]
) -> AsyncGenerator[Ask]:
    """What makes a client of it, of somebody at some address."""
    settings = Settings.model_validate({"TRIPSAGE_HOME": home, **more})
    async with open_app(settings, by_table, tripsage=tripsage) as app:

        def ask(who: str, address: str = "192.0.2.1") -> httpx.AsyncClient:
            return httpx.AsyncClient(
                transport=httpx.ASGITransport(app, client=(address, 4711)),  # pyright: ignore[reportArgumentType]
                base_url="http://localhost",
                headers={"Authorization": f"Bearer token-{who}"},
            )

        yield ask


async def statuses(asking: httpx.AsyncClient, times: int) -> list[int]:
    return [(await asking.get("/chat/sessions")).status_code for _ in range(times)]


async def test_two_servers_on_one_redis_count_together(
    home: Path, tripsage: TripSage, own_redis: RedisServer
) -> None:
    more = {**FEW, "REDIS_URL": own_redis.url}
    async with server(home, tripsage, more) as one, server(home, tripsage, more) as two:
        ada = one("ada"), two("ada")
        found = [await statuses(ada[at % 2], 1) for at in range(7)]
        assert found == [[200]] * 5 + [[429]] * 2
        assert await statuses(two("eve"), 1) == [200]
        keys = own_redis.tell("KEYS *")
        assert "tripsage:limits" in keys
        assert "192.0.2.1" not in keys


async def test_with_redis_gone_each_server_counts_alone_and_together_again_later(
    home: Path, tripsage: TripSage, own_redis: RedisServer
) -> None:
    more = {**FEW, "REDIS_URL": own_redis.url}
    async with server(home, tripsage, more) as one, server(home, tripsage, more) as two:
        assert await statuses(one("ada"), 5) == [200] * 5
        own_redis.stop()
        assert await statuses(one("ada"), 6) == [200] * 5 + [429]
        assert await statuses(two("ada"), 6) == [200] * 5 + [429]
        own_redis.start()
        await asyncio.sleep(2.1)  # as long as it is left alone
        assert await statuses(one("ada"), 3) == [200] * 3
        assert await statuses(two("ada"), 3) == [200, 200, 429]


async def test_what_is_left_is_told_and_a_refusal_says_when_to_come_back(
    home: Path, tripsage: TripSage
) -> None:
    async with server(home, tripsage, FEW) as ask:
        ada = ask("ada")
        answer = await ada.get("/chat/sessions")
        assert answer.headers["ratelimit-policy"] == '"address";q=20;w=60, "user";q=5;w=60'
        assert answer.headers["ratelimit"] == '"address";r=19;t=3, "user";r=4;t=12'
        await statuses(ada, 4)
        refused = await ada.get("/chat/sessions")
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["ratelimit"] == '"user";r=0;t=60'
        assert 1 <= int(refused.headers["retry-after"]) <= 12
        told = refused.json()
        assert told["type"].endswith("#quota-exceeded")
        assert told["violated-policies"] == ["user"]
        openai = await ada.get("/v1/models")
        assert openai.status_code == 429
        assert openai.json()["error"]["code"] == "quota_exceeded"


async def test_an_address_is_counted_whoever_asks_and_before_anybody_is_known(
    home: Path, tripsage: TripSage
) -> None:
    async with server(home, tripsage, FEW) as ask:
        nobody = ask("nobody", "2001:db8:1:2::1")
        assert await statuses(nobody, 21) == [401] * 20 + [429]
        assert await statuses(ask("ada", "2001:db8:1:2:ffff::9"), 1) == [429]  # of the same /64
        assert await statuses(ask("ada", "2001:db8:1:3::1"), 1) == [200]


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_what_one_customer_has(host: str, network: str) -> None:
    assert network_of(host) == network


async def test_so_many_runs_at_once_and_a_place_again_when_one_is_over(
    home: Path, tripsage: TripSage
) -> None:
    async with server(home, tripsage, {"TRIPSAGE_RUNS_AT_ONCE": "1"}) as ask:
        ada, runs = ask("ada"), [uuid.uuid4().hex for _ in range(4)]
        first, second = await asyncio.gather(
            *(ada.post("/agui", json=agui(run, LONG, run)) for run in runs[:2])
        )
        codes = sorted((first.status_code, second.status_code))
        assert codes == [200, 429]
        refused = first if first.status_code == 429 else second
        assert refused.json()["violated-policies"] == ["runs"]
        assert refused.headers["retry-after"] == "5"
        empty = await ada.post("/agui", json=agui(runs[2], " ", runs[2]))
        assert empty.status_code == 422
        for again in range(2):  # the second time it is found, not run
            body = agui(runs[3], TRIP, runs[3])
            assert (await ada.post("/agui", json=body)).status_code == 200, again
        busy = await ada.post("/agui", json=agui(uuid.uuid4().hex, TRIP, runs[3]))
        assert busy.json()["code"] == "run_id_taken"
        free = uuid.uuid4().hex
        assert (await ada.post("/agui", json=agui(free, TRIP, free))).status_code == 200


async def test_a_run_that_is_stopped_gives_its_place_back(
    home: Path, tripsage: TripSage, redis_server: RedisServer
) -> None:
    more = {"TRIPSAGE_RUNS_AT_ONCE": "1", "REDIS_URL": redis_server.url}
    async with server(home, tripsage, more) as ask:
        eve, run, free = ask("eve"), uuid.uuid4().hex, uuid.uuid4().hex
        running = asyncio.create_task(eve.post("/agui", json=agui(run, LONG, run)))
        while (await eve.get(f"/runs/{run}")).status_code == 404:
            await asyncio.sleep(0.02)
        await eve.post(f"/runs/{run}/cancel")
        await running
        assert (await eve.post("/agui", json=agui(free, TRIP, free))).status_code == 200


async def test_a_day_of_model_calls_costs_no_more_than_was_allowed(
    home: Path, redis_server: RedisServer
) -> None:
    narrated = Reply("Lisbon suits you well.", input_tokens=100, output_tokens=20)
    async with openai_simulator([narrated]) as model:
        more = {
            "OPENAI_BASE_URL": model.url,
            "TRIPSAGE_MODEL": "dear",
            "TRIPSAGE_PRICES": "dear=1000/1000",  # 0.12 USD a call
            "TRIPSAGE_DAILY_COST": "0.2",
            "REDIS_URL": redis_server.url,
        }
        async with server(home, None, more) as one, server(home, None, more) as two:
            asking = one("eve"), two("eve"), one("eve")
            answers = [
                await each.post("/agui", json=agui(run, TRIP, run))
                for each, run in zip(asking, (uuid.uuid4().hex for _ in asking), strict=True)
            ]
            assert [each.status_code for each in answers] == [200, 200, 429]
            told = answers[-1]
            assert told.json()["violated-policies"] == ["cost"]
            assert 0 < int(told.headers["retry-after"]) <= 86_400
            assert len(model.requests) == 2
            assert await statuses(one("eve"), 1) == [200]  # looking costs nothing


KINDS = ["local", "shared"]


@asynccontextmanager
async def counters(kind: str, redis: RedisServer) -> AsyncGenerator[Counters]:
    if kind == "local":
        yield LocalCounters()
        return
    async with open_shared_counters(redis.url) as shared:
        yield shared


@pytest.mark.parametrize("kind", KINDS)
async def test_a_quota_comes_back_bit_by_bit(kind: str, redis_server: RedisServer) -> None:
    key, quota = uuid.uuid4().hex, Quota("few", 4, 1)
    async with counters(kind, redis_server) as counting:
        found = [await counting.take(key, quota) for _ in range(5)]
        assert [each.allowed for each in found] == [True] * 4 + [False]
        assert [each.left for each in found] == [3, 2, 1, 0, 0]
        assert 0 < found[-1].retry <= 0.25
        assert 0.75 < found[-1].reset <= 1
        await asyncio.sleep(found[-1].retry + 0.01)
        assert (await counting.take(key, quota)).allowed
        assert not (await counting.take(key, quota)).allowed


@pytest.mark.parametrize("kind", KINDS)
async def test_a_place_is_given_back_or_runs_out(kind: str, redis_server: RedisServer) -> None:
    key = uuid.uuid4().hex
    async with counters(kind, redis_server) as counting:
        assert await counting.enter(key, "a", most=2, seconds=60)
        assert await counting.enter(key, "b", most=2, seconds=1)
        assert not await counting.enter(key, "c", most=2, seconds=60)
        assert await counting.enter(key, "a", most=2, seconds=60)  # is there already
        await counting.leave(key, "a")
        assert await counting.enter(key, "c", most=2, seconds=60)
        await asyncio.sleep(1.05)
        assert await counting.enter(key, "d", most=2, seconds=60)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_spent_adds_up(kind: str, redis_server: RedisServer) -> None:
    key = uuid.uuid4().hex
    async with counters(kind, redis_server) as counting:
        assert await counting.spend(key, 0, seconds=60) == 0
        assert await counting.spend(key, 7, seconds=60) == 7
        assert await counting.spend(key, -2, seconds=60) == 5
        assert await counting.spend(key, 0, seconds=60) == 5


async def test_a_hundred_at_once_on_two_connections_get_no_more_than_there_is(
    redis_server: RedisServer,
) -> None:
    key, quota = uuid.uuid4().hex, Quota("few", 10, 600)
    url = redis_server.url
    async with open_shared_counters(url) as one, open_shared_counters(url) as two:
        asked = ((one, two)[at % 2].take(key, quota) for at in range(100))
        found = await asyncio.gather(*asked)
    assert sum(each.allowed for each in found) == 10


async def test_a_redis_that_does_not_answer_costs_one_short_wait(own_redis: RedisServer) -> None:
    wire = Wire("redis://127.0.0.1:1/0", connections=1, connect_seconds=0.2)
    counting = SharedCounters(wire, LocalCounters())
    own_redis.stop()
    begun = asyncio.get_running_loop().time()
    for _ in range(50):
        assert (await counting.take("k", Quota("many", 100, 60))).allowed
    assert asyncio.get_running_loop().time() - begun < 1
    await wire.close()


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 8))
def test_no_window_ever_has_more_than_twice_the_quota(gaps: list[float], amount: int) -> None:
    """And whoever asks no oftener than the quota's pace is never refused."""
    at, quota, allowed = 0.0, Quota("q", amount, 60), list[float]()
    counting = LocalCounters(lambda: at)
    for gap in gaps:
        at += gap
        if asyncio.run(counting.take("k", quota)).allowed:
            allowed.append(at)
    for start in allowed:
        assert sum(start <= each < start + 60 for each in allowed) <= 2 * amount
    steady = LocalCounters(lambda: at)
    for _ in range(20):
        at += 60 / amount
        assert asyncio.run(steady.take("k", quota)).allowed
