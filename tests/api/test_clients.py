"""Real clients from the npm registry, against a served app: `tests/clients/package.json` names them."""

import asyncio
import json
import shutil
import subprocess
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from graphs.events import RunInterrupted
from tests.api.conftest import TRIP, Served, posted, served_by
from tests.graphs.test_bookings import COUPLE
from travel.booking import TravellersAsked, Word
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

CLIENTS = Path(__file__).resolve().parents[1] / "clients"
AGUI = "@ag-ui/client", "ag-ui-client-0"  # 1.0 and 0.0.59
AI = "ai", "ai-6"


@pytest.fixture(scope="module")
async def tripsage(settings: Settings) -> AsyncGenerator[TripSage]:
    """By the clock on the wall: clients look at it to see whether an approval can still be given."""
    async with open_tripsage(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
async def served(settings: Settings, tripsage: TripSage) -> AsyncGenerator[Served]:
    async with served_by(settings, tripsage) as up:
        yield up


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts and what they need, installed by `npm ci` from the lock."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("no node or no npm on PATH: the npm clients are not tried")
    folder = tmp_path_factory.mktemp("clients") / "clients"
    shutil.copytree(CLIENTS, folder, ignore=shutil.ignore_patterns("node_modules"))
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"npm can't install the clients here: {done.stderr[-300:]}")
    return folder


async def run(
    clients: Path, script: str, package: str, served: Served, scene: str, thread: str = ""
) -> dict[str, Any]:
    """What the script saw."""
    thread = thread or uuid.uuid4().hex
    running = await asyncio.create_subprocess_exec(
        *("node", f"{script}.mjs", package, served.url, "token-ada", thread, scene),
        cwd=clients,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, wrote = await asyncio.wait_for(running.communicate(), 60)
    assert running.returncode == 0, wrote.decode()
    return {**json.loads(out.decode().splitlines()[-1]), "thread": thread}


async def broken(tripsage: TripSage, thread: str) -> None:
    """Leaves the conversation with something that no turn can go on from."""
    config: Any = {"configurable": {"thread_id": thread}}
    given = {"messages": [HumanMessage("hello")], "request": "?"}
    await tripsage.graph.aupdate_state(config, given, as_node="respond")


@pytest.mark.parametrize("package", AGUI)
async def test_agui_a_plan_with_agents_side_by_side(
    clients: Path, served: Served, package: str
) -> None:
    seen = await run(clients, "agui", package, served, "plan")
    assert seen["outcomes"] == ["success"]
    assert {"flight", "accommodation", "itinerary"} <= set(seen["subagents"])
    assert seen["most"] >= 2
    assert seen["open"] == 0
    assert seen["activities"] == ["flights", "stays", "weather", "days", "map", "budget"]
    assert "Lisbon" in seen["text"]
    assert len(seen["tools"]) == seen["results"] >= 3
    assert json.loads(seen["tools"][0]["arguments"])


@pytest.mark.parametrize("package", AGUI)
async def test_agui_without_subagents(clients: Path, served: Served, package: str) -> None:
    seen = await run(clients, "agui", package, served, "unattributed")
    assert seen["outcomes"] == ["success"]
    assert seen["subagents"] == []
    assert "agent_started" in seen["customs"]
    assert "Lisbon" in seen["text"]


@pytest.mark.parametrize("package", AGUI)
async def test_agui_two_approvals_one_yes_one_no(
    clients: Path, served: Served, tripsage: TripSage, package: str
) -> None:
    seen = await run(clients, "agui", package, served, "approvals")
    assert seen["first"] == ["give_travellers"]
    assert sorted(seen["second"]) == [["book", "flight"], ["book", "stay"]]
    assert seen["outcomes"][:3] == ["success", "interrupt", "interrupt"]
    assert seen["outcomes"][3:] == ["interrupt"] * bool(seen["anew"]) + ["success"]
    assert all(seen["anew"])
    assert "Booked:" in seen["text"]
    assert await bookings(tripsage, seen["thread"]) == {"flight": "confirmed", "stay": "rejected"}


@pytest.mark.parametrize("package", AGUI)
async def test_agui_a_drop_and_a_rejoin(clients: Path, served: Served, package: str) -> None:
    seen = await run(clients, "agui", package, served, "rejoin")
    assert seen["outcomes"] == ["success"]
    assert "Lisbon" in seen["text"]
    assert len(seen["tools"]) == seen["results"] >= 3


@pytest.mark.parametrize("package", AGUI)
async def test_agui_a_stop(clients: Path, served: Served, package: str) -> None:
    seen = await run(clients, "agui", package, served, "stop")
    new = package == "@ag-ui/client"
    assert seen["outcomes"] == (["cancelled"] if new else [None])
    assert ("run_cancelled" in seen["customs"]) is not new
    assert seen["activities"] == []
    assert seen["open"] == 0
    assert len(seen["tools"]) == seen["results"]


@pytest.mark.parametrize("package", AGUI)
async def test_agui_an_error(
    clients: Path, served: Served, tripsage: TripSage, package: str
) -> None:
    thread = uuid.uuid4().hex
    await broken(tripsage, thread)
    seen = await run(clients, "agui", package, served, "error", thread)
    assert len(seen["errors"]) == 1
    assert "What was said before is kept" in seen["errors"][0]


@pytest.mark.parametrize("package", AI)
async def test_ai_sdk_a_plan_with_agents_side_by_side(
    clients: Path, served: Served, package: str
) -> None:
    seen = await run(clients, "aisdk", package, served, "plan")
    assert seen["errors"] == []
    assert seen["status"] == "ready"
    assert seen["roles"] == ["user", "assistant"]
    kinds = [kind for kind, _ in seen["parts"]]
    assert {"data-flights", "data-stays", "data-days", "data-budget"} <= set(kinds)
    assert {state for kind, state in seen["parts"] if kind == "data-agent"} == {"done"}
    assert {state for kind, state in seen["parts"] if kind == "dynamic-tool"} == {
        "output-available"
    }
    assert seen["most"] >= 2
    assert "Lisbon" in seen["text"]
    assert seen["finishes"][0]["metadata"]["usage"]["model_calls"] == 0


@pytest.mark.parametrize("package", AI)
async def test_ai_sdk_two_approvals_one_yes_one_no(
    clients: Path, served: Served, tripsage: TripSage, package: str
) -> None:
    """The travellers were given before, elsewhere: the AI SDK's approvals carry a yes or a no alone."""
    thread = uuid.uuid4().hex
    await posted(served.ada, "/chat", said(thread, TRIP))
    await posted(served.ada, "/chat", said(thread, "book the hotel"))
    for id, what in (await tripsage.waiting(thread)).items():
        assert isinstance(what, TravellersAsked)
        async for event in tripsage.answer(thread, {id: Word(says="yes")}, travellers=COUPLE):
            if isinstance(event, RunInterrupted):
                break
    seen = await run(clients, "aisdk", package, served, "approvals", thread)
    assert seen["errors"] == []
    assert sorted(seen["asked"]) == [["book", "flight"], ["book", "stay"]]
    assert all(seen["anew"])
    assert sorted(seen["after"]) == [
        ["flight", "output-available", "confirmed"],
        ["stay", "output-denied", None],
    ]
    assert await bookings(tripsage, thread) == {"flight": "confirmed", "stay": "rejected"}


@pytest.mark.parametrize("package", AI)
async def test_ai_sdk_a_drop_and_a_rejoin(clients: Path, served: Served, package: str) -> None:
    seen = await run(clients, "aisdk", package, served, "rejoin")
    assert seen["errors"] == []
    assert seen["idle"] is None
    assert {"data-flights", "data-budget"} <= {kind for kind, _ in seen["parts"]}
    assert "Lisbon" in seen["text"]


@pytest.mark.parametrize("package", AI)
async def test_ai_sdk_a_stop(clients: Path, served: Served, package: str) -> None:
    seen = await run(clients, "aisdk", package, served, "stop")
    assert seen["status"] == "ready"
    assert "running" not in {state for _, state in seen["parts"]}
    assert not {"input-streaming", "input-available"} & {state for _, state in seen["parts"]}
    assert "data-budget" not in {kind for kind, _ in seen["parts"]}


@pytest.mark.parametrize("package", AI)
async def test_ai_sdk_an_error(
    clients: Path, served: Served, tripsage: TripSage, package: str
) -> None:
    thread = uuid.uuid4().hex
    await broken(tripsage, thread)
    seen = await run(clients, "aisdk", package, served, "error", thread)
    assert seen["status"] == "error"
    assert len(seen["errors"]) == 1
    assert "What was said before is kept" in seen["errors"][0]


async def test_openai_a_plan_and_a_question_about_it(clients: Path, served: Served) -> None:
    seen = await run(clients, "openai", "openai", served, "plan")
    assert seen["models"] == ["tripsage"]
    assert "Lisbon" in seen["text"]
    assert seen["finish"] == "stop"
    assert seen["usage"]["total_tokens"] == 0
    assert "€" in seen["next"]
    assert seen["unknown"] == [404, "model_not_found", "NotFoundError"]


async def test_openai_a_stop_and_an_error(
    clients: Path, served: Served, tripsage: TripSage
) -> None:
    stopped = await run(clients, "openai", "openai", served, "stop")
    assert stopped["thrown"]["code"] == "run_cancelled"
    thread = uuid.uuid4().hex
    await broken(tripsage, thread)
    failed = await run(clients, "openai", "openai", served, "error", thread)
    assert failed["thrown"]["code"] == "fault"


def said(thread: str, text: str) -> dict[str, Any]:
    part = {"type": "text", "text": text}
    return {"id": thread, "messages": [{"id": "u1", "role": "user", "parts": [part]}]}


async def bookings(tripsage: TripSage, thread: str) -> dict[str, str]:
    """Their states by kind."""
    desk = await tripsage.desk()
    return {
        each.facts.kind: each.state for each in await desk.listed("local") if each.thread == thread
    }
