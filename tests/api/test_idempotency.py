"""Requests made twice, and turns that wait for one another, over HTTP."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.api.conftest import TRIP, Served, Told, agui, all_told, told


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def said(thread: str, text: str) -> dict[str, Any]:
    part = {"type": "text", "text": text}
    return {"id": thread, "messages": [{"id": "u1", "role": "user", "parts": [part]}]}


async def chat(
    served: Served, thread: str, text: str, headers: dict[str, str]
) -> tuple[str, list[Told]]:
    asking = served.ada.stream("POST", "/chat", json=said(thread, text), headers=headers)
    async with asking as answer:
        assert answer.status_code == 200, await answer.aread()
        return answer.headers["x-run-id"], [each async for each in told(answer)]


async def test_the_same_turn_asked_for_twice_is_one_run(served: Served) -> None:
    thread, headers = uuid.uuid4().hex, key()
    both = await asyncio.gather(*(chat(served, thread, TRIP, headers) for _ in range(2)))
    after = await chat(served, thread, TRIP, headers)
    assert both[0] == both[1] == after
    messages = (await served.ada.get(f"/chat/sessions/{thread}/messages")).json()["messages"]
    assert [each["role"] for each in messages] == ["user", "assistant"]


async def test_a_key_is_for_one_request(served: Served) -> None:
    thread, headers = uuid.uuid4().hex, key()
    await chat(served, thread, "hello", headers)
    other = await served.ada.post("/chat", json=said(thread, "hi"), headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    elsewhere = await served.ada.post("/chat/sessions", json={}, headers=headers)
    assert elsewhere.status_code == 422
    strangers = await served.eve.post("/chat/sessions", json={}, headers=headers)
    assert strangers.status_code == 201
    nobodys = await served.ada.post("/chat/sessions", json={}, headers={"Idempotency-Key": "a b"})
    assert nobodys.status_code == 400
    unknown = {**headers, "Authorization": "Bearer nobody"}
    assert (await served.ada.post("/chat/sessions", json={}, headers=unknown)).status_code == 401


async def test_an_answer_that_is_no_stream_is_given_again(served: Served) -> None:
    headers = key()
    first = await served.ada.post("/chat/sessions", json={"title": "Rome"}, headers=headers)
    again = await served.ada.post("/chat/sessions", json={"title": "Rome"}, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    ask = {"model": "tripsage", "messages": [{"role": "user", "content": "hello"}]}
    headers = key()
    path = "/v1/chat/completions"
    answers = [await served.ada.post(path, json=ask, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["x-run-id"] == answers[1].headers["x-run-id"]


async def test_while_the_same_is_being_answered_it_is_in_flight(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.idempotency.LOOKS", 0)
    headers = key()
    ask = {"model": "tripsage", "messages": [{"role": "user", "content": TRIP}]}
    path = "/v1/chat/completions"
    answers = await asyncio.gather(
        *(served.ada.post(path, json=ask, headers=headers) for _ in range(3))
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    refused = next(each for each in answers if each.status_code == 409)
    assert refused.json()["error"]["code"] == "in_flight"
    assert refused.headers["retry-after"] == "1"


async def test_a_failure_may_be_tried_again_with_its_key(served: Served) -> None:
    headers, run = key(), uuid.uuid4().hex
    path = f"/runs/{run}/cancel"
    assert (await served.ada.post(path, headers=headers)).status_code == 404
    async with served.ada.stream("POST", "/agui", json=agui(run, "hello", run)) as answer:
        await answer.aread()
    assert (await served.ada.post(path, headers=headers)).status_code == 202


async def test_a_turn_waits_for_another_where_it_is_asked_to(served: Served) -> None:
    thread, first, second, third = (uuid.uuid4().hex for _ in range(4))
    async with served.ada.stream("POST", "/agui", json=agui(thread, TRIP, first)) as answer:
        async for _ in answer.aiter_lines():
            break
        busy = await served.ada.post("/agui", json=agui(thread, "hello", uuid.uuid4().hex))
        assert (busy.status_code, busy.json()["run_id"]) == (409, first)
        queued = agui(thread, "show me the plan", second)
        waiting = served.ada.stream("POST", "/agui?enqueue=1", json=queued)
        stopped = agui(thread, "hello", third)
        other = served.ada.stream("POST", "/agui?enqueue=1", json=stopped)
        async with waiting as after, other as last:
            shown = (await served.ada.get(f"/runs/{second}")).json()
            assert shown["state"] in ("queued", "running")
            assert (await served.ada.post(f"/runs/{third}/cancel")).status_code == 202
            frames = [each.data async for each in told(after)]
            ends = [each.data async for each in told(last)]
    assert frames[-1]["outcome"] == {"type": "success"}
    assert "Lisbon" in "".join(each.get("delta", "") for each in frames)
    assert ends[-1]["outcome"] == {"type": "cancelled"}
    assert (await all_told(served.ada, f"/runs/{first}/events"))[-1].name == "run_finished"
