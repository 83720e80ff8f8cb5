"""Words given over HTTP by the names of what was asked."""

import uuid
from typing import Any

from tests.api.conftest import TRIP, Served, agui, all_told, posted
from tests.graphs.test_bookings import COUPLE, states
from wiring.open import TripSage

DETAILS = COUPLE.model_dump(mode="json")


async def asked(served: Served, text: str) -> tuple[str, str, list[dict[str, Any]]]:
    """The conversation, the run that waits, and what for, once the travellers are given."""
    thread = uuid.uuid4().hex
    await posted(served.ada, "/agui", agui(thread, TRIP, uuid.uuid4().hex))
    run, _ = await posted(served.ada, "/agui", agui(thread, text, uuid.uuid4().hex))
    waits = await waiting(served, run)
    assert [each["type"] for each in waits] == ["travellers_asked"]
    run = await decided(served, run, waits[0], says="yes", travellers=DETAILS)
    return thread, run, await waiting(served, run)


async def waiting(served: Served, run: str) -> list[dict[str, Any]]:
    return (await served.ada.get(f"/runs/{run}")).json()["waiting"]


async def decided(served: Served, run: str, what: dict[str, Any], **word: Any) -> str:
    """The run in which it goes on, once that has ended."""
    answer = await served.ada.post(f"/runs/{run}/approvals/{what['approval_id']}", json=word)
    assert answer.status_code == 202, answer.text
    await all_told(served.ada, f"/runs/{answer.json()['id']}/events")
    return answer.json()["id"]


async def test_two_wait_and_each_follows_its_own_word(served: Served, tripsage: TripSage) -> None:
    thread, run, waits = await asked(served, "book the flight and the hotel")
    by_kind = {each["facts"]["kind"]: each for each in waits}
    assert set(by_kind) == {"flight", "stay"}
    run = await decided(served, run, by_kind["flight"], says="yes")
    assert [each["facts"]["kind"] for each in await waiting(served, run)] == ["stay"]
    run = await decided(served, run, by_kind["stay"], says="no", reason="too dear")
    assert await waiting(served, run) == []
    assert await states(tripsage, thread) == {"flight": "confirmed", "stay": "rejected"}
    again = await served.ada.post(
        f"/runs/{run}/approvals/{by_kind['stay']['approval_id']}", json={"says": "yes"}
    )
    assert again.status_code == 404
    assert await states(tripsage, thread) == {"flight": "confirmed", "stay": "rejected"}


async def test_a_yes_to_other_facts_than_those_asked_buys_nothing(
    served: Served, tripsage: TripSage
) -> None:
    thread, run, waits = await asked(served, "book the flight")
    id, _, _ = waits[0]["approval_id"].partition(".")
    for other in (id, f"{id}.", f"{id}.{'0' * 64}"):
        answer = await served.ada.post(f"/runs/{run}/approvals/{other}", json={"says": "yes"})
        assert answer.status_code == 202
        events = await all_told(served.ada, f"/runs/{answer.json()['id']}/events")
        assert "word_refused" in {each.name for each in events}
        assert events[-1].name == "run_interrupted"
    assert await states(tripsage, thread) == {"flight": "awaiting_approval"}


async def test_a_strangers_word_is_not_heard(served: Served, tripsage: TripSage) -> None:
    thread, run, waits = await asked(served, "book the flight")
    approval = waits[0]["approval_id"]
    answers = [
        await served.eve.post(f"/runs/{run}/approvals/{approval}", json={"says": "yes"}),
        await served.eve.post("/agui", json=resumed(thread, approval)),
        await served.eve.post("/chat", json=responded(thread, approval)),
    ]
    assert {each.status_code for each in answers} == {404}
    assert await states(tripsage, thread) == {"flight": "awaiting_approval"}


async def test_an_answer_to_nothing_is_said_to_be_one(served: Served) -> None:
    thread = uuid.uuid4().hex
    run, _ = await posted(served.ada, "/agui", agui(thread, TRIP, uuid.uuid4().hex))
    nothing = await served.ada.post(f"/runs/{run}/approvals/none", json={"says": "yes"})
    assert nothing.status_code == 404
    for path, body in (("/agui", resumed(thread, "none")), ("/chat", responded(thread, "none"))):
        answer = await served.ada.post(path, json=body)
        assert answer.status_code == 409
        assert answer.json()["code"] == "not_waiting"


async def test_travellers_details_are_in_no_log_and_in_no_refusal(
    served: Served, tripsage: TripSage
) -> None:
    thread, run, _ = await asked(served, "book the flight")
    told = await all_told(served.ada, f"/runs/{run}/events")
    said = await served.ada.get(f"/chat/sessions/{thread}/messages")
    wrong = {"says": "yes", "travellers": {**DETAILS, "contact": {"email": "ada@", "phone": "12"}}}
    answer = await served.ada.post(f"/runs/{run}/approvals/none", json=wrong)
    assert answer.status_code == 422
    assert "travellers.contact.email" in answer.json()["detail"]
    for text in (str(told), said.text, answer.text):
        for secret in ("Lovelace", "ada@", "4915112345678", "1990"):
            assert secret not in text, secret


def resumed(thread: str, approval: str) -> dict[str, Any]:
    answer = {"interruptId": approval, "status": "resolved", "payload": {"approved": True}}
    return {**agui(thread, "", uuid.uuid4().hex), "resume": [answer]}


def responded(thread: str, approval: str) -> dict[str, Any]:
    decision = {"id": approval, "approved": True}
    part = {"type": "dynamic-tool", "state": "approval-responded", "approval": decision}
    return {"id": thread, "messages": [{"id": "a1", "role": "assistant", "parts": [part]}]}
