"""Many streams at once on one server: `make bench-api STREAMS=300`.

The server is `tripsage serve` in a process of its own, with the embedded database and the sandbox; this process
is all of its clients, and its model too. The model says PIECES short sentences, one each PACE seconds; the answers
begin spread over STAGGER seconds, as people's do, or all at once with `--in-step`, which nobody's do. What an answer
is told in are its sentences. Each stream is a turn of its own conversation; while they are told, one more client
reads, a request after the other.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.endpoint import free_port, wait_for
from benchmarks.machine import facts, own_home

ALONE = 20  # turns one after the other, for the first event
BEGUN_AT_ONCE = 4
PACE = 0.5  # seconds: a sentence of some twenty tokens, at forty a second
PIECES = 40
STAGGER = 8.0  # seconds
GOLDEN = 0.618  # spreads as evenly as can be, in whatever order they come
SAID = "hotels in Lisbon from 7 May to 11 May, two of us"
CHUNK = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "paced"}
USAGE = {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20}


class Paced:
    """Speaks OpenAI's streamed chat completions. `held` counts those that wait until they may be told."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.pace = self.stagger = 0.0
        self.held = self._begun = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError
        with contextlib.suppress(*gone):
            while True:
                await self._one(reader, writer)
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        self.held += 1
        await self.may.wait()
        self.held -= 1
        self._begun += 1
        await asyncio.sleep(self._begun * GOLDEN % 1 * self.stagger)
        for number in range(PIECES):
            writer.write(_chunk({"content": f"{_piece(number)} "}))
            await writer.drain()
            await asyncio.sleep(self.pace)
        writer.write(_chunk({}, "stop") + _chunk(None) + _sized(b"data: [DONE]\n\n") + _sized(b""))
        await writer.drain()


def _piece(number: int) -> str:
    """Without a figure or a name: such sentences pass the guard as they are."""
    return f"Piece {chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)} is said now."


def _chunk(delta: Any, finish: str | None = None) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    told = {**CHUNK, "choices": choices} | ({"usage": USAGE} if delta is None else {})
    return _sized(b"data: " + json.dumps(told).encode() + b"\n\n")


def _sized(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


@dataclass
class Stream:
    """A turn as its client has it. Times are seconds of `time.perf_counter`."""

    began: float = 0.0
    times: list[float] = field(default_factory=list[float])
    pieces: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    finished: bool = False

    @property
    def whole(self) -> bool:
        told = " ".join(text.strip() for _, text in self.pieces)
        return self.finished and told.startswith(" ".join(map(_piece, range(PIECES))))

    @property
    def gaps(self) -> list[float]:
        times = [at for at, text in self.pieces if text.strip().startswith("Piece ")]
        return [later - earlier for earlier, later in itertools.pairwise(times)]


@dataclass(frozen=True)
class Client:
    port: int
    token: str

    async def turn(
        self,
        stream: Stream,
        begun: asyncio.Event | None = None,
        *,
        said: str = SAID,
        thread: str = "",
    ) -> None:
        body = {
            "threadId": thread or uuid.uuid4().hex,
            "runId": uuid.uuid4().hex,
            "messages": [{"id": uuid.uuid4().hex, "role": "user", "content": said}],
            "protocolVersion": "1.0",
        }
        stream.began = time.perf_counter()
        async for line in self._lines("POST", "/agui", json.dumps(body).encode()):
            if not line.startswith(b"data: "):
                continue
            stream.times.append(time.perf_counter())
            event = json.loads(line[6:])
            if event["type"] == "TEXT_MESSAGE_CONTENT":
                stream.pieces.append((stream.times[-1], event["delta"]))
            stream.finished = event.get("outcome") == {"type": "success"}
            if begun is not None:
                begun.set()

    async def read(self, path: str) -> float:
        began = time.perf_counter()
        async for _ in self._lines("GET", path, b""):
            pass
        return time.perf_counter() - began

    async def _lines(self, method: str, path: str, body: bytes) -> AsyncGenerator[bytes]:
        """Of the whole answer. Raises RuntimeError where it isn't 200."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        try:
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            writer.write(head.encode() + body)
            status = await reader.readline()
            if b" 200 " not in status:
                raise RuntimeError(f"{method} {path}: {status!r}")
            async for line in reader:
                yield line
        finally:
            writer.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=300)
    parser.add_argument("--in-step", action="store_true", help="all answers begin at once")
    given = parser.parse_args()
    print(facts())
    with own_home() as home:
        met = asyncio.run(measured(home, given.streams, 0.0 if given.in_step else STAGGER))
    sys.exit(0 if met else 1)


async def measured(home: Path, count: int, stagger: float) -> bool:
    """Whether no stream was lost."""
    model = Paced()
    async with served(home, model) as (client, server):
        await alone(model, client)
        model.stagger = stagger
        return await together(model, client, server, count)


@contextlib.asynccontextmanager
async def served(home: Path, model: Paced) -> AsyncGenerator[tuple[Client, int]]:
    """A client of `tripsage serve`, and the server's process."""
    port = free_port()
    speaking = await asyncio.start_server(model.handle, "127.0.0.1", 0, backlog=1000)
    env = {
        **os.environ,
        "TRIPSAGE_HOME": str(home),
        "OPENAI_BASE_URL": f"http://127.0.0.1:{speaking.sockets[0].getsockname()[1]}/v1",
        "OPENAI_API_KEY": "none",
        "TRIPSAGE_MODEL": "paced",
        "TRIPSAGE_MODEL_TIMEOUT": "600",  # it waits until all the streams are there
    }
    command = [str(Path(sys.executable).parent / "tripsage"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        await asyncio.to_thread(wait_for, port, server)
        yield Client(port, (home / "api.token").read_text()), server.pid
    finally:
        server.kill()
        server.wait()
        speaking.close()


async def alone(model: Paced, client: Client) -> None:
    model.may.set()
    streams = [Stream() for _ in range(ALONE + 2)]
    for each in streams:
        await client.turn(each)
    firsts = [each.times[0] - each.began for each in streams[2:]]  # the first ones fill caches
    show("first event on an idle server, median (ms)", statistics.median(firsts) * 1000, 50)
    show("first event on an idle server, most (ms)", max(firsts) * 1000)


async def together(model: Paced, client: Client, server: int, count: int) -> bool:
    model.may.clear()
    model.pace = PACE
    streams, few = [Stream() for _ in range(count)], asyncio.Semaphore(BEGUN_AT_ONCE)

    async def turned(stream: Stream) -> None:
        begun = asyncio.Event()
        async with few:
            turning = asyncio.create_task(client.turn(stream, begun))
            await asyncio.wait(
                {turning, asyncio.create_task(begun.wait())}, return_when="FIRST_COMPLETED"
            )
        await turning

    before = resident(server)
    turns = [asyncio.create_task(turned(each)) for each in streams]
    while model.held < count and not any(each.done() for each in turns):
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    idle = resident(server)
    cpu, mine, began = cpu_of(server), time.process_time(), time.perf_counter()
    reading = asyncio.create_task(reads(client))
    model.may.set()
    failed = await asyncio.gather(*turns, return_exceptions=True)
    seconds = time.perf_counter() - began
    reading.cancel()
    taken = await reading
    show(
        f"memory of an idle stream, its turn with it, of {count} (KB)", (idle - before) / count, 200
    )
    lost = sum(not each.whole for each in streams)
    show("streams lost, or not told whole", lost, 1)
    for each in {repr(each) for each in failed if each is not None}:
        print(f"  {each}")
    gaps = [(gap - PACE) * 1000 for each in streams for gap in each.gaps]
    beyond = f"gap between two sentences beyond the model's own {PACE * 1000:.0f} ms"
    show(f"{beyond}, p50 (ms)", at_most(gaps, 50))
    show(f"{beyond}, p99 (ms)", at_most(gaps, 99), 250)
    show("a read meanwhile, p95 (ms)", at_most(taken, 95) * 1000, 100)
    events = sum(len(each.times) for each in streams)
    used = cpu_of(server) - cpu
    print(
        f"{events} events in {seconds:.1f} s, {len(taken)} reads; of a core the server had "
        f"{used / seconds:.0%}, this process {(time.process_time() - mine) / seconds:.0%}"
    )
    return not lost


async def reads(client: Client) -> list[float]:
    """Seconds that each took, until cancelled."""
    taken: list[float] = []
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            taken.append(await client.read("/chat/sessions?limit=20"))
            await asyncio.sleep(0.02)
    return taken


def show(name: str, found: float, target: float | None = None) -> None:
    print(f"{name}: {found:.1f}" + (f" (target under {target:.0f})" if target else ""))


def at_most(found: Sequence[float], percent: int) -> float:
    return statistics.quantiles(found, n=100)[percent - 1] if len(found) > 1 else float("nan")


def resident(process: int) -> float:
    """KB."""
    status = Path(f"/proc/{process}/status").read_text()
    return float(status.partition("VmRSS:")[2].split()[0])


def cpu_of(process: int) -> float:
    """Seconds, of user and system (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
