"""`tripsage serve` in a process of its own, with somewhere to send its traces and somebody to read its log."""

import asyncio
import gzip
import json
import sys
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.api.conftest import agui, posted
from tests.api.test_serving import started
from tests.redis_server import RedisServer, free_port
from tests.simulators.__main__ import KNOWN
from tests.simulators.serving import Message, Receive, Scope, Send, serving

SAID = "four nights in Lisbon from Berlin from 7 May 2027, two of us, Zanzibar"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
USER = "local"


class Receiver:
    """Takes OTLP over HTTP, as a collector does."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["path"] == "/v1/traces"
        body, more = b"", True
        while more:
            message: Message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        packed = dict(scope["headers"]).get(b"content-encoding") == b"gzip"
        told = ExportTraceServiceRequest.FromString(gzip.decompress(body) if packed else body)
        for each in told.resource_spans:
            for scoped in each.scope_spans:
                self.spans += scoped.spans
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def a_server(
    home: Path, written: list[dict[str, Any]], more: Mapping[str, str]
) -> AsyncGenerator[httpx.AsyncClient]:
    """`written` gets the lines of its log once it has ended."""
    port = free_port()
    process = await started(home, "--port", str(port), **more)
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60
        ) as asking:
            while True:
                try:
                    await asking.get("/health")
                    break
                except httpx.TransportError:
                    assert process.returncode is None, await process.communicate()
                    await asyncio.sleep(0.1)
            token = (home / "api.token").read_text().strip()
            asking.headers["authorization"] = f"Bearer {token}"
            yield asking
    finally:
        if process.returncode is None:
            process.terminate()
        _, wrote = await process.communicate()
        lines = wrote.decode().splitlines()
        written += [json.loads(each) for each in lines if each.startswith("{")]


@pytest.mark.timeout(240)
async def test_one_trace_goes_from_the_request_to_what_a_vendor_is_asked(
    home: Path, own_redis: RedisServer
) -> None:
    receiver, written, thread = Receiver(), list[dict[str, Any]](), uuid.uuid4().hex
    async with AsyncExitStack() as running:
        url = await running.enter_async_context(serving(receiver))
        more = {"REDIS_URL": own_redis.url, "TRIPSAGE_LOG": "info"}
        for known in KNOWN:
            at = await running.enter_async_context(serving(known.start()))
            more |= {name: value.format(url=at) for name, value in known.environment.items()}
        more["OTEL_EXPORTER_OTLP_ENDPOINT"] = url
        async with a_server(home, written, more) as asking:
            asking.headers["traceparent"] = f"00-{TRACE}-{PARENT}-01"
            asking.headers["x-request-id"] = "request-of-the-test"
            await posted(asking, "/agui", agui(thread, SAID, "run-of-the-test"))
    ours = [each for each in receiver.spans if each.trace_id.hex() == TRACE]
    by_id = {each.span_id: each for each in ours}

    def above(span: Any) -> list[str]:
        found = by_id.get(span.parent_span_id)
        return [] if found is None else [found.name, *above(found)]

    (request,) = (each for each in ours if each.parent_span_id.hex() == PARENT)
    assert request.name == "POST /agui"
    vendors = [each for each in ours if "peer.service" in {a.key for a in each.attributes}]
    assert vendors
    ways = [above(each) for each in vendors]
    wanted = ["search_flights", "flight", "turn", "POST /agui"]
    assert any([name for name in way if name in wanted[:3]] == wanted[:3] for way in ways), ways
    assert all(way[-1] == wanted[3] for way in ways), ways
    names = {each.name for each in ours}
    assert {"understand", "respond", "itinerary", "accommodation", "search_stays"} <= names
    systems = {
        a.value.string_value for each in ours for a in each.attributes if a.key.startswith("db.sys")
    }
    assert {"postgresql", "redis"} <= systems
    everything = str(receiver.spans)
    for secret in ("Zanzibar", "duffel_test", "Bearer"):
        assert secret not in everything
    _look_at(written, thread)


def _look_at(written: list[dict[str, Any]], thread: str) -> None:
    """The lines of the log on the request and on the run."""
    (answered,) = (each for each in written if each.get("route") == "/agui")
    assert answered["request"] == "request-of-the-test"
    assert (answered["status"], answered["method"], answered["level"]) == (200, "POST", "info")
    (ended,) = (
        each
        for each in written
        if each.get("run") == "run-of-the-test" and each["text"] == "run ended"
    )
    assert ended["thread"] == thread
    assert ended["request"] == "request-of-the-test"
    assert ended["state"] == "finished"
    assert ended["user"] == answered["user"] != USER
    assert "Zanzibar" not in str(written)


async def test_without_an_endpoint_nothing_that_exports_is_imported() -> None:
    program = (
        "import sys, api.app, cli.serve; from wiring.settings import read_settings; "
        "from wiring.traces import open_traces\n"
        "with open_traces(read_settings()): print(*sorted(sys.modules))"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    loaded = out.decode().split()
    assert "opentelemetry.trace" in loaded
    for part in ("exporter", "instrumentation", "proto"):  # the sdk is LangSmith's import
        assert f"opentelemetry.{part}" not in loaded
