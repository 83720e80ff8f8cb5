"""How soon a client hears from the chat endpoint: `make endpoint`.

A server in a process of its own, with the embedded database and the sandbox; one client, one turn after the
other, each in a new conversation. Milliseconds from the request to the first event and to the last.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.machine import own_home

TURNS = 20
SAID = {
    "a greeting": "hello",
    "a plan": "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros",
}


def main() -> None:
    with own_home() as home:
        port = free_port()
        command = [str(Path(sys.executable).parent / "tripsage"), "serve", "--port", str(port)]
        env = {**os.environ, "TRIPSAGE_HOME": str(home)}
        server = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            token = (home / "api.token").read_text()
            for name, text in SAID.items():
                turn(port, token, text)
                show(name, [turn(port, token, text) for _ in range(TURNS)])
        finally:
            server.terminate()
            server.wait()


def show(name: str, times: list[tuple[float, float]]) -> None:
    first, last = ([each[at] * 1000 for each in times] for at in (0, 1))
    print(
        f"{name}: first event median {statistics.median(first):.1f} ms, most {max(first):.1f} ms; "
        f"last event median {statistics.median(last):.0f} ms, most {max(last):.0f} ms ({len(times)} turns)"
    )


def turn(port: int, token: str, text: str) -> tuple[float, float]:
    """Seconds to the first event and to the last."""
    message = {"id": "u", "role": "user", "content": text}
    body = {"threadId": uuid.uuid4().hex, "runId": uuid.uuid4().hex, "messages": [message]}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("POST", "/agui", json.dumps(body), headers)
    answer = connection.getresponse()
    answer.readline()
    first = time.perf_counter() - began
    answer.read()
    return first, time.perf_counter() - began


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    sys.exit("tripsage serve didn't come up")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    main()
