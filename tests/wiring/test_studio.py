"""LangGraph's own server opens the graph that `langgraph.json` names, and a client of it has a turn."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk import get_client

HERE = Path(__file__).resolve().parent.parent.parent
LANGGRAPH = HERE / ".venv-studio" / "bin" / "langgraph"
Client = Any  # of langgraph_sdk, whose answers are dicts of anything
SAID = "three days in Vienna from Munich from 12 May 2027, two adults"

pytestmark = pytest.mark.skipif(
    not LANGGRAPH.exists(), reason="there is no .venv-studio: `make studio` makes it"
)


@pytest.fixture(scope="module")
async def server(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncGenerator[Client]:
    """Keeps its conversations in a folder of its own. Without a key for Studio's page, nothing is traced."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("studio")
    quiet = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false"}
    with (folder / "log").open("wb") as log:
        running = await asyncio.create_subprocess_exec(
            *(str(LANGGRAPH), "dev", "--no-browser", "--no-reload", "--port", str(port)),
            *("--config", str(HERE / "langgraph.json")),
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HERE), **quiet},
            stdout=log,
            stderr=log,
        )
        try:
            async with get_client(url=f"http://127.0.0.1:{port}") as client:
                await _answers(client, running, folder / "log")
                yield client
        finally:
            if running.returncode is None:
                running.terminate()
            await running.wait()


async def _answers(client: Client, running: asyncio.subprocess.Process, log: Path) -> None:
    for _ in range(120):
        try:
            await client.assistants.search()
            return
        except httpx.TransportError:
            assert running.returncode is None, log.read_text(errors="replace")
            await asyncio.sleep(0.5)
    raise AssertionError(log.read_text(errors="replace"))


async def test_the_server_draws_the_graph_and_asks_for_messages(server: Client) -> None:
    (assistant,) = await server.assistants.search()
    drawn = await server.assistants.get_graph(assistant["assistant_id"])
    nodes = {str(node["id"]) for node in drawn["nodes"]}
    assert {"understand", "flight", "itinerary", "respond"} <= nodes
    schemas = await server.assistants.get_schemas(assistant["assistant_id"])
    assert list(schemas["input_schema"]["properties"]) == ["messages", "told"]


async def test_a_client_of_the_server_has_a_conversation_with_a_plan(
    server: Client,
) -> None:
    thread = (await server.threads.create())["thread_id"]
    for said in (SAID, "make it cheaper"):
        given = {"messages": [{"role": "user", "content": said}]}
        stream = server.runs.stream(thread, "tripsage", input=given, stream_mode="custom")
        parts = [part.data async for part in stream if part.event == "custom"]
        assert {"tool_called", "text_delta", "run_finished"} <= {part["type"] for part in parts}
    kept = (await server.threads.get_state(thread))["values"]
    assert [each["type"] for each in kept["messages"]] == ["human", "ai"] * 2
    assert "Vienna" in kept["messages"][1]["content"]
    assert len(kept["itinerary"]["days"]) == 4
