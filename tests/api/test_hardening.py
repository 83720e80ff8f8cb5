"""What comes in is bounded and what goes out is labelled, whatever the route."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import admission
from api.admission import DEEPEST, deeper
from api.app import open_app
from tests.api.conftest import Served, agui, by_table
from wiring.open import TripSage
from wiring.settings import Settings


async def test_every_answer_has_an_id_and_tells_browsers_to_keep_out(served: Served) -> None:
    asked = [
        await served.ada.get("/health"),
        await served.ada.get("/chat/sessions"),
        await served.ada.get("/nowhere"),
        await served.ada.post("/chat", json={}),
        await served.ada.get("/health", headers={"Host": "evil.example"}),
        await served.ada.get("/health", headers={"Origin": "https://evil.example"}),
        await served.ada.options("/chat", headers=PREFLIGHT),
        await served.ada.post("/v1/chat/completions", json={}),
        await served.ada.post("/chat", content=b"x" * 1_000_001),
    ]
    for answer in asked:
        headers = answer.headers
        assert headers["content-security-policy"].startswith("default-src 'none'"), answer.url
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers  # it is http
        assert len(headers["x-request-id"]) == 32
    assert len({each.headers["x-request-id"] for each in asked}) == len(asked)


PREFLIGHT = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef", True),
        ("8b97e579-a4b6-43a7-8d8c-d344dcdd6ce9", True),
        ("short", False),
        ("x" * 65, False),
        ("with blank inside", False),
        ("<script>alert(1)</script>", False),
        ("a\tb-longer-than-8", False),
    ],
)
async def test_a_clients_own_id_is_kept_if_it_is_well_formed(
    served: Served, given: str, kept: bool
) -> None:
    answer = await served.ada.get("/runs/none", headers={"X-Request-Id": given})
    told = answer.headers["x-request-id"]
    assert (told == given) is kept
    assert answer.json()["request_id"] == told
    assert {"type", "title", "status", "detail", "code"} < set(answer.json())


async def test_an_unforeseen_fault_is_a_problem_that_tells_nothing(
    settings: Settings, tripsage: TripSage
) -> None:
    """The fault is in telling whose a token is: nothing of it may be shown."""

    async def identify(token: str) -> None:
        raise ZeroDivisionError("of the secret 4711")

    async with open_app(settings, identify, tripsage=tripsage) as app:
        transport: Any = httpx.ASGITransport(app, raise_app_exceptions=False)  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
            answer = await asking.get("/chat/sessions", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "4711" not in answer.text


@asynccontextmanager
async def named(
    home: Path, tripsage: TripSage, scheme: str = "http"
) -> AsyncGenerator[httpx.AsyncClient]:
    """A server that goes by a name, and takes pages of one origin."""
    given = {
        "TRIPSAGE_HOME": home,
        "TRIPSAGE_HOSTS": "trips.example.org, api.example.org",
        "TRIPSAGE_ORIGINS": "https://app.example.org",
    }
    async with open_app(Settings.model_validate(given), by_table, tripsage=tripsage) as app:
        transport: Any = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(
            transport=transport,
            base_url=f"{scheme}://trips.example.org",
            headers={"Authorization": "Bearer token-ada"},
        ) as asking:
            yield asking


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "api.example.org:8443"}, 200),
        ({"Host": "127.0.0.1:8765"}, 200),
        ({"Host": "example.org"}, 421),
        ({"Host": "trips.example.org.evil.example"}, 421),
        ({"Host": "trips.example.org@evil.example"}, 421),
        ({"Host": "["}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "https://app.example.org"}, 200),
        ({"Origin": "http://trips.example.org"}, 200),  # its own page
        ({"Origin": "https://appXexample.org"}, 403),
        ({"Origin": "https://app.example.org.evil.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_server_answers_to_its_names_and_its_pages(
    home: Path, tripsage: TripSage, headers: dict[str, str], status: int
) -> None:
    async with named(home, tripsage) as asking:
        answer = await asking.get("/chat/sessions", headers=headers)
        assert answer.status_code == status, answer.text
        told = answer.headers.get("access-control-allow-origin")
        assert told == (headers.get("Origin") if _host(headers) == "app.example.org" else told)


def _host(headers: dict[str, str]) -> str | None:
    return urlsplit(headers.get("Origin", "")).hostname


async def test_over_https_browsers_are_told_to_stay_there(home: Path, tripsage: TripSage) -> None:
    async with named(home, tripsage, "https") as asking:
        answer = await asking.get("/health")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_page_may_read_what_it_needs_to_wait_and_to_come_back(served: Served) -> None:
    origin = {"Origin": "http://localhost:3000"}
    asked = {"Access-Control-Request-Headers": "authorization,idempotency-key,last-event-id"}
    answer = await served.ada.options("/chat", headers={**PREFLIGHT, **asked})
    assert answer.status_code == 200
    told = await served.ada.get("/runs/none", headers=origin)
    exposed = told.headers["access-control-expose-headers"]
    for name in ("retry-after", "ratelimit", "x-run-id", "x-request-id"):
        assert name in exposed


JSON = {"Content-Type": "application/json"}


def _said(text: str) -> bytes:
    return json.dumps(agui("t-odd", text, "r-odd")).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b'{"a":' * 150_000 + b"1" + b"}" * 150_000,
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b'{"x":"' + b"]" * 90 + b'","y":' + b"[" * 65 + b"]" * 65 + b"}",
        b'{"x":"\\"","y":' + b"[{" * 40 + b"}]" * 40 + b"}",
    ],
)
async def test_json_is_nested_so_deep_and_no_deeper(served: Served, body: bytes) -> None:
    answer = await served.ada.post("/chat", content=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["code"] == "too_deep"


async def test_brackets_in_a_text_are_no_nesting(served: Served) -> None:
    text = '[{"' * 2000 + "\\"
    answer = await served.ada.post("/chat/sessions", json={"title": "t", "more": text})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/runs/%00", None),
        ("GET", "/chat/sessions/a%00b/messages", None),
        ("GET", "/runs/x/events?as=%00", None),
        ("POST", "/chat/sessions", b'{"title":"a\\u0000b"}'),
        ("POST", "/chat/sessions", b'{"title":"\\\\\\u0000"}'),
        ("POST", "/chat/sessions", b'{"title":"a\\ud800b"}'),
        ("POST", "/chat/sessions", b'{"title":"\\udc00\\ud800"}'),
        ("POST", "/chat/sessions", b'{"title":"\xed\xa0\x80"}'),
        ("POST", "/chat/sessions", b"\xff\xfe"),
        ("POST", "/chat/sessions", '{"title":"x"}'.encode("utf-16")),
        ("POST", "/agui", _said("hello \0")),
        ("POST", "/agui", _said("hello \ud800")),
        ("POST", "/v1/chat/completions", b'{"model":"tripsage","messages":"\\udfff"}'),
    ],
)
async def test_what_cannot_be_written_down_is_refused(
    served: Served, method: str, path: str, body: bytes | None
) -> None:
    answer = await served.ada.request(method, path, content=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    assert "no_text" in answer.text


@pytest.mark.parametrize("title", ["\\u0000", "\\\\ud800 said", "🧳 \u00e9\n!", "\ud7ff\ue000"])
async def test_what_can_be_written_down_comes_back_as_it_was(served: Served, title: str) -> None:
    for ascii in (True, False):
        body = json.dumps({"title": title}, ensure_ascii=ascii).encode()
        answer = await served.ada.post("/chat/sessions", content=body, headers=JSON)
        assert answer.status_code == 201, answer.text
        assert answer.json()["title"] == title


Json = st.recursive(
    st.none() | st.text(alphabet='[]{}"\\x', max_size=6) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=60,
)


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max([0, *map(depth, value.values())])  # pyright: ignore[reportUnknownArgumentType]
    return 1 + max([0, *map(depth, value)]) if isinstance(value, list) else 0  # pyright: ignore[reportUnknownArgumentType]


@given(Json, st.integers(0, 8), st.booleans())
def test_depth_is_what_a_parser_finds(value: Any, most: int, ascii: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii).encode("utf-8", "surrogatepass")
    assert deeper(body, most) is (depth(value) > most)


async def test_a_body_that_drips_in_is_given_up(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "BODY_WITHIN", 0.2)

    async def drip():
        yield b"["
        await asyncio.sleep(0.6)
        yield b"]"

    answer = await served.ada.post("/chat", content=drip(), headers=JSON)
    assert answer.status_code == 408


async def test_an_answer_that_does_not_begin_is_given_up(
    settings: Settings, tripsage: TripSage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "ANSWER_WITHIN", 0.1)

    async def identify(token: str) -> None:
        await asyncio.sleep(30)

    async with open_app(settings, identify, tripsage=tripsage) as app:
        transport: Any = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
            answer = await asking.get("/chat/sessions", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 504
    assert answer.json()["code"] == "timeout"
