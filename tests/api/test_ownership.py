"""Every route of the app, and what a stranger finds there: a route without a row fails."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Route

from api.app import routed
from api.house import House
from api.runs import Runs
from api.turns import turns_of
from tests.api.conftest import TRIP, Served, agui, by_table
from tests.api.test_approvals import asked as waiting_for
from tests.api.test_approvals import decided
from wiring.open import TripSage
from wiring.runs import open_kept_runs
from wiring.settings import Settings


@dataclass(frozen=True)
class Theirs:
    """It is about what somebody has: named in the path as `{id}`, or in the body as "{id}".

    `what` is a run, a thread, a booking or a memory of Ada's; Eve gets `status`, and of what nobody has the same.
    """

    what: str
    body: Any = None
    status: int = 404
    path: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Own:
    """It names nothing of anybody's: it answers with what is the caller's own."""

    body: Any = None
    query: str = ""


@dataclass(frozen=True)
class Open:
    """For everybody, without a token; `why` that is right."""

    why: str


USER = {"role": "user", "parts": [{"type": "text", "text": "what does it cost?"}]}
COMPLETION = {"model": "tripsage", "messages": [{"role": "user", "content": "what does it cost?"}]}
FLIGHT = "origin=Berlin&destination=LIS"
SEAT = "I prefer seats by the emergency exit"
ROWS: Mapping[tuple[str, str], Theirs | Own | Open] = {
    ("GET", "/openapi.json"): Open("what routes there are is no secret"),
    ("GET", "/health"): Open("load balancers have no token"),
    ("GET", "/health/database"): Open("load balancers have no token; it says up or down"),
    ("GET", "/health/realtime"): Open("load balancers have no token; it says up or down"),
    ("GET", "/health/detailed"): Own(),
    ("GET", "/metrics"): Open("on this machine, where whoever collects them has no token"),
    ("POST", "/auth/anonymous"): Open("it is how one gets a token"),
    ("POST", "/agui"): Theirs("thread", agui("{id}", "what does it cost?", "r-of-eve")),
    ("POST", "/chat"): Theirs("thread", {"id": "{id}", "messages": [USER]}),
    ("GET", "/chat/{id}/stream"): Theirs("thread", status=204),
    ("POST", "/v1/chat/completions"): Theirs(
        "thread", {**COMPLETION, "metadata": {"thread_id": "{id}"}}
    ),
    ("GET", "/v1/models"): Own(),
    ("GET", "/v1/models/{id}"): Own(),
    ("GET", "/runs/{id}"): Theirs("run"),
    ("GET", "/runs/{id}/events"): Theirs("run"),
    ("POST", "/runs/{id}/cancel"): Theirs("run"),
    ("POST", "/runs/{id}/approvals/{approval_id}"): Theirs(
        "run", {"says": "yes"}, path={"approval_id": "a.b"}
    ),
    ("GET", "/chat/sessions"): Own(),
    ("POST", "/chat/sessions"): Theirs("thread", {"id": "{id}"}),
    ("GET", "/chat/sessions/{id}/messages"): Theirs("thread"),
    ("GET", "/chat/sessions/{id}/export"): Theirs("thread"),
    ("PATCH", "/chat/sessions/{id}"): Theirs("thread", {"title": "Mine now"}),
    ("DELETE", "/chat/sessions/{id}"): Theirs("thread"),
    ("GET", "/bookings"): Own(),
    ("GET", "/bookings/{id}"): Theirs("booking"),
    ("POST", "/bookings/{id}/cancellation"): Theirs("booking"),
    ("POST", "/bookings/{id}/cancellation/{approval_id}"): Theirs(
        "booking", {"says": "yes"}, path={"approval_id": "0" * 64}
    ),
    ("GET", "/memory"): Own(),
    ("POST", "/memory"): Own({"text": "I prefer the aisle"}),
    ("POST", "/memory/search"): Own({"query": "which seat?"}),
    ("GET", "/memory/export"): Own(),
    ("POST", "/memory/pause"): Own(),
    ("POST", "/memory/resume"): Own(),
    ("DELETE", "/memory"): Own(),
    ("PATCH", "/memory/{id}"): Theirs("memory", {"text": "I prefer the aisle"}),
    ("DELETE", "/memory/{id}"): Theirs("memory"),
    ("GET", "/search/destinations"): Own(query="climate=warm&month=5"),
    ("GET", "/search/flights"): Own(query=f"{FLIGHT}&departure_date=2026-05-07"),
    ("GET", "/search/stays"): Own(query="city=Oslo&check_in=2026-05-07&check_out=2026-05-11"),
}


@pytest.fixture(scope="module")
async def has(served: Served) -> dict[str, str]:
    """The ids of what Ada has, a plan in it."""
    id = uuid.uuid4().hex
    answer = await served.ada.post("/agui", json=agui(id, TRIP, id))
    assert answer.status_code == 200
    thread, run, waits = await waiting_for(served, "book the flight")
    await decided(served, run, waits[0], says="yes")
    booked = (await served.ada.get("/bookings")).json()["bookings"]
    (booking,) = (each["id"] for each in booked if each["thread_id"] == thread)
    memory = (await served.ada.post("/memory", json={"text": SEAT})).json()["id"]
    return {"thread": id, "run": id, "booking": booking, "memory": memory}


def named(value: Any, id: str) -> Any:
    """With the id where it belongs."""
    if isinstance(value, dict):
        return {name: named(each, id) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [named(each, id) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return id if value == "{id}" else value


async def asked(
    asking: httpx.AsyncClient, method: str, path: str, row: Theirs, id: str
) -> httpx.Response:
    at = path
    for name in _names(path):
        at = at.replace(f"{{{name}}}", row.path.get(name, id))
    return await asking.request(method, at, json=named(row.body, id))


def _names(path: str) -> list[str]:
    return [part.strip("{}") for part in path.split("/") if part.startswith("{")]


def told(answer: httpx.Response) -> str:
    """Without what differs from one request to the next."""
    return answer.text.replace(answer.headers["x-request-id"], "")


THEIRS = [(method, path, row) for (method, path), row in ROWS.items() if isinstance(row, Theirs)]


@pytest.mark.parametrize(("method", "path", "row"), THEIRS, ids=lambda each: str(each)[:40])
async def test_what_is_anothers_is_as_if_it_were_not_there(
    served: Served, has: dict[str, str], method: str, path: str, row: Theirs
) -> None:
    before = await asyncio.gather(*(served.ada.get(each) for each in _looks(has)))
    strangers = await asked(served.eve, method, path, row, has[row.what])
    assert strangers.status_code == row.status, strangers.text
    if method != "POST" or _names(path):  # else it is made for who asks
        nobodys = await asked(served.eve, method, path, row, uuid.uuid4().hex)
        assert nobodys.status_code == row.status
        assert told(nobodys) == told(strangers)
    for secret in ("Lisbon", "emergency", has[row.what]):
        assert secret not in strangers.text
    after = await asyncio.gather(*(served.ada.get(each) for each in _looks(has)))
    assert [each.text for each in after] == [each.text for each in before]


def _looks(has: dict[str, str]) -> list[str]:
    run, thread, booking = has["run"], has["thread"], has["booking"]
    log = [f"/runs/{run}", f"/runs/{run}/events", f"/chat/sessions/{thread}/messages"]
    return [*log, f"/bookings/{booking}", "/memory"]


@pytest.mark.parametrize(
    ("method", "path"), [key for key, row in ROWS.items() if not isinstance(row, Open)]
)
async def test_without_a_token_nothing_is_told(
    served: Served, has: dict[str, str], method: str, path: str
) -> None:
    at = path.replace("{id}", has["run"])
    async with httpx.AsyncClient(base_url=served.url, trust_env=False) as nobody:
        answer = await nobody.request(method, at, json=_body(method, path, has))
    assert answer.status_code == 401, answer.text
    assert answer.headers["www-authenticate"] == "Bearer"


def _body(method: str, path: str, has: dict[str, str]) -> Any:
    row = ROWS[method, path]
    return named(row.body, has[row.what]) if isinstance(row, Theirs) else None


async def test_what_names_nothing_has_nothing_of_anothers(
    served: Served, has: dict[str, str]
) -> None:
    for (method, path), row in ROWS.items():
        if isinstance(row, Own):
            answer = await served.eve.request(
                method, f"{path.replace('{id}', 'tripsage')}?{row.query}", json=row.body
            )
            assert answer.status_code in (200, 201, 204), answer.text
            for mine in (*has.values(), SEAT):
                assert mine not in answer.text


async def test_what_the_owner_asks_for_is_there(served: Served, has: dict[str, str]) -> None:
    for method, path, row in THEIRS:
        if method == "GET":
            answer = await asked(served.ada, method, path, row, has[row.what])
            assert answer.status_code in (200, 204), path


async def test_every_route_has_its_row(settings: Settings, tripsage: TripSage) -> None:
    async with open_kept_runs(settings) as kept:
        house = House(
            tripsage, Runs(kept.runs, kept.log, turns_of(tripsage, None)), kept.threads, by_table
        )
        routes = list(iter_route_contexts(routed(house).routes))
    assert all(isinstance(each.original_route, Route) for each in routes), (
        "a mount isn't looked into"
    )
    found = {(how, each.path) for each in routes for how in each.methods or ()}
    found = {each for each in found if each[0] != "HEAD"}
    assert found - set(ROWS) == set(), "who may ask there? Say so in ROWS"
    assert set(ROWS) - found == set(), "no such route"
