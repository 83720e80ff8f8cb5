"""What whoever runs the server can see of it."""

import gzip
import json
import re
import uuid

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from tests.api.conftest import TRIP, Served, agui, posted, served_by
from tests.redis_server import RedisServer
from wiring.open import TripSage
from wiring.settings import Settings

Sample = tuple[str, frozenset[tuple[str, str]]]


async def counted(served: Served) -> dict[Sample, float]:
    async with httpx.AsyncClient(trust_env=False) as nobody:
        answer = await nobody.get(f"{served.url}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (each.name, frozenset(each.labels.items())): each.value
        for family in text_string_to_metric_families(answer.text)
        for each in family.samples
    }


def sample(name: str, **labels: str) -> Sample:
    return f"tripsage_{name}", frozenset(labels.items())


async def test_each_part_tells_its_state_and_how_long_it_took(served: Served) -> None:
    for path, parts in (("database", {"database"}), ("realtime", {"runs"})):
        answer = await served.eve.get(f"/health/{path}", headers={"Authorization": ""})
        assert answer.status_code == 200
        assert set(answer.json()["parts"]) == parts
    told = (await served.eve.get("/health/detailed")).json()
    assert told["status"] == "ready"
    assert set(told["parts"]) == {"database", "runs", "queue"}
    assert all(each["state"] == "up" and each["ms"] >= 0 for each in told["parts"].values())
    assert told["model"] == "keyless"
    assert told["providers"]["flights"] == "sandbox:flights"
    assert "flight" in told["agents"]
    without = await served.eve.get("/health/detailed", headers={"Authorization": ""})
    assert without.status_code == 401


async def test_a_redis_that_went_away_is_said_and_no_address_with_it(
    settings: Settings, tripsage: TripSage, own_redis: RedisServer
) -> None:
    shared = settings.model_copy(update={"redis_url": SecretStr(own_redis.url)})
    async with served_by(shared, tripsage) as served:
        up = await served.eve.get("/health/realtime")
        assert (up.status_code, up.json()["parts"]["redis"]["state"]) == (200, "up")
        own_redis.stop()
        down = await served.eve.get("/health/detailed")
        assert (down.status_code, down.json()["parts"]["redis"]["state"]) == (503, "down")
        assert down.json()["parts"]["database"]["state"] == "up"
        assert (await served.eve.get("/health")).status_code == 200
        assert not re.search(r"redis://|postgres|/tmp|:\d{4}", down.text)


async def test_a_turn_is_counted_with_its_agents_tools_and_cache(served: Served) -> None:
    before = await counted(served)
    thread = f"thread-{uuid.uuid4().hex}"
    await posted(served.ada, "/agui", agui(thread, TRIP, uuid.uuid4().hex))
    await served.eve.get(f"/runs/{thread}")
    after = await counted(served)

    def more(name: str, **labels: str) -> float:
        at = sample(name, **labels)
        return after[at] - before.get(at, 0)

    assert more("runs_total", state="finished") == 1
    assert more("run_seconds_count") == 1
    assert more("agent_seconds_count", agent="flight", outcome="ok") >= 1
    assert more("tool_seconds_count", tool="search_stays", outcome="ok") >= 1
    assert more("requests_total", route="/agui", method="POST", status="200") == 1
    assert more("requests_total", route="/runs/{id}", method="GET", status="404") == 1
    assert more("request_seconds_count", route="/agui") == 1
    assert after[sample("runs_going")] == 0
    assert after[sample("queue_waiting")] >= 0
    cached = [value for (name, _), value in after.items() if name == "tripsage_cache_total"]
    assert sum(cached) > 0
    everything = str(after)
    assert thread not in everything
    assert not re.search(r"Lisbon|\b(local|eve|ada)\b", everything)


async def test_labels_hold_however_many_paths_are_tried(served: Served) -> None:
    for number in range(30):
        await served.eve.get(f"/nothing/{number}")
        await served.eve.get(f"/runs/none-{number}")
        await served.eve.request(f"ODD{number}", "/runs/none")
    routes = {dict(labels).get("route") for _, labels in await counted(served)}
    methods = {dict(labels).get("method") for _, labels in await counted(served)}
    assert {"none", "/runs/{id}"} <= routes
    assert not any("none-" in str(each) or "nothing" in str(each) for each in routes)
    assert not any("ODD" in str(each) for each in methods)


async def test_metrics_from_elsewhere_take_a_token(served: Served) -> None:
    for name in ("X-Forwarded-For", "Forwarded"):
        elsewhere = {name: "for=203.0.113.7"}
        without = await served.eve.get("/metrics", headers={**elsewhere, "Authorization": ""})
        assert without.status_code == 401
        assert (await served.eve.get("/metrics", headers=elsewhere)).status_code == 200


@pytest.mark.parametrize(("accepts", "packed"), [("gzip", True), ("identity", False)])
async def test_long_answers_are_compressed_where_the_client_takes_it(
    served: Served, accepts: str, packed: bool
) -> None:
    asking = {"Accept-Encoding": accepts}
    async with served.eve.stream("GET", "/openapi.json", headers=asking) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert "paths" in json.loads(gzip.decompress(raw) if packed else raw)
    short = await served.eve.get("/health", headers=asking)
    assert "content-encoding" not in short.headers


async def test_a_stream_is_never_compressed(served: Served) -> None:
    body = agui(uuid.uuid4().hex, "four nights in Lisbon", uuid.uuid4().hex)
    asking = {"Accept-Encoding": "gzip"}
    async with served.eve.stream("POST", "/agui", json=body, headers=asking) as answer:
        assert "content-encoding" not in answer.headers
        assert answer.headers["x-accel-buffering"] == "no"
        assert b"RUN_STARTED" in await anext(answer.aiter_raw())
