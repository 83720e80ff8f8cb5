"""Embeddings of a server that speaks OpenAI's API, chosen by the environment's variables."""

import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from memory.embedding import HashingEmbeddings
from tests.memory.long_term import World
from travel.errors import ModelUnavailable
from wiring.memory import embedder
from wiring.settings import Settings


class Server(ThreadingHTTPServer):
    """Gives the keyless vectors, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.loads(body)
        self.server.asked.append(asked)
        vectors = HashingEmbeddings().embed_documents(asked["input"])
        data = [{"object": "embedding", "index": n, "embedding": v} for n, v in enumerate(vectors)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        answer = json.dumps(
            {"object": "list", "data": data, "model": asked["model"], "usage": usage}
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def server() -> Generator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def chosen(url: str) -> Settings:
    return Settings.model_validate(
        {
            "TRIPSAGE_EMBEDDING_MODEL": "small",
            "TRIPSAGE_EMBEDDING_URL": url,
            "TRIPSAGE_MODEL_RETRIES": 0,
        }
    )


async def test_memories_are_embedded_by_the_server_that_is_named(
    world: World, server: Server
) -> None:
    name, embeddings = embedder(chosen(server.url))
    async with world.opened(embeddings=embeddings, name=name) as memory:
        await memory.add("ada", "I prefer window seats")
        found = await memory.search("ada", "window or aisle seat?")
        assert [each.text for each in found] == ["I prefer window seats"]
    assert [each["input"] for each in server.asked] == [
        ["I prefer window seats"],
        ["window or aisle seat?"],
    ]
    assert {(each["model"], each["dimensions"]) for each in server.asked} == {("small", 384)}
    [(mark,)] = await world.rows("SELECT payload ->> 'embedder' FROM memories")
    assert mark == f"small of {server.url}"


async def test_a_server_that_does_not_answer_is_an_error_in_a_sentence(world: World) -> None:
    name, embeddings = embedder(chosen("http://127.0.0.1:9/v1"))
    async with world.opened(embeddings=embeddings, name=name) as memory:
        with pytest.raises(ModelUnavailable, match="reached"):
            await memory.add("ada", "I prefer window seats")
