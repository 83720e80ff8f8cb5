"""The server's doors, through HTTP: conversations, runs, and who may see them."""

import asyncio
import json
import uuid

import httpx
import pytest

from tests.api.conftest import LONG, TRIP, Served, agui, all_told, posted
from wiring.open import TripSage


def new() -> str:
    return uuid.uuid4().hex


async def test_a_plan_over_agui_has_agents_tools_cards_and_text(served: Served) -> None:
    run = new()
    id, events = await posted(served.ada, "/agui", agui(new(), TRIP, run))
    types = [each.data["type"] for each in events]
    assert id == run
    assert types[0] == "RUN_STARTED"
    assert types[-1] == "RUN_FINISHED"
    assert events[-1].data["outcome"] == {"type": "success"}
    cards = {
        each.data["activityType"] for each in events if each.data["type"] == "ACTIVITY_SNAPSHOT"
    }
    assert cards == {"flights", "stays", "weather", "days", "budget", "map"}
    text = "".join(each.data.get("delta", "") for each in events if "TEXT" in each.data["type"])
    assert "Lisbon" in text
    for event in events:
        if event.data["type"] in ("TOOL_CALL_START", "TOOL_CALL_RESULT"):
            assert event.data["subagentRunId"]


async def test_coming_back_after_any_event_tells_the_rest_once(served: Served) -> None:
    id, _ = await posted(served.ada, "/agui", agui(new(), TRIP, new()))
    whole = await all_told(served.ada, f"/runs/{id}/events")
    assert [each.id for each in whole] == list(range(1, len(whole) + 1))
    assert whole[-1].name == "run_finished"
    for after in (0, 1, len(whole) // 2, len(whole) - 1, len(whole), len(whole) + 5):
        rest = await all_told(served.ada, f"/runs/{id}/events?after={after}")
        assert rest == whole[after:]
    by_header = await all_told(served.ada, f"/runs/{id}/events", headers={"Last-Event-ID": "3"})
    assert by_header == whole[3:]


@pytest.mark.parametrize("encoding", ["agui", "ai-sdk"])
async def test_coming_back_in_an_encoding_goes_on_after_the_event_that_was_had(
    served: Served, encoding: str
) -> None:
    id, _ = await posted(served.ada, "/agui", agui(new(), TRIP, new()))
    whole = await all_told(served.ada, f"/runs/{id}/events?as={encoding}")
    numbered = [at for at, each in enumerate(whole) if each.id is not None]
    for at in (numbered[0], numbered[len(numbered) // 2], numbered[-2]):
        rest = await all_told(served.ada, f"/runs/{id}/events?as={encoding}&after={whole[at].id}")
        assert rest == whole[at + 1 :]


async def test_a_dropped_client_does_not_stop_the_run(served: Served) -> None:
    run, thread = new(), new()
    async with served.ada.stream("POST", "/agui", json=agui(thread, TRIP, run)) as answer:
        async for _ in answer.aiter_lines():
            break
    events = await all_told(served.ada, f"/runs/{run}/events")
    assert events[-1].name == "run_finished"
    assert [each.id for each in events] == list(range(1, len(events) + 1))
    said = (await served.ada.get(f"/chat/sessions/{thread}/messages")).json()["messages"]
    assert [each["role"] for each in said] == ["user", "assistant"]


async def test_many_who_follow_at_once_are_told_the_same(served: Served) -> None:
    run = new()
    first, *others = await asyncio.gather(
        posted(served.ada, "/agui", agui(new(), TRIP, run)),
        *(_joined(served, run) for _ in range(5)),
    )
    assert first[0] == run
    assert all(each == others[0] for each in others)


async def _joined(served: Served, run: str) -> list[object]:
    while (await served.ada.get(f"/runs/{run}")).status_code == 404:
        await asyncio.sleep(0.005)
    return [(each.id, each.data) for each in await all_told(served.ada, f"/runs/{run}/events")]


async def test_one_run_at_a_time_in_a_conversation(served: Served) -> None:
    thread, run = new(), new()
    async with served.ada.stream(
        "POST", "/agui", json=agui(thread, LONG.replace("3 S", "9 S"), run)
    ) as answer:
        async for _ in answer.aiter_lines():
            break
        second = await served.ada.post("/agui", json=agui(thread, "only nonstop", new()))
        assert second.status_code == 409
        assert second.headers["content-type"] == "application/problem+json"
        assert second.json()["run_id"] == run
        deleted = await served.ada.delete(f"/chat/sessions/{thread}")
        assert deleted.status_code == 409
    await all_told(served.ada, f"/runs/{run}/events")


async def test_the_same_request_sent_twice_is_one_run(served: Served) -> None:
    thread, run = new(), new()
    _, first = await posted(served.ada, "/agui", agui(thread, TRIP, run))
    _, second = await posted(served.ada, "/agui", agui(thread, TRIP, run))
    assert first == second
    elsewhere = await served.ada.post("/agui", json=agui(new(), TRIP, run))
    assert elsewhere.status_code == 409
    assert elsewhere.json()["code"] == "run_id_taken"


async def test_a_stopped_run_says_so_closes_what_is_open_and_the_conversation_goes_on(
    served: Served,
) -> None:
    thread, run = new(), new()
    async with served.ada.stream("POST", "/agui", json=agui(thread, LONG, run)) as answer:
        async for line in answer.aiter_lines():
            if "SUBAGENT_STARTED" in line:
                break
        stopped = await served.ada.post(f"/runs/{run}/cancel")
        assert stopped.status_code == 202
    told = [each.data for each in await all_told(served.ada, f"/runs/{run}/events?as=agui")]
    assert told[-1]["type"] == "RUN_FINISHED"
    assert told[-1]["outcome"] == {"type": "cancelled"}
    started = {each["subagentRunId"] for each in told if each["type"] == "SUBAGENT_STARTED"}
    ended = [
        each["subagentRunId"]
        for each in told
        if each["type"] in ("SUBAGENT_FINISHED", "SUBAGENT_ERROR")
    ]
    assert started == set(ended)
    assert len(ended) == len(started)
    calls = {each["toolCallId"] for each in told if each["type"] == "TOOL_CALL_START"}
    assert calls == {each["toolCallId"] for each in told if each["type"] == "TOOL_CALL_RESULT"}
    assert (await served.ada.get(f"/runs/{run}")).json()["state"] == "cancelled"
    _, events = await posted(served.ada, "/agui", agui(thread, TRIP, new()))
    assert events[-1].data["outcome"] == {"type": "success"}


async def test_what_is_anothers_is_not_there(served: Served) -> None:
    thread, run = new(), new()
    await posted(served.ada, "/agui", agui(thread, TRIP, run))
    asks = [
        served.eve.get(f"/runs/{run}"),
        served.eve.get(f"/runs/{run}/events"),
        served.eve.post(f"/runs/{run}/cancel"),
        served.eve.post(f"/runs/{run}/approvals/x", json={"says": "yes"}),
        served.eve.get(f"/chat/sessions/{thread}/messages"),
        served.eve.delete(f"/chat/sessions/{thread}"),
        served.eve.post("/agui", json=agui(thread, "show me the plan", new())),
        served.eve.post("/chat/sessions", json={"id": thread}),
        served.eve.get(f"/runs/{new()}"),
    ]
    answers = await asyncio.gather(*asks)
    assert {each.status_code for each in answers} == {404}
    told = [{**each.json(), "request_id": ""} for each in answers]
    assert all(each == told[0] for each in told)
    assert (await served.eve.get(f"/chat/{thread}/stream")).status_code == 204
    assert thread not in (await served.eve.get("/chat/sessions")).text
    _, own = await posted(served.eve, "/agui", agui(new(), TRIP, run))  # her own, of the same name
    assert own[-1].data["outcome"] == {"type": "success"}


async def test_a_conversation_of_the_command_is_the_local_users(
    served: Served, tripsage: TripSage
) -> None:
    thread = new()
    async for _ in tripsage.say(thread, TRIP):
        pass
    strangers = await served.eve.post("/agui", json=agui(thread, "show me the plan", new()))
    assert strangers.status_code == 404
    _, events = await posted(served.ada, "/agui", agui(thread, "show me the plan", new()))
    assert events[-1].data["type"] == "RUN_FINISHED"


async def test_conversations_are_made_listed_read_and_deleted(served: Served) -> None:
    made = await served.ada.post("/chat/sessions", json={"title": "Lisbon"})
    assert made.status_code == 201
    thread = made.json()["id"]
    listed = (await served.ada.get("/chat/sessions")).json()["sessions"]
    assert listed[0]["id"] == thread
    assert listed[0]["title"] == "Lisbon"
    run, _ = await posted(served.ada, "/agui", agui(thread, TRIP, new()))
    said = (await served.ada.get(f"/chat/sessions/{thread}/messages")).json()["messages"]
    assert said[0]["content"] == TRIP
    assert "Lisbon" in said[1]["content"]
    assert (await served.ada.delete(f"/chat/sessions/{thread}")).status_code == 204
    gone = [f"/chat/sessions/{thread}/messages", f"/runs/{run}", f"/runs/{run}/events"]
    assert {(await served.ada.get(path)).status_code for path in gone} == {404}
    again = await served.ada.post("/chat/sessions", json={"id": thread})
    assert again.status_code == 201
    said = (await served.ada.get(f"/chat/sessions/{thread}/messages")).json()["messages"]
    assert said == []


async def test_openai_streamed_and_not_and_known_again_by_what_was_said(served: Served) -> None:
    ask = {"model": "tripsage", "messages": [{"role": "user", "content": TRIP}]}
    whole = (await served.ada.post("/v1/chat/completions", json=ask)).json()
    answer = whole["choices"][0]["message"]["content"]
    assert "Lisbon" in answer
    assert whole["usage"]["total_tokens"] == 0  # no model was asked
    more = [*ask["messages"], {"role": "assistant", "content": answer}]
    more.append({"role": "user", "content": "what does it cost?"})
    streamed = {**ask, "messages": more, "stream": True, "stream_options": {"include_usage": True}}
    _, events = await posted(served.ada, "/v1/chat/completions", streamed)
    assert events[-1].data == "[DONE]"
    assert events[-2].data["usage"]["total_tokens"] == 0
    text = "".join(
        each.data["choices"][0]["delta"].get("content", "")
        for each in events[:-1]
        if each.data["choices"]
    )
    assert "€" in text
    strangers = await served.eve.post("/v1/chat/completions", json={**ask, "messages": more})
    assert "Lisbon" not in strangers.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/agui", {"threadId": "t"}, 422),
        ("POST", "/agui", {"threadId": "a b", "runId": "r", "messages": []}, 422),
        ("POST", "/agui", agui("t-empty", "  ", "r-empty"), 422),
        ("POST", "/agui", agui("t-long", "x" * 10_001, "r-long"), 413),
        ("POST", "/chat", {"id": "c", "messages": []}, 422),
        ("POST", "/chat/sessions", {"id": "x" * 101}, 422),
        ("GET", "/runs/none/events?after=-1", None, 422),
        ("GET", "/nowhere", None, 404),
        ("PUT", "/agui", None, 405),
        ("POST", "/v1/chat/completions", {"model": "gpt-4.1", "messages": []}, 404),
        ("POST", "/v1/chat/completions", {"messages": []}, 422),
    ],
)
async def test_a_request_that_cannot_be_used_is_a_problem(
    served: Served, method: str, path: str, body: object, status: int
) -> None:
    answer = await served.ada.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    if path.startswith("/v1/"):
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


async def test_without_the_token_there_is_only_health(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url, trust_env=False) as nobody:
        assert (await nobody.get("/health")).json() == {"status": "ok"}
        for path in ("/chat/sessions", "/runs/x", "/v1/models"):
            answer = await nobody.get(path)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
        for wrong in (
            b"Bearer no",
            b"Bearer tok\xe9n",
            b"Basic token-ada",
            b"token-ada",
            b"Bearer",
        ):
            headers = {b"Authorization": wrong}
            assert (await nobody.get("/runs/x", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example:8765"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Host": "localhost:1"}, 200),
    ],
)
async def test_pages_of_other_origins_and_names_are_kept_out(
    served: Served, headers: dict[str, str], status: int
) -> None:
    assert (await served.ada.get("/chat/sessions", headers=headers)).status_code == status


async def test_bodies_have_a_size_and_a_depth(served: Served) -> None:
    large = json.dumps({"id": "x", "messages": [], "more": "x" * 1_000_000})
    assert (await served.ada.post("/chat", content=large)).status_code == 413

    async def chunks():
        for _ in range(110):
            yield b"x" * 10_000

    json_type = {"Content-Type": "application/json"}
    assert (await served.ada.post("/chat", content=chunks(), headers=json_type)).status_code == 413
    deep = "[" * 200_000 + "]" * 200_000
    answer = await served.ada.post("/chat", content=deep, headers=json_type)
    assert answer.status_code in (400, 422)
