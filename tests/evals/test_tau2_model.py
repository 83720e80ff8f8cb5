"""A model at the desk: scripted, and through an OpenAI-compatible server."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from evals.benchmarks.__main__ import main
from evals.benchmarks.tau2_airline.agents import Ended, with_model
from evals.benchmarks.tau2_airline.cases import own_desk
from evals.benchmarks.tau2_airline.desk import Call
from evals.benchmarks.tau2_airline.tasks import Task
from llm.scripted import ScriptedChatModel
from tests.simulators.openai import Body, Reply, openai_simulator

DESK = own_desk()
FRESH, OLD = {"reservation_id": "FRESHY"}, {"reservation_id": "OLDECO"}
TASK = Task("1", "I am bob_dahl_2. Cancel FRESHY.", "Be quick.",
            (Call("cancel_reservation", FRESH),), told=("90",), assertions=0)  # fmt: skip


def calls(name: str, arguments: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "1"}])


def spoken(*lines: AIMessage | str) -> tuple[Ended, ScriptedChatModel]:
    model = ScriptedChatModel(lines=list(lines))
    return with_model(DESK, TASK, model, "The policy."), model


def test_a_write_is_done_only_after_the_person_said_yes_to_it() -> None:
    ended, model = spoken(
        "Which reservation?",
        calls("cancel_reservation", FRESH),  # refused: not confirmed
        "I would cancel FRESHY. Shall I?",
        calls("cancel_reservation", FRESH),
        "Done, 90 dollars come back.",
        "Goodbye.",
        "Goodbye.",
    )
    assert ended.database.reservations["FRESHY"]["status"] == "cancelled"
    assert ended.calls == (Call("cancel_reservation", FRESH),)
    assert len(ended.refused) == 1
    assert model.heard[0][0].text == "The policy."
    assert "book_reservation" in model.offered[0]


def test_what_the_policy_forbids_stays_undone_however_often_it_is_called() -> None:
    insists = [calls("cancel_reservation", OLD), "Shall I cancel?"]
    ended, _ = spoken(*(insists * 5))
    assert ended.database == DESK
    assert len(ended.refused) == 5


def test_a_transfer_ends_the_conversation() -> None:
    ended, model = spoken(calls("transfer_to_human_agents", {"summary": "x"}), "Please hold on.")
    assert ended.calls == (Call("transfer_to_human_agents", {"summary": "x"}),)
    assert len(model.heard) == 2


def test_a_call_of_no_form_is_answered_and_may_be_mended() -> None:
    ended, model = spoken(
        calls("get_user_details", {"user": "bob"}),
        calls("get_user_details", {"user_id": "bob_dahl_2"}),
        *["Hello."] * 5,
    )
    assert "user_id: Field required" in model.heard[1][-1].text
    assert json.loads(model.heard[2][-1].text)["membership"] == "regular"
    assert len(ended.calls) == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = {"flights": DESK.flights, "reservations": DESK.reservations, "users": DESK.users}
    (tmp_path / "db.json").write_text(json.dumps(tables))
    (tmp_path / "policy.md").write_text("The policy.")
    told = {"reason_for_call": TASK.opening, "known_info": None, "task_instructions": TASK.more}
    criteria = {
        "actions": [{"name": "cancel_reservation", "arguments": FRESH}],
        "communicate_info": ["90"],
        "nl_assertions": [],
    }
    task = {"id": "1", "user_scenario": {"instructions": told}, "evaluation_criteria": criteria}
    (tmp_path / "tasks_train.json").write_text(json.dumps([task]))
    return tmp_path


def answer(body: Body) -> Reply:
    """Calls once the person has said yes, and once before; else speaks."""
    last = body["messages"][-1]
    if last["role"] == "tool":
        return Reply(text="90 dollars come back." if "payment" in last["content"] else "Shall I?")
    yes = str(last["content"]).startswith("Yes")
    done = any("payment_history" in str(each.get("content")) for each in body["messages"])
    return Reply(tool="cancel_reservation", arguments=FRESH) if yes and not done else Reply("Hm.")


async def test_the_command_drives_an_openai_compatible_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with openai_simulator(answer) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        run = ["tau2-airline", "--data", str(folder), "--agent", "model"]
        assert await asyncio.to_thread(main, run) == 0
    shown = capsys.readouterr().out
    assert "end state reached, model: 1/1; doing nothing: 0/1" in shown
    assert "1 figures to tell the person (of which the model said 1)" in shown


def test_without_a_model_the_command_says_what_it_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert main(["tau2-airline", "--data", str(folder), "--agent", "model"]) == 2
    assert "OPENAI_BASE_URL" in capsys.readouterr().err
